"""A value of an opened body: its text, what is said of its place, and what is put into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from inspector.wire.body.edits import Edit

if TYPE_CHECKING:
    from inspector.wire.body.model import Place

Attributes = Mapping[str, str]
_NONE: Attributes = {}


class Value:
    """A text in a body that is neither markup nor a name of the protocol.

    Attributes:
        text: the text as it reads, without escapes.
        layer: ``xml``, ``html``, ``wbxml``, ``json``, ``form``, ``field`` (of a mail's header), ``property``
            (vCard, iCalendar), ``text``, ``comment``, ``instruction``, ``doctype`` or ``rest``.
        edits: what was put into it, in order.
    """

    __slots__ = ("edits", "holder", "layer", "text")

    text: str
    layer: str
    edits: Sequence[Edit]
    holder: _Holder

    @property
    def namespace(self) -> str:
        """The namespace of its element; empty if it has none."""
        return ""

    @property
    def name(self) -> str:
        """The local name of its element; the key, field (in lower case) or property that has it."""
        return ""

    @property
    def parent(self) -> str:
        """The local name of what its element stands in."""
        return ""

    @property
    def attribute(self) -> str:
        """The local name of the attribute (of a field or property: the parameter) that it is; else empty."""
        return ""

    @property
    def attributes(self) -> Attributes:
        """The attributes (or parameters) of its element, by local name."""
        return _NONE

    @property
    def before(self) -> tuple[str, Attributes] | None:
        """Local name and attributes of the element before its own, among its siblings."""
        return None

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """Its layer, and its namespace, parent, name and attribute: what tells what it is for."""
        return (self.layer, self.namespace, self.parent, self.name, self.attribute)

    @property
    def path(self) -> str:
        """Where it stands, for people."""
        raise NotImplementedError

    @property
    def within(self) -> Value | None:
        """The value of the body that it is packed in; ``None`` if it is in none."""
        found = None
        outer: Place | Value | None = self.layer_place
        while outer is not None:
            if isinstance(outer, Value):
                found, outer = outer, outer.layer_place
            else:
                outer = outer.outer
        return found

    @property
    def layer_place(self) -> Place:
        """Where its layer stands, or its name in that."""
        raise NotImplementedError

    @property
    def span(self) -> tuple[int, int] | None:
        """Where it stands in the body, in bytes; ``None`` if it is packed in another layer."""
        raise NotImplementedError

    def put(self, edits: Sequence[Edit]) -> None:
        """Replaces parts of the text; several calls add up.

        Args:
            edits: start, end and new text, in characters of :attr:`text` as it was read.

        Raises:
            ValueError: edits overlap, or go beyond the text.
        """
        if not edits:
            return
        every = sorted([*self.edits, *edits], key=lambda edit: edit[:2])
        last = 0
        for start, end, _ in every:
            if start < last or end < start:
                raise ValueError(f"the edit from {start} to {end} overlaps another")
            last = end
        if last > len(self.text):
            raise ValueError(f"an edit goes to {last}, and the text has {len(self.text)} characters")
        if not self.edits:
            self.holder.edited.append(self)
        self.edits = every

    def __repr__(self) -> str:
        return f"<{self.layer} {self.path}: {self.text[:40]!r}>"


class _Holder(Protocol):
    edited: list[Value]


class Plain(Value):
    """A value of a layer that has no tree: it knows its own name.

    Args:
        text: as in :class:`Value`.
        layer: as in :class:`Value`.
        holder: the layer that it stands in.
        start: where its raw form begins, in the raw layer.
        end: where it ends.
        place: where its name stands.
        name: as in :class:`Value`.
        parent: as in :class:`Value`.
        attribute: as in :class:`Value`.
        attributes: as in :class:`Value`.
        namespace: as in :class:`Value`.
    """

    __slots__ = ("_attribute", "_attributes", "_name", "_namespace", "_parent", "end", "place", "start")

    def __init__(
        self,
        text: str,
        layer: str,
        holder: _Holder,
        start: int,
        end: int,
        place: Place,
        name: str = "",
        parent: str = "",
        attribute: str = "",
        attributes: Attributes = _NONE,
        namespace: str = "",
    ) -> None:
        self.text = text
        self.layer = layer
        self.edits = ()
        self.holder = holder
        self.start = start
        self.end = end
        self.place = place
        self._name = name
        self._parent = parent
        self._attribute = attribute
        self._attributes = attributes
        self._namespace = namespace

    def stands_in(self, layer: str, namespace: str, name: str, parent: str) -> None:
        """Gives it the name of the element whose text it is, where that was not known when it was read."""
        self.layer = layer
        self._namespace, self._name, self._parent = namespace, name, parent

    @property
    def namespace(self) -> str:
        return self._namespace

    @property
    def name(self) -> str:
        return self._name

    @property
    def parent(self) -> str:
        return self._parent

    @property
    def attribute(self) -> str:
        return self._attribute

    @property
    def attributes(self) -> Attributes:
        return self._attributes

    @property
    def path(self) -> str:
        path = self.place.path
        return f"{path}/@{self._attribute}" if self._attribute else path

    @property
    def layer_place(self) -> Place:
        return self.place

    @property
    def span(self) -> tuple[int, int] | None:
        source = getattr(self.holder, "source", None)
        return (source.byte(self.start), source.byte(self.end)) if source is not None else None
