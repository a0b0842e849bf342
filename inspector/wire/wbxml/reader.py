"""Bytes to documents."""

from __future__ import annotations

from inspector.wire.wbxml.code_pages import FIRST_TOKEN, LAST_TOKEN
from inspector.wire.wbxml.tree import (
    MAX_DEPTH,
    MAX_PARTS,
    MAX_WBXML,
    UTF_8,
    Element,
    Entity,
    Inline,
    Opaque,
    Part,
    Reference,
    Token,
    WbxmlDocument,
    WbxmlError,
)

CHARSETS = {UTF_8: "utf-8", 3: "utf-8", 0: "utf-8", 4: "latin-1"}
"""The codec of each character set that is read: UTF-8, and what some writers say instead of it."""
_NEWEST = 0x03


def read_document(content: bytes) -> WbxmlDocument:
    """Reads a document.

    Args:
        content: the whole body.

    Raises:
        WbxmlError: it is cut off, uses what ActiveSync does not (attributes, extensions, processing
            instructions), or goes past a bound.
    """
    if len(content) > MAX_WBXML:
        raise WbxmlError(f"the body has {len(content):,} bytes, more than {MAX_WBXML:,}", "too-large", 0)
    return _Reader(content).document()


class _Open:
    """An element whose end has not come yet."""

    __slots__ = ("content", "name", "page", "token")

    def __init__(self, page: int, token: int, name: int | None) -> None:
        self.page = page
        self.token = token
        self.name = name
        self.content: list[Part] = []

    def closed(self) -> Element:
        return Element(self.page, self.token, tuple(self.content), self.name)


class _Reader:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0
        self._page = 0
        self._parts = 0
        self._referred = 0
        self._strings = b""

    def document(self) -> WbxmlDocument:
        version = self._byte("the version")
        if version > _NEWEST:
            raise WbxmlError(f"no WBXML: it begins with 0x{version:02X}", "header", 0)
        public_id = self._number()
        public_id_name = self._number() if public_id == 0 else None
        charset_at = self._at
        charset = self._number()
        if charset not in CHARSETS:
            raise WbxmlError(
                f"the character set {charset} is not UTF-8 ({UTF_8}), the one that ActiveSync has",
                "charset",
                charset_at,
            )
        self._strings = self._taken(self._number(), "the string table")
        if public_id_name is not None:
            self._check_reference(public_id_name)
        root = self._root()
        if self._at < len(self._content):
            raise WbxmlError(
                f"{len(self._content) - self._at:,} bytes follow the end of the root element",
                "trailing",
                self._at,
            )
        return WbxmlDocument(root, version, public_id, public_id_name, charset, self._strings)

    def _root(self) -> Element:
        opened: list[_Open] = []
        while True:
            started = self._at
            token = self._byte("the end of an element" if opened else "the root element")
            if token == Token.SWITCH_PAGE:
                self._page = self._byte("the number of a code page")
                continue
            if token == Token.END:
                if not opened:
                    raise WbxmlError("an end stands before the root element", "end", started)
                done: Part = opened.pop().closed()
            else:
                self._count(started)
                part = self._part(token, started, bool(opened))
                if isinstance(part, _Open):
                    if len(opened) >= MAX_DEPTH:
                        raise WbxmlError(f"elements are nested deeper than {MAX_DEPTH}", "too-deep", started)
                    opened.append(part)
                    continue
                done = part
            if opened:
                opened[-1].content.append(done)
            else:
                assert isinstance(done, Element)
                return done

    def _part(self, token: int, started: int, inside: bool) -> Part | _Open:
        if inside:
            if token == Token.STR_I:
                return Inline(self._string())
            if token == Token.OPAQUE:
                return Opaque(self._taken(self._number(), "the data"))
            if token == Token.STR_T:
                return Reference(self._check_reference(self._number()))
            if token == Token.ENTITY:
                return self._entity(started)
        if token & 0x3F >= FIRST_TOKEN and token & Token.HAS_ATTRIBUTES:
            raise WbxmlError(
                f"0x{token:02X} says that the element has attributes; ActiveSync uses none", "token", started
            )
        bare = token & ~Token.HAS_CONTENT
        if bare != Token.LITERAL and not FIRST_TOKEN <= bare <= LAST_TOKEN:
            raise WbxmlError(f"the token 0x{token:02X} has no place here", "token", started)
        name = self._check_reference(self._number()) if bare == Token.LITERAL else None
        if token & Token.HAS_CONTENT:
            return _Open(self._page, bare, name)
        return Element(self._page, bare, None, name)

    def _entity(self, started: int) -> Entity:
        code = self._number()
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            raise WbxmlError(f"there is no character of the number {code:#x}", "entity", started)
        return Entity(code)

    def _string(self) -> bytes:
        end = self._content.find(b"\0", self._at)
        if end < 0:
            raise WbxmlError("a string has no end", "truncated", self._at)
        value = self._content[self._at : end]
        self._at = end + 1
        return value

    def _check_reference(self, offset: int) -> int:
        end = self._strings.find(b"\0", offset) if offset < len(self._strings) else -1
        if end < 0:
            raise WbxmlError(f"the string table has no string at {offset:,}", "string-table", self._at)
        # A short body can name a long string again and again.
        self._referred += end - offset
        if self._referred > MAX_WBXML:
            raise WbxmlError(f"its strings come to more than {MAX_WBXML:,} bytes", "too-large", self._at)
        return offset

    def _count(self, started: int) -> None:
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise WbxmlError(f"it has more than {MAX_PARTS:,} elements and strings", "too-large", started)

    def _byte(self, what: str) -> int:
        if self._at >= len(self._content):
            raise WbxmlError(f"the body ends where {what} should stand", "truncated", self._at)
        self._at += 1
        return self._content[self._at - 1]

    def _number(self) -> int:
        """Reads a mb_u_int32 (WBXML 1.3 section 5.1): seven bits a byte, at most five bytes."""
        started, value = self._at, 0
        for _ in range(5):
            byte = self._byte("a number")
            value = value << 7 | byte & 0x7F
            if byte < 0x80:
                if value > 0xFFFF_FFFF:
                    break
                return value
        raise WbxmlError("a number has more than 32 bits", "number", started)

    def _taken(self, size: int, what: str) -> bytes:
        if size > len(self._content) - self._at:
            raise WbxmlError(
                f"{what} should have {size:,} bytes, {len(self._content) - self._at:,} are left",
                "truncated",
                self._at,
            )
        self._at += size
        return self._content[self._at - size : self._at]
