"""What differs between two messages, path by path, without regard to how they are written.

Prefixes, the order of attributes, comments and white space between elements do not count, as in
:mod:`inspector.wire.canonical`. Repeated elements are aligned, so that one that was added does not make all
that follow it differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import blake2b
from itertools import islice
from typing import Protocol

from lxml import etree

from inspector.diff.difference import Difference, Kind
from inspector.diff.packed import Held, held_in, inside
from inspector.wire.canonical import digest
from inspector.wire.element_paths import PREFIXES, name_of, numbered, step_name

Paired = Callable[[etree._Element, etree._Element, frozenset[str]], None]
"""What is told of two elements that stand against each other, and which of their own values differ:
attributes by their names in Clark notation, the text by an empty name."""

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_XSI_TYPE = _XSI + "type"
_KNOWN = frozenset(PREFIXES.values())
_ALIGNED = 500  # lists longer than this are compared place by place: aligning costs their square


class Reading(Protocol):
    """How values are read when two messages are compared by what they mean (inspector.diff.reading)."""

    def same(self, element: etree._Element, attribute: str, one: str, other: str) -> bool:
        """Whether two values say the same. It is asked of all that stand against each other, equal or not.

        Args:
            element: the element of the first message.
            attribute: the attribute's local name; empty for the element's text.
            one: the value in the first message.
            other: the value in the second.
        """

    def key(self, element: etree._Element, attribute: str, value: str) -> str:
        """Returns what a value is aligned by: the same for values that say the same, or may differ."""

    def any_order(self, element: etree._Element) -> bool:
        """Whether children of different names may stand in any order."""

    def counts(self, held: Held) -> bool:
        """Whether a part of what a value holds (a mail's field, an element in escaped XML) is compared."""


def differences(
    recorded: etree._Element,
    got: etree._Element,
    *,
    path: str = "",
    skip: Callable[[etree._Element], bool] | None = None,
    skip_attribute: Callable[[etree._Element, str], bool] | None = None,
    limit: int = 100,
    reading: Reading | None = None,
    paired: Paired | None = None,
) -> list[Difference]:
    """Compares two elements.

    Args:
        recorded: the first.
        got: the second.
        path: what the paths begin with; the name of the first if empty.
        skip: tells which elements do not count.
        skip_attribute: tells which attributes do not count, by element and name in Clark notation.
        limit: the most differences that are returned.
        reading: how values are read; to the letter if ``None``.
        paired: is told which element of the second stands against which of the first, and which of their own
            texts and attributes differ. Without a reading the parts that are equal are not looked at.

    Returns:
        The differences in the order of the documents; empty if they say the same.

    >>> from inspector.wire.xml import parse_xml
    >>> print(differences(parse_xml(b"<a><b x='1'/></a>"), parse_xml(b"<a><b x='2'/></a>"))[0])
    a/b/@x: recorded "1", got "2"
    """
    walk = _Walk(skip or _nothing, skip_attribute or _no_attribute, reading or _Literal(), paired or _untold)
    return list(islice(walk.compare(recorded, got, path or name_of(recorded)), limit))


@dataclass(frozen=True, slots=True)
class _Place:
    """A path that is written only if there is a difference to tell."""

    above: _Place | str
    siblings: Sequence[etree._Element]
    at: int

    def __str__(self) -> str:
        steps: list[str] = []
        place: _Place | str = self
        while isinstance(place, _Place):  # as deep as a document may be: one call for all of its steps
            steps.append(numbered([name_of(child) for child in place.siblings])[place.at])
            place = place.above
        return "/".join([place, *reversed(steps)])


@dataclass(frozen=True)
class _Walk:
    skip: Callable[[etree._Element], bool]
    skip_attribute: Callable[[etree._Element, str], bool]
    reading: Reading
    paired: Paired

    def compare(self, one: etree._Element, other: etree._Element, path: _Place | str) -> Iterator[Difference]:
        if one.tag != other.tag:
            self.paired(one, other, frozenset())
            yield Difference(str(path), Kind.CHANGED, f"<{name_of(one)}>", f"<{name_of(other)}>")
            return
        ours, theirs = self._children(one), self._children(other)
        attributes = dict(self._attributes(one, other, path))
        text = list(self._texts(one, other, path, bool(ours or theirs)))
        self.paired(one, other, frozenset((*filter(attributes.get, attributes), *[""][: len(text)])))
        yield from (each for found in attributes.values() for each in found)
        yield from text
        yield from self._child_lists(ours, theirs, path, any_order=self.reading.any_order(one))

    def _texts(
        self, one: etree._Element, other: etree._Element, path: _Place | str, mixed: bool
    ) -> Iterator[Difference]:
        text_of = _mixed_text if mixed else _leaf_text
        before, after = text_of(one), text_of(other)
        if not self.reading.same(one, "", before, after):
            yield from self._changed(str(path), before, after)

    def _attributes(
        self, one: etree._Element, other: etree._Element, path: _Place | str
    ) -> Iterator[tuple[str, list[Difference]]]:
        """The attributes that differ, by name in Clark notation, and how."""
        if not (one.attrib or other.attrib):
            return
        ours, theirs = self._values(one), self._values(other)
        for name in dict.fromkeys((*ours, *theirs)):
            before, after = ours.get(name), theirs.get(name)
            local = name.rpartition("}")[2]
            if before is None or after is None:
                kind = Kind.MISSING if after is None else Kind.ADDED
                yield name, [Difference(f"{path}/@{local}", kind, before, after)]
            elif not self.reading.same(one, local, before, after):
                yield name, list(self._changed(f"{path}/@{local}", before, after))

    def _changed(self, path: str, before: str, after: str) -> Iterator[Difference]:
        """What two values differ in: in parts of what they hold, or as they are."""
        ours = theirs = None
        if not isinstance(self.reading, _Literal):
            ours, theirs = held_in(before), held_in(after)
        if ours is None or theirs is None:
            yield Difference(path, Kind.CHANGED, before or None, after or None)
        else:
            yield from inside(path, ours, theirs, self.reading.counts)

    def _values(self, element: etree._Element) -> dict[str, str]:
        return {
            str(name): _expanded(element, str(value)) if name == _XSI_TYPE else str(value)
            for name, value in element.items()
            if (not str(name).startswith(_XSI) or name == _XSI_TYPE)
            and not self.skip_attribute(element, str(name))
        }

    def _children(self, element: etree._Element) -> list[etree._Element]:
        if len(element) == 0:
            return []
        return [child for child in element.iterchildren(etree.Element) if not self.skip(child)]

    def _child_lists(
        self,
        ours: Sequence[etree._Element],
        theirs: Sequence[etree._Element],
        path: _Place | str,
        *,
        any_order: bool,
    ) -> Iterator[Difference]:
        pairs: Iterable[tuple[int | None, int | None]]
        if not isinstance(self.reading, _Literal) and _named_alike(ours, theirs):
            pairs = ((at, at) for at in range(len(ours)))
        else:
            pairs = self._pairs_of_each_name(ours, theirs) if any_order else self._pairs(ours, theirs)
        for before, after in pairs:
            if before is not None and after is not None:
                yield from self.compare(ours[before], theirs[after], _Place(path, ours, before))
            elif before is not None:
                where = str(_Place(path, ours, before))
                yield Difference(where, Kind.MISSING, _summary(ours[before]), None)
            elif after is not None:
                where = str(_Place(path, theirs, after))
                yield Difference(where, Kind.ADDED, None, _summary(theirs[after]))

    def _pairs_of_each_name(
        self, ours: Sequence[etree._Element], theirs: Sequence[etree._Element]
    ) -> Iterator[tuple[int | None, int | None]]:
        """Which child stands against which where only those of one name have an order."""
        for tag in dict.fromkeys(str(child.tag) for child in (*ours, *theirs)):
            left = [at for at, child in enumerate(ours) if child.tag == tag]
            right = [at for at, child in enumerate(theirs) if child.tag == tag]
            for a, b in self._pairs([ours[at] for at in left], [theirs[at] for at in right]):
                yield (None if a is None else left[a], None if b is None else right[b])

    def _pairs(
        self, ours: Sequence[etree._Element], theirs: Sequence[etree._Element]
    ) -> Iterator[tuple[int | None, int | None]]:
        """Which child stands against which: equal ones first, then those of the same name, in order."""
        literal = isinstance(self.reading, _Literal)
        for what, a, b, c, d in self._blocks(ours, theirs):
            if what != "equal":
                yield from _by_name(ours, theirs, range(a, b), range(c, d))
            elif not literal:  # aligned by what may differ: how it differs is still to be seen
                yield from zip(range(a, b), range(c, d), strict=True)

    def _blocks(
        self, ours: Sequence[etree._Element], theirs: Sequence[etree._Element]
    ) -> list[tuple[str, int, int, int, int]]:
        if len(ours) == len(theirs) == 1 or max(len(ours), len(theirs)) > _ALIGNED:
            return [("replace", 0, len(ours), 0, len(theirs))]
        left = [self._digest(child) for child in ours]
        right = [self._digest(child) for child in theirs]
        found = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
        return [(str(what), a, b, c, d) for what, a, b, c, d in found]

    def _digest(self, element: etree._Element) -> bytes:
        if isinstance(self.reading, _Literal):
            return digest(element, self.skip, self.skip_attribute)
        joined = "\0".join(self._tokens(element))
        return blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=16).digest()

    def _tokens(self, element: etree._Element) -> Iterator[str]:
        yield "<" + str(element.tag)
        for name, value in sorted(self._values(element).items()):
            yield f"{name}={self.reading.key(element, name.rpartition('}')[2], value)}"
        children = self._children(element)
        text = _mixed_text(element) if children else _leaf_text(element)
        if text:
            yield "#" + self.reading.key(element, "", text)
        if self.reading.any_order(element):
            children.sort(key=lambda child: str(child.tag))  # a stable sort: the same name keeps its order
        for child in children:
            yield from self._tokens(child)
        yield ">"


class _Literal:
    """Values are compared to the letter, and order counts."""

    def same(self, element: etree._Element, attribute: str, one: str, other: str) -> bool:
        return one == other

    def key(self, element: etree._Element, attribute: str, value: str) -> str:
        return value

    def any_order(self, element: etree._Element) -> bool:
        return False

    def counts(self, held: Held) -> bool:
        return True


def _named_alike(ours: Sequence[etree._Element], theirs: Sequence[etree._Element]) -> bool:
    """Whether the same names stand on both sides in the same order, each once: then there is no choice."""
    names = [child.tag for child in ours]
    return names == [child.tag for child in theirs] and len(set(names)) == len(names)


def _by_name(
    ours: Sequence[etree._Element], theirs: Sequence[etree._Element], left: range, right: range
) -> Iterator[tuple[int | None, int | None]]:
    waiting: dict[str, list[int]] = {}
    for at in right:
        waiting.setdefault(str(theirs[at].tag), []).append(at)
    for at in left:
        same = waiting.get(str(ours[at].tag))
        yield (at, same.pop(0) if same else None)
    for at in sorted(at for rest in waiting.values() for at in rest):
        yield (None, at)


def _leaf_text(element: etree._Element) -> str:
    return _text_parts(element)


def _mixed_text(element: etree._Element) -> str:
    text = _text_parts(element)
    return "" if text.isspace() else text


def _text_parts(element: etree._Element) -> str:
    text = element.text or ""
    return text + "".join(child.tail or "" for child in element) if len(element) else text


def _summary(element: etree._Element) -> str:
    """Says in a few words what an element holds."""
    text = _text_parts(element).strip()
    if len(element) == 0 and text:
        return text
    attributes = "".join(f' {str(name).rpartition("}")[2]}="{value}"' for name, value in element.items())
    return f"<{name_of(element)}{attributes}>"


def _expanded(element: etree._Element, qname: str) -> str:
    prefix, colon, local = qname.strip().rpartition(":")
    uri = element.nsmap.get(prefix if colon else None) or ""
    return step_name(str(uri), local) if uri in _KNOWN else f"{{{uri}}}{local}"


def _nothing(element: etree._Element) -> bool:
    return False


def _no_attribute(element: etree._Element, name: str) -> bool:
    return False


def _untold(one: etree._Element, other: etree._Element, differ: frozenset[str]) -> None:
    """Nobody wants to know what stands against what."""
