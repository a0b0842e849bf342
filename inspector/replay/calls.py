"""The phone calls of the cassettes: which recordings belong to which call, and what they show of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from inspector.protocols.handles import handles_in
from inspector.protocols.message import Message, response_message
from inspector.protocols.operation import Endpoint
from inspector.protocols.timed import GONE, Shown, Stage, TimedModel
from inspector.replay.index import IndexedInteraction
from inspector.replay.request_info import RequestInfo
from inspector.replay.timeline import CallRecording, Sample, Timeline, elapsed

__all__ = ["CallsRecorded"]


@dataclass
class _Draft:
    """A call while the cassette is read."""

    model: TimedModel[Any]
    endpoint: Endpoint
    handle: str
    began: int | None
    at: float
    disconnected: int | None = None
    refused: int | None = None
    disconnected_at: float | None = None
    running: list[Sample] = field(default_factory=list)
    ended: list[Sample] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        """Whether it had ended by itself when last polled, so that a Disconnect changes nothing."""
        if not self.running:
            return False
        last = self.running[-1].state
        return last == GONE or (last in self.model.states and self.model.states[last].stage is Stage.ENDED)

    def finished(self) -> CallRecording:
        running, ended = Timeline(self.model, self.running), Timeline(self.model, self.ended, ended=True)
        return CallRecording(
            self.model,
            self.endpoint,
            self.handle,
            self.began,
            self.disconnected,
            self.refused,
            running,
            ended,
        )


class CallsRecorded:
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
        if operation is None or response is None or model is None:
            return
        if operation.name in model.begins:
            answer = response_message(response, info.identified)
            if answer.succeeded and answer.payload is not None:
                for handle in handles_in(answer.payload, operation.issues)[:1]:
                    self._begin(model, recording, info, handle)
        elif info.call:
            self._follow(model, recording, info, response_message(response, info.identified))

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
        self._drafts[key] = _Draft(model, info.key.endpoint, handle, recording.place, at)

    def _finish(self, key: tuple[Endpoint, str]) -> None:
        draft = self._drafts.pop(key, None)
        if draft is not None:
            call = draft.finished()
            self.by_handle.setdefault(key, call)
            if draft.began is not None:
                self.by_place[draft.began] = call

    def _follow(
        self, model: TimedModel[Any], recording: IndexedInteraction, info: RequestInfo, answer: Message
    ) -> None:
        name, at = info.name, recording.interaction.at
        what = model.shown(answer.payload, answer.fault)
        self._keep_example(name, answer, what, recording.place)
        key = (info.key.endpoint, info.call)
        draft = self._drafts.get(key)
        if draft is None:
            if what is not None and what.state == GONE:
                return  # an identifier that never was one
            draft = self._drafts[key] = _Draft(model, info.key.endpoint, info.call, None, at)
        if name in model.ends:
            if what is not None and draft.refused is None:
                draft.refused = recording.place
            elif answer.succeeded and draft.disconnected is None:
                draft.disconnected = recording.place
                if not draft.is_over:
                    draft.disconnected_at = at
        elif what is not None and draft.disconnected_at is None:
            draft.running.append(Sample(elapsed(at, draft.at), recording.place, what))
        elif what is not None and draft.disconnected_at is not None:
            draft.ended.append(Sample(elapsed(at, draft.disconnected_at), recording.place, what))

    def _keep_example(self, name: str, answer: Message, what: Shown | None, place: int) -> None:
        """Remembers one recorded answer of each kind, as the pattern of those that have to be built."""
        if what is not None:
            self.examples.setdefault((name, what.state), place)
        elif answer.succeeded:
            self.examples.setdefault((name, "done"), place)
