"""How hard a client works a mailbox: requests at once, requests in a while, bytes in a while.

What is kept does not grow with the length of a recording: requests wait until those before them in time have
surely come, as a recorder writes an interaction when its answer is complete; then a window keeps what stands
in it, and what is under way is kept until it ends. Where that would be too much, what was longest not touched
is let go, and the result is the least that it was.
"""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

from inspector.bounded import Recent
from inspector.wording import plural


class Sent(NamedTuple):
    """A request, as far as it is a load.

    Args:
        at: when it was complete, in seconds since the start of its recording.
        took: seconds from there to its complete answer.
        mailbox: tells the mailboxes of a recording apart.
        items: how many items it asks for: a successor sends one request each.
        uploaded: how many bytes it sends that create or change something.
        held: whether its answer is held open, as that with streamed notifications.
    """

    at: float
    took: float
    mailbox: bytes = b""
    items: int = 1
    uploaded: int = 0
    held: bool = False


@dataclass(frozen=True)
class Peaks:
    """The most that was seen in any of the recordings.

    Args:
        at_once: requests of a mailbox that were under way at the same time.
        held_at_once: the same of those whose answers are held open, which ``at_once`` leaves out.
        items: items that were asked of a mailbox within 10 minutes.
        items_of_all: items that were asked of all mailboxes of a recording within 10 seconds.
        uploaded: bytes that were sent to a mailbox within 5 minutes.
    """

    at_once: float = 0
    held_at_once: float = 0
    items: float = 0
    items_of_all: float = 0
    uploaded: float = 0


class Window:
    """The most of something within a time. What comes is in order.

    Args:
        seconds: how long; what comes exactly as long after another is not within it any more.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._within: deque[tuple[float, float]] = deque()
        self._total: float = 0
        self.most: float = 0

    def __len__(self) -> int:
        return len(self._within)

    def add(self, at: float, amount: float) -> None:
        """Adds an amount at a time."""
        within = self._within
        while within and at - within[0][0] >= self._seconds:
            self._total -= within.popleft()[1]
        self._total += amount
        self.most = max(self.most, self._total)
        if within and within[-1][0] == at:
            amount += within.pop()[1]
        within.append((at, amount))

    def is_over(self, now: float) -> bool:
        """Whether nothing of it is within the time any more."""
        return not self._within or now - self._within[-1][0] >= self._seconds


class UnderWay:
    """The most that is under way at the same time. What comes is in order of its beginning."""

    def __init__(self) -> None:
        self._ends: list[float] = []
        self._first = 0.0
        self._came = 0
        self._moved = False
        self._most = 0

    def __len__(self) -> int:
        return len(self._ends)

    def add(self, at: float, took: float) -> None:
        """Adds what begins at a time and takes some seconds: it is over for what begins at its end."""
        if not self._came:
            self._first = at
        self._came += 1
        self._moved |= at != self._first
        while self._ends and self._ends[0] <= at:
            heapq.heappop(self._ends)
        heapq.heappush(self._ends, at + took)
        self._most = max(self._most, len(self._ends))

    def is_over(self, now: float) -> bool:
        """Whether all has ended."""
        return all(end <= now for end in self._ends)

    @property
    def most(self) -> int:
        """The most at once; 0 if the clock stood still, so that all seems to have been at once."""
        return self._most if self._moved or self._came == 1 else 0


_WINDOWS = {"items": 600.0, "items_of_all": 10.0, "uploaded": 300.0}
_OF_ALL = b""


class Load:
    """Takes requests of one recording after another, as they stand there.

    Args:
        most_waiting: how many requests wait for those before them in time.
        most_kept: how many requests the windows hold together, and what is under way.

    Attributes:
        taken: how many requests there were.
        late: how many came so much later than others of their time that they are in no result.
        let_go: how often something was let go before it was over.
    """

    def __init__(self, *, most_waiting: int = 32_768, most_kept: int = 65_536) -> None:
        self._most_waiting = most_waiting
        self._most_kept = most_kept
        self._recording = ""
        self._waiting: list[Sent] = []
        # A new one takes one more for itself, until another is closed for it.
        self._parts: Recent[tuple[str, bytes], Window | UnderWay] = Recent(most_kept + 1)
        self._kept = 0
        self._now = 0.0
        self._peaks: dict[str, float] = {}
        self.taken = self.late = self.let_go = 0

    def add(self, recording: str, sent: Sent) -> None:
        """Counts a request.

        Args:
            recording: tells recordings apart; their times have nothing to do with each other.
            sent: the request.
        """
        if recording != self._recording:
            self._end()
            self._recording = recording
        self.taken += 1
        if len(self._waiting) < self._most_waiting:
            heapq.heappush(self._waiting, sent)
        else:
            self._take(heapq.heappushpop(self._waiting, sent))

    def peaks(self) -> Peaks:
        """Returns the most that was seen. What comes after that is another recording."""
        self._end()
        return Peaks(**self._peaks)

    def notes(self) -> list[str]:
        """Returns what is to be said of the results, a sentence each."""
        notes = []
        if self.late:
            notes.append(f"{plural(self.late, 'request')} too far from others of its time, not in the load")
        if self.let_go:
            notes.append("more is going on at once than is kept: the load is the least that it was")
        return notes

    def _end(self) -> None:
        while self._waiting:
            self._take(heapq.heappop(self._waiting))
        while self._parts:
            self._close()
        self._now = 0.0

    def _take(self, sent: Sent) -> None:
        if sent.at < self._now:
            self.late += 1
            return
        self._now = sent.at
        self._part("items", sent.mailbox, sent.at, sent.items)
        self._part("items_of_all", _OF_ALL, sent.at, sent.items)
        self._part("held_at_once" if sent.held else "at_once", sent.mailbox, sent.at, sent.took)
        if sent.uploaded:
            self._part("uploaded", sent.mailbox, sent.at, sent.uploaded)

    def _part(self, name: str, mailbox: bytes, at: float, amount: float) -> None:
        part = self._parts.use((name, mailbox))
        if part is None:
            part = Window(_WINDOWS[name]) if name in _WINDOWS else UnderWay()
            self._parts[name, mailbox] = part
            self._kept += 1  # itself
        before = len(part)
        part.add(at, amount)
        self._kept += len(part) - before
        while self._kept > self._most_kept:
            self.let_go += not self._close()

    def _close(self) -> bool:
        """Closes the part that was longest not touched; says whether it was over."""
        (name, _), part = self._parts.popitem(last=False)
        self._kept -= len(part) + 1
        self._peaks[name] = max(self._peaks.get(name, 0), part.most)
        return part.is_over(self._now)
