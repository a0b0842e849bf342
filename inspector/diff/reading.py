"""Reading values when messages are compared: by what they mean, and by what their places are for.

Between two runs of one client, identifiers, change keys and the server's times differ by nature. An
identifier is the same if it stands wherever the other's counterpart stands; a change key and a time of the
server may be any.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

from lxml import etree

from inspector.bounded import Recent
from inspector.diff.packed import Held, canonical_parts, held_in
from inspector.diff.values import ValueKind, canonical, facts, is_instant
from inspector.protocols.fields import Role, element_field, field_of
from inspector.wire.binary_xml import OPAQUE
from inspector.wire.soap import local_name


class Nature(StrEnum):
    """How a value differs between two runs: by nature, in one of these ways, or not at all."""

    VALUE = "value"
    IDENTIFIER = "identifier"
    TOKEN = "token"
    TIME = "time"
    MIME = "mime"


_BY_NATURE = {
    Role.IDENTIFIER: Nature.IDENTIFIER,
    Role.MIME: Nature.MIME,
    Role.SERVER_TIME: Nature.TIME,
} | dict.fromkeys(
    (
        Role.CHANGE_KEY,
        Role.SYNC_TOKEN,
        Role.CLIENT_MADE,
        Role.SECRET,
    ),
    Nature.TOKEN,
)
_TRACE = "trace"  # what servers on the way wrote into a mail
_PACKAGING = frozenset(("mime-version", "#preamble", "#epilogue"))  # of a mail: how it is packed
_NEWEST = 50_000  # counterparts that are remembered: a cassette may have a million


def _telling(element: etree._Element) -> etree._Element:
    """Returns the element whose name tells what the text is: of opaque data its parent."""
    parent = element.getparent() if element.tag == OPAQUE else None
    return element if parent is None else parent


def nature_of(element: etree._Element, attribute: str = "") -> Nature:
    """Returns how a value differs between two runs.

    Args:
        element: the element.
        attribute: the attribute's local name; empty for the element's text.
    """
    return _BY_NATURE.get(element_field(_telling(element), attribute).role, Nature.VALUE)


class Counterparts:
    """Which value of the second stands for which of the first: each has one, and is one's only."""

    def __init__(self) -> None:
        self._second: Recent[str, str] = Recent(_NEWEST)
        self._first: Recent[str, str] = Recent(_NEWEST)

    def match(self, first: str, second: str) -> bool:
        """Whether two values stand for each other; those that are both new do from now on."""
        known, other = self.of(first), self._first.get(second)
        if known is None and other is None:
            self.set(first, second)
            return True
        return known == second and other == first

    def set(self, first: str, second: str) -> None:
        """Remembers that a value stands for another, whatever was known before."""
        self._second.keep(first, second)
        self._first.keep(second, first)

    def of(self, first: str) -> str | None:
        """Returns what stands for a value of the first; ``None`` if nothing does."""
        return self._second.get(first)


class ByMeaning:
    """Values are the same if they say the same; identifiers and times too are compared."""

    def __init__(self) -> None:
        self._facts = facts()

    def same(self, element: etree._Element, attribute: str, one: str, other: str) -> bool:
        """Whether two values say the same, as :class:`~inspector.diff.message.Reading` has it."""
        ours, theirs = self._written(element, attribute, one), self._written(element, attribute, other)
        return one == other or ours == theirs or self._hold_the_same(one, other)

    def counts(self, held: Held) -> bool:
        """Whether a part of what a value holds is compared."""
        return True

    def _hold_the_same(self, one: str, other: str) -> bool:
        ours = held_in(one)
        theirs = held_in(other) if ours is not None else None
        return (
            ours is not None
            and theirs is not None
            and canonical_parts(ours, self.counts) == canonical_parts(theirs, self.counts)
        )

    def key(self, element: etree._Element, attribute: str, value: str) -> str:
        """Returns what a value is aligned by."""
        return self._written(element, attribute, value)

    def any_order(self, element: etree._Element) -> bool:
        """Whether children of different names may stand in any order."""
        name = local_name(element)
        return name in self._facts.any_order or element_field(element).unordered

    def _written(self, element: etree._Element, attribute: str, value: str) -> str:
        place = _telling(element)
        if not attribute and element_field(place).kind == "error":
            return value.strip().removesuffix(".")  # fault texts come with and without it (docs/errata.md)
        kind = self._facts.kind(local_name(place), attribute)
        return value if kind is ValueKind.TEXT else canonical(kind, value)


class ByRole(ByMeaning):
    """As :class:`ByMeaning`, and what differs between two runs by nature does not count.

    Attributes:
        identifiers: what stands for which identifier.
        tokens: what stood last for which change key or token.
        by_nature: how many values of each role differed and did not count.
    """

    def __init__(self) -> None:
        super().__init__()
        self.identifiers = Counterparts()
        self.tokens: Recent[str, str] = Recent(_NEWEST)
        self.by_nature: Counter[Nature] = Counter()

    def same(self, element: etree._Element, attribute: str, one: str, other: str) -> bool:
        """Whether two values say the same, or differ only as they do from run to run."""
        nature = nature_of(element, attribute)
        if nature is Nature.VALUE or not one.strip() or not other.strip():
            return super().same(element, attribute, one, other)
        if nature is Nature.IDENTIFIER:
            fine = self.identifiers.match(one.strip(), other.strip())
        elif nature is Nature.TIME:
            fine = one == other or (is_instant(one) and is_instant(other))
        elif nature is Nature.MIME:
            fine = super().same(element, attribute, one, other)
        else:
            self.tokens.keep(one.strip(), other.strip())
            fine = True
        self.by_nature[nature] += fine and one != other
        return fine

    def counts(self, held: Held) -> bool:
        """Whether a part of what a value holds is compared: not what is made up at each run."""
        if held.value is None:
            return True
        field = field_of(held.value)
        nature = _BY_NATURE.get(field.role, Nature.VALUE)
        return nature is Nature.VALUE and field.kind != _TRACE and held.value.name not in _PACKAGING

    def key(self, element: etree._Element, attribute: str, value: str) -> str:
        """Returns what a value is aligned by: its role, where values of the role differ from run to run."""
        nature = nature_of(element, attribute)
        return (
            super().key(element, attribute, value) if nature is Nature.VALUE or not value.strip() else nature
        )
