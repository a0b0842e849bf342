"""The phone calls of the cassettes: which recordings belong to which call, and what they show of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from inspector.protocols.handles import handles_in
from inspector.protocols.message import Message, response_message
from inspector.protocols.operation import Endpoint
from inspector.protocols.oxwums.calls import CallState
from inspector.protocols.oxwums.faults import exception_of
from inspector.protocols.oxwums.memory import call_state_in
from inspector.protocols.registry import Identified
from inspector.replay.recordings import Recording
from inspector.replay.timeline import GONE, CallRecording, Sample, elapsed, ended_timeline, running_timeline

__all__ = ["DISCONNECTS", "PLAYS", "POLLS", "CallsRecorded", "call_handle"]

PLAYS = frozenset(("PlayOnPhone", "PlayOnPhone2", "PlayOnPhoneGreeting"))
POLLS = frozenset(("GetCallInfo", "GetPhoneCallInformation"))
DISCONNECTS = frozenset(("Disconnect", "DisconnectPhoneCall"))


def call_handle(identified: Identified) -> str:
    """Returns the call identifier that a poll or a disconnect names; empty if there is none."""
    operation, envelope = identified.operation, identified.envelope
    if operation is None or envelope is None or operation.name not in POLLS | DISCONNECTS:
        return ""
    payload = envelope.payload
    found = handles_in(payload, operation.takes) if payload is not None else []
    return found[0] if found else ""


def shown(answer: Message) -> tuple[str, str] | None:
    """Returns the state and the cause that an answer to a poll shows; ``None`` if it shows none."""
    if refuses(answer):
        return GONE, ""
    state, cause = call_state_in(answer)
    return (state, cause) if state else None


def refuses(answer: Message) -> bool:
    """Whether an answer is the document's invalid-id error."""
    if answer.fault is not None:
        return exception_of(answer.fault) == "InvalidCallIdException"
    code = answer.children.get("ResponseCode")
    return code is not None and (code.text or "").strip() == "ErrorInvalidPhoneCallId"


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

    def add(self, recording: Recording, identified: Identified) -> None:
        """Takes in the next recording.

        Args:
            recording: the recording.
            identified: what its request was identified as.
        """
        operation, response = identified.operation, recording.interaction.response
        if operation is None or response is None:
            return
        if operation.name in PLAYS:
            answer = response_message(response, identified)
            if answer.succeeded and answer.payload is not None:
                for handle in handles_in(answer.payload, operation.issues)[:1]:
                    self._begin(recording, identified, handle)
        elif handle := call_handle(identified):
            self._follow(recording, identified, handle, response_message(response, identified))

    def finish(self) -> None:
        """Ends the reading; the calls can be looked up from then on."""
        for key in list(self._drafts):
            self._finish(key)

    def _begin(self, recording: Recording, identified: Identified, handle: str) -> None:
        key = (identified.endpoint, handle)
        self._finish(key)
        at = recording.interaction.at
        self._drafts[key] = _Draft(identified.endpoint, handle, recording.place, at)

    def _finish(self, key: tuple[Endpoint, str]) -> None:
        draft = self._drafts.pop(key, None)
        if draft is not None:
            call = draft.finished()
            self.by_handle.setdefault(key, call)
            if draft.began is not None:
                self.by_place[draft.began] = call

    def _follow(self, recording: Recording, identified: Identified, handle: str, answer: Message) -> None:
        assert identified.operation is not None
        name, at = identified.operation.name, recording.interaction.at
        what = shown(answer)
        self._keep_example(name, answer, what, recording.place)
        key = (identified.endpoint, handle)
        draft = self._drafts.get(key)
        if draft is None:
            if what is not None and what[0] == GONE:
                return  # an identifier that never was one
            draft = self._drafts[key] = _Draft(identified.endpoint, handle, None, at)
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
