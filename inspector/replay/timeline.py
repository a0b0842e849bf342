"""What a recording shows of one phone call, by the time since the call began.

Where the recording speaks, it is heard; where it is silent (before the first poll, after the last, between
Disconnected and the invalid-id error) the call state model decides (protocols/oxwums/calls.py).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from inspector.protocols.oxwums.calls import CALL_TIMEOUT, Call, CallEvent, CallState, Cause, Event

__all__ = ["GONE", "CallRecording", "Sample", "Timeline", "elapsed"]

GONE = "gone"
"""Stands for the invalid-id error among the states that a poll can show."""

_DIGITS = 6
_UNBEGUN = (CallState.CONNECTING, CallState.CONNECTED)


def elapsed(now: float, then: float) -> float:
    """Returns the seconds between two clock times, without the rounding error of their difference."""
    return round(now - then, _DIGITS)


@dataclass(frozen=True)
class Sample:
    """A recorded answer to a poll.

    Args:
        offset: when its request was complete, in seconds since the start of its timeline.
        place: where the recording stands.
        state: the call state that it shows, as on the wire, or :data:`GONE`.
        cause: the cause that it shows; empty if it shows none.
    """

    offset: float
    place: int
    state: str
    cause: str = ""


class Timeline:
    """The recorded answers to the polls of a call since it began, or since it was disconnected.

    Args:
        samples: the answers, in order of time.
        first: the states that the first answer may show and then hold from the start.
        disconnected: whether the call was disconnected when the timeline started.
    """

    def __init__(self, samples: Iterable[Sample], first: Sequence[str], *, disconnected: bool) -> None:
        self.samples = tuple(samples)
        self._offsets = [sample.offset for sample in self.samples]
        self._first = first
        self._disconnected_from = _disconnected_from(self.samples, 0.0 if disconnected else None)

    def at(self, offset: float, slack: float = 0.0) -> Sample | None:
        """Returns the answer that was valid at a time, or ``None`` where the recording is silent.

        Args:
            offset: seconds since the start of the timeline.
            slack: seconds by which an answer may come early; at most half the way to the one before it.
        """
        if not self.samples or offset > self._offsets[-1]:
            return None
        at = bisect_right(self._offsets, offset) - 1
        if slack and at + 1 < len(self.samples):
            gap = self._offsets[at + 1] - (self._offsets[at] if at >= 0 else 0.0)
            if self._offsets[at + 1] - offset <= min(slack, gap / 2):
                at += 1
        if at < 0:
            return self.samples[0] if self.samples[0].state in self._first else None
        sample = self.samples[at]
        if self._timed_out_unseen(at, offset):
            return None
        return sample

    def last_before(self, offset: float) -> Sample | None:
        """Returns the last answer up to a time, or ``None``."""
        at = bisect_right(self._offsets, offset) - 1
        return self.samples[at] if at >= 0 else None

    def _timed_out_unseen(self, at: int, offset: float) -> bool:
        """Between a Disconnected and an invalid-id answer, the timer of the model has the word."""
        entered = self._disconnected_from[at]
        if entered is None or at + 1 >= len(self.samples) or self.samples[at + 1].state != GONE:
            return False
        return elapsed(offset, entered) >= CALL_TIMEOUT


def _disconnected_from(samples: Sequence[Sample], start: float | None) -> list[float | None]:
    """For each sample, since when the call was Disconnected; ``None`` if it is not."""
    since: list[float | None] = []
    entered = start
    for sample in samples:
        if sample.state != CallState.DISCONNECTED:
            entered = None
        elif entered is None:
            entered = sample.offset
        since.append(entered)
    return since


@dataclass(frozen=True)
class CallRecording:
    """What the cassettes have of one call.

    Args:
        endpoint: the endpoint whose operations its identifier belongs to.
        handle: its identifier.
        began: the place of the recording that issued it; ``None`` if that is not in the cassettes.
        disconnected: the place of the first Disconnect that succeeded; ``None`` if there is none.
        refused: the place of the first Disconnect that got the invalid-id error; ``None`` if there is none.
        running: the polls up to the first Disconnect that succeeded, by the time since the call began.
        ended: the polls after it, by the time since then.
    """

    endpoint: str
    handle: str
    began: int | None
    disconnected: int | None
    refused: int | None
    running: Timeline
    ended: Timeline

    @property
    def polled(self) -> bool:
        """Whether the cassettes have an answer to a poll of it."""
        return bool(self.running.samples or self.ended.samples)

    def call(self, began: float) -> Call:
        """Returns the model's view of the call in a replay: what the recording shows happens again.

        Args:
            began: when it began in the replay, in clock seconds.
        """
        call = Call(self.handle, began)
        for sample in self.running.samples:
            at = began + sample.offset
            kind = _event(call.status(at).state, sample)
            if kind is not None:
                call = Call(self.handle, began, (*call.events, Event(at, kind)))
        return call


def _event(before: CallState, sample: Sample) -> CallEvent | None:
    """What must have happened for a poll to show this."""
    match before, sample.state:
        case CallState.CONNECTING, CallState.CONNECTED:
            return CallEvent.ANSWERED
        case CallState.CONNECTED, CallState.CONNECTING:
            return CallEvent.VOICE_ACCESS
        case ((CallState.CONNECTING | CallState.CONNECTED), CallState.DISCONNECTED):
            busy = sample.cause == Cause.USER_BUSY and before is CallState.CONNECTING
            return CallEvent.BUSY if busy else CallEvent.HUNG_UP
        case ((CallState.CONNECTING | CallState.CONNECTED | CallState.DISCONNECTED), "gone"):
            return CallEvent.ENDED
    return None


def running_timeline(samples: Iterable[Sample]) -> Timeline:
    """Makes the timeline of a call from its beginning: before the first poll it may have shown the same."""
    return Timeline(samples, _UNBEGUN, disconnected=False)


def ended_timeline(samples: Iterable[Sample]) -> Timeline:
    """Makes the timeline of a call from the Disconnect that ended it."""
    return Timeline(samples, (CallState.DISCONNECTED,), disconnected=True)
