"""Work on one cassette in which no interaction depends on another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, Generic, TypeVar

from inspector.batch.plan import Engine, Given, Task
from inspector.batch.splitting import begun, long_cassette, ranges_of
from inspector.cassette.formats import Encoding
from inspector.cassette.model import CassetteHeader, Interaction, unnumbered
from inspector.filter import parse_filter

R = TypeVar("R")

_IN_A_PART = 500  # interactions; what is made of them comes back whole
_AT_ONCE = 250  # interactions whose results are at hand where nothing splits


class InRanges(Generic[R]):
    """The plan of ``convert``, ``select`` and ``list --stats``: each range of lines is for itself.

    Args:
        file: the cassette.
        work: what is done with a range; a function of a module.
        arguments: what it takes besides.
        engine: where; ``None``: here.
        size: how many interactions a part has; by what is there if ``None``.
    """

    def __init__(
        self,
        file: str,
        work: Callable[..., R],
        arguments: tuple[Any, ...] = (),
        engine: Engine | None = None,
        size: int | None = None,
    ) -> None:
        self._file = file
        self._work = work
        self._arguments = arguments
        self._engine = engine
        self._size = size

    def alone(self) -> Iterator[R]:
        """Does all of it here."""
        with begun(self._file) as cassette:
            for first, last in ranges_of(cassette, 1, self._size or _AT_ONCE):
                yield self._work(cassette.lines(first, last), *self._arguments)

    def tasks(self) -> Iterator[Task | Given]:
        """Yields ranges."""
        assert self._engine is not None
        cassette = long_cassette(self._file, self._engine.whole_below)
        if cassette is None:
            yield from map(Given, self.alone())
            return
        with cassette:
            for first, last in ranges_of(cassette, self._engine.jobs, self._size or _IN_A_PART):
                yield Task(self._work, (cassette.lines(first, last), *self._arguments), self._file)

    def put_together(self, task: Task | Given, result: R) -> Iterable[R]:
        """Takes what came of a range."""
        return (result,)


@dataclass(frozen=True)
class Encoded:
    """Interactions as they are written to a file.

    Args:
        count: how many interactions were looked at.
        pieces: the bytes of those that are written: a line of a cassette each; or all of them, as they stand
            in another tool's file.
        losses: what the format could not carry, a sentence each.
    """

    count: int
    pieces: list[bytes]
    losses: set[str]


def encoded(
    interactions: Iterable[Interaction], header: CassetteHeader, encoding: Encoding | None, expression: str
) -> Encoded:
    """Encodes what passes a filter.

    Args:
        interactions: the interactions.
        header: of their cassette.
        encoding: how the file is written; ``None``: as lines of a cassette, which have no numbers yet.
        expression: the filter; all pass an empty one.
    """
    passes = parse_filter(expression)
    count = 0
    pieces: list[bytes] = []
    losses: set[str] = set()
    for count, one in enumerate(interactions, 1):  # noqa: B007 (the last number is how many there are)
        if expression.strip() and not passes.matches(one):
            continue
        if encoding is None:
            pieces.append(unnumbered(one))
            continue
        made, lost = encoding.one(one, header)
        pieces.append(made)
        losses |= lost
    if encoding is not None and pieces:
        pieces = [encoding.between.join(pieces)]
    return Encoded(count, pieces, losses)


def some_of(found: Iterable[Encoded]) -> Iterator[Encoded] | None:
    """Returns what was encoded, or ``None`` if nothing is to be written."""
    looked_at = iter(found)
    first = next((each for each in looked_at if each.pieces), None)
    return None if first is None else chain([first], looked_at)
