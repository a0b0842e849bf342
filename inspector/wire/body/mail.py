"""Mails and MIME multiparts (RFC 5322, RFC 2045 to 2047, RFC 2231) as values; HTTP's multiparts too.

Fields, their parameters, preambles, epilogues and texts are values; boundaries are not: they hold the parts
together. A part that was changed is encoded again as a whole, in its own transfer encoding.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Callable

from inspector.wire.body.mail_header import Field, fields_of, put_field
from inspector.wire.body.model import ByteLayer, Failure, Opener, Place, Unread
from inspector.wire.body.value import Plain, Value

_HEAD = re.compile(rb"(?:[!-9;-~]{1,76}:[^\r\n]*+(?:\r?\n[ \t][^\r\n]*+)*+\r?\n){2,}+(?:\r?\n|\Z)")
_FIELD = re.compile(rb"([!-9;-~]{1,76})(:[ \t]*+)([^\r\n]*+(?:\r?\n[ \t][^\r\n]*+)*+)(?:\r?\n|\Z)")
_BOUNDARY = re.compile(r'boundary\s{0,9}=\s{0,9}(?:"([^"]{1,200})"|([^\s;"]{1,200}))', re.IGNORECASE)
_BLANK = re.compile(rb"\r?\n")
_SPACE = re.compile(rb"\s+")
_MEDIA = ("audio/", "image/", "video/")


def is_mail(content: bytes) -> bool:
    """Whether bytes begin with the fields of a mail: two at least, and an empty line."""
    return _HEAD.match(content.lstrip(b"\r\n")[:200_000]) is not None


class Mail(ByteLayer):
    """A mail, or a body or part of MIME.

    Args:
        content: the bytes.
        place: where it stands.
        opener: opens the parts, and notes those that cannot be opened.
        content_type: the Content-Type that was said outside; the bytes then have no fields of their own.
        charset: the character set of what is not encoded, if the mail stood in a text; else empty.
    """

    def __init__(
        self,
        content: bytes,
        place: Place | Value,
        opener: Opener,
        *,
        content_type: str = "",
        charset: str = "",
    ) -> None:
        super().__init__(content, [])
        self.edited: list[Value] = []
        self._place = place
        self._opener = opener
        self._charset = charset
        self._fields: dict[int, Field] = {}  # by the id of the value
        self._inner: list[tuple[int, int, bytes, ByteLayer, str]] = []
        self._instead: list[tuple[int, int, bytes]] = []
        head = {"content-type": content_type} if content_type else {}
        start = 0 if content_type else self._head(head)
        media = head.get("content-type", "").strip()
        coding = head.get("content-transfer-encoding", "").strip().lower()
        boundary = _BOUNDARY.search(media)
        if media.lower().startswith("multipart/") and boundary:
            self._parts(start, (boundary[1] or boundary[2]).encode("latin-1", "replace"))
        elif media.lower().startswith("message/") and coding not in ("base64", "quoted-printable"):
            self._nested(start, len(content), Place(place, "message"))
        else:
            self._leaf(start, media, coding)

    def _head(self, head: dict[str, str]) -> int:
        """Reads the fields; returns where what follows them begins."""
        blank = _BLANK.match(self.content)
        at = blank.end() if blank and _FIELD.match(self.content, blank.end()) else 0
        while found := _FIELD.match(self.content, at):
            name = found[1].decode("ascii").lower()
            place = Place(self._place, found[1].decode("ascii"))
            for field in fields_of(name, found[3], found.start(3)):
                value = Plain(
                    field.text,
                    "field",
                    self,
                    field.start,
                    field.end,
                    place,
                    name,
                    attribute=field.parameter,
                )
                if field.whole:
                    head.setdefault(name, field.whole)
                self._fields[id(value)] = field
                if field.text and not field.text.isspace():
                    self.values.append(value)
            head.setdefault(name, found[3].decode("latin-1"))
            at = found.end()
        blank = _BLANK.match(self.content, at)
        return blank.end() if blank else at

    def _parts(self, start: int, boundary: bytes) -> None:
        """Splits at the boundary (RFC 2046 section 5.1.1)."""
        marks = re.compile(
            rb"(?:(?<![^\n])|(?<=\A)|\r?\n)--" + re.escape(boundary) + rb"(--)?[ \t]{0,99}(?:\r?\n|\Z)"
        )
        last: int | None = None
        number = 0
        for found in marks.finditer(self.content, start):
            if found.start() < (last or start):
                continue
            if last is None:
                self._text(start, found.start(), "#preamble")
            else:
                number += 1
                self._nested(last, found.start(), Place(self._place, f"part[{number}]"))
            last = found.end()
            if found[1]:
                self._text(last, len(self.content), "#epilogue")
                return
        if last is None:
            self._leaf(start, "", "")
        else:  # the last boundary never came
            self._nested(last, len(self.content), Place(self._place, f"part[{number + 1}]"))

    def _nested(self, start: int, end: int, place: Place) -> None:
        part = self.content[start:end]
        if not part:
            return
        opened = self._opener.part_of(part, place, self._charset)
        self._keep(start, end, part, opened, "", place)

    def _text(self, start: int, end: int, name: str) -> None:
        part = self.content[start:end]
        if part.strip():
            place = Place(self._place, name)
            self._keep(start, end, part, self._open(part, "text/plain", place), "", place)

    def _leaf(self, start: int, media: str, coding: str) -> None:
        raw = self.content[start:]
        if not raw.strip():
            return
        place = Place(self._place, "body")
        data: bytes | None = raw
        if coding == "base64":
            compact = _SPACE.sub(b"", raw)
            try:
                data = base64.b64decode(compact + b"=" * (-len(compact) % 4), validate=True)
            except binascii.Error:
                data = None
        elif coding == "quoted-printable":
            data = quopri.decodestring(raw)
        if data is None:
            # Some mailers add a footer behind base64 that they know nothing of.
            text = self._open(raw, "text/plain", place)
            failure = Failure("base64 that is none")
            self._note(start, len(self.content), raw, failure, "", place)
            if isinstance(text, ByteLayer):
                self._keep(start, len(self.content), raw, text, "", place)
            return
        if not data.strip():
            return
        opened = self._open(data, media, place, plain=data is raw)
        self._keep(start, len(self.content), data, opened, coding if data is not raw else "", place)

    def _open(self, data: bytes, media: str, place: Place, *, plain: bool = True) -> ByteLayer | Failure:
        opened = self._opener.within_bytes(data, media, place, charset=self._charset if plain else "")
        if isinstance(opened, Failure) and media.lower().startswith(_MEDIA):
            return Failure(opened.reason, media=True)
        return opened

    def _keep(
        self, start: int, end: int, data: bytes, opened: ByteLayer | Failure, coding: str, place: Place
    ) -> None:
        if isinstance(opened, Failure):
            self._note(start, end, data, opened, coding, place)
        else:
            self.values += opened.values
            self._inner.append((start, end, data, opened, coding))

    def _note(self, start: int, end: int, data: bytes, failure: Failure, coding: str, place: Place) -> None:
        self._opener.unread.append(Unread(place, failure, data, self._withholder(start, end, coding)))

    def _withholder(self, start: int, end: int, coding: str) -> Callable[[str], bool]:
        def withhold(marker: str) -> bool:
            self._instead.append((start, end, self._encoded(marker.encode(), coding)))
            return True

        return withhold

    def write(self) -> bytes:
        changes = list(self._instead)
        withheld = {start for start, _, _ in changes}
        for start, end, data, layer, coding in self._inner:
            if start not in withheld and (made := layer.write()) is not data:
                changes.append((start, end, self._encoded(made, coding)))
        for value in self.edited:
            field = self._fields[id(value)]
            raw = self.content[field.start : field.end]
            changes.append((field.start, field.end, put_field(field, raw, value.edits)))
        if not changes:
            return self.content
        pieces: list[bytes] = []
        last = 0
        for start, end, new in sorted(changes):
            pieces += (self.content[last:start], new)
            last = end
        return b"".join(pieces) + self.content[last:]

    def _encoded(self, data: bytes, coding: str) -> bytes:
        line_end = b"\r\n" if b"\r\n" in self.content[:4096] else b"\n"
        if coding == "base64":
            return base64.encodebytes(data).replace(b"\n", line_end)
        if coding == "quoted-printable":
            made = quopri.encodestring(data.replace(b"\r\n", b"\n"))
            return made.replace(b"\n", line_end)
        return data
