"""Comparing two recordings in parts.

The process that splits reads both and says what stands against what; others compare. Which identifiers stand
for each other is known of the whole recordings: a part notes those that it meets for the first time, and what
has noted others than those before it is compared once more by who puts the parts together.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from inspector.batch.plan import Barrier, Engine, Given, Task
from inspector.cassette.line_range import Lines
from inspector.cassette.model import Interaction
from inspector.cassette.reader import Cassette
from inspector.diff.alignment import aligned
from inspector.diff.cassettes import alike, alone, compare_all, identifiers_in
from inspector.diff.difference import Kind
from inspector.diff.interactions import Drift, compare
from inspector.diff.reading import ByMeaning, ByRole, Counterparts, Nature
from inspector.errors import InspectorError
from inspector.replay.volatile import VolatilePath, VolatilePaths

_PAIRS = 250  # in a part

Place = tuple[int, Interaction]


@dataclass(frozen=True)
class Side:
    """What is compared of a cassette.

    Args:
        cassette: the cassette.
        chosen: its interactions that are, each with its place, counted from 0.
    """

    cassette: Cassette
    chosen: Iterable[Place]


@dataclass(frozen=True)
class _Found:
    """What comes of two interactions.

    Args:
        drifts: how they differ.
        new: the identifiers that stand for each other and were not met in this part before.
        by_nature: how many values differ by nature.
    """

    drifts: tuple[Drift, ...]
    new: tuple[tuple[str, str], ...] = ()
    by_nature: tuple[tuple[Nature, int], ...] = ()


Row = Drift | tuple[str, ...] | None
"""What is known of two interactions before they are compared: that one stands alone, or the identifiers of
equal ones; ``None``: nothing is.
"""


@dataclass
class _Part:
    rows: list[Row] = field(default_factory=list)
    pairs: list[tuple[int, int]] = field(default_factory=list)


class Comparing:
    """The plan of ``diff``.

    Args:
        first: the first recording.
        second: the other.
        reading: how values are read.
        volatile: what is left out of requests.
        engine: where; ``None``: here.
        size: how many pairs of interactions a part has.
    """

    def __init__(
        self,
        first: Side,
        second: Side,
        reading: ByMeaning,
        volatile: Sequence[VolatilePath] = (),
        engine: Engine | None = None,
        size: int = _PAIRS,
    ) -> None:
        self._first = first
        self._second = second
        self._reading = reading
        self._volatile = tuple(volatile)
        self._engine = engine
        self._size = size

    def alone(self) -> Iterator[Drift]:
        """Compares all of it here."""
        one, other = (map(itemgetter(1), side.chosen) for side in (self._first, self._second))
        return compare_all(one, other, self._reading, VolatilePaths(self._volatile).of)

    def tasks(self) -> Iterator[Task | Given | Barrier]:
        """Yields parts of what stands against each other."""
        if not (self._first.cassette.has_parts and self._second.cassette.has_parts):
            yield from map(Given, self.alone())
            return
        part, problem = _Part(), None
        try:
            for row, pair in self._rows():
                part.rows.append(row)
                if pair is not None:
                    part.pairs.append(pair)
                if len(part.rows) == self._size:
                    yield self._task(part)
                    part = _Part()
        except InspectorError as found:
            problem = found
        yield self._task(part)
        if problem is not None:
            yield Barrier()  # it is told after what stands before it
            raise problem

    def put_together(self, task: Task | Given, result: Any) -> Iterator[Drift]:
        """Takes what was found in a part."""
        if isinstance(result, Drift):
            yield result
            return
        part: _Part = result if isinstance(task, Given) else task.note
        found: Iterator[_Found] = iter(() if isinstance(task, Given) else result)
        pairs, holds = iter(part.pairs), True
        for row in part.rows:
            if isinstance(row, Drift):
                yield row
            elif row is not None:
                self._learn(row)
            else:
                pair, each = next(pairs), next(found)
                holds = holds and self._agrees(each)
                yield from each.drifts if holds else self._compared(*pair)

    def _rows(self) -> Iterator[tuple[Row, tuple[int, int] | None]]:
        ours, theirs = _Places(self._first.chosen), _Places(self._second.chosen)
        for before, after in aligned(ours, theirs):
            first = None if before is None else ours.next()
            second = None if after is None else theirs.next()
            if before is not None and after is not None and not alike(before, after):
                assert first is not None and second is not None
                yield None, (first, second)
            elif before is not None and after is not None:
                yield tuple(identifiers_in(before)), None
            elif before is not None:
                yield alone(before, Kind.MISSING), None
            elif after is not None:
                yield alone(after, Kind.ADDED), None

    def _task(self, part: _Part) -> Task | Given:
        if not part.pairs:
            return Given(part)
        (first, second), (last, last_of_second) = part.pairs[0], part.pairs[-1]
        ours = self._first.cassette.lines(first, last + 1)
        theirs = self._second.cassette.lines(second, last_of_second + 1)
        pairs = [(one - first, other - second) for one, other in part.pairs]
        arguments = (ours, theirs, pairs, type(self._reading), self._volatile)
        return Task(_compared, arguments, ours.file, part)

    def _learn(self, identifiers: Iterable[str]) -> None:
        if isinstance(self._reading, ByRole):
            for value in identifiers:
                self._reading.identifiers.match(value, value)

    def _agrees(self, found: _Found) -> bool:
        """Whether identifiers that were met stand for each other in the recordings too; if so, they are known
        from now on. If not, some may be already, as they will be when it is compared once more.
        """
        reading = self._reading
        if not isinstance(reading, ByRole):
            return True
        if not all(reading.identifiers.match(*pair) for pair in found.new):
            return False
        for nature, count in found.by_nature:
            reading.by_nature[nature] += count
        return True

    def _compared(self, first: int, second: int) -> Iterable[Drift]:
        one, other = self._first.cassette[first], self._second.cassette[second]
        return compare(one, other, self._reading, VolatilePaths(self._volatile).of)


class _Places:
    """Interactions on their way through the alignment, which keeps their order, and their places."""

    def __init__(self, chosen: Iterable[Place]) -> None:
        self._chosen = chosen
        self._waiting: deque[int] = deque()

    def __iter__(self) -> Iterator[Interaction]:
        for place, one in self._chosen:
            self._waiting.append(place)
            yield one

    def next(self) -> int:
        """Returns the place of the next that has come out."""
        return self._waiting.popleft()


class _Noting(Counterparts):
    """Notes what it learns."""

    def __init__(self) -> None:
        super().__init__()
        self.new: list[tuple[str, str]] = []

    def set(self, first: str, second: str) -> None:
        super().set(first, second)
        self.new.append((first, second))


def _compared(
    ours: Lines,
    theirs: Lines,
    pairs: Sequence[tuple[int, int]],
    kind: type[ByMeaning],
    volatile: Sequence[VolatilePath],
) -> list[_Found]:
    reading, noting, paths = kind(), _Noting(), VolatilePaths(volatile)
    if isinstance(reading, ByRole):
        reading.identifiers = noting
    found = []
    befores, afters = _at(ours, map(itemgetter(0), pairs)), _at(theirs, map(itemgetter(1), pairs))
    for before, after in zip(befores, afters, strict=True):
        drifts = tuple(compare(before, after, reading, paths.of))
        by_nature: tuple[tuple[Nature, int], ...] = ()
        if isinstance(reading, ByRole):
            by_nature = tuple(reading.by_nature.items())
            reading.by_nature.clear()
        found.append(_Found(drifts, tuple(noting.new), by_nature))
        noting.new.clear()
    return found


def _at(lines: Lines, places: Iterable[int]) -> Iterator[Interaction]:
    """Reads the lines at some places, in order."""
    following = enumerate(lines.raw())
    for place in places:
        yield next(lines.read(line) for at, line in following if at == place)
