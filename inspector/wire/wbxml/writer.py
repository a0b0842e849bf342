"""Documents to bytes."""

from __future__ import annotations

from inspector.wire.wbxml.tree import Element, Entity, Inline, Opaque, Reference, Token, WbxmlDocument


def write_document(document: WbxmlDocument) -> bytes:
    """Writes a document; the code page is switched where the next element needs it.

    Args:
        document: the document.
    """
    written = bytearray([document.version])
    written += _number(document.public_id)
    if document.public_id_name is not None:
        written += _number(document.public_id_name)
    written += _number(document.charset) + _number(len(document.strings)) + document.strings
    _write(document.root, 0, written)
    return bytes(written)


def _write(element: Element, page: int, written: bytearray) -> int:
    """Writes an element and returns the code page that is in force after it."""
    if element.page != page:
        written += bytes((Token.SWITCH_PAGE, element.page))
        page = element.page
    written.append(element.token | (0 if element.content is None else Token.HAS_CONTENT))
    if element.name is not None:
        written += _number(element.name)
    if element.content is None:
        return page
    for part in element.content:
        match part:
            case Element():
                page = _write(part, page, written)
            case Inline(value):
                written += bytes((Token.STR_I,)) + value + b"\0"
            case Opaque(value):
                written += bytes((Token.OPAQUE,)) + _number(len(value)) + value
            case Reference(offset):
                written += bytes((Token.STR_T,)) + _number(offset)
            case Entity(code):
                written += bytes((Token.ENTITY,)) + _number(code)
    written.append(Token.END)
    return page


def _number(value: int) -> bytes:
    """Writes a mb_u_int32 (WBXML 1.3 section 5.1)."""
    groups = [value & 0x7F]
    while value := value >> 7:
        groups.append(value & 0x7F | 0x80)
    return bytes(reversed(groups))
