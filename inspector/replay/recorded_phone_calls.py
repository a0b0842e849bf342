"""The phone calls of the cassettes: which recordings belong to which call, and what they show of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from inspector.protocols.handles import handles_in
from inspector.protocols.message import Message, response_message
from inspector.protocols.operation import Endpoint
from inspector.protocols.timed import GONE, Shown, Stage, TimedModel
from inspector.replay.call_timeline import CallRecording, End, EndOutcome, Sample, Timeline, elapsed
from inspector.replay.index import IndexedInteraction
from inspector.replay.request_info import RequestInfo


@dataclass
class _Draft:
    """A call while the cassette is read."""

    model: TimedModel[Any]
    endpoint: Endpoint
    handle: str
    began: int | None
    at: float
    impersonated: bool = False
    ended_at: float | None = None
    running: list[Sample] = field(default_factory=list)
    ended: list[Sample] = field(default_factory=list)
    ends: list[End] = field(default_factory=list)
    later_ends: list[End] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        """Whether it had ended by itself when last polled, so that a Disconnect changes nothing."""
        shown = [sample.state for sample in self.running if sample.shown is not None]
        if not shown:
            return False
        last = shown[-1]
        return last == GONE or (last in self.model.states and self.model.states[last].stage is Stage.ENDED)

    @property
    def never_was(self) -> bool:
        """Whether the identifier is none of a call, as far as the recording shows."""
        states = {sample.state for sample in self.running if sample.shown is not None}
        done = any(end.outcome is EndOutcome.DONE for end in self.ends)
        return self.began is None and states <= {GONE} and not done

    def finished(self) -> CallRecording:
        running, ended = Timeline(self.model, self.running), Timeline(self.model, self.ended, ended=True)
        return CallRecording(
            self.model,
            self.endpoint,
            self.handle,
            self.began,
            running,
            ended,
            tuple(self.ends),
            tuple(self.later_ends),
            self.impersonated,
        )

    def polled(self, at: float, place: int, shown: Shown | None) -> None:
        """Takes in a poll."""
        if self.ended_at is None:
            self.running.append(Sample(elapsed(at, self.at), place, shown))
        else:
            self.ended.append(Sample(elapsed(at, self.ended_at), place, shown))

    def asked_to_end(self, at: float, place: int, outcome: EndOutcome) -> None:
        """Takes in a request to end the call."""
        if self.ended_at is not None:
            self.later_ends.append(End(elapsed(at, self.ended_at), place, outcome))
            return
        ended_it = outcome is EndOutcome.DONE and not self.is_over
        self.ends.append(End(elapsed(at, self.at), place, outcome, ended_it))
        if ended_it:
            self.ended_at = at


class RecordedPhoneCalls:
    """The calls of the cassettes.

    Attributes:
        by_place: the call that the recording at a place begins.
        by_handle: the first call of each identifier, by endpoint and identifier.
        examples: the place of one recorded answer of each kind, by operation and what it shows: a state,
            ``gone``, or ``done``.
    """

    def __init__(self) -> None:
        self._drafts: dict[tuple[Endpoint, str], _Draft] = {}
        self.by_place: dict[int, CallRecording] = {}
        self.by_handle: dict[tuple[str, str], CallRecording] = {}
        self.examples: dict[tuple[str, str], int] = {}

    def add(self, recording: IndexedInteraction, info: RequestInfo) -> None:
        """Takes in the next recording.

        Args:
            recording: the recording.
            info: what its request asks for.
        """
        operation, response = info.operation, recording.interaction.response
        model = operation.document.timed if operation else None
        if operation is None or model is None or not recording.interaction.timed:
            return
        answer = response_message(response, info.identified) if response is not None else None
        if operation.name in model.begins:
            if answer is not None and answer.succeeded and answer.payload is not None:
                for handle in handles_in(answer.payload, operation.issues)[:1]:
                    self._begin(model, recording, info, handle)
        elif info.call:
            self._follow(model, recording, info, answer)

    def finish(self) -> None:
        """Ends the reading; the calls can be looked up from then on."""
        for key in list(self._drafts):
            self._finish(key)

    def _begin(
        self, model: TimedModel[Any], recording: IndexedInteraction, info: RequestInfo, handle: str
    ) -> None:
        key = (info.key.endpoint, handle)
        self._finish(key)
        at = recording.interaction.at
        self._drafts[key] = _Draft(
            model, info.key.endpoint, handle, recording.place, at, bool(info.impersonated)
        )

    def _finish(self, key: tuple[Endpoint, str]) -> None:
        draft = self._drafts.pop(key, None)
        if draft is not None and not draft.never_was:
            call = draft.finished()
            self.by_handle.setdefault(key, call)
            if draft.began is not None:
                self.by_place[draft.began] = call

    def _follow(
        self,
        model: TimedModel[Any],
        recording: IndexedInteraction,
        info: RequestInfo,
        answer: Message | None,
    ) -> None:
        at = recording.interaction.at
        what = None
        if answer is not None:
            what = model.shown(answer.payload, answer.fault)
            self._keep_example(info.name, answer, what, recording.place)
        key = (info.key.endpoint, info.call)
        draft = self._drafts.get(key)
        if draft is None:
            draft = self._drafts[key] = _Draft(
                model, info.key.endpoint, info.call, None, at, bool(info.impersonated)
            )
        if info.name not in model.ends:
            draft.polled(at, recording.place, what)
        elif what is not None:
            draft.asked_to_end(at, recording.place, EndOutcome.REFUSED)
        elif answer is not None and answer.succeeded:
            draft.asked_to_end(at, recording.place, EndOutcome.DONE)
        else:
            draft.asked_to_end(at, recording.place, EndOutcome.FAILED)

    def _keep_example(self, name: str, answer: Message, what: Shown | None, place: int) -> None:
        """Remembers one recorded answer of each kind, as the pattern of those that have to be built."""
        if what is not None:
            self.examples.setdefault((name, what.state), place)
        elif answer.succeeded:
            self.examples.setdefault((name, "done"), place)
