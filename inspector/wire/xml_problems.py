"""What is wrong with a document that is not well-formed, in words that say what to look for.

The parser's own messages name its functions ("xmlParseEntityRef: no name"); its kinds of errors are stable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

_E = etree.ErrorTypes
_NOT_XML_10 = "is a character that XML 1.0 does not have"
_AMPERSAND = "an &{} is not escaped; write &amp;"

# Kind of error -> words; {0} and so on are what the pattern finds in the parser's message.
_WORDS: dict[int, tuple[str, str]] = {
    _E.ERR_UNDECLARED_ENTITY: (r"'(\S+)'", "&{0}; is no entity of XML; write the character itself"),
    _E.ERR_ENTITYREF_SEMICOL_MISSING: ("()", _AMPERSAND),
    _E.ERR_TAG_NAME_MISMATCH: (r": (\S+) line (\d+) and (\S+)", "<{0}> of line {1} is ended by </{2}>"),
    _E.ERR_TAG_NOT_FINISHED: (
        r"tag (\S+) line (\d+)",
        "the body ends before the element <{0}> of line {1} does: it was cut off",
    ),
    _E.ERR_DOCUMENT_END: ("", "something follows the end of the root element"),
    _E.ERR_DOCUMENT_EMPTY: ("", "there is no element"),
    _E.ERR_GT_REQUIRED: ("", "a tag has no > at its end"),
    _E.ERR_ATTRIBUTE_REDEFINED: (r"Attribute (\S+)", "the attribute {0} is there twice"),
    _E.NS_ERR_ATTRIBUTE_REDEFINED: (r"Attribute (\S+)", "the attribute {0} is there twice"),
    _E.ERR_ATTRIBUTE_NOT_STARTED: ("", "the value of an attribute has no quotation marks"),
    _E.ERR_ATTRIBUTE_NOT_FINISHED: ("", "the value of an attribute has no quotation mark at its end"),
    _E.ERR_ATTRIBUTE_WITHOUT_VALUE: (r"attribute (\S+)", "the attribute {0} has no value"),
    _E.ERR_LT_IN_ATTRIBUTE: ("", "a < in the value of an attribute; write &lt;"),
    _E.ERR_COMMENT_NOT_FINISHED: ("", "a comment does not end"),
    _E.ERR_HYPHEN_IN_COMMENT: ("", "a comment has -- in its middle"),
    _E.ERR_CDATA_NOT_FINISHED: ("", "a CDATA section does not end"),
    _E.ERR_MISPLACED_CDATA_END: ("", "]]> stands in a text; write ]]&gt;"),
    _E.ERR_PI_NOT_FINISHED: ("", "a processing instruction does not end"),
    _E.ERR_RESERVED_XML_NAME: ("", "the XML declaration does not stand at the very beginning of the body"),
    _E.ERR_SPACE_REQUIRED: ("", "a blank is missing"),
    _E.ERR_XMLDECL_NOT_FINISHED: ("", "the XML declaration is broken"),
    _E.ERR_VERSION_MISSING: ("", "the XML declaration has no version"),
    _E.ERR_UNKNOWN_VERSION: (r"'(\S+)'", "the XML declaration has a version that there is not, {0}"),
    _E.ERR_ENCODING_NAME: ("", "the XML declaration names an encoding that there is not"),
    _E.ERR_STANDALONE_VALUE: ("", "the XML declaration is broken"),
    _E.NS_ERR_UNDEFINED_NAMESPACE: (
        r"prefix (\S+) (?:for (\S+) )?on (\S+) ",
        "the prefix {0} is bound to no namespace; it stands in <{2}>",
    ),
    _E.NS_ERR_QNAME: (r"'(\S+)'", "the name {0} has a colon too many"),
    _E.NS_ERR_XML_NAMESPACE: ("", "a prefix is bound to what no prefix can be bound to"),
}
_UNKNOWN = "the markup is broken"
_AT_THE_END = (_E.ERR_NAME_REQUIRED, _E.ERR_GT_REQUIRED, _E.ERR_SPACE_REQUIRED)

_CHARACTERS = (
    (9, 10),
    (13, 13),
    (0x20, 0xD7FF),
    (0xE000, 0xFFFD),
    (0x10000, 0x10FFFF),
)  # XML 1.0 section 2.2
_REFERENCE = re.compile(rb"&#(?:x([0-9A-Fa-f]{0,12})|([0-9]{0,12}));?")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_BARE = re.compile(rb"&(?!#[0-9]{1,7};|#x[0-9A-Fa-f]{1,6};|[A-Za-z_][\w.-]{0,64};)")
_TAG = re.compile(rb"<(/?)([A-Za-z_][\w:.-]{0,200})(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*?(/?)>")
_VERSION_11 = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml\s{1,9}version\s{0,9}=\s{0,9}["']1\.1["']""")
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
# How far before a mistake its element is looked for, in bytes.
_AROUND = 65_536


def flaw_in_words(kind: int, said: str, content: bytes, line: int, column: int) -> str:
    """Says why a document is not well-formed.

    Args:
        kind: the parser's kind of error (``lxml.etree.ErrorTypes``).
        said: its message.
        content: the document.
        line: where it stopped, counted from 1.
        column: the same, in the line.
    """
    text = _named(kind, said, content, _offset(content, line), column)
    if declares_xml_11(content):
        text += ". The body declares XML 1.1, which allows more, and clients read 1.0"
    return text


def declares_xml_11(content: bytes) -> bool:
    """Whether a document says that it is XML 1.1."""
    return _VERSION_11.match(content) is not None


def bytes_in_words(content: bytes) -> str:
    """Says which byte of a document is not text in the encoding that it declares.

    Args:
        content: the document.
    """
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as problem:
        byte = content[problem.start]
        return f"the byte 0x{byte:02X}{_in_whose_text(content, problem.start)} is no UTF-8"
    return "its bytes are in another one"


def _named(kind: int, said: str, content: bytes, start: int, column: int) -> str:
    wide = content.startswith(_WIDE)
    if kind == _E.ERR_INVALID_CHAR:
        return f"there {_NOT_XML_10}" if wide else _character(content, start, column)
    if kind == _E.ERR_NAME_REQUIRED and "EntityRef" in said:
        kind = _E.ERR_ENTITYREF_SEMICOL_MISSING
    elif kind in _AT_THE_END and start + column >= len(content.rstrip()):
        return "the body ends in the middle of a tag: it was cut off"
    elif kind == _E.ERR_NAME_REQUIRED:
        return (
            "a start tag is broken" if "attribute" in said else "a < begins no tag; write &lt; if it is text"
        )
    if kind == _E.ERR_ENTITYREF_SEMICOL_MISSING and not wide:
        return _AMPERSAND.format(_in_whose_text(content, _nearest(_BARE, content, start, column)))
    pattern, words = _WORDS.get(kind, ("", _UNKNOWN))
    found = re.search(pattern, said)
    return words.format(*found.groups()) if found else _UNKNOWN


def _character(content: bytes, start: int, column: int) -> str:
    """Names the character that may not be there, and says in whose text it stands."""
    at = _nearest_of((each.start() for each in _bad_references(content, start)), start + column)
    raw = _nearest(_CONTROL, content, start, column)
    if at is None or (raw is not None and abs(raw - start - column) < abs(at - start - column)):
        if raw is None:
            return f"there {_NOT_XML_10}"
        code = ord(content[raw : raw + 3].decode("utf-8", "ignore")[:1] or "\x00")
        return f"U+{code:04X}{_in_whose_text(content, raw)} {_NOT_XML_10}"
    found = _REFERENCE.match(content, at)
    assert found is not None
    reference = found[0].decode("ascii")
    empty = found[1] == b"" or found[2] == b""
    what = "is no reference to a character" if empty else _NOT_XML_10
    return f"{reference}{_in_whose_text(content, at)} {what}"


def _bad_references(content: bytes, start: int) -> Iterator[re.Match[bytes]]:
    for found in _REFERENCE.finditer(content, start, _line_end(content, start)):
        digits = found[1] if found[1] is not None else found[2]
        code = int(digits or b"0", 16 if found[1] is not None else 10)
        if not any(first <= code <= last for first, last in _CHARACTERS):
            yield found


def _nearest(pattern: re.Pattern[bytes], content: bytes, start: int, column: int) -> int | None:
    found = pattern.finditer(content, start, _line_end(content, start))
    return _nearest_of((each.start() for each in found), start + column)


def _nearest_of(places: Iterator[int], wanted: int) -> int | None:
    return min(places, key=lambda place: abs(place - wanted), default=None)


def _offset(content: bytes, line: int) -> int:
    """Where a line begins."""
    at = 0
    for _ in range(line - 1):
        at = content.find(b"\n", at) + 1
        if not at:
            return 0
    return at


def _line_end(content: bytes, start: int) -> int:
    end = content.find(b"\n", start)
    return len(content) if end < 0 else end + 1


def _in_whose_text(content: bytes, at: int | None) -> str:
    """Names the innermost element that is open at a place; empty if that cannot be told."""
    if at is None:
        return ""
    still_open: list[bytes] = []
    for tag in _TAG.finditer(content, max(0, at - _AROUND), at):
        if not tag[1]:
            if not tag[3]:
                still_open.append(tag[2])
        elif still_open and still_open[-1] == tag[2]:
            still_open.pop()
    name = still_open[-1].decode("utf-8", "replace") if still_open else ""
    return f" in {name}" if name else ""
