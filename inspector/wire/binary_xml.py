"""ActiveSync bodies as XML: for rules, and for people who read them."""

from __future__ import annotations

from lxml import etree

from inspector.wire.encoding import EncodingError
from inspector.wire.http import HttpRequest, HttpResponse
from inspector.wire.wbxml import WBXML_TYPE, WbxmlError, decode_wbxml

__all__ = ["MULTIPART_TYPE", "is_wbxml", "readable", "root_of"]

MULTIPART_TYPE = "application/vnd.ms-sync.multipart"
"""An answer in parts, the first of which is WBXML (MS-ASCMD section 2.2.1.10.1)."""
_TYPES = frozenset((WBXML_TYPE, "application/vnd.ms-sync", MULTIPART_TYPE))
_BEGINNINGS = (b"\x03\x01\x6a", b"\x02\x01\x6a", b"\x01\x01\x6a")  # of a body whose type nobody named


def is_wbxml(message: HttpRequest | HttpResponse) -> bool:
    """Tells whether a message has a body that is, or says that it is, WBXML.

    Args:
        message: the message.
    """
    if not message.body:
        return False
    return message.media_type in _TYPES or (not message.media_type and message.body.startswith(_BEGINNINGS))


def root_of(message: HttpRequest | HttpResponse) -> etree._Element | None:
    """Returns the root of a message's body; ``None`` if the body is no WBXML.

    Args:
        message: the message.

    Raises:
        WbxmlError: it should be WBXML, and cannot be read.
        EncodingError: its content-encoding cannot be taken off.
    """
    if not is_wbxml(message):
        return None
    return decode_wbxml(
        _first_part(message.content) if message.media_type == MULTIPART_TYPE else message.content
    )


def readable(message: HttpRequest | HttpResponse) -> str | None:
    """Returns a message's WBXML body as indented XML; ``None`` if it has none, or one that cannot be read.

    Args:
        message: the message.
    """
    try:
        root = root_of(message)
    except (WbxmlError, EncodingError):
        return None
    if root is None:
        return None
    etree.indent(root)
    return etree.tostring(root, encoding="unicode") + "\n"


def _first_part(content: bytes) -> bytes:
    """MS-ASCMD section 2.2.1.10.1.1: the number of parts, then offset and length of each, 32 bits each."""
    start, size = int.from_bytes(content[4:8], "little"), int.from_bytes(content[8:12], "little")
    if len(content) < 12 or start < 12 or start + size > len(content):
        raise WbxmlError("the parts of the body do not stand where it says", "header", 0)
    return content[start : start + size]
