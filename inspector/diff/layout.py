"""Two documents beside each other, element by element: each line says what of it differs.

A tag whose attributes differ has a line for each of them, so that a sign stands at what it is about. What
values hold (mails, base64, escaped XML) is laid out as what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import zip_longest

from lxml import etree

from inspector.diff.lines import Line
from inspector.diff.marking import ADDED, REMOVED, Piece, elided, marked
from inspector.diff.packed import Held
from inspector.diff.packed_lines import held_lines
from inspector.diff.reading import Nature, nature_of
from inspector.wire.printable import printable_line
from inspector.wire.soap import local_name

MAX_LINES = 20_000
"""The most lines that are laid out; of larger documents the differences alone are listed."""
_LEAST_WIDTH = 40
_NARROW = 70  # columns below which a level is indented by one
_RANK = {"=": 0, "?": 1}

Pieces = tuple[Piece, ...]
SignOf = Callable[[str, str | None, str | None], str]
"""Says the sign of an attribute, by its name and both values, or of the text, whose name is empty."""


@dataclass
class Correspondence:
    """Which elements of two messages stand against each other, and what of each differs.

    Attributes:
        of: the counterpart of an element of the first.
        seconds: the elements of the second that have one.
        differing: of an element of the first the names of the attributes that differ, and an empty name if
            its text does; none if nothing does.
        roots: both roots; ``None`` if the messages were not compared as trees.
        skip: whether an element is left out of the comparison.
        skip_attribute: whether an attribute is.
        counts: whether a part of what a value holds is compared.
    """

    of: dict[etree._Element, etree._Element] = field(default_factory=dict)
    seconds: set[etree._Element] = field(default_factory=set)
    differing: dict[etree._Element, frozenset[str]] = field(default_factory=dict)
    roots: tuple[etree._Element, etree._Element] | None = None
    skip: Callable[[etree._Element], bool] = lambda element: False
    skip_attribute: Callable[[etree._Element, str], bool] = lambda element, name: False
    counts: Callable[[Held], bool] = lambda held: True

    def add(self, one: etree._Element, other: etree._Element, differ: frozenset[str]) -> None:
        """Takes a pair in, as :data:`inspector.diff.message.Paired` tells it."""
        self.roots = self.roots or (one, other)
        self.of[one] = other
        self.seconds.add(other)
        self.differing[one] = differ

    def sign(self, one: etree._Element, name: str, before: str | None, after: str | None) -> str:
        """Returns the sign of a value: of an attribute, or of the text (an empty name)."""
        if name in self.differing.get(one, ()):
            return "~"
        if before == after:
            return "="
        left_out = bool(name) and self.skip_attribute(one, name)
        by_nature = nature_of(one, name.rpartition("}")[2]) is not Nature.VALUE
        return "?" if left_out or by_nature else "="


def document_lines(known: Correspondence, width: int) -> Iterator[Line]:
    """Lays two documents out.

    Args:
        known: what stands against what.
        width: the columns of a line.
    """
    if known.roots is None:
        return
    size = max(sum(1 for _ in root.iter()) for root in known.roots)
    if size > MAX_LINES:
        yield Line("#", ((f"(more than {MAX_LINES:,} elements: not laid out)", "comment"),))
        return
    layout = _Layout(known, max(width, _LEAST_WIDTH))
    layout.pair(*known.roots, 0)
    yield from layout.lines


@dataclass(frozen=True)
class _Cell:
    """An attribute: its sign and how both sides write it."""

    sign: str
    left: Pieces
    right: Pieces


@dataclass
class _Layout:
    """Puts lines behind each other; a level of the documents takes two calls, as they can be deep."""

    known: Correspondence
    width: int
    lines: list[Line] = field(default_factory=list)

    def pair(self, one: etree._Element, other: etree._Element, depth: int) -> None:
        """Two elements that stand against each other, and all that is in them."""
        sign = partial(self.known.sign, one)
        if one.tag != other.tag:
            self.alone(one, depth, "-")
            self.alone(other, depth, "+")
        elif _childless(one) and _childless(other):
            self.lines += self._leaf(one, other, depth, sign)
        else:
            self.lines += self._opening(one, other, depth, sign)
            self._inside(one, other, depth + 1)
            self.lines.append(self._closing(one, other, depth))

    def alone(self, element: etree._Element, depth: int, sign: str) -> None:
        """An element that stands against nothing."""

        def put(lines: Iterable[Line]) -> None:
            self.lines += (
                Line(sign, (), line.right) if sign == "+" else Line(sign, line.left) for line in lines
            )

        if _childless(element):
            put(self._leaf(element, element, depth, lambda *_: sign))
            return
        put(self._opening(element, element, depth, lambda *_: sign))
        if text := _text(element):
            shown = ((self._indent(depth + 1), ""), (elided(text, self._room(depth + 1, 0)), "text"))
            put([Line(sign, shown, shown)])
        for child in _children(element):
            self.alone(child, depth + 1, sign)
        put([self._closing(element, element, depth)])

    def _may_differ(self, one: etree._Element, other: etree._Element, depth: int) -> None:
        """Two elements that are not compared: whatever differs may."""
        if _childless(one) and _childless(other):
            self.lines += self._leaf(one, other, depth, _left_out)
            return
        self.lines += self._opening(one, other, depth, _left_out)
        for left, right in zip_longest(_children(one), _children(other)):
            if left is not None and right is not None and left.tag == right.tag:
                self._may_differ(left, right, depth + 1)
                continue
            for each in (left, right):
                if each is not None:
                    self.alone(each, depth + 1, "?")
        self.lines.append(self._closing(one, other, depth))

    def _inside(self, one: etree._Element, other: etree._Element, depth: int) -> None:
        before, after = _text(one), _text(other)
        if before or after:
            sign = self.known.sign(one, "", before, after)
            left, right = marked(before, after, self._room(depth, 0), "text")
            indent = (self._indent(depth), "")
            self.lines.append(Line(sign, (indent, *left), (indent, *right)))
        theirs = _children(other)
        for child in _children(one):
            counterpart = self._counterpart(child, theirs)
            if counterpart is None:
                self.alone(child, depth, "?" if self.known.skip(child) else "-")
                continue
            while theirs[0] is not counterpart and self._unpaired(theirs[0]):
                self._added(theirs.pop(0), depth)
            theirs.remove(counterpart)
            (self._may_differ if self.known.skip(child) else self.pair)(child, counterpart, depth)
        for child in theirs:
            self._added(child, depth)

    def _counterpart(self, child: etree._Element, theirs: Sequence[etree._Element]) -> etree._Element | None:
        if not self.known.skip(child):
            return self.known.of.get(child)
        return next((each for each in theirs if each.tag == child.tag and self.known.skip(each)), None)

    def _unpaired(self, element: etree._Element) -> bool:
        return not self.known.skip(element) and element not in self.known.seconds

    def _added(self, element: etree._Element, depth: int) -> None:
        self.alone(element, depth, "?" if self.known.skip(element) else "+")

    # Tags

    def _leaf(
        self,
        one: etree._Element,
        other: etree._Element,
        depth: int,
        sign_of: SignOf,
    ) -> Iterator[Line]:
        """Elements without children: on one line if they fit on it and differ in one place."""
        before, after = one.text or "", other.text or ""
        sign = sign_of("", before, after) if before or after else "="
        if sign == "~" and (inside := self._held(before, after, depth + 1)):
            yield from self._opening(one, other, depth, sign_of)
            yield from inside
            yield self._closing(one, other, depth)
            return
        cells = self._cells(one, other, depth, sign_of)
        names = _name(one), _name(other)
        overhead = 2 * max(map(len, names)) + 5 + max((_width(cell) for cell in cells), default=0)
        left, right = self._values(before, after, sign, self._room(depth, overhead), "text")
        ends = [
            ((">", "quiet"), *text, ("</", "quiet"), (name, "tag"), (">", "quiet"))
            if text
            else (("/>", "quiet"),)
            for name, text in zip(names, (left, right), strict=True)
        ]
        yield from self._tag(one, other, depth, cells, _Cell(sign, ends[0], ends[1]))

    def _opening(
        self, one: etree._Element, other: etree._Element, depth: int, sign_of: SignOf
    ) -> Iterator[Line]:
        end: Pieces = ((">", "quiet"),)
        yield from self._tag(one, other, depth, self._cells(one, other, depth, sign_of), _Cell("=", end, end))

    def _closing(self, one: etree._Element, other: etree._Element, depth: int) -> Line:
        left, right = (
            ((self._indent(depth), ""), ("</", "quiet"), (_name(each), "tag"), (">", "quiet"))
            for each in (one, other)
        )
        return Line("=", left, right)

    def _tag(
        self, one: etree._Element, other: etree._Element, depth: int, cells: Sequence[_Cell], end: _Cell
    ) -> Iterator[Line]:
        indent = self._indent(depth)
        left: Pieces = ((indent, ""), ("<", "quiet"), (_name(one), "tag"))
        right: Pieces = ((indent, ""), ("<", "quiet"), (_name(other), "tag"))
        signs = [cell.sign for cell in cells] + [end.sign] * bool(end.left[0][0] != "/>" or end.sign != "=")
        apart = len(cells) > 1 and any(sign in "~?" for sign in signs)
        size = len(indent) + len(_name(one)) + 1 + sum(map(_width, cells)) + _width(end)
        if len(cells) < 2 or not (apart or size > self.width):
            for cell in (*cells, end):
                left, right = (*left, *cell.left), (*right, *cell.right)
            yield Line(_worst([*signs, "="]), left, right)
            return
        first, *rest = cells
        yield Line(first.sign, (*left, *first.left), (*right, *first.right))
        further = (indent + " " * (len(_name(one)) + 1), "")
        for at, cell in enumerate(rest, 1):
            close = end if at == len(rest) and _width(end) <= 2 else _Cell("=", (), ())
            yield Line(cell.sign, (further, *cell.left, *close.left), (further, *cell.right, *close.right))
        if _width(end) > 2:
            yield Line(end.sign, (further, *end.left), (further, *end.right))

    def _cells(
        self,
        one: etree._Element,
        other: etree._Element,
        depth: int,
        sign_of: SignOf,
    ) -> list[_Cell]:
        cells = []
        for name in dict.fromkeys((*map(str, one.keys()), *map(str, other.keys()))):
            before, after = one.get(name), other.get(name)
            sign = sign_of(name, before, after)
            shown = _attribute(one if before is not None else other, name)
            head = ((f" {shown}", "attribute"), ("=", "quiet"))
            room = self._room(depth, len(_name(one)) + len(shown) + 7)
            if before is None or after is None:
                mark = REMOVED if after is None else ADDED
                value = (f'"{elided(before or after or "", room)}"', mark if sign == "~" else "value")
                alone = (*head, value)
                cells.append(_Cell(sign, alone if after is None else (), alone if before is None else ()))
                continue
            left, right = self._values(before, after, sign, room, "value")
            quote = ('"', "value")
            cells.append(_Cell(sign, (*head, quote, *left, quote), (*head, quote, *right, quote)))
        return cells

    def _values(self, before: str, after: str, sign: str, room: int, role: str) -> tuple[Pieces, Pieces]:
        if before == after:
            shown = ((elided(before, room), role),) if before else ()
            return shown, shown
        left, right = marked(before, after, room, role)
        if sign == "~":
            return left, right
        return tuple((text, role) for text, _ in left), tuple((text, role) for text, _ in right)

    def _held(self, before: str, after: str, depth: int) -> list[Line]:
        return list(held_lines(before, after, self.known.counts, self._indent(depth), self.width))

    def _indent(self, depth: int) -> str:
        return " " * min(depth * (1 if self.width < _NARROW else 2), self.width // 3)

    def _room(self, depth: int, taken: int) -> int:
        return self.width - len(self._indent(depth)) - taken


def _left_out(name: str, before: str | None, after: str | None) -> str:
    return "=" if before == after else "?"


def _worst(signs: Sequence[str]) -> str:
    return max(signs, key=lambda sign: _RANK.get(sign, 2))


def _width(cell: _Cell) -> int:
    return max(sum(len(text) for text, _ in side) for side in (cell.left, cell.right))


def _childless(element: etree._Element) -> bool:
    return next(element.iterchildren(etree.Element), None) is None


def _children(element: etree._Element) -> list[etree._Element]:
    return list(element.iterchildren(etree.Element))


def _text(element: etree._Element) -> str:
    parts = [element.text or "", *(child.tail or "" for child in element)]
    return " ".join("".join(parts).split())


def _name(element: etree._Element) -> str:
    prefix = f"{element.prefix}:" if element.prefix else ""
    return printable_line(prefix + local_name(element))


def _attribute(element: etree._Element, name: str) -> str:
    qname = etree.QName(name)
    prefix = next((p for p, uri in element.nsmap.items() if p and uri == qname.namespace), None)
    return printable_line(f"{prefix}:{qname.localname}" if prefix and qname.namespace else qname.localname)
