"""What an opened body consists of: values, what could not be read, and the layers between."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from inspector.wire.body.edits import Edit, difference

Attributes = Mapping[str, str]
_NONE: Attributes = {}


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a body is opened.

    Args:
        depth: the most layers in each other.
        size: the most bytes that all inner layers may come to.
        marks: the most tags that one text may have.
    """

    depth: int = 10
    size: int = 64 * 1024 * 1024
    marks: int = 3_000_000


class Unread:
    """A part of a body that could not be looked into.

    Attributes:
        path: where it stands; empty for the body itself.
        reason: why, as words that go on a sentence: ``the gzip body is cut off after 10 bytes``.
        length: its length, in bytes (in characters, if it is a text).
        media: it is an image, sound, an archive or another format that is known and not looked into.
        content: the part itself.
    """

    __slots__ = ("_place", "_withhold", "content", "length", "media", "reason")

    def __init__(
        self,
        place: Place | Value,
        failure: Failure,
        content: bytes | str,
        withhold: Callable[[str], bool],
    ) -> None:
        self._place = place
        self.reason = failure.reason
        self.media = failure.media
        self.length = len(content)
        self.content = content
        self._withhold = withhold

    @property
    def path(self) -> str:
        return self._place.path

    def withhold(self, marker: str) -> bool:
        """Puts a marker in the place of the part; what holds it stays as it is.

        Args:
            marker: the text to stand there.

        Returns:
            Whether it could.
        """
        return self._withhold(marker)

    def __repr__(self) -> str:
        return f"<Unread {self.path or 'body'}: {self.reason}, {self.length:,}>"


class Place:
    """Where a layer stands, written only when it is asked for.

    Args:
        outer: what it stands in; ``None`` for the body itself.
        step: its own step.
    """

    __slots__ = ("outer", "step")

    def __init__(self, outer: Place | Value | None = None, step: str = "") -> None:
        self.outer = outer
        self.step = step

    @property
    def path(self) -> str:
        above = self.outer.path if self.outer is not None else ""
        return f"{above}/{self.step}" if above and self.step else above + self.step


class Source(Protocol):
    """Tells where the characters of a text stand in the body's bytes."""

    def byte(self, at: int) -> int:
        """Returns the offset in bytes of the character at an offset."""
        ...


class TextLayer:
    """A text that holds values.

    Attributes:
        text: the text.
        values: the values in it, in order, those of inner layers in the place of what holds them.
        edited: the own values that something was put into.
        inner: values that hold a layer, and the layer.
        place: where it stands.
        source: where it stands in the body, if it is not packed.
    """

    def __init__(self, text: str, place: Place) -> None:
        self.text = text
        self.place = place
        self.values: list[Value] = []
        self.edited: list[Value] = []
        self.inner: list[tuple[Value, TextLayer]] = []
        self.source: Source | None = None

    def take(self, value: Value, layer: TextLayer | None) -> None:
        """Lists a value, or what stands within it.

        Args:
            value: the value.
            layer: what it holds; ``None`` if it holds nothing.
        """
        if layer is None:
            self.values.append(value)
        else:
            self.values += layer.values
            self.inner.append((value, layer))

    def forget(self) -> None:
        """Lets go of all values: they and their layer refer to each other, which keeps memory for a while."""
        self.values.clear()
        self.inner.clear()
        self.edited.clear()

    def changes(self) -> list[tuple[Value, Sequence[Edit]]]:
        """Returns the own values that have to be written anew, and their edits."""
        changed: list[tuple[Value, Sequence[Edit]]] = []
        for value, layer in self.inner:
            made = layer.text if value.edits else layer.write()
            if made is not layer.text and (edits := difference(value.text, made)):
                changed.append((value, edits))
        changed += ((value, value.edits) for value in self.edited)
        return changed

    def write(self) -> str:
        """Returns the text with what was put; the very same text if nothing was."""
        changed = self.changes()
        return self.rewritten(changed) if changed else self.text

    def rewritten(self, changed: list[tuple[Value, Sequence[Edit]]]) -> str:
        """Returns the text with values changed.

        Args:
            changed: own values, and edits of their texts.
        """
        raise NotImplementedError

    def span_of(self, value: Value) -> tuple[int, int]:
        """Returns where an own value stands in the text."""
        raise NotImplementedError


class ByteLayer:
    """Bytes that hold values.

    Attributes:
        content: the bytes.
        values: the values in them, in order.
    """

    def __init__(self, content: bytes, values: list[Value]) -> None:
        self.content = content
        self.values = values

    def write(self) -> bytes:
        """Returns the bytes with what was put; the very same object if nothing was."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Failure:
    """Why some bytes could not be opened.

    Args:
        reason: as in :class:`Unread`.
        media: as in :class:`Unread`.
    """

    reason: str
    media: bool = False


class Opener(Protocol):
    """What layers open inner layers with."""

    unread: list[Unread]
    clean: Container[str]
    """Short texts that are known to hold nothing."""

    def within_text(self, value: Value, *, html: bool = False) -> TextLayer | None:
        """Opens what a value holds.

        Args:
            value: the value.
            html: it stands in HTML, whose texts may show markup.

        Returns:
            The layer; ``None`` if it holds nothing.
        """
        ...

    def within_bytes(
        self, content: bytes, content_type: str, place: Place | Value, *, charset: str = ""
    ) -> ByteLayer | Failure:
        """Opens bytes that were packed in something.

        Args:
            content: the bytes.
            content_type: the media type that is said of them; empty if nothing is.
            place: where they stand.
            charset: the character set that they are in, whatever is said of them; empty if that is not known.
        """
        ...

    def part_of(self, content: bytes, place: Place, charset: str) -> ByteLayer | Failure:
        """Opens a part of a multipart, or a mail in a mail: its fields, then what they tell of.

        Args:
            content: the part.
            place: where it stands.
            charset: as for :meth:`within_bytes`.
        """
        ...


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
