"""A large XML body opened piece by piece, so that memory stays flat.

A window ends just before a start or an end tag: no attribute holds a ``<``, so that nothing is cut but
between two tokens. What is open goes on into the next window. (After a ``>`` would be wrong: it may stand
in quotes. Before a comment would be wrong: it may stand within a text.)
"""

from __future__ import annotations

from collections.abc import Iterator

from inspector.wire.body.charset import Decoded, Offsets, Text, decode_text
from inspector.wire.body.compressed import coding_of
from inspector.wire.body.lexer import SPLIT, Kind, tag_of
from inspector.wire.body.markup import Markup, is_html, is_markup
from inspector.wire.body.markup_reader import Reader
from inspector.wire.body.model import Bounds, Place
from inspector.wire.body.opener import OpenedBody, open_body
from inspector.wire.body.opening import IsLeaf, Opening
from inspector.wire.encoding import media_type_of

_WINDOWED_FROM = 1_000_000  # bytes
_WINDOW = 262_144  # characters


def body_windows(
    content: bytes,
    content_type: str | None = None,
    size: int = _WINDOW,
    *,
    is_leaf: IsLeaf | None = None,
    bounds: Bounds = Bounds(),  # noqa: B008  # it is frozen
    windowed_from: int = _WINDOWED_FROM,
) -> Iterator[OpenedBody]:
    """Opens a body in pieces whose writings, joined, are the body's.

    A piece has its values until the next one is asked for. Paths in pieces have no positions. What does not
    consist of tags is one piece.

    Args:
        content: the body, without content-encoding.
        content_type: the Content-Type field; ``None`` if there is none.
        size: about how long a piece is, in characters; a longer tag or text is still in one piece.
        is_leaf: as for :func:`~inspector.wire.body.open_body`.
        bounds: as for :func:`~inspector.wire.body.open_body`, of each piece.
        windowed_from: a body of fewer bytes is one piece.
    """
    text = _windowable(content, content_type or "") if len(content) >= windowed_from else None
    if text is None:
        yield open_body(content, content_type, is_leaf=is_leaf, bounds=bounds)
        return
    html = is_html(text.text, media_type_of(content_type))
    reader = Reader(html=html)
    place, whole, at = Place(), text.text, 0
    offsets = Offsets(text)
    for pieces in _windows(whole, max(size, 1)):
        first = at
        at += sum(map(len, pieces))
        opening = Opening(bounds, is_leaf)
        window = whole[first:at]
        own = Text(
            window,
            text.codec,
            text.errors,
            text.mark if first == 0 else b"",
            text.tail if at == len(whole) else b"",
        )
        layer = Markup(window, place, opening, html=html, reader=reader, pieces=pieces)
        layer.source = _Moved(offsets, first)
        start = 0 if first == 0 else offsets.byte(first)
        part = content[start : len(content) if at == len(whole) else offsets.byte(at)]
        yield OpenedBody(part, Decoded(part, own, layer, markup=True), opening.unread)
        layer.forget()


class _Moved:
    """Where the characters of a piece stand in the whole body."""

    def __init__(self, offsets: Offsets, first: int) -> None:
        self._offsets = offsets
        self._first = first

    def byte(self, at: int) -> int:
        return self._offsets.byte(self._first + at)


def _windowable(content: bytes, content_type: str) -> Text | None:
    if coding_of(content):
        return None
    text = decode_text(content, content_type)
    # Entities of its own are found before anything is written.
    return text if isinstance(text, Text) and is_markup(text.text) and "<!ENTITY" not in text.text else None


def _windows(text: str, size: int) -> Iterator[list[str]]:
    """The pieces of a text, window by window."""
    at = 0
    while at < len(text):
        width = size
        while True:
            pieces = SPLIT.split(text[at : at + width])
            if at + width >= len(text):
                yield pieces
                return
            cut = _last_tag(pieces)
            if cut:
                break
            width *= 2  # a token or a text that is longer than the window
        yield pieces[:cut]
        at += sum(map(len, pieces[:cut]))


def _last_tag(pieces: list[str]) -> int:
    """The index of the last tag that something stands before; 0 if there is none."""
    for index in range(len(pieces) - 2, 0, -2):
        if tag_of(pieces[index]).kind <= Kind.END:
            return index if index > 1 or pieces[0] else 0
    return 0
