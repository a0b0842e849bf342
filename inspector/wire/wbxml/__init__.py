"""ActiveSync bodies: WBXML 1.3 as MS-ASWBXML uses it, as bytes, as a tree and as XML.

The tree says everything that the bytes say, but for switches of the code page that change nothing: what is
read and written again is the same tree. The XML is for people and rules: elements in the namespaces of the
documents (``AirSync``, ``Email``, ``Email2`` ...), strings as text. What XML cannot say stands in elements of
this project's own namespace, so that it is not lost on the way back::

    <Add><ServerId>5:1</ServerId><ApplicationData><email2:UmCallerID>+14255550123</email2:UmCallerID>
    <email2:ConversationId><wbxml:opaque as="base64">zfh3</wbxml:opaque></email2:ConversationId>
    <email2:_0x2A/>  <!-- a token that no document names -->

Nothing here trusts its input: depth, size and number of parts are bounded, and each failure is a
:class:`WbxmlError` that names the offset and the reason.
"""

from __future__ import annotations

from lxml import etree

from inspector.wire.wbxml.code_pages import CODE_PAGES, CodePage, page_of_namespace
from inspector.wire.wbxml.flaws import Flaw, flaws_of
from inspector.wire.wbxml.reader import read_document
from inspector.wire.wbxml.tree import (
    BEGINNINGS,
    MULTIPART_TYPE,
    WBXML_TYPE,
    WBXML_TYPES,
    WbxmlDocument,
    WbxmlError,
)
from inspector.wire.wbxml.writer import write_document
from inspector.wire.wbxml.xml import (
    OPAQUE,
    OWN,
    STRING,
    document_from_xml,
    document_to_xml,
    opaque_bytes,
)

__all__ = [
    "BEGINNINGS",
    "CODE_PAGES",
    "MULTIPART_TYPE",
    "OPAQUE",
    "OWN",
    "STRING",
    "WBXML_TYPE",
    "WBXML_TYPES",
    "CodePage",
    "Flaw",
    "WbxmlDocument",
    "WbxmlError",
    "decode_wbxml",
    "document_from_xml",
    "document_to_xml",
    "encode_wbxml",
    "flaws_of",
    "opaque_bytes",
    "page_of_namespace",
    "read_document",
    "write_document",
]


def decode_wbxml(content: bytes) -> etree._Element:
    """Reads a body as XML.

    Args:
        content: the whole body, without content-encoding.

    Raises:
        WbxmlError: it is no WBXML, or more of it than is read.
    """
    return document_to_xml(read_document(content))


def encode_wbxml(element: etree._Element) -> bytes:
    """Writes XML as a body.

    Args:
        element: the root, in the namespaces that :func:`decode_wbxml` gives.

    Raises:
        WbxmlError: it holds what WBXML or MS-ASWBXML has no way to say.
    """
    return write_document(document_from_xml(element))
