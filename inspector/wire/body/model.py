"""What an opened body consists of: layers in each other, where they stand, and what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from typing import Protocol

from inspector.wire.body.edits import Edit, applied, difference
from inspector.wire.body.value import Plain, Value


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


class FlatLayer(TextLayer):
    """A text without a tree, whose values stand in it one after the other."""

    def rewritten(self, changed: list[tuple[Value, Sequence[Edit]]]) -> str:
        every: list[Edit] = []
        for value, edits in changed:
            assert isinstance(value, Plain)
            made = self.remade(value, self.text[value.start : value.end], edits)
            every.append((value.start, value.end, made))
        return applied(self.text, sorted(every))

    def remade(self, value: Plain, raw: str, edits: Sequence[Edit]) -> str:
        """Returns what stands in the text for a value that was changed.

        Args:
            value: the value.
            raw: what stood there.
            edits: edits of the value's own text.
        """
        raise NotImplementedError

    def span_of(self, value: Value) -> tuple[int, int]:
        assert isinstance(value, Plain)
        return value.start, value.end


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
