"""WBXML as values, whole or cut, with what stands behind it.

Read here token by token and not into a tree, so that what was not edited stays byte for byte, and so that a
body which the reader of documents refuses is read as far as it goes.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from inspector.wire.body.edits import applied
from inspector.wire.body.model import ByteLayer, Failure, Opener, Place, TextLayer, Unread
from inspector.wire.body.value import Plain, Value
from inspector.wire.element_paths import step_name
from inspector.wire.encoding import decode_base64
from inspector.wire.wbxml import BEGINNINGS, CODE_PAGES, WBXML_TYPES
from inspector.wire.wbxml.reader import CHARSETS
from inspector.wire.wbxml.tree import Token

_STARTS = (*BEGINNINGS, b"\x03\x01\x03", b"\x03\x01\x04")  # also in US-ASCII and Latin-1
_FIRST_NAMED = 0x05
_ESCAPED = "surrogateescape"


def is_wbxml(content: bytes, media_type: str = "") -> bool:
    """Whether a body is WBXML: it says so, or begins like it.

    Args:
        content: the body.
        media_type: what is said of it.
    """
    if content.startswith(_STARTS):
        return True
    return media_type in WBXML_TYPES and content[:1] in (b"\x00", b"\x01", b"\x02", b"\x03")


class _Torn(Exception):
    """The body ends, or goes on in a way that is none of WBXML's."""


@dataclass
class _Element:
    namespace: str
    name: str
    above: _Element | None
    place: Place
    counts: dict[str, int] = field(default_factory=dict)


@dataclass
class _Run:
    """Strings that stand side by side: one text."""

    start: int
    parts: list[bytes]
    end: int
    referred: list[int]  # strings of the table that it consists of, by their offsets
    element: _Element


class Wbxml(ByteLayer):
    """A body in WBXML.

    Args:
        content: the body.
        place: where it stands.
        opener: opens what stands within its values, and notes what cannot be read.
    """

    def __init__(self, content: bytes, place: Place | Value, opener: Opener) -> None:
        super().__init__(content, [])
        self.edited: list[Value] = []
        self.place = place
        self._opener = opener
        self._at = self._page = 0
        self._codec = "utf-8"
        self._strings = (0, 0)  # where the string table stands
        self._used: dict[int, list[Plain]] = {}
        self._inner: list[tuple[Value, TextLayer]] = []
        self._opaque: list[tuple[int, int, bytes, ByteLayer, int]] = []
        self._data: dict[int, int] = {}  # the start of a value that is data -> bytes that the cut took
        self._instead: list[tuple[int, int, bytes]] = []
        self._run: _Run | None = None
        self._whole = False
        try:
            self._head()
            self._body()
            self._whole = True
        except _Torn as torn:
            self._flush()
            self._unread(self._at, len(content), str(torn))
        self._unused_strings()
        if self._whole:
            self._behind(self._at)

    # Reading

    def _head(self) -> None:
        self._byte()
        if self._number() == 0:
            self._number()
        charset = self._number()
        size = self._number()
        self._codec = CHARSETS.get(charset, "utf-8")
        if size > len(self.content) - self._at:
            raise _Torn("the WBXML is cut off in its string table")
        self._strings = (self._at, self._at + size)
        self._at += size

    def _body(self) -> None:
        here: _Element | None = None
        while True:
            start = self._at
            token = self._byte()
            if here is not None and token in (Token.STR_I, Token.STR_T, Token.ENTITY):
                run = self._run = self._run or _Run(start, [], start, [], here)
                self._string(token, run)
                run.end = self._at
                continue
            self._flush()
            if token == Token.SWITCH_PAGE:
                self._page = self._byte()
            elif token == Token.END:
                if here is None:
                    self._at = start
                    raise _Torn("the WBXML has an end before its root element")
                here = here.above
                if here is None:
                    return
            elif here is not None and token == Token.OPAQUE:
                self._data_of(start, here)
            else:
                opened = self._element(token, start, here)
                if token & Token.HAS_CONTENT:
                    here = opened
                elif here is None:
                    return

    def _flush(self) -> None:
        run, self._run = self._run, None
        if run is not None:
            self._text(run, run.element)

    def _string(self, token: int, run: _Run) -> None:
        if token == Token.STR_I:
            end = self.content.find(b"\0", self._at)
            cut = end < 0
            run.parts.append(self.content[self._at : len(self.content) if cut else end])
            if cut:
                self._at = run.end = len(self.content)
                raise _Torn("the WBXML is cut off in a string")
            self._at = end + 1
        elif token == Token.STR_T:
            offset = self._number()
            run.referred.append(offset)
            run.parts.append(self._referred(offset))
        else:
            code = self._number()
            sayable = code < 0xD800 or 0xDFFF < code < 0x110000
            run.parts.append(chr(code).encode(self._codec, "replace") if sayable else b"?")

    def _text(self, run: _Run, here: _Element) -> None:
        text = b"".join(run.parts).decode(self._codec, _ESCAPED)
        if not text or text.isspace():
            return
        value = self._plain(text, run.start, run.end, here)
        for offset in run.referred:
            self._used.setdefault(offset, []).append(value)
        self._take(value)

    def _take(self, value: Plain) -> None:
        layer = self._opener.within_text(value)
        if layer is None:
            self.values.append(value)
        else:
            self.values += layer.values
            self._inner.append((value, layer))

    def _plain(self, text: str, start: int, end: int, here: _Element) -> Plain:
        parent = here.above.name if here.above else ""
        return Plain(text, "wbxml", self, start, end, here.place, here.name, parent, namespace=here.namespace)

    def _data_of(self, start: int, here: _Element) -> None:
        size = self._number()
        data = self.content[self._at : self._at + size]
        missing = size - len(data)
        self._at += len(data)
        if data:
            opened = self._opener.within_bytes(data, "", here.place)
            if isinstance(opened, ByteLayer):
                parent = here.above.name if here.above else ""
                for value in opened.values:
                    if isinstance(value, Plain) and value.layer == "text":  # the element's own, as it reads
                        value.stands_in("wbxml", here.namespace, here.name, parent)
                self.values += opened.values
                self._opaque.append((start, self._at, data, opened, missing))
            elif opened.media:
                self._note(here.place, opened, start, self._at, data)
            else:
                self._data[start] = missing
                self._take(self._plain(base64.b64encode(data).decode(), start, self._at, here))
        if missing:
            raise _Torn("the WBXML is cut off in its data")

    def _element(self, token: int, start: int, above: _Element | None) -> _Element:
        bare = token & 0x3F
        if token & Token.HAS_ATTRIBUTES or (bare != Token.LITERAL and bare < _FIRST_NAMED):
            self._at = start
            raise _Torn(
                f"the WBXML has a token that ActiveSync does not use, 0x{token:02X} at byte {start:,}"
            )
        if bare == Token.LITERAL:
            namespace, name = "", self._referred(self._number()).decode(self._codec, "replace")
        elif self._page < len(CODE_PAGES):
            page = CODE_PAGES[self._page]
            namespace, name = page.namespace, page.names.get(bare, f"_0x{bare:02X}")
        else:
            namespace, name = f"page-{self._page}", f"_0x{bare:02X}"
        step = step_name(namespace, name)
        outer: Place | Value = self.place
        if above is not None:
            outer = above.place
            count = above.counts[step] = above.counts.get(step, 0) + 1
            step = f"{step}[{count}]" if count > 1 else step
        return _Element(namespace, name, above, Place(outer, step))

    def _referred(self, offset: int) -> bytes:
        start, stop = self._strings
        end = self.content.find(b"\0", start + offset, stop)
        return self.content[start + offset : end if end >= 0 else stop] if start + offset < stop else b""

    def _byte(self) -> int:
        if self._at >= len(self.content):
            raise _Torn(f"the WBXML is cut off after {len(self.content):,} bytes")
        self._at += 1
        return self.content[self._at - 1]

    def _number(self) -> int:
        value = 0
        for _ in range(5):
            byte = self._byte()
            value = value << 7 | byte & 0x7F
            if byte < 0x80:
                return value
        raise _Torn(f"the WBXML has a number of more than 32 bits before byte {self._at:,}")

    # What is beside the elements

    def _unused_strings(self) -> None:
        """Strings of the table that no text refers to are values too."""
        at, stop = self._strings
        first = at
        while at < stop:
            end = self.content.find(b"\0", at, stop)
            end = stop if end < 0 else end
            text = self.content[at:end].decode(self._codec, _ESCAPED)
            if text.strip() and not any(at <= first + offset < end for offset in self._used):
                place = Place(self.place, "#strings")
                self.values.append(Plain(text, "rest", self, at, end, place, "#strings"))
            at = end + 1

    def _behind(self, start: int) -> None:
        tail = self.content[start:]
        if not tail.strip(b"\r\n\0 \t"):
            return
        place = Place(self.place, "#behind")
        opened = self._opener.within_bytes(tail, "", place)
        if isinstance(opened, ByteLayer):
            self.values += opened.values
            self._opaque.append((start, len(self.content), tail, opened, -1))
        else:
            self._note(place, opened, start, len(self.content), tail)

    def _unread(self, start: int, end: int, reason: str) -> None:
        self._note(Place(self.place, "#rest"), Failure(reason), start, end, self.content[start:end])

    def _note(self, place: Place | Value, failure: Failure, start: int, end: int, part: bytes) -> None:
        def withhold(marker: str) -> bool:
            if start == 0:  # there is no head that a marker could stand behind
                return False
            self._instead.append((start, end, _inline(marker.encode())))
            return True

        self._opener.unread.append(Unread(place, failure, part, withhold))

    # Writing

    def write(self) -> bytes:
        changes: list[tuple[int, int, bytes]] = list(self._instead)
        for start, end, data, layer, missing in self._opaque:
            if (made := layer.write()) is not data:
                changes.append((start, end, made if missing < 0 else _opaque(made, missing)))
        texts = [(value, applied(value.text, value.edits)) for value in self.edited]
        for value, inner in self._inner:
            if not value.edits and (text := inner.write()) is not inner.text:
                texts.append((value, text))
        changes += (self._replaced(value, text) for value, text in texts)
        if not changes:
            return self.content
        pieces: list[bytes] = []
        last = 0
        for start, end, new in sorted(changes):
            if start >= last:
                pieces += (self.content[last:start], new)
                last = end
        return self._without_strings(
            b"".join(pieces) + self.content[last:], {id(value) for value, _ in texts}
        )

    def _replaced(self, value: Value, text: str) -> tuple[int, int, bytes]:
        assert isinstance(value, Plain)
        if value.layer == "rest":  # a string of the table keeps its length: others are named by their offsets
            room = value.end - value.start
            new = text.encode(self._codec, _ESCAPED if self._codec == "utf-8" else "replace")
            return value.start, value.end, new.replace(b"\0", b"")[:room].ljust(room, b" ")
        if value.start in self._data:
            return value.start, value.end, _opaque(_data(text), self._data[value.start])
        new = text.encode(self._codec, _ESCAPED if self._codec == "utf-8" else "replace")
        whole = value.end < len(self.content) or self.content.endswith(b"\0")
        return value.start, value.end, _inline(new) if whole else _inline(new)[:-1]

    def _without_strings(self, made: bytes, replaced: set[int]) -> bytes:
        """Blanks strings of the table whose every text was replaced."""
        first, stop = self._strings
        for offset, values in self._used.items():
            if all(id(value) in replaced for value in values):
                start = first + offset
                end = made.find(b"\0", start, stop)
                end = stop if end < 0 else end
                made = made[:start] + b" " * (end - start) + made[end:]
        return made


def _inline(text: bytes) -> bytes:
    return bytes((Token.STR_I,)) + text.replace(b"\0", b"") + b"\0"


def _opaque(data: bytes, missing: int) -> bytes:
    size = len(data) + missing
    groups = [size & 0x7F]
    while size := size >> 7:
        groups.append(size & 0x7F | 0x80)
    return bytes((Token.OPAQUE, *reversed(groups))) + data


def _data(text: str) -> bytes:
    data = decode_base64(text)
    return text.encode("utf-8", "surrogatepass") if data is None else data
