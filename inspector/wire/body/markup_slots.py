"""XML that is written as one that was read before: the values are known to stand in the same slots."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from inspector.wire.body.lexer import DECLARATION, REST, Tag, decoded, kept_tag, tag_of
from inspector.wire.body.markup_reader import ROOT, Holder, MarkupValue, Node, Reader, attributes_in
from inspector.wire.body.model import Attributes

__all__ = ["read_values"]


class _Slot:
    """A place in all texts whose tags are of the same shapes: an attribute, or what may stand before a tag.

    Args:
        at: the piece.
        number: which of its attributes; -1 for a text.
        node: its element, without what differs from text to text.
        before: the piece of the element before that one among its siblings; 0 if it is the first.
        attribute: the name of the attribute; empty for a text.
    """

    __slots__ = ("at", "attribute", "before", "key", "layer", "node", "number", "parts")

    def __init__(self, at: int, number: int, node: Node, before: int, attribute: str = "") -> None:
        self.at = at
        self.number = number
        self.node = node
        self.before = before
        self.attribute = attribute
        self.layer = "rest" if attribute == REST else "xml"
        self.parts = (at,)
        above = node[4]
        parent = above[0][1] if above else ""
        self.key = (self.layer, node[0][0], parent, node[0][1], attribute.rpartition(":")[2])


class _ValueInSlot(MarkupValue):
    """A value of a text that is written as one that was read before."""

    __slots__ = ("slot",)

    def __init__(self, text: str, holder: Holder, slot: _Slot, start: int = 0, end: int = 0) -> None:
        self.text = text
        self.layer = slot.layer
        self.edits = ()
        self.holder = holder
        self.slot = slot
        self.start = start
        self.end = end

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


_MOST_PIECES = 4_096  # of a text whose slots are kept
_MOST_SLOTS = 100_000  # of all of them
_kept_slots: dict[tuple[int, ...], list[_Slot] | None] = {}
_slots_in_all = 0


def read_values(pieces: list[str], holder: Holder) -> Iterable[MarkupValue]:
    """Returns the values of a whole XML text, most of which are written as one that was read before.

    Args:
        pieces: as for :meth:`~inspector.wire.body.markup_reader.Reader.read`.
        holder: the layer that the values belong to.
    """
    if len(pieces) > _MOST_PIECES:
        return Reader(html=False).read(pieces, holder)
    known = kept_tag
    tags = [known(piece) or tag_of(piece) for piece in pieces[1::2]]
    shapes = tuple([tag.shape for tag in tags])
    if shapes not in _kept_slots:
        if 0 not in shapes and DECLARATION.shape not in shapes[1:]:
            _keep_slots(shapes, None)
        return Reader(html=False).read(pieces, holder)
    if pieces[0] and shapes[0] == DECLARATION.shape:  # what stands before it goes on behind it
        return Reader(html=False).read(pieces, holder)
    slots = _kept_slots[shapes]
    if slots is None:  # it comes a second time
        slots = _slots(pieces, tags)
        _keep_slots(shapes, slots)
    return _in_slots(slots, pieces, tags, holder)


def _keep_slots(shapes: tuple[int, ...], slots: list[_Slot] | None) -> None:
    global _slots_in_all
    _slots_in_all += len(shapes) + len(slots or ())
    if _slots_in_all > _MOST_SLOTS:
        _kept_slots.clear()
        _slots_in_all = 0
    _kept_slots[shapes] = slots


def _in_slots(
    slots: list[_Slot], pieces: list[str], tags: list[Tag], holder: Holder
) -> Iterator[MarkupValue]:
    for slot in slots:
        at = slot.at
        if slot.number < 0:
            text = pieces[at]
            if "&" in text:
                text = decoded(text)
            if text and not text.isspace():
                yield _ValueInSlot(text, holder, slot)
            continue
        _, start, end = tags[at >> 1].attributes[slot.number]
        if end > start:
            text = pieces[at][start:end]
            yield _ValueInSlot(decoded(text) if "&" in text else text, holder, slot, start, end)


def _slots(pieces: list[str], tags: list[Tag]) -> list[_Slot]:
    """Where values can stand in texts whose tags have the shapes of these."""
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
    slots: list[_Slot] = []
    for at in range(len(pieces)):
        if at & 1:
            for number, (own, _, _) in enumerate(tags[at >> 1].attributes):
                slots.append(_Slot(at, number, plain[at], before[at], own))
        else:
            own_at = texts[at][6] if at else 0
            slots.append(_Slot(at, -1, plain[own_at], before[own_at]))
    return slots
