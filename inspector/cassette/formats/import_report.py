"""What became of the entries of another tool's file: what came in, was left out, or is not whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from inspector.cassette.model import Interaction, Missing
from inspector.errors import InputError

_MOST_NOTES = 50  # more than that nobody reads, and a hostile file could make millions


@dataclass
class ImportReport:
    """Counts the entries of a file while it is read, and notes what was left out.

    Args:
        kept: how many interactions came out of it.
        left_out: how many entries did not become one.
        unanswered: how many of those kept have no response.
        absent: how many bodies are not in the file.
        cut: how many bodies are in it in part.
        redacted: how many bodies somebody took out by hand.
        untimed: how many of those kept have no time.
        notes: what was left out, a sentence each; the first of them.
        stopped: why the file could not be read to its end; empty if it was.
    """

    kept: int = 0
    left_out: int = 0
    unanswered: int = 0
    absent: int = 0
    cut: int = 0
    redacted: int = 0
    untimed: int = 0
    notes: list[str] = field(default_factory=list)
    stopped: str = ""
    _unsaid: int = 0
    _counted: Counter[str] = field(default_factory=Counter)

    @property
    def complete(self) -> bool:
        """Whether all that the file has came in."""
        return not (self.notes or self.stopped)

    def leave_out(self, where: str, why: str) -> None:
        """Notes an entry that becomes no interaction.

        Args:
            where: which one, such as ``entry 12``.
            why: what is wrong with it.
        """
        self.left_out += 1
        self.note(f"{where} is left out: {why}")

    def note(self, sentence: str) -> None:
        """Notes something that did not come in, such as a header field without a name."""
        if len(self.notes) < _MOST_NOTES:
            self.notes.append(sentence)
        else:
            self._unsaid += 1

    def count(self, what: str) -> None:
        """Counts something that the file does not have, such as ``requests without their header``."""
        self._counted[what] += 1

    def watch(self, interactions: Iterator[Interaction], where: str) -> Iterator[Interaction]:
        """Yields what a reader yields, and counts it. Where the reader has to stop, this ends, and notes why.

        Args:
            interactions: what it yields.
            where: the file.

        Raises:
            InputError: nothing at all could be read.
        """
        try:
            for one in interactions:
                self._count(one)
                yield one
        except InputError as problem:
            if not self.kept:
                raise
            self.stopped = f"{self.kept:,} read, then stopped: {problem}"
        if self.left_out and not self.kept:
            raise InputError(f"nothing in the file can be read: {self.notes[0]}", where)

    def watch_strictly(self, interactions: Iterator[Interaction], where: str) -> Iterator[Interaction]:
        """Yields what a reader yields; what could not be read is an error, once all else was.

        Raises:
            InputError: something was left out, or the reader had to stop.
        """
        yield from self.watch(interactions, where)
        if not self.complete:
            *_, last = self.losses()
            more = f" (and {len(self.losses()) - 1} more)" if len(self.losses()) > 1 else ""
            raise InputError(f"not all of the file can be read: {last}{more}", where)

    def _count(self, one: Interaction) -> None:
        self.kept += 1
        self.unanswered += one.response is None
        self.untimed += not one.timed
        for missing in (one.missing_from("request"), one.missing_from("response")) if one.extra else ():
            self.absent += missing is Missing.ABSENT
            self.cut += missing is Missing.CUT
            self.redacted += missing is Missing.REDACTED

    def losses(self) -> tuple[str, ...]:
        """Returns what was left out, a sentence each, and why the end was not reached."""
        more = (f"{self._unsaid:,} more like these",) if self._unsaid else ()
        return (*self.notes, *more, *((self.stopped,) if self.stopped else ()))

    def bodies(self) -> tuple[str, ...]:
        """Returns what is known of bodies that are not whole, a sentence each."""
        return tuple(f"{what}: {count:,}" for what, count in self.table() if what.startswith("bodies"))

    def table(self) -> list[tuple[str, int]]:
        """Returns the counts with what they count, for a table; those that are zero are left out."""
        rows = [
            ("left out", self.left_out),
            ("without an answer", self.unanswered),
            ("bodies not in the file", self.absent),
            ("bodies cut in the file", self.cut),
            ("bodies redacted by hand", self.redacted),
            ("without a time", self.untimed),
            *self._counted.items(),
        ]
        entries = [("entries", self.kept + self.left_out), ("kept", self.kept)]
        return entries + [(what, count) for what, count in rows if count]
