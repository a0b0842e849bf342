"""How hard a client works a mailbox: requests at once, requests in a while, bytes in a while.

Numbers alone are kept of each interaction, so that the order in a file does not matter: a recorder writes an
interaction when its answer is complete.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

__all__ = ["Busiest", "Load"]


@dataclass(frozen=True)
class Busiest:
    """The most that was seen of something for one mailbox.

    Args:
        value: how much.
        at: when, in seconds since the start of the recording.
    """

    value: float
    at: float = 0.0


class Load:
    """Collects when requests were sent, and how long they took.

    Times of different recordings have nothing to do with each other: each is a session of its own.
    """

    def __init__(self) -> None:
        self._mailboxes: dict[tuple[str, bytes], int] = {}
        self._recordings: dict[str, int] = {}
        self._which = array("I")
        self._of = array("I")
        self._at = array("d")
        self._took = array("d")
        self._weight = array("I")
        self._uploaded = array("Q")
        self._held = array("B")

    def __len__(self) -> int:
        return len(self._at)

    def add(
        self,
        recording: str,
        mailbox: bytes,
        at: float,
        took: float,
        *,
        items: int = 1,
        uploaded: int = 0,
        held: bool = False,
    ) -> None:
        """Counts a request.

        Args:
            recording: tells recordings apart.
            mailbox: tells the mailboxes of a recording apart.
            at: when it was complete, in seconds.
            took: seconds to its complete answer.
            items: how many items it asks for: a successor sends one request each.
            uploaded: how many bytes it sends that create or change something.
            held: whether its answer is held open, as that with streamed notifications.
        """
        self._which.append(self._mailboxes.setdefault((recording, mailbox), len(self._mailboxes)))
        self._of.append(self._recordings.setdefault(recording, len(self._recordings)))
        self._at.append(at)
        self._took.append(took)
        self._weight.append(min(items, 2**31))
        self._uploaded.append(uploaded)
        self._held.append(held)

    def at_once(self, *, held: bool = False) -> Busiest:
        """Returns the most requests of a mailbox that were under way at the same time.

        Args:
            held: count those alone whose answer is held open; else those alone whose is not.
        """
        of_mailboxes = ([at for at in one if self._held[at] == held] for one in self._by_mailbox())
        found = (self._overlapping(one) for one in of_mailboxes if not self._stands_still(one))
        return max(found, key=lambda each: each.value, default=Busiest(0))

    def _stands_still(self, chosen: Sequence[int]) -> bool:
        """Whether a clock stood still while it was recorded, so that all seems to have been at once."""
        return len(chosen) > 1 and len({self._at[at] for at in chosen}) == 1

    def _overlapping(self, chosen: Sequence[int]) -> Busiest:
        begins = sorted(self._at[at] for at in chosen)
        ends = sorted(self._at[at] + self._took[at] for at in chosen)
        most, ended = Busiest(0), 0
        for begun, start in enumerate(begins, 1):
            while ended < begun - 1 and ends[ended] <= start:
                ended += 1
            if begun - ended > most.value:
                most = Busiest(begun - ended, start)
        return most

    def requests_within(self, seconds: float, *, of_all: bool = False) -> Busiest:
        """Returns the most items that were asked of a mailbox within a time.

        Args:
            seconds: how long; one that begins exactly as long after another is not within it any more.
            of_all: of all mailboxes of a recording together.
        """
        return self._within(seconds, self._weight, of_all=of_all)

    def uploaded_within(self, seconds: float) -> Busiest:
        """Returns the most bytes that were sent to a mailbox within a time; as :meth:`requests_within`."""
        return self._within(seconds, self._uploaded)

    def _within(self, seconds: float, amounts: Sequence[int], *, of_all: bool = False) -> Busiest:
        most = Busiest(0)
        for chosen in self._by_recording() if of_all else self._by_mailbox():
            ordered = sorted(chosen, key=self._at.__getitem__)
            total, first = 0, 0
            for at in ordered:
                total += amounts[at]
                while self._at[at] - self._at[ordered[first]] >= seconds:
                    total -= amounts[ordered[first]]
                    first += 1
                if total > most.value:
                    most = Busiest(total, self._at[ordered[first]])
        return most

    def _by_recording(self) -> Iterator[list[int]]:
        ordered = sorted(range(len(self._of)), key=self._of.__getitem__)
        for _, same in groupby(ordered, self._of.__getitem__):
            yield list(same)

    def _by_mailbox(self) -> Iterator[list[int]]:
        if len(self._mailboxes) == 1:
            yield list(range(len(self._which)))
            return
        ordered = sorted(range(len(self._which)), key=self._which.__getitem__)
        for _, same in groupby(ordered, self._which.__getitem__):
            yield list(same)
