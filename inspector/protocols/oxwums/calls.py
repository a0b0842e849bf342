"""The call state model of MS-OXWUMS sections 3.1.1.1, 3.1.2 and 3.1.3.

The state of a call is a function of what happened to it and of the time at which one looks; nothing here
runs. Simulator, replayer, rules and terminal UI all ask this module.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

import msgspec

from inspector.protocols.timed import Stage

CALL_TIMEOUT = 32.0
"""Seconds from entering Disconnected to Idle (section 3.1.2). At exactly this age the call is gone."""

# Clock times are decimal fractions; their difference must not miss the deadline by a rounding error.
_DIGITS = 6


class CallState(StrEnum):
    """The states of section 3.1.1.1; Start and Stop are both Idle (section 3.1.4.3.4.1)."""

    IDLE = "Idle"
    CONNECTING = "Connecting"
    CONNECTED = "Connected"
    DISCONNECTED = "Disconnected"

    @property
    def stage(self) -> Stage:
        """How far a call is in it."""
        return _STAGES[self]


_STAGES = {
    CallState.IDLE: Stage.GONE,
    CallState.CONNECTING: Stage.BEGINNING,
    CallState.CONNECTED: Stage.GOING_ON,
    CallState.DISCONNECTED: Stage.ENDED,
}


class Cause(StrEnum):
    """Why a call was disconnected (sections 3.1.4.3.4.2 and 3.1.4.4.4.1).

    Only ``None`` and ``UserBusy`` can be seen through the protocol, the text says of the other three.
    """

    NONE = "None"
    USER_BUSY = "UserBusy"
    NO_ANSWER = "NoAnswer"
    UNAVAILABLE = "Unavailable"
    OTHER = "Other"


class CallEvent(StrEnum):
    """The transitions of section 3.1.1.1, less Call_timeout, which follows from the time."""

    REQUESTED = "PlayOnPhone_request"
    ANSWERED = "Phone_answered"
    VOICE_ACCESS = "Voice_access_attempt_connect"
    TRANSFERRED = "Transfer_from_Voice_Access"
    HUNG_UP = "Phone_hangup"
    BUSY = "Line_busy"
    DISCONNECT = "Disconnect_request"
    ENDED = "Comm_sys_bye"


_I, _C, _T, _D = CallState.IDLE, CallState.CONNECTING, CallState.CONNECTED, CallState.DISCONNECTED

# Figure 2 is not in the text: where a source state is not given, every state with an identifier is taken
# (docs/errata.md). An event that has no entry changes nothing, such as a second Disconnect.
_NEXT: dict[tuple[CallState, CallEvent], CallState] = {
    (_C, CallEvent.ANSWERED): _T,
    (_T, CallEvent.VOICE_ACCESS): _C,
    (_C, CallEvent.TRANSFERRED): _I,
    (_T, CallEvent.TRANSFERRED): _I,
    (_C, CallEvent.HUNG_UP): _D,
    (_T, CallEvent.HUNG_UP): _D,
    (_C, CallEvent.BUSY): _D,
    (_C, CallEvent.DISCONNECT): _D,
    (_T, CallEvent.DISCONNECT): _D,
    (_C, CallEvent.ENDED): _I,
    (_T, CallEvent.ENDED): _I,
    (_D, CallEvent.ENDED): _I,
}


class Event(msgspec.Struct, frozen=True, order=True):
    """Something that happens to a call.

    Args:
        at: when, in clock seconds.
        kind: what.
    """

    at: float
    kind: CallEvent


class CallStatus(NamedTuple):
    """What is true of a call at a time.

    Args:
        state: its state.
        cause: why it was disconnected; ``None`` (the value) in every other state.
        since: when the state was entered, in clock seconds.
        deadline: when Call_timeout ends, in clock seconds; ``None`` if the timer does not run.
    """

    state: CallState
    cause: Cause
    since: float
    deadline: float | None = None

    @property
    def has_handle(self) -> bool:
        """Whether a call identifier is tied to it: in Idle there is none."""
        return self.state is not CallState.IDLE


class Call(msgspec.Struct, frozen=True):
    """A call and what happens to it, past and to come.

    Args:
        handle: its identifier.
        began: when the request that started it was complete, in clock seconds.
        events: what happens after that, in order of time.
    """

    handle: str
    began: float
    events: tuple[Event, ...] = ()

    def status(self, now: float) -> CallStatus:
        """Returns what is true of the call at a time.

        Args:
            now: the clock time, in seconds.
        """
        current = CallStatus(
            CallState.IDLE if now < self.began else CallState.CONNECTING, Cause.NONE, self.began
        )
        for event in self.events:
            if event.at > now:
                break
            if _expired(current, event.at):
                break
            entered = _NEXT.get((current.state, event.kind))
            if entered is None:
                continue
            busy = event.kind is CallEvent.BUSY
            deadline = round(event.at + CALL_TIMEOUT, _DIGITS) if entered is CallState.DISCONNECTED else None
            current = CallStatus(entered, Cause.USER_BUSY if busy else Cause.NONE, event.at, deadline)
            if entered is CallState.IDLE:
                return current
        if _expired(current, now):
            assert current.deadline is not None
            return CallStatus(CallState.IDLE, Cause.NONE, current.deadline)
        return current

    def with_event(self, kind: CallEvent, at: float) -> Call:
        """Returns the call with one more event; what was to come later stays and is judged by the model.

        Args:
            kind: what happens.
            at: when, in clock seconds.
        """
        event = Event(at, kind)
        if not self.events or self.events[-1].at <= at:
            return Call(self.handle, self.began, (*self.events, event))
        events = list(self.events)
        insort(events, event, key=lambda each: each.at)
        return Call(self.handle, self.began, tuple(events))

    def next_change(self, now: float) -> float | None:
        """Returns the first clock time after ``now`` at which the state changes by itself, or ``None``."""
        current = self.status(now)
        times: Iterable[float] = [event.at for event in self.events if event.at > now]
        if current.deadline is not None:
            times = sorted([*times, current.deadline])
        for at in times:
            after = self.status(at)
            if (after.state, after.since) != (current.state, current.since):
                return at
        return None


def _expired(status: CallStatus, now: float) -> bool:
    return status.deadline is not None and round(now - status.since, _DIGITS) >= CALL_TIMEOUT
