"""What opens a body, a text, or what is packed in one, and what comes of it."""

from __future__ import annotations

from inspector.wire.body.activesync_multipart import parts_of
from inspector.wire.body.base64_text import packed_in
from inspector.wire.body.charset import is_binary
from inspector.wire.body.compressed import coding_of
from inspector.wire.body.file_signatures import media_of
from inspector.wire.body.markup import may_hold
from inspector.wire.body.model import Bounds, ByteLayer, Failure, Place, TextLayer, Unread
from inspector.wire.body.opening import BINARY, CLEAN, IsLeaf, Opening
from inspector.wire.body.plain import PlainText
from inspector.wire.body.value import Value
from inspector.wire.body.wbxml import is_wbxml

_LOOKED_AT = 64  # bytes
_BEGIN_LAYERS = ("{", "[", "\ufeff", "\0", "B", "b")  # of JSON, and of properties


class OpenedBody:
    """A body that was opened.

    Attributes:
        content: the body.
        values: the values in it, in order, those of inner layers in the place of what holds them.
        unread: the parts that could not be looked into.
    """

    def __init__(self, content: bytes, layer: ByteLayer | None, unread: list[Unread]) -> None:
        self.content = content
        self.values: list[Value] = layer.values if layer is not None else []
        self.unread = unread
        self._layer = layer
        self._instead: bytes | None = None

    def write(self) -> bytes:
        """Returns the body with what was put; the very same object if nothing was."""
        if self._instead is not None:
            return self._instead
        return self.content if self._layer is None else self._layer.write()

    def withhold(self, marker: str) -> bool:
        """Puts a marker in the place of the whole body.

        Args:
            marker: the text to stand there.
        """
        self._instead = marker.encode()
        return True


class OpenedText:
    """A text that holds another layer, opened.

    Attributes:
        text: the text.
        values: as in :class:`OpenedBody`.
        unread: as in :class:`OpenedBody`.
    """

    def __init__(self, value: Value, layer: TextLayer, outer: PlainText, unread: list[Unread]) -> None:
        outer.take(value, layer)
        self.text = outer.text
        self.values = outer.values
        self.unread = unread
        self._layer = outer

    def write(self) -> str:
        """Returns the text with what was put; the very same object if nothing was."""
        return self._layer.write()


def open_body(
    content: bytes,
    content_type: str | None = None,
    *,
    content_encoding: str | None = None,
    is_leaf: IsLeaf | None = None,
    bounds: Bounds = Bounds(),  # noqa: B008  # it is frozen
) -> OpenedBody:
    """Opens a body, whatever it is; never raises.

    Args:
        content: the body.
        content_type: the Content-Type field; ``None`` if there is none.
        content_encoding: the Content-Encoding field, if the body still has it on.
        is_leaf: tells of a value that it is taken as it is, and not tried as a container of another layer.
        bounds: how far it is opened.
    """
    opening = Opening(bounds, is_leaf)
    place = Place()
    layer: ByteLayer | Failure | None = None
    if content:
        layer = opening.encoded(content, content_encoding or "", content_type or "", place)
    if not isinstance(layer, Failure):
        return OpenedBody(content, layer, opening.unread)
    body = OpenedBody(content, None, opening.unread)
    opening.unread.append(Unread(place, layer, content, body.withhold))
    return body


def open_packed(
    content: bytes,
    *,
    is_leaf: IsLeaf | None = None,
    bounds: Bounds = Bounds(),  # noqa: B008
) -> OpenedBody | None:
    """Opens bytes that were found packed in a text, such as base64 in a sentence.

    Args:
        content: the bytes.
        is_leaf: as for :func:`open_body`.
        bounds: as for :func:`open_body`.

    Returns:
        What they hold; ``None`` if they are data and not text. Media, and what is broken, is opened with one
        unread part and no value.
    """
    opening = Opening(bounds, is_leaf)
    place = Place()
    layer = opening.within_bytes(content, "", place)
    if isinstance(layer, ByteLayer):
        return OpenedBody(content, layer, opening.unread)
    if layer.reason == BINARY:
        return None
    body = OpenedBody(content, None, opening.unread)
    opening.unread.append(Unread(place, layer, content, body.withhold))
    return body


def open_text(
    text: str,
    *,
    is_leaf: IsLeaf | None = None,
    bounds: Bounds = Bounds(),  # noqa: B008
) -> OpenedText | None:
    """Opens a text that was found somewhere: markup, JSON, base64, a mail, a vCard.

    Args:
        text: the text.
        is_leaf: as for :func:`open_body`.
        bounds: as for :func:`open_body`.

    Returns:
        What it holds; ``None`` if it is a text and nothing else.
    """
    opening = Opening(bounds, is_leaf)
    outer = PlainText(text, Place())
    layer = opening.within_text(outer.value) if text else None
    return None if layer is None else OpenedText(outer.value, layer, outer, opening.unread)


def open_value(text: str, is_leaf: IsLeaf) -> OpenedText | None:
    """Opens a value of XML, as :func:`open_body` does with those that it finds.

    Args:
        text: the value.
        is_leaf: as for :func:`open_body`, of what stands within.

    Returns:
        What it holds; ``None`` if it is a text and nothing else.
    """
    if text in CLEAN or not may_hold(text) or not _may_be_layer(text):
        return None
    return open_text(text, is_leaf=is_leaf)


def _may_be_layer(text: str) -> bool:
    """Whether a text can hold another layer, at a glance."""
    begins = text.lstrip()[:1]
    if "<" in text or "\n" in text or begins in _BEGIN_LAYERS:
        return True
    packed = packed_in(text)
    return packed is not None and not _is_data(packed.content)


def _is_data(content: bytes) -> bool:
    """Whether packed bytes are nothing that is opened; most identifiers show it by an early NUL."""
    if b"\0" not in content[:_LOOKED_AT] or coding_of(content, packed=True) or is_wbxml(content):
        return False
    if parts_of(content) is not None or media_of(content):
        return False
    return is_binary(content)
