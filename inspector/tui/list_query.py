"""Which interactions a list shows, and in which order: filter, marks, order, each a value.

Pure apart from reading the cassette; it looks at one interaction after the other, so that whoever runs it can
show what there is so far, and stop.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from inspector.filter import Filter, parse_filter
from inspector.tui.cassette_view import CassetteView

_CHUNK = 500  # interactions that are looked at before there is something to show
_RANKS = {"": 0, "info": 1, "warning": 2, "error": 3}


@dataclass(frozen=True)
class ListQuery:
    """What is listed.

    Args:
        filter: what is let through.
        order: a key of :data:`ORDERS`.
        reverse: whether the order is turned round.
        only: the places that are let through; ``None`` for all.
        file: which of several files, from 0; ``None`` for all.
        grouped: whether interactions that are the same in the order stand under a heading.
    """

    filter: Filter = field(default_factory=lambda: parse_filter(""))
    order: str = "number"
    reverse: bool = False
    only: frozenset[int] | None = None
    file: int | None = None
    grouped: bool = False

    @property
    def plain(self) -> bool:
        """Whether it lists everything as it stands in the cassette."""
        chosen = self.filter.text.strip() or self.only is not None or self.file is not None
        return not chosen and self.order == "number"

    def run(self, cassette_view: CassetteView, begin: int = 0) -> Iterator[ListSoFar]:
        """Looks at the interactions, and yields what is listed: from time to time, and at the end.

        Args:
            cassette_view: where they are.
            begin: the first place that is looked at.
        """
        found: list[int] = []
        for _ in cassette_view.read_on():
            yield ListSoFar(found, 0, max(len(cassette_view), 1))
        total = len(cassette_view)
        everything = not self.filter.text.strip()
        for place in range(begin, total):
            wanted = self.only is None or place in self.only
            wanted = wanted and (self.file is None or cassette_view.files.stands(place)[0] == self.file)
            if wanted and (everything or self.filter.matches(cassette_view.subject(place))):
                found.append(place)
            if place % _CHUNK == _CHUNK - 1:
                yield ListSoFar(found, place + 1, total)
        key = ORDERS[self.order]
        keys: dict[int, Any] = {}
        if key is not None:
            for done, place in enumerate(found):
                keys[place] = key(cassette_view, place)
                if done % _CHUNK == _CHUNK - 1:
                    yield ListSoFar(found, done, total)
            first: dict[Any, int] = {}
            if self.order == "flow":  # flows in the order in which they begin, each in its own order
                for place in found:
                    first.setdefault(keys[place], place)
                found.sort(key=lambda place: (first[keys[place]], place))
            else:
                found.sort(key=lambda place: keys[place])
        if self.reverse:
            found.reverse()
        yield ListSoFar(found, total, total, tuple(_groups(found, keys)) if self.grouped else ())


@dataclass(frozen=True)
class ListGroup:
    """Interactions that stand under a heading.

    Args:
        name: what they have in common.
        begin: the first row of the list that is one of them.
        end: the row behind the last one.
    """

    name: str
    begin: int
    end: int


def _groups(found: Sequence[int], keys: Mapping[int, Any]) -> Iterator[ListGroup]:
    begin = 0
    for name, places in groupby(found, key=lambda place: str(keys.get(place, ""))):
        end = begin + sum(1 for _ in places)
        yield ListGroup(name, begin, end)
        begin = end


@dataclass(frozen=True)
class ListSoFar:
    """What has been found so far.

    Args:
        places: the places in the cassette, in order.
        looked_at: how many interactions have been looked at.
        total: how many there are.
        groups: the groups that they stand in, at the end.
    """

    places: Sequence[int]
    looked_at: int
    total: int
    groups: tuple[ListGroup, ...] = ()


def _flow(cassette_view: CassetteView, place: int) -> str:
    step = cassette_view.step(place)
    return step.handles[-1].value if step and step.handles else ""


def _outcome(cassette_view: CassetteView, place: int) -> tuple[bool, str]:
    step = cassette_view.step(place)
    return (step is not None and not step.failed, step.outcome if step else "")


ORDERS: dict[str, Callable[[CassetteView, int], Any] | None] = {
    "number": None,
    "flow": _flow,
    "operation": lambda cassette_view, place: cassette_view.row(place).operation,
    "outcome": _outcome,
    "duration": lambda cassette_view, place: -cassette_view.row(place).took,
    "size": lambda cassette_view, place: -cassette_view.row(place).size,
    "findings": lambda cassette_view, place: (
        -_RANKS[cassette_view.row(place).worst],
        -cassette_view.row(place).findings,
    ),
    "status": lambda cassette_view, place: cassette_view.row(place).status,
    "endpoint": lambda cassette_view, place: cassette_view.row(place).endpoint,
    "file": lambda cassette_view, place: cassette_view.files.stands(place),
}
"""The orders of a list, and what each goes by; ``None`` for the order of the cassette."""
CYCLE = ("number", "flow", "operation", "outcome", "duration", "size", "findings")
"""The orders that a key goes through; the others are for a click on their column."""
GROUPED = ("flow", "operation")
"""The orders whose groups have headings that say something."""
