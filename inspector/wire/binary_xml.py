"""Bodies that are XML in a binary form: which form it is, the XML that it stands for, and back.

Whoever shows, compares or edits a body asks here, and knows no form by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from inspector.wire.encoding import EncodingError
from inspector.wire.http import HttpRequest, HttpResponse
from inspector.wire.wbxml import (
    BEGINNINGS,
    MULTIPART_TYPE,
    OPAQUE,
    WBXML_TYPES,
    Flaw,
    WbxmlError,
    decode_wbxml,
    encode_wbxml,
    flaws_of,
)
from inspector.wire.xml import XmlError

__all__ = ["OPAQUE", "BinaryForm", "form_of", "readable", "root_of"]


@dataclass(frozen=True)
class BinaryForm:
    """A binary form of XML.

    Args:
        name: what it is called.
        types: the media types of bodies that have it.
        beginnings: what a body begins with whose type nobody named.
        read: reads a message that has it.
        write: writes the root element of a document as a body.
        flaws: says what is wrong in a body that can be read, by its root element.
    """

    name: str
    types: frozenset[str]
    beginnings: tuple[bytes, ...]
    read: Callable[[HttpRequest | HttpResponse], etree._Element]
    write: Callable[[etree._Element], bytes]
    flaws: Callable[[etree._Element], Iterator[Flaw]]


def _read_wbxml(message: HttpRequest | HttpResponse) -> etree._Element:
    return decode_wbxml(
        _first_part(message.content) if message.media_type == MULTIPART_TYPE else message.content
    )


def _first_part(content: bytes) -> bytes:
    """MS-ASCMD section 2.2.1.10.1.1: the number of parts, then offset and length of each, 32 bits each."""
    start, size = int.from_bytes(content[4:8], "little"), int.from_bytes(content[8:12], "little")
    if len(content) < 12 or start < 12 or start + size > len(content):
        raise WbxmlError("the parts of the body do not stand where it says", "header", 0)
    return content[start : start + size]


_FORMS = (
    BinaryForm(
        name="WBXML",
        types=WBXML_TYPES | {MULTIPART_TYPE},
        beginnings=BEGINNINGS,
        read=_read_wbxml,
        write=encode_wbxml,
        flaws=flaws_of,
    ),
)


def form_of(message: HttpRequest | HttpResponse) -> BinaryForm | None:
    """Returns the form that a message's body has, or says that it has; ``None``: none of these.

    Args:
        message: the message.
    """
    if not message.body:
        return None
    media_type = message.media_type
    for form in _FORMS:
        if media_type in form.types or (not media_type and message.body.startswith(form.beginnings)):
            return form
    return None


def root_of(message: HttpRequest | HttpResponse) -> etree._Element | None:
    """Returns the root of the XML that a message's body stands for; ``None`` if it has no binary form.

    Args:
        message: the message.

    Raises:
        XmlError: it should have one, and cannot be read.
        EncodingError: its content-encoding cannot be taken off.
    """
    form = form_of(message)
    return None if form is None else form.read(message)


def readable(message: HttpRequest | HttpResponse) -> str | None:
    """Returns the XML that a message's body stands for, indented; ``None`` if there is none, or it cannot be
    read.

    Args:
        message: the message.
    """
    try:
        root = root_of(message)
    except (XmlError, EncodingError):
        return None
    if root is None:
        return None
    etree.indent(root)
    return etree.tostring(root, encoding="unicode") + "\n"
