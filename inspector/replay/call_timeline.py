"""What a recording shows of one phone call, by the time since the call began.

Where the recording speaks, it is heard, by its failures too: a poll that found a busy server, a broken
connection, a call that was kept longer than the document allows. Where it is silent (before the first poll,
after the last, between Disconnected and the invalid-id error) the call state model decides
(protocols/timed.py).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from inspector.protocols.timed import GONE, Shown, Stage, Timed, TimedModel

_DIGITS = 6
_UNBEGUN = (Stage.BEGINNING, Stage.GOING_ON)


def elapsed(now: float, then: float) -> float:
    """Returns the seconds between two clock times, without the rounding error of their difference."""
    return round(now - then, _DIGITS)


@dataclass(frozen=True)
class Sample:
    """A recorded answer to a poll.

    Args:
        offset: when its request was complete, in seconds since the start of its timeline.
        place: where the recording stands.
        shown: the state and the cause that it shows; ``None``: the poll failed, and showed nothing.
    """

    offset: float
    place: int
    shown: Shown | None

    @property
    def state(self) -> str:
        """The state that it shows, as on the wire, or ``gone``; empty if it shows none."""
        return self.shown.state if self.shown is not None else ""


class EndOutcome(StrEnum):
    """What came of a request to end a call."""

    DONE = "done"
    REFUSED = "refused"
    """There was no such call any more."""
    FAILED = "failed"
    """It changed nothing: the server was busy or broken, or the connection was."""


@dataclass(frozen=True)
class End:
    """A recorded request to end a call.

    Args:
        offset: when it was complete, in seconds since the start of its timeline.
        place: where the recording stands.
        outcome: what came of it.
        ended_it: it ended the call; one that had ended by itself before was not ended by it.
    """

    offset: float
    place: int
    outcome: EndOutcome
    ended_it: bool = False


class Timeline:
    """The recorded answers to the polls of a call since it began, or since it was disconnected.

    Args:
        model: what the document says of such calls.
        samples: the answers, in order of time.
        ended: whether the call had been ended when the timeline started.
    """

    def __init__(self, model: TimedModel[Any], samples: Iterable[Sample], *, ended: bool = False) -> None:
        self._all = tuple(samples)
        self._times = [sample.offset for sample in self._all]
        self.samples = tuple(sample for sample in self._all if sample.shown is not None)
        first = (Stage.ENDED,) if ended else _UNBEGUN  # before the first poll it may have shown the same
        self._first = {name for name, state in model.states.items() if state.stage in first}
        self._ended = {name for name, state in model.states.items() if state.stage is Stage.ENDED}
        self._timeout = model.timeout
        self._offsets = [sample.offset for sample in self.samples]
        self._ended_from = self._since_when_ended(0.0 if ended else None)

    @property
    def places(self) -> list[tuple[float, int]]:
        """When each answer came, and where it stands; failures too."""
        return [(sample.offset, sample.place) for sample in self._all]

    def due(self, offset: float, played: Container[int]) -> Sample | None:
        """Returns the answer that a poll gets because the recording has it for just this time.

        Of several that came at one time, each is due once, in their order; so is the last one when it is a
        failure, which a client that polls later meets as well.

        Args:
            offset: seconds since the start of the timeline.
            played: the places of the recordings that have answered in this call.
        """
        end = bisect_right(self._times, offset)
        if not end:
            return None
        start = bisect_left(self._times, self._times[end - 1])
        waiting = [sample for sample in self._all[start:end] if sample.place not in played]
        if self._times[start] == offset:
            last = self._all[end - 1]
            return waiting[0] if waiting else last if last.shown is not None else None
        return next((sample for sample in waiting if sample.shown is None), None)

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
        """Between an answer that shows the end and one that there is no such id, the timer has the word."""
        entered = self._ended_from[at]
        if entered is None or at + 1 >= len(self.samples) or self.samples[at + 1].state != GONE:
            return False
        if elapsed(self.samples[at].offset, entered) >= self._timeout:
            return False  # the server kept it: seen when the timer had run out
        return elapsed(offset, entered) >= self._timeout

    def _since_when_ended(self, start: float | None) -> list[float | None]:
        """For each sample, since when the call was over but not gone; ``None`` if it was not."""
        since: list[float | None] = []
        entered = start
        for sample in self.samples:
            if sample.state not in self._ended:
                entered = None
            elif entered is None:
                entered = sample.offset
            since.append(entered)
        return since


@dataclass(frozen=True)
class CallRecording:
    """What the cassettes have of one call.

    Args:
        model: what the document says of such calls.
        endpoint: the endpoint whose operations its identifier belongs to.
        handle: its identifier.
        began: the place of the recording that issued it; ``None`` if that is not in the cassettes.
        running: the polls up to the Disconnect that ended it, by the time since the call began.
        ended: the polls after it, by the time since then.
        ends: the requests to end it up to the one that did, by the time since the call began.
        later_ends: those after it, by the time since then.
        impersonated: somebody's call, by impersonation.
    """

    model: TimedModel[Any]
    endpoint: str
    handle: str
    began: int | None
    running: Timeline
    ended: Timeline
    ends: tuple[End, ...] = ()
    later_ends: tuple[End, ...] = ()
    impersonated: bool = False

    @property
    def polled(self) -> bool:
        """Whether the cassettes have a poll of it."""
        return bool(self.running.places or self.ended.places)

    def call(self, began: float) -> Timed:
        """Returns the model's view of the call in a replay: what the recording shows happens again.

        Args:
            began: when it began in the replay, in clock seconds.
        """
        call: Timed = self.model.begin(self.handle, began)
        seen = [(sample.offset, sample.shown) for sample in self.running.samples if sample.shown is not None]
        seen += [(end.offset, Shown(GONE)) for end in self.ends if end.outcome is EndOutcome.REFUSED]
        for offset, shown in sorted(seen, key=lambda each: each[0]):
            call = self.model.follow(call, shown, began + offset)
        return call
