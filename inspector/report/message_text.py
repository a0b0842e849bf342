"""The body of a message as a page shows it: laid out, printable, without what looks like a secret."""

from __future__ import annotations

from lxml import etree

from inspector.protocols.masking import masked
from inspector.wire.encoding import EncodingError, charset_of
from inspector.wire.http import HttpRequest, HttpResponse
from inspector.wire.printable import printable
from inspector.wire.soap import read_documents
from inspector.wire.xml import XmlError

_LONGEST = 20_000  # characters
_MOST_ASTERISKS = 12


def shown_body(message: HttpRequest | HttpResponse | bytes) -> str:
    """Returns a body for reading.

    Args:
        message: the message, or its body without content-encoding.
    """
    try:
        content = message if isinstance(message, bytes) else message.content
    except EncodingError as problem:
        return f"({problem})"
    if not content:
        return "(empty)"
    content = masked(content, _MOST_ASTERISKS)
    text = _laid_out(content)
    if text is None:
        try:
            text = content.decode(charset_of(content, None))
        except (UnicodeDecodeError, LookupError):
            return f"({len(content):,} bytes that are no text)"
    more = f"\n... {len(text) - _LONGEST:,} more characters" if len(text) > _LONGEST else ""
    return printable(text[:_LONGEST]) + more


def _laid_out(content: bytes) -> str | None:
    try:
        roots = read_documents(content)
    except XmlError:
        return None
    return "\n".join(map(_written, roots))


def _written(root: etree._Element) -> str:
    etree.indent(root, "  ")
    return etree.tostring(root, encoding="unicode")
