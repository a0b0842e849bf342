"""Opens a body: layer after layer, down to the values.

In this order: content-encodings, WBXML, ActiveSync's multipart, MIME, the character set, then XML or HTML,
JSON, forms, vCards and calendars, mails, base64, text. Whatever stands in a value is opened in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Container

from inspector.bounded import ClearedWhenFull
from inspector.wire.body.activesync_multipart import ActiveSyncParts, parts_of
from inspector.wire.body.base64_text import Base64, packed_in
from inspector.wire.body.charset import Decoded, Offsets, Text, decode_text
from inspector.wire.body.compressed import Compressed, coding_of, unpacked
from inspector.wire.body.file_signatures import media_of
from inspector.wire.body.form import Form, is_form
from inspector.wire.body.json_text import Json, is_json
from inspector.wire.body.lexer import SPLIT, Kind, tag_of
from inspector.wire.body.mail import Mail, is_mail
from inspector.wire.body.markup import Markup, has_markup, is_html, is_markup
from inspector.wire.body.markup_slots import filled
from inspector.wire.body.model import Bounds, ByteLayer, Failure, Place, TextLayer, Unread
from inspector.wire.body.plain import Closed, PlainText
from inspector.wire.body.value import Value
from inspector.wire.body.vcard import Properties, is_properties
from inspector.wire.body.wbxml import Wbxml, is_wbxml
from inspector.wire.encoding import EncodingError, media_type_of
from inspector.wire.wbxml import MULTIPART_TYPE

_MEDIA_TYPES = ("audio/", "image/", "video/")
_SHORT_TEXT, _MOST_CLEAN = 512, 8192

CLEAN: ClearedWhenFull[str, None] = ClearedWhenFull(_MOST_CLEAN)
"""Short texts that hold nothing: identifiers, names and dates come again and again."""

IsLeaf = Callable[[Value], bool]
BINARY = "binary data"


class Opening:
    """One opening of one body: what is left of its bounds, and what it could not read."""

    def __init__(self, bounds: Bounds, is_leaf: IsLeaf | None) -> None:
        self.unread: list[Unread] = []
        self.clean: Container[str] = CLEAN
        self._bounds = bounds
        self._is_leaf = is_leaf
        self._depth = 0
        self._size = bounds.size

    # Bytes

    def encoded(self, content: bytes, coding: str, content_type: str, place: Place) -> ByteLayer | Failure:
        """Opens a body that may have content-encodings on."""
        codings = [part.strip().lower() for part in coding.split(",") if part.strip()]
        codings = [part for part in codings if part != "identity"]
        if not codings:
            return self._bytes(content, content_type, place, packed=False)
        try:
            plain = unpacked(content, codings[-1], self._size)
        except EncodingError as problem:
            if coding_of(content):
                return Failure(problem.what)
            # A body that says so and is not encoded, as some proxies leave it.
            opened = self._bytes(content, content_type, place, packed=True)
            return Failure(problem.what) if isinstance(opened, Failure) else opened
        self._size -= len(plain)
        inner = self.encoded(plain, ",".join(codings[:-1]), content_type, place) if plain else None
        if inner is None or isinstance(inner, Failure):
            return inner or ByteLayer(content, [])
        return Compressed(content, plain, codings[-1], inner)

    def within_bytes(
        self, content: bytes, content_type: str, place: Place | Value, *, charset: str = ""
    ) -> ByteLayer | Failure:
        """As :class:`~inspector.wire.body.model.Opener` says."""
        if self._depth >= self._bounds.depth:
            return Failure(f"nested deeper than {self._bounds.depth} layers")
        self._depth += 1
        try:
            return self._bytes(content, content_type, place, packed=True, charset=charset)
        finally:
            self._depth -= 1

    def part_of(self, content: bytes, place: Place, charset: str) -> ByteLayer | Failure:
        """Opens a part of a multipart, or a mail in a mail: fields, then what they say."""
        if self._depth >= self._bounds.depth:
            return Failure(f"nested deeper than {self._bounds.depth} layers")
        self._depth += 1
        try:
            return Mail(content, place, self, charset=charset)
        finally:
            self._depth -= 1

    def _bytes(
        self, content: bytes, content_type: str, place: Place | Value, *, packed: bool, charset: str = ""
    ) -> ByteLayer | Failure:
        media_type = media_type_of(content_type)
        if coding := coding_of(content, packed=packed):
            opened = self._compressed(content, coding, content_type, place)
            if opened is not None:
                return opened
        if is_wbxml(content, media_type):
            return Wbxml(content, place, self)
        if (parts := parts_of(content)) is not None:
            return ActiveSyncParts(content, parts, place, self)
        if media_type == MULTIPART_TYPE:
            return Failure("an ActiveSync multipart whose table does not fit it")
        if media_type.startswith("multipart/") and "boundary" in content_type.lower():
            return Mail(content, place, self, content_type=content_type, charset=charset)
        if media_type in ("message/rfc822", "message/global"):
            return Mail(content, place, self, charset=charset)
        if name := media_of(content):
            return Failure(f"{name} data", media=True)
        text = decode_text(content, content_type, packed=packed, charset=charset)
        if isinstance(text, Failure):
            return Failure(text.reason, media=media_type.startswith(_MEDIA_TYPES))
        return self._decoded(content, text, media_type, place)

    def _compressed(
        self, content: bytes, coding: str, content_type: str, place: Place | Value
    ) -> ByteLayer | Failure | None:
        try:
            plain = unpacked(content, coding, self._size)
        except EncodingError as problem:
            # Two bytes of zlib may be the beginning of anything.
            return None if coding == "deflate" else Failure(problem.what)
        self._size -= len(plain)
        own = Place(place, f"({coding})")
        inner = self.within_bytes(plain, content_type, own) if plain else Failure("nothing")
        if isinstance(inner, Failure):
            return Failure(f"{coding} of {inner.reason}", media=inner.media)
        return Compressed(content, plain, coding, inner)

    def _decoded(
        self, content: bytes, text: Text, media_type: str, place: Place | Value
    ) -> ByteLayer | Failure:
        own = place if isinstance(place, Place) else Place(place)
        layer = self._structured(text.text, media_type, own)
        if isinstance(layer, Failure):
            return layer
        if layer is None:
            if not media_type.startswith("text/") and is_mail(content):
                return Mail(content, place, self)
            layer = outer = PlainText(text.text, own)
            if text.text and not text.text.isspace():
                outer.take(outer.value, self.within_text(outer.value))
        if own.outer is None:
            layer.source = Offsets(text)
        return Decoded(content, text, layer, markup=isinstance(layer, Markup))

    def _structured(self, text: str, media_type: str, place: Place) -> TextLayer | Failure | None:
        """Opens a text that has a form of its own; ``None`` if it has none."""
        if is_markup(text) and (found := self._markup(text, place, is_html(text, media_type))) is not None:
            return found
        if is_json(text, media_type):
            return Json(text, place, self)
        if is_form(text, media_type):
            return Form(text, place, self)
        return Properties(text, place, self) if is_properties(text) else None

    # Text

    def within_text(self, value: Value, *, html: bool = False) -> TextLayer | None:
        """As :class:`~inspector.wire.body.model.Opener` says."""
        text = value.text
        if text in CLEAN or (self._is_leaf is not None and self._is_leaf(value)):
            return None
        if self._depth >= self._bounds.depth:
            return self._too_deep(value, html)
        self._depth += 1
        try:
            layer = self._text(value, html)
        finally:
            self._depth -= 1
        if layer is None and len(text) < _SHORT_TEXT and not html:
            CLEAN.keep(text, None)
        return layer

    def _text(self, value: Value, html: bool) -> TextLayer | None:
        text = value.text
        if is_markup(text) or (not html and has_markup(text)):
            found = self._markup(text, Place(value), is_html(text))
            if found is not None:
                return self._closed(value, found) if isinstance(found, Failure) else found
        if is_json(text):
            return Json(text, Place(value), self)
        packed = packed_in(text)
        if packed is not None:
            self._size -= len(packed.content)
            if self._size < 0:
                return self._closed(value, Failure(f"more than {self._bounds.size:,} bytes when opened"))
            place = Place(value, "(base64)")
            opened = self._bytes(packed.content, "", place, packed=True)
            if isinstance(opened, ByteLayer):
                return Base64(packed, opened, place)
            return None if opened.reason == BINARY else self._closed(value, opened)
        if is_properties(text):
            return Properties(text, Place(value), self)
        if "\n" in text and is_mail(content := text[:200_000].encode("utf-8", "surrogatepass")):
            if len(text) > 200_000:
                content = text.encode("utf-8", "surrogatepass")
            return _MailText(text, content, Mail(content, Place(value), self, charset="utf-8"), Place(value))
        return None

    def _markup(self, text: str, place: Place, html: bool) -> Markup | Failure | None:
        """The markup in a text; ``None`` if it only looked like it, as ``x <b and`` does."""
        marks = text.count("<")
        if marks > self._bounds.marks:
            return Failure(f"markup of more than {self._bounds.marks:,} tags")
        if not html and (known := filled(text, marks)) is not None:
            return Markup(text, place, self, html=False, filled=known)
        pieces = SPLIT.split(text)
        if len(pieces) == 1:
            return None
        if "<!ENTITY" in text and any(
            piece.startswith("<!ENTITY") and tag_of(piece).kind == Kind.DOCTYPE for piece in pieces[1::2]
        ):
            return Failure("a document type with entities of its own")
        return Markup(text, place, self, html=html, pieces=pieces)

    def _closed(self, value: Value, failure: Failure) -> TextLayer:
        """Notes what a value holds as unread; the value itself is listed no more."""

        def withhold(marker: str) -> bool:
            value.put([(0, len(value.text), marker)])
            return True

        self.unread.append(Unread(value, failure, value.text, withhold))
        return Closed(value.text, Place(value))

    def _too_deep(self, value: Value, html: bool) -> TextLayer | None:
        text = value.text
        marked = is_markup(text) or (not html and has_markup(text))
        holds = (marked and len(SPLIT.split(text)) > 1) or is_json(text)
        if not holds and (packed := packed_in(text)) is not None:
            content = packed.content
            holds = bool(coding_of(content)) or isinstance(decode_text(content, packed=True), Text)
        if not holds:
            return None
        return self._closed(value, Failure(f"nested deeper than {self._bounds.depth} layers"))


class _MailText(TextLayer):
    def __init__(self, text: str, content: bytes, mail: Mail, place: Place) -> None:
        super().__init__(text, place)
        self.values = mail.values
        self._content = content
        self._mail = mail

    def write(self) -> str:
        made = self._mail.write()
        return self.text if made is self._content else made.decode("utf-8", "surrogateescape")
