"""The phone calls of the cassettes: which recordings belong to which call, and what they show of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from inspector.protocols.handles import handles_in
from inspector.protocols.message import Message, response_message
from inspector.protocols.operation import Endpoint
from inspector.protocols.oxwums.calls import CallState
from inspector.protocols.oxwums.memory import call_state_in, refuses_the_handle
from inspector.protocols.oxwums.operations import DISCONNECTS, PLAYS
from inspector.replay.asked import Asked
from inspector.replay.recordings import Recording
from inspector.replay.timeline import GONE, CallRecording, Sample, elapsed, ended_timeline, running_timeline

__all__ = ["CallsRecorded"]


def shown(answer: Message) -> tuple[str, str] | None:
    """Returns the state and the cause that an answer to a poll shows; ``None`` if it shows none."""
    if refuses_the_handle(answer):
        return GONE, ""
    state, cause = call_state_in(answer)
    return (state, cause) if state else None


@dataclass
class _Draft:
    """A call while the cassette is read."""

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
        return bool(self.running) and self.running[-1].state in (CallState.DISCONNECTED, GONE)

    def finished(self) -> CallRecording:
        running, ended = running_timeline(self.running), ended_timeline(self.ended)
        return CallRecording(
            self.endpoint, self.handle, self.began, self.disconnected, self.refused, running, ended
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

    def add(self, recording: Recording, asked: Asked) -> None:
        """Takes in the next recording.

        Args:
            recording: the recording.
            asked: what its request asks for.
        """
        operation, response = asked.operation, recording.interaction.response
        if operation is None or response is None:
            return
        if operation.name in PLAYS:
            answer = response_message(response, asked.identified)
            if answer.succeeded and answer.payload is not None:
                for handle in handles_in(answer.payload, operation.issues)[:1]:
                    self._begin(recording, asked, handle)
        elif asked.call:
            self._follow(recording, asked, response_message(response, asked.identified))

    def finish(self) -> None:
        """Ends the reading; the calls can be looked up from then on."""
        for key in list(self._drafts):
            self._finish(key)

    def _begin(self, recording: Recording, asked: Asked, handle: str) -> None:
        key = (asked.key.endpoint, handle)
        self._finish(key)
        at = recording.interaction.at
        self._drafts[key] = _Draft(asked.key.endpoint, handle, recording.place, at)

    def _finish(self, key: tuple[Endpoint, str]) -> None:
        draft = self._drafts.pop(key, None)
        if draft is not None:
            call = draft.finished()
            self.by_handle.setdefault(key, call)
            if draft.began is not None:
                self.by_place[draft.began] = call

    def _follow(self, recording: Recording, asked: Asked, answer: Message) -> None:
        name, at = asked.name, recording.interaction.at
        what = shown(answer)
        self._keep_example(name, answer, what, recording.place)
        key = (asked.key.endpoint, asked.call)
        draft = self._drafts.get(key)
        if draft is None:
            if what is not None and what[0] == GONE:
                return  # an identifier that never was one
            draft = self._drafts[key] = _Draft(asked.key.endpoint, asked.call, None, at)
        if name in DISCONNECTS:
            if what is not None and draft.refused is None:
                draft.refused = recording.place
            elif answer.succeeded and draft.disconnected is None:
                draft.disconnected = recording.place
                if not draft.is_over:
                    draft.disconnected_at = at
        elif what is not None and draft.disconnected_at is None:
            draft.running.append(Sample(elapsed(at, draft.at), recording.place, *what))
        elif what is not None and draft.disconnected_at is not None:
            draft.ended.append(Sample(elapsed(at, draft.disconnected_at), recording.place, *what))

    def _keep_example(self, name: str, answer: Message, what: tuple[str, str] | None, place: int) -> None:
        """Remembers one recorded answer of each kind, as the pattern of those that have to be built."""
        if what is not None:
            self.examples.setdefault((name, what[0]), place)
        elif answer.succeeded:
            self.examples.setdefault((name, "done"), place)
