"""What a message says of its own form: the Content-Type, and the XML declaration.

Clients and servers write the same two with every message, so that what is wrong with them is worked out once.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from functools import lru_cache

from inspector.conformance import wire_codes as codes
from inspector.conformance.codes import Code
from inspector.conformance.finding import Finding
from inspector.protocols.message import Message
from inspector.wire.encoding import charset_of, charset_parameter, media_type_of
from inspector.wire.xml_problems import declares_xml_11
from inspector.wording import close_to

_DECLARATION = (b"<?xml", b"\xef\xbb\xbf<?xml")
_LONGEST_DECLARATION = 1024  # bytes
_LONGEST_FIELD = 1024  # characters; what is longer is not kept
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")

_Flaw = tuple[Code, str, int]  # the code, what is wrong, and the line


def check_declared(message: Message) -> Sequence[Finding]:
    """Checks what a SOAP message says of its form.

    Args:
        message: a message whose envelope could be read.
    """
    field, head = message.http.headers.first("content-type"), message.head
    if head is not None and field in head.agrees_with:
        return ()
    is_kept = field is None or len(field) <= _LONGEST_FIELD
    found = (_flaws if is_kept else _flaws.__wrapped__)(field, _declaration(message.http.content))
    if not found:
        if head is not None and is_kept:
            head.agrees_with.keep(field, None)
        return ()
    name = message.identified.name
    return [code.finding(message.direction, what, line=line, operation=name) for code, what, line in found]


def _declaration(content: bytes) -> bytes:
    """The XML declaration; of a body without one its first bytes, which tell a wide encoding."""
    if not content.startswith(_DECLARATION):
        return content[:4]
    return content[: content.find(b">", 0, _LONGEST_DECLARATION) + 1 or _LONGEST_DECLARATION]


@lru_cache(256)
def _flaws(field: str | None, declaration: bytes) -> tuple[_Flaw, ...]:
    return (*_content_type(field), *_charset(field, declaration), *_version(declaration))


def _content_type(field: str | None) -> Iterator[_Flaw]:
    if media_type_of(field) != "text/xml":
        said = f"the Content-Type is {field}" if field else "there is no Content-Type"
        yield codes.CONTENT_TYPE, f"{said}; SOAP 1.1 uses text/xml", 0
    if field and (misspelt := misspelt_charset(field)):
        yield codes.CONTENT_TYPE, f"the Content-Type has a parameter {misspelt}; charset is meant", 0


def _charset(field: str | None, declaration: bytes) -> Iterator[_Flaw]:
    named = charset_parameter(field)
    if named is None or (named == "utf-8" and not declaration.startswith((b"<?xml", *_WIDE))):
        return
    shown = charset_of(declaration, None)
    if _family(named) != _family(shown):
        said = f"Content-Type says charset={named}, the body is written in {shown}"
        yield codes.CHARSET_MISMATCH, said, 0


def _version(declaration: bytes) -> Iterator[_Flaw]:
    if declares_xml_11(declaration):
        yield codes.XML_11, "the body declares XML 1.1; clients and servers read 1.0", 1


def misspelt_charset(content_type: str) -> str:
    """Returns the parameter of a Content-Type that was meant to be the charset; empty if there is none.

    Readers pass over it.
    """
    names = (part.partition("=")[0].strip() for part in content_type.split(";")[1:])
    others = (name for name in names if name.lower() != "charset")
    return next((name for name in others if close_to(name, ["charset"], 0.6)), "")


def _family(charset: str) -> str:
    """One name for each encoding; UTF-16 with and without a byte order are one, ASCII is a part of UTF-8."""
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        return charset
    for family in ("utf-16", "utf-32", "utf-8"):
        if name.startswith(family):
            return family
    return "utf-8" if name == "ascii" else name
