"""XML that is written as one that was read before: the values are known to stand between the same words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from inspector.bounded import ClearedWhenFull
from inspector.wire.body.edits import Edit, respelled
from inspector.wire.body.lexer import (
    DECLARATION,
    Kind,
    Tag,
    decoded,
    references,
    spell_attribute,
    spell_text,
    tag_of,
)
from inspector.wire.body.markup_reader import ROOT, Holder, MarkupValue, Node, Reader, attributes_in
from inspector.wire.body.value import Attributes

_MOST_TAGS = 512  # of a text that is kept as a template
_MOST_IN_ALL = 100_000  # of the tags of all templates
_MOST_ALIKE = 8  # templates of the same number of tags, each of which is tried
_SEEN_BEFORE = 2  # times, until texts with the same tags are worth a template
_MOST_SEEN = 8_192
_MOST_TYPES = 16  # of content that are remembered of a template
# Only of such a tag is it certain, whatever stands in its quotes, that it is read as the same attributes: any
# blank but XML's own would be a value of its own.
_WHOLE_TAG = re.compile(
    r"""<(?:/[^\s<>/="']+[ \t\r\n]*
        | [^\s<>/="'!?]+(?:[ \t\r\n]+[^\s=<>/"']+[ \t\r\n]*=[ \t\r\n]*(?:"[^"<]*"|'[^'<]*'))*[ \t\r\n]*/?
        )>""",
    re.VERBOSE,
)


class Slot:
    """A place in all texts of a template: an attribute, or the text before a tag.

    Args:
        at: the piece.
        number: which of its attributes; -1 for a text.
        node: its element, without what differs from text to text.
        before: the piece of the element before that one among its siblings; 0 if it is the first.
        attribute: the name of the attribute; empty for a text.
        beside: the names of all attributes of its element.

    Attributes:
        key: as of :class:`~inspector.wire.body.model.Value`.
    """

    __slots__ = ("at", "attribute", "before", "beside", "key", "node", "number", "parts")

    def __init__(
        self, at: int, number: int, node: Node, before: int, attribute: str, beside: Sequence[str]
    ) -> None:
        self.at = at
        self.number = number
        self.node = node
        self.before = before
        self.attribute = attribute
        self.beside = beside
        self.parts = (at,)
        above = node[4]
        parent = above[0][1] if above else ""
        self.key = ("xml", node[0][0], parent, node[0][1], attribute.rpartition(":")[2])

    def edited(self, raw: str, edits: Sequence[Edit]) -> str:
        """Returns what is to be written here.

        Args:
            raw: what is written here.
            edits: edits of what it says.
        """
        return respelled(raw, references(raw), edits, spell_attribute if self.attribute else spell_text)


class Literals:
    """What stands between the slots of texts that are written alike.

    Args:
        literals: before the first slot, between two, and behind the last. What each but the first begins
            with stands in no slot before it.
    """

    def __init__(self, literals: Sequence[str]) -> None:
        self._first, *rest = literals
        self._rest = [(literal[0], literal, len(literal)) for literal in rest]

    @property
    def count(self) -> int:
        """How many slots there are."""
        return len(self._rest)

    def fill(self, text: str) -> list[str] | None:
        """Returns what stands in each slot, as it is written; ``None`` if the text is another one.

        Args:
            text: a text.
        """
        if not text.startswith(self._first):
            return None
        at = len(self._first)
        found: list[str] = []
        for stop, literal, size in self._rest:
            end = text.find(stop, at)
            if end < 0 or not text.startswith(literal, end):
                return None
            found.append(text[at:end])
            at = end + size
        return found if at == len(text) else None

    def written(self, raws: Iterable[str]) -> str:
        """Returns the text with this in its slots, as :meth:`fill` gives it."""
        made = [self._first]
        for raw, (_, literal, _) in zip(raws, self._rest, strict=True):
            made += (raw, literal)
        return "".join(made)


class Template(Literals):
    """Texts that differ in nothing but the texts and the attributes' values that one of them had.

    A text is filled in only if it has as many ``<`` as the template, so that none stands in a slot: a value
    ends at "<", or at its quote.

    Args:
        pieces: the pieces of that one.
        slots: where they stand, in order.

    Attributes:
        slots: the same.
        is_xml: by the Content-Type of bodies, whether these are XML in UTF-8.
    """

    def __init__(self, pieces: list[str], slots: list[Slot]) -> None:
        self.slots = slots
        self.is_xml: ClearedWhenFull[str, bool] = ClearedWhenFull(_MOST_TYPES)
        whole, cut = "".join(pieces), 0
        starts = [0, *accumulate(map(len, pieces))]
        literals: list[str] = []
        for slot in slots:
            start, end = 0, len(pieces[slot.at])
            if slot.number >= 0:
                _, start, end = tag_of(pieces[slot.at]).attributes[slot.number]
            literals.append(whole[cut : starts[slot.at] + start])
            cut = starts[slot.at] + end
        super().__init__((*literals, whole[cut:]))


class _ValueInSlot(MarkupValue):
    """A value of a text that is written as one that was read before."""

    __slots__ = ("slot",)

    def __init__(self, text: str, holder: Holder, slot: Slot) -> None:
        self.text = text
        self.layer = "xml"
        self.edits = ()
        self.holder = holder
        self.slot = slot

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        return self.slot.key

    @property
    def node(self) -> Node:  # type: ignore[override]
        return self.slot.node

    @property
    def parts(self) -> tuple[int, ...]:  # type: ignore[override]
        return self.slot.parts

    @property
    def start(self) -> int:  # type: ignore[override]
        return self._own[1] if self.slot.number >= 0 else 0

    @property
    def end(self) -> int:  # type: ignore[override]
        return self._own[2] if self.slot.number >= 0 else 0

    @property
    def _own(self) -> tuple[str, int, int]:
        return tag_of(self.holder.piece(self.slot.at)).attributes[self.slot.number]

    @property
    def _attribute(self) -> str:  # type: ignore[override]
        return self.slot.attribute

    @property
    def attributes(self) -> Attributes:
        return self._of_tag(self.slot.node[6])

    @property
    def before(self) -> tuple[str, Attributes] | None:
        at = self.slot.before
        return (tag_of(self.holder.piece(at)).name.rpartition(":")[2], self._of_tag(at)) if at else None

    def _of_tag(self, at: int) -> Attributes:
        return attributes_in(self.holder.piece(at), html=False) if at else {}


_templates: ClearedWhenFull[int, list[Template]] = ClearedWhenFull(_MOST_IN_ALL, _MOST_IN_ALL)
"""By how many ``<`` their texts have; of those the one that fitted last comes first."""
_seen: ClearedWhenFull[int, int] = ClearedWhenFull(_MOST_SEEN)
"""How often texts with the same tags came, by a digest of their names."""


def filled(text: str, marks: int) -> tuple[Template, list[str]] | None:
    """Returns the template of a text, and what stands in its slots; ``None`` if it has none.

    Args:
        text: the text.
        marks: how many ``<`` it has.
    """
    alike = _templates.get(marks, ())
    for at, template in enumerate(alike):
        found = template.fill(text)
        if found is not None:
            if at:
                alike.insert(0, alike.pop(at))  # type: ignore[union-attr]  # it has two
            return template, found
    return None


def values_in_slots(template: Template, raws: list[str], holder: Holder) -> Iterator[MarkupValue]:
    """Yields the values of a text that has a template.

    Args:
        template: the template.
        raws: what stands in its slots.
        holder: the layer that the values belong to.
    """
    for slot, raw in zip(template.slots, raws, strict=True):
        if raw and (text := decoded(raw)) and (slot.number >= 0 or not text.isspace()):
            yield _ValueInSlot(text, holder, slot)


def read_values(pieces: list[str], holder: Holder) -> list[MarkupValue]:
    """Returns the values of a whole XML text; if more of its kind come, they are read by a template.

    Args:
        pieces: as for :meth:`~inspector.wire.body.markup_reader.Reader.read`.
        holder: the layer that the values belong to.
    """
    if len(pieces) <= 2 * _MOST_TAGS and not pieces[0]:
        names = hash(tuple([piece.partition(" ")[0] for piece in pieces[1::2]]))
        times = _seen.get(names, 0)
        if times < _SEEN_BEFORE:
            _seen.keep(names, times + 1)
        else:
            _seen.pop(names, None)  # those that are never written alike are not worth many templates
            _keep(pieces)
    return Reader(html=False).read(pieces, holder)


def _keep(pieces: list[str]) -> None:
    tags = [tag_of(piece) for piece in pieces[1::2]]
    elements = zip(tags, pieces[1::2], strict=True)
    if tags[0] is DECLARATION:
        next(elements)
    if not all(tag.kind <= Kind.END and _WHOLE_TAG.fullmatch(piece) for tag, piece in elements):
        return
    if any("<" in piece for piece in pieces[::2]) or (pieces[-1] and not pieces[-1].isspace()):
        return
    _templates.make_room(len(tags))
    count = "".join(pieces).count("<")
    alike = _templates.get(count) or _templates.keep(count, [])
    alike.insert(0, Template(pieces, _slots(pieces, tags)))
    del alike[_MOST_ALIKE:]


def _slots(pieces: list[str], tags: list[Tag]) -> list[Slot]:
    """Where values stand in texts that are written as this one."""
    full = [piece if at & 1 else "-" for at, piece in enumerate(pieces)]
    full[0] = ""
    values, nodes = Reader(html=False).values_and_elements(full)
    texts = {value.parts[0]: value.node for value in values if not value.end}
    plain: dict[int, Node] = {0: ROOT}
    before: dict[int, int] = {0: 0}
    last: dict[int, int] = {}
    for name, written, _, _, above, _, at in nodes:
        parent = above[6] if above else 0
        plain[at] = (name, written, None, "", plain[parent], "", at)
        before[at] = last.get(parent, 0)
        last[parent] = at
    slots: list[Slot] = []
    for at, piece in enumerate(pieces):
        own_at = at if at & 1 else texts[at][6] if at else 0
        beside = [own for own, _, _ in tags[own_at >> 1].attributes] if own_at else []
        if at & 1:
            slots += (Slot(at, each, plain[at], before[at], own, beside) for each, own in enumerate(beside))
        elif piece and not piece.isspace():
            slots.append(Slot(at, -1, plain[own_at], before[own_at], "", beside))
    return slots
