"""What a session has shown of phone calls and settings, for the rules of MS-OXWUMS over several messages."""

from __future__ import annotations

from typing import Any

import msgspec

from inspector.bounded import ExpiringMap
from inspector.protocols.common.accounts import account_of_message
from inspector.protocols.message import Message, text_of
from inspector.protocols.operation import Endpoint
from inspector.protocols.oxwums.call_reading import refuses, shown_in, what_happened
from inspector.protocols.oxwums.calls import CALL_TIMEOUT, Call, CallEvent, CallState, CallStatus, Cause
from inspector.protocols.oxwums.operations import DISCONNECTS, PLAYS, POLLS
from inspector.protocols.session import SessionState
from inspector.protocols.timed import Shown


def handle_in(request: Message) -> str:
    """Returns the call identifier that a poll or a disconnect names; empty if there is none."""
    call_id = request.children.get("PhoneCallId")
    if call_id is not None:
        return str(call_id.get("Id", "")).strip()
    return text_of(request.children.get("CallId"))


def issued_handle(response: Message) -> str:
    """Returns the call identifier that a play operation's response issues; empty if there is none."""
    call_id = response.children.get("PhoneCallId")
    if call_id is not None:
        return str(call_id.get("Id", "")).strip()
    operation = response.operation
    return text_of(response.children.get(operation.response)) if operation else ""


def call_state_in(response: Message) -> Shown:
    """Returns the state and the cause that a poll's response tells; empty if there are none."""
    return shown_in(response.children)


def refuses_the_handle(response: Message) -> bool:
    """Whether a response is the document's invalid-id error."""
    return refuses(response.children, response.fault)


_ENDS = frozenset((CallEvent.HUNG_UP, CallEvent.BUSY, CallEvent.DISCONNECT, CallEvent.ENDED))


class SeenCall(msgspec.Struct, frozen=True):
    """A call as far as the session has shown it.

    Args:
        call: the call state model's view; times are the latest at which something can have happened.
        endpoint: the endpoint whose operations its identifier belongs to.
        issued: whether the session has shown where the identifier came from.
        refused_at: when a server last said that there is no such identifier; ``None`` if it never did.
        by_request: whether it was disconnected by an operation of the session.
        alive_at: the latest time at which it was surely not disconnected yet; ``None`` if there is none.
        cause: why it was disconnected, as far as the session has been told; empty if it has not.
        shown_at: when the cause was shown.
    """

    call: Call
    endpoint: Endpoint
    issued: bool = False
    refused_at: float | None = None
    by_request: bool = False
    alive_at: float | None = None
    cause: str = ""
    shown_at: float = 0.0

    def status(self, at: float) -> CallStatus:
        """Returns what must be true of the call at a time, by the latest times of all that happened."""
        return self.call.status(at)

    def is_alive(self, at: float) -> bool:
        """Tells whether the session has shown nothing yet that ends the call."""
        return (
            self.call.began <= at
            and self.refused_at is None
            and not self.cause
            and _ENDS.isdisjoint([event.kind for event in self.call.events])
        )

    def timed_out(self, at: float) -> float | None:
        """Returns how many seconds ago it was disconnected, if that is long enough to be forgotten."""
        if self.refused_at is not None or not self.call.events:
            return None
        last = self.call.status(at)
        if last.state is not CallState.IDLE:
            return None
        return round(at - last.since + CALL_TIMEOUT, 6)


class PhoneCalls(SessionState):
    """The calls of a session by identifier."""

    watches = (*PLAYS, *POLLS, *DISCONNECTS)
    by_name = True

    def __init__(self) -> None:
        self._calls: ExpiringMap[SeenCall] = ExpiringMap()

    def __len__(self) -> int:
        return len(self._calls)

    def get(self, handle: str) -> SeenCall | None:
        """Returns what is known of an identifier, or ``None``."""
        return self._calls.get(handle)

    def observe(self, request: Message, response: Message | None) -> None:
        """Takes in an interaction."""
        operation = request.operation
        if operation is None or response is None:
            return
        if operation.name in PLAYS:
            handle = issued_handle(response) if response.succeeded else ""
            if handle:
                call = Call(handle, response.at)
                seen = SeenCall(call, operation.endpoint, issued=True, alive_at=request.at)
                self._calls.put(handle, seen, response.at)
        elif operation.name in POLLS or operation.name in DISCONNECTS:
            handle = request.memo(handle_in)
            if handle and response.payload is not None:
                self._follow(handle, operation.name, operation.endpoint, request, response)

    def _follow(
        self, handle: str, name: str, endpoint: Endpoint, request: Message, response: Message
    ) -> None:
        known = self._calls.get(handle)
        seen = known or SeenCall(Call(handle, request.at), endpoint)
        now = seen.call.status(response.at).state
        changes: dict[str, Any] = {}
        if response.memo(refuses_the_handle):
            event: CallEvent | None = CallEvent.ENDED
            changes["refused_at"] = response.at
        elif not response.succeeded:
            return  # a passing trouble says nothing about the call
        elif name in DISCONNECTS:
            event = CallEvent.DISCONNECT
            changes["by_request"] = seen.by_request or now is not CallState.DISCONNECTED
        else:
            shown = response.memo(call_state_in)
            event = what_happened(now, shown)
            if shown.state in (CallState.CONNECTING, CallState.CONNECTED):
                changes["alive_at"] = request.at
            elif shown.state == CallState.DISCONNECTED and shown.cause not in ("", Cause.NONE, seen.cause):
                changes["cause"], changes["shown_at"] = shown.cause, response.at
        if event is not None and now is not CallState.IDLE:
            changes["call"] = seen.call.with_event(event, response.at)
        self._calls.put(handle, msgspec.structs.replace(seen, **changes), response.at)


# What each set operation sets: its request's child, and the property that GetUMProperties tells.
SETTINGS = {
    "SetOofStatus": ("status", "OofStatus"),
    "SetMissedCallNotificationEnabled": ("status", "MissedCallNotificationEnabled"),
    "SetPlayOnPhoneDialString": ("dialString", "PlayOnPhoneDialString"),
    "SetTelephoneAccessFolderEmail": ("base64FolderId", "TelephoneAccessFolderEmail"),
}


class VoiceMailSettings(SessionState):
    """The voice mail settings that each account of the session has set."""

    watches = tuple(SETTINGS)
    by_name = True

    def __init__(self) -> None:
        self._set: ExpiringMap[tuple[str, float]] = ExpiringMap()

    def __len__(self) -> int:
        return len(self._set)

    def value(self, account: str, name: str) -> tuple[str, float] | None:
        """Returns what an account last set a property to, and when; ``None`` if it did not."""
        return self._set.get(f"{name}\0{account}")

    def observe(self, request: Message, response: Message | None) -> None:
        """Takes in an interaction."""
        setting = SETTINGS.get(request.operation.name) if request.operation else None
        if setting is None or response is None:
            return
        key = f"{setting[1]}\0{account_of_message(request)}"
        if response.succeeded:
            self._set.put(key, (text_of(request.children.get(setting[0])), response.at), response.at)
        else:
            self._set.drop(key)  # a server that failed half-way may have set it or not


SESSION_STATE = (
    PhoneCalls,
    VoiceMailSettings,
)
"""What the rules remember of a session."""
