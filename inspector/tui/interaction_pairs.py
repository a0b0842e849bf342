"""Two rows of interactions held against each other (inspector.diff): two flows, two cassettes, or what was
recorded and what a running server answers. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from inspector.cassette import Interaction
from inspector.diff import ByMeaning, ByRole, Compared, Drift, compare_pairs
from inspector.diff import compare as compare_messages
from inspector.flow import step_of
from inspector.protocols.message import Direction
from inspector.replay.volatile import VolatilePaths
from inspector.wire.printable import printable_line

_MOST_KEPT = 5000  # interactions that are kept because no file has them


class Sign(StrEnum):
    """How two interactions stand to each other."""

    SAME = "="
    BY_NATURE = "?"
    DIFFERENT = "~"
    FIRST = "-"
    SECOND = "+"
    NOT_SENT = "·"

    @property
    def differs(self) -> bool:
        """Whether it says that something differs."""
        return self in (Sign.DIFFERENT, Sign.FIRST, Sign.SECOND)


@dataclass(frozen=True, slots=True)
class Side:
    """An interaction of one of the rows.

    Args:
        n: its number.
        operation: its operation.
        outcome: what came of it.
    """

    n: int
    operation: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two interactions that correspond, or one that nothing corresponds to.

    Args:
        first: that of the first row; ``None`` if only the second has it.
        second: that of the second row.
        drifts: how they differ.
        by_nature: how many values differ as they do from run to run.
    """

    first: Side | None
    second: Side | None
    drifts: tuple[Drift, ...] = ()
    by_nature: int = 0

    @property
    def sign(self) -> Sign:
        """How they stand to each other."""
        if self.second is None and not self.drifts:
            return Sign.NOT_SENT  # the recording has no answer to it, so there is nothing to compare
        if self.first is None or self.second is None:
            return Sign.SECOND if self.first is None else Sign.FIRST
        if self.drifts:
            return Sign.DIFFERENT
        return Sign.BY_NATURE if self.by_nature else Sign.SAME


Emit = Callable[[Compared], bool]
"""Takes the next pair, and says whether to go on."""
Compare = Callable[[ByMeaning, Emit], None]
"""Compares two rows by a reading, and hands the pairs on as they come."""


def rows_beside(
    first: Callable[[], Iterable[Interaction]],
    second: Callable[[], Iterable[Interaction]],
    volatile: VolatilePaths,
) -> Compare:
    """Returns the comparison of two recordings.

    Args:
        first: gives the interactions of the first, in order.
        second: those of the second.
        volatile: what of requests is not compared.
    """

    def compare(reading: ByMeaning, emit: Emit) -> None:
        for pair in compare_pairs(first(), second(), reading, volatile.of):
            if not emit(pair):
                return

    return compare


def answers_beside(
    rows: Sequence[Pair], first: Callable[[int], Interaction | None], kept: Mapping[int, Interaction]
) -> Compare:
    """Returns the comparison of answers that have been given already with the recorded ones.

    Args:
        rows: how they were compared before.
        first: returns a recorded interaction by its number.
        kept: the interactions with the answers, by their numbers.
    """

    def compare(reading: ByMeaning, emit: Emit) -> None:
        for row in rows:
            before = first(row.first.n) if row.first else None
            after = kept.get(row.second.n) if row.second else None
            drifts: tuple[Drift, ...] = ()
            if before is not None and after is not None:
                found = compare_messages(before, after, reading)
                drifts = tuple(drift for drift in found if drift.direction is Direction.RESPONSE)
            if before is not None and not emit(Compared(before, after, drifts)):
                return

    return compare


@dataclass
class Table:
    """The rows so far, and the interactions of the second that no file has.

    Args:
        reading: how values are read; it knows what differed by nature.
        keep: whether the interactions of the second are kept, up to 5,000.
    """

    reading: ByMeaning
    keep: bool = False
    kept: dict[int, Interaction] = field(default_factory=dict)
    _by_nature: int = 0

    def row(self, pair: Compared) -> Pair:
        """Makes the row of a pair that has just been compared."""
        total = self.reading.by_nature.total() if isinstance(self.reading, ByRole) else 0
        usual, self._by_nature = total - self._by_nature, total
        if self.keep and pair.after is not None and len(self.kept) < _MOST_KEPT:
            self.kept[pair.after.n] = pair.after
        return Pair(_side(pair.before), _side(pair.after), pair.drifts, usual)


def _side(interaction: Interaction | None) -> Side | None:
    if interaction is None:
        return None
    step = step_of(interaction)
    return Side(interaction.n, printable_line(step.operation), printable_line(step.outcome))
