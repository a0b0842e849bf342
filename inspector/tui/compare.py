"""Two interactions side by side: what differs, path by path, then the lines of both, aligned.

What differs, and what stands against what, inspector.diff says; this lays out the lines. Pure.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from lxml import etree

from inspector.cassette import Interaction
from inspector.diff import ByMeaning, ByRole, Drift
from inspector.diff import compare as compare_by_meaning
from inspector.diff.difference import quoted
from inspector.diff.reading import Nature, nature_of
from inspector.protocols.message import Direction
from inspector.protocols.registry import identify
from inspector.replay.volatile import VolatilePaths
from inspector.tui.exchange import LETTERS, raw_entries
from inspector.tui.pretty import MAX_LINES, Piece, XmlLine, pretty
from inspector.wire.http import HttpRequest, HttpResponse
from inspector.wire.printable import printable_line
from inspector.wire.soap import local_name
from inspector.wording import plural

__all__ = ["Pair", "compare", "told"]

_MAX_PLAIN = 3000  # lines of a body that is no XML
Item = int | etree._Element


@dataclass(frozen=True)
class Pair:
    """A line of the comparison.

    Args:
        sign: ``=`` the same, ``~`` changed, ``-`` only in the first, ``+`` only in the second, ``?`` differs
            but may (volatile), ``#`` a heading, ``!`` a difference in words.
        left: the pieces of the first message's line.
        right: the pieces of the second's; of headings and words there is only the left.
    """

    sign: str
    left: tuple[Piece, ...] = ()
    right: tuple[Piece, ...] = ()


def compare(
    first: Interaction,
    second: Interaction,
    reading: ByMeaning | None = None,
    volatile: VolatilePaths | None = None,
) -> list[Pair]:
    """Compares two interactions, requests and then responses.

    Args:
        first: the one that the other is held against.
        second: the other.
        reading: how values are read; by role, with nothing known of identifiers yet, if not given.
        volatile: what of requests is not compared; the table of inspector.replay.volatile if not given.
    """
    volatile = volatile or VolatilePaths()
    paired: dict[Direction, _Paired] = {direction: _Paired() for direction in Direction}
    drifts = list(
        compare_by_meaning(
            first,
            second,
            reading or ByRole(),
            volatile.of,
            lambda direction, one, other, differ: paired[direction].add(one, other, differ),
        )
    )
    payload = identify(first.request).payload
    left_out = volatile.of(local_name(payload)) if payload is not None else None
    if left_out is not None:
        paired[Direction.REQUEST].skip = left_out.element
        paired[Direction.REQUEST].skip_attribute = left_out.attribute
    lines: list[Pair] = []
    for direction, one, other in (
        (Direction.REQUEST, first.request, second.request),
        (Direction.RESPONSE, first.response, second.response),
    ):
        mine = [drift for drift in drifts if drift.direction is direction]
        lines += [Pair("#")] if lines else []
        lines += _message(direction, one, other, mine, paired[direction])
    return lines


def told(drift: Drift) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Writes a difference: its severity and path, and both values.

    Args:
        drift: the difference.
    """
    found = drift.difference
    before, after = (
        printable_line(quoted(value, other))
        for value, other in ((found.recorded, found.got), (found.got, found.recorded))
    )
    severity = drift.severity.value
    return (
        ((f"{LETTERS[severity]} ", severity), (printable_line(found.path), "tag")),
        ((before, "removed"), ("  →  ", "quiet"), (after, "added")),
    )


def _message(
    direction: Direction,
    first: HttpRequest | HttpResponse | None,
    second: HttpRequest | HttpResponse | None,
    drifts: Sequence[Drift],
    paired: _Paired,
) -> Iterator[Pair]:
    name = direction.value.capitalize()
    count = len(drifts)
    if first is None or second is None:
        sides = (("the first", first), ("the second", second))
        missing = " and ".join(side for side, each in sides if each is None)
        yield Pair("#", ((f"{name}: ", "title"), (f"{missing} has none", "warning")))
    else:
        verdict = ("the same", "ok") if not count else (plural(count, "difference"), "error")
        yield Pair("#", ((f"{name}: ", "title"), verdict))
    for drift in drifts:
        path, values = told(drift)
        yield Pair("!", path)
        yield Pair("#", (("      ", ""), *values))
    if first is None or second is None:
        return
    start = [((printable_line(_start(each)), "outcome"),) for each in (first, second)]
    yield Pair("=" if start[0] == start[1] else "~", *start)
    if paired.roots is not None:
        yield from _Beside(paired).lines()
    elif first.body != second.body:
        yield from _plain(first, second)


def _start(message: HttpRequest | HttpResponse) -> str:
    if isinstance(message, HttpResponse):
        return f"HTTP {message.status}"
    return f"{message.method} {message.path}"


@dataclass
class _Paired:
    """Which elements of two messages stand against each other."""

    of: dict[etree._Element, etree._Element] = field(default_factory=dict)
    seconds: set[etree._Element] = field(default_factory=set)
    differing: set[etree._Element] = field(default_factory=set)
    roots: tuple[etree._Element, etree._Element] | None = None
    skip: Callable[[etree._Element], bool] = lambda element: False
    skip_attribute: Callable[[etree._Element, str], bool] = lambda element, name: False

    def add(self, one: etree._Element, other: etree._Element, differ: bool) -> None:
        self.roots = self.roots or (one, other)
        self.of[one] = other
        self.seconds.add(other)
        if differ:
            self.differing.add(one)

    def sign(self, one: etree._Element, other: etree._Element) -> str:
        """The sign of two elements' own line."""
        if one in self.differing:
            return "~"
        unlike = [str(name) for name in {*one.keys(), *other.keys()} if one.get(name) != other.get(name)]
        unlike += [""] if _text(one) != _text(other) else []
        return "?" if any(self._may_differ(one, name) for name in unlike) else "="

    def _may_differ(self, element: etree._Element, attribute: str) -> bool:
        """Whether a value differs by nature, rather than being written in another way."""
        nature = nature_of(element, attribute.rpartition("}")[2])
        return nature is not Nature.VALUE or bool(attribute and self.skip_attribute(element, attribute))


def _text(element: etree._Element) -> str:
    return (element.text or "").strip() if len(element) == 0 else ""


class _Side:
    """The lines of a message, and where its elements begin."""

    def __init__(self, root: etree._Element) -> None:
        self.rows: list[XmlLine] = pretty(root)
        self.start = {row.element: i for i, row in enumerate(self.rows) if row.element is not None}

    def inside(self, element: etree._Element) -> Iterator[Item]:
        """What stands between an element's first and last line: children, and lines that begin none."""
        at = self.start[element] + 1
        end = self.rows[at - 1].end
        while at < end:
            row = self.rows[at]
            yield row.element if row.element is not None else at
            at = max(row.end, at) + 1

    def block(self, item: Item) -> Sequence[tuple[Piece, ...]]:
        """All lines of a child, or the one line that begins none."""
        at = item if isinstance(item, int) else self.start[item]
        end = max(self.rows[at].end, at)
        return [row.pieces for row in self.rows[at : end + 1]]


class _Beside:
    """Lays the lines of two messages beside each other: elements that correspond, in the first's order."""

    def __init__(self, paired: _Paired) -> None:
        assert paired.roots is not None
        self._paired = paired
        self._ours, self._theirs = (_Side(root) for root in paired.roots)

    def lines(self) -> Iterator[Pair]:
        """The lines; of documents beyond measure the differences alone are listed."""
        if max(len(self._ours.rows), len(self._theirs.rows)) > MAX_LINES:
            yield Pair("#", ((f"(more than {MAX_LINES:,} lines: not laid out)", "comment"),))
        elif self._paired.roots is not None:
            yield from self._pair(*self._paired.roots)

    def _pair(self, one: etree._Element, other: etree._Element) -> Iterator[Pair]:
        ours, theirs = self._ours, self._theirs
        a, b = ours.rows[ours.start[one]], theirs.rows[theirs.start[other]]
        yield Pair(self._paired.sign(one, other), a.pieces, b.pieces)
        rest = deque(theirs.inside(other))
        for item in ours.inside(one):
            counterpart = self._counterpart(item, rest)
            if counterpart is None:
                yield from self._alone("?" if self._skipped(item) else "-", ours.block(item))
                continue
            while rest[0] is not counterpart and self._unpaired(rest[0]):
                yield from self._added(rest.popleft())
            rest.remove(counterpart)
            yield from self._both(item, counterpart)
        for item in rest:
            yield from self._added(item)
        ends = [
            side.rows[row.end].pieces if row.end > side.start[element] else ()
            for side, row, element in ((ours, a, one), (theirs, b, other))
        ]
        if any(ends):
            yield Pair("=" if all(ends) else "-" if ends[0] else "+", *ends)

    def _counterpart(self, item: Item, rest: Sequence[Item]) -> Item | None:
        """What of the rest stands against an item of the first."""
        if isinstance(item, int):
            return next((other for other in rest if isinstance(other, int)), None)
        if self._skipped(item):
            return next(
                (
                    each
                    for each in rest
                    if not isinstance(each, int) and each.tag == item.tag and self._skipped(each)
                ),
                None,
            )
        return self._paired.of.get(item)

    def _both(self, item: Item, other: Item) -> Iterator[Pair]:
        if not isinstance(item, int) and not isinstance(other, int) and not self._skipped(item):
            yield from self._pair(item, other)
            return
        left, right = self._ours.block(item), self._theirs.block(other)
        sign = "=" if left == right else "~" if isinstance(item, int) else "?"
        for i in range(max(len(left), len(right))):
            yield Pair(sign, left[i] if i < len(left) else (), right[i] if i < len(right) else ())

    def _skipped(self, item: Item) -> bool:
        return not isinstance(item, int) and self._paired.skip(item)

    def _unpaired(self, item: Item) -> bool:
        """Whether an item of the second stands against nothing; a line without an element waits for one."""
        return not isinstance(item, int) and not self._skipped(item) and item not in self._paired.seconds

    def _added(self, item: Item) -> Iterator[Pair]:
        yield from self._alone("?" if self._skipped(item) else "+", self._theirs.block(item))

    def _alone(self, sign: str, block: Sequence[tuple[Piece, ...]]) -> Iterator[Pair]:
        yield from (Pair(sign, (), row) if sign == "+" else Pair(sign, row) for row in block)


def _plain(first: HttpRequest | HttpResponse, second: HttpRequest | HttpResponse) -> Iterator[Pair]:
    """Bodies that are no XML, line by line."""
    ours, theirs = (
        [entry.pieces for entry in raw_entries(each)[len(each.headers) + 2 :]][:_MAX_PLAIN]
        for each in (first, second)
    )
    keys = [["".join(text for text, _ in row) for row in side] for side in (ours, theirs)]
    for op, a, b, c, d in SequenceMatcher(None, keys[0], keys[1], autojunk=False).get_opcodes():
        if op == "equal":
            yield from (Pair("=", ours[i], theirs[c + i - a]) for i in range(a, b))
        else:
            yield from (Pair("-", ours[i]) for i in range(a, b))
            yield from (Pair("+", (), theirs[i]) for i in range(c, d))
