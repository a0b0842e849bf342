"""WBXML documents as values."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.wire.xml import MAX_DEPTH, MAX_XML, XmlError, XmlProblem

__all__ = [
    "BEGINNINGS",
    "MAX_DEPTH",
    "MAX_PARTS",
    "MAX_WBXML",
    "MULTIPART_TYPE",
    "UTF_8",
    "WBXML_TYPE",
    "WBXML_TYPES",
    "Element",
    "Entity",
    "Inline",
    "Opaque",
    "Part",
    "Reference",
    "Token",
    "WbxmlDocument",
    "WbxmlError",
]

WBXML_TYPE = "application/vnd.ms-sync.wbxml"
"""The media type of ActiveSync bodies (MS-ASHTTP section 2.2.1.1.2.2)."""
WBXML_TYPES = frozenset((WBXML_TYPE, "application/vnd.ms-sync"))
"""The media types by which WBXML goes: older clients leave its form out."""
BEGINNINGS = (b"\x03\x01\x6a", b"\x02\x01\x6a", b"\x01\x01\x6a")
"""How it begins: a version, no public identifier, and UTF-8."""
MULTIPART_TYPE = "application/vnd.ms-sync.multipart"
"""That of an answer in parts, the first of which is WBXML (MS-ASCMD section 2.2.1.10.1)."""
MAX_WBXML = MAX_XML
"""The largest body that is read, and the most text that may come out of one, in bytes."""
MAX_PARTS = 500_000
"""The most elements, strings and pieces of data that a body may have."""
UTF_8 = 106
"""The IANA number (MIBenum) of the one character set that MS-ASWBXML section 2.1 allows."""


class Token:
    """The global tokens (WBXML 1.3 section 7.1)."""

    SWITCH_PAGE = 0x00
    END = 0x01
    ENTITY = 0x02
    STR_I = 0x03
    LITERAL = 0x04
    STR_T = 0x83
    OPAQUE = 0xC3
    HAS_CONTENT = 0x40
    HAS_ATTRIBUTES = 0x80


class WbxmlError(XmlError):
    """A body that is not WBXML, WBXML that this project refuses to read, or XML that WBXML cannot say.

    Args:
        what: what is wrong, as a sentence without its full stop.
        reason: ``truncated``, ``header``, ``charset``, ``token``, ``end``, ``trailing``, ``string-table``,
            ``number``, ``entity``, ``too-deep``, ``too-large``, or of XML ``namespace``, ``name``,
            ``attribute``, ``opaque``.
        offset: the byte where it was found, from 0; -1 if it was found in XML.
    """

    def __init__(self, what: str, reason: str, offset: int = -1) -> None:
        super().__init__(what, XmlProblem("binary-form"))
        self.where = f"byte {offset}" if offset >= 0 else ""
        self.reason = reason
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Inline:
    """A string that stands where it is used, in the document's character set."""

    value: bytes


@dataclass(frozen=True, slots=True)
class Reference:
    """A string of the string table, by its offset there."""

    offset: int


@dataclass(frozen=True, slots=True)
class Opaque:
    """Data that is no text: a conversation's identifier, a MIME message."""

    value: bytes


@dataclass(frozen=True, slots=True)
class Entity:
    """A character by its number in ISO 10646."""

    code: int


@dataclass(frozen=True, slots=True)
class Element:
    """An element.

    Args:
        page: the code page of its token.
        token: the token; 0x04 for a literal.
        content: what it holds, in order; ``None`` for an element that says of itself that it is empty.
        name: the offset of a literal's name in the string table.
    """

    page: int
    token: int
    content: tuple[Part, ...] | None = None
    name: int | None = None


Part = Element | Inline | Reference | Opaque | Entity


@dataclass(frozen=True)
class WbxmlDocument:
    """A document.

    Args:
        root: its root element.
        version: 0x03 is WBXML 1.3.
        public_id: 1 is an unknown one, which MS-ASWBXML section 2.1 demands.
        public_id_name: where the string table has the public id, if ``public_id`` is 0.
        charset: the MIBenum of the character set.
        strings: the string table.
    """

    root: Element
    version: int = 0x03
    public_id: int = 0x01
    public_id_name: int | None = None
    charset: int = UTF_8
    strings: bytes = b""
