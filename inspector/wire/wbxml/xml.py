"""Documents to XML and back.

What XML cannot say, or what nobody has named, is written in the namespace ``urn:ews-inspector:wbxml``: opaque
data, strings with characters that XML has not, code pages without a namespace. A literal, whose name stands
in the string table, is an element in no namespace.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable

from lxml import etree

from inspector.wire.encoding import decode_base64
from inspector.wire.wbxml.code_pages import CODE_PAGES, FIRST_TOKEN, LAST_TOKEN, page_of_namespace
from inspector.wire.wbxml.reader import CHARSETS
from inspector.wire.wbxml.tree import (
    MAX_DEPTH,
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

OWN = "urn:ews-inspector:wbxml"
"""The namespace for what XML has no way to say."""
OPAQUE = f"{{{OWN}}}opaque"
"""The name of the element that holds opaque data: as text, or in base64 if it is none."""
STRING = f"{{{OWN}}}string"
"""The name of the element that holds a string that XML cannot say, as :data:`OPAQUE` holds data."""
_PAGE = re.compile(rf"{re.escape(OWN)}:page-(\d{{1,3}})", re.ASCII)
_UNNAMED = re.compile(r"_0x([0-3][0-9A-F])")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LITERAL_NAME = re.compile(r"[A-Za-z_][\w.-]{0,200}", re.ASCII)


def document_to_xml(document: WbxmlDocument) -> etree._Element:
    """Writes a document as XML.

    Args:
        document: the document.

    Raises:
        WbxmlError: a literal has a name that no element can have.
    """
    prefixes: dict[str | None, str] = {None: _namespace(document.root.page)}
    for page in sorted(_pages(document.root)):
        if page != document.root.page:
            prefixes[CODE_PAGES[page].prefix if page < len(CODE_PAGES) else f"page{page}"] = _namespace(page)
    return _ToXml(document, prefixes).element(document.root)


def document_from_xml(root: etree._Element) -> WbxmlDocument:
    """Reads a document from XML. White space between elements is not a part of it.

    Args:
        root: its root element.

    Raises:
        WbxmlError: a namespace or a name has no token, or there is an attribute.
    """
    reader = _FromXml()
    element = reader.element(root, 1)
    return WbxmlDocument(element, strings=bytes(reader.strings))


def opaque_bytes(element: etree._Element) -> bytes:
    """Returns the data of an :data:`OPAQUE` element.

    Args:
        element: the element.

    Raises:
        WbxmlError: it says that it is base64, and is not.
    """
    text = element.text or ""
    if element.get("as") != "base64":
        return text.encode()
    data = decode_base64(text)
    if data is None:
        raise WbxmlError("opaque data is not valid base64", "opaque")
    return data


def _namespace(page: int) -> str:
    return CODE_PAGES[page].namespace if page < len(CODE_PAGES) else f"{OWN}:page-{page}"


def _pages(root: Element) -> set[int]:
    found, waiting = set(), [root]
    while waiting:
        element = waiting.pop()
        if element.name is None:
            found.add(element.page)
        waiting.extend(part for part in element.content or () if isinstance(part, Element))
    return found


class _ToXml:
    def __init__(self, document: WbxmlDocument, prefixes: dict[str | None, str]) -> None:
        self._document = document
        self._prefixes = prefixes
        self._codec = CHARSETS[document.charset]

    def element(self, source: Element, parent: etree._Element | None = None) -> etree._Element:
        tag = self._tag(source)
        if parent is None:
            made = etree.Element(tag, nsmap=self._prefixes)
        else:
            made = etree.SubElement(parent, tag)
        pending: list[str] = []
        for part in source.content or ():
            if isinstance(part, Element):
                _put(made, pending)
                self.element(part, made)
                continue
            text = None if isinstance(part, Opaque) else self._text(part)
            if text is not None:
                pending.append(text)
                continue
            _put(made, pending)
            _own(made, OPAQUE if isinstance(part, Opaque) else STRING, self._bytes(part))
        _put(made, pending)
        return made

    def _tag(self, source: Element) -> str:
        if source.name is not None:
            name = self._referred(source.name).decode(self._codec, "replace")
            if _LITERAL_NAME.fullmatch(name) is None:
                raise WbxmlError(f"no element can have the name {name[:60]!r}", "name")
            return name
        known = CODE_PAGES[source.page].names.get(source.token) if source.page < len(CODE_PAGES) else None
        return f"{{{_namespace(source.page)}}}{known or f'_0x{source.token:02X}'}"

    def _text(self, part: Inline | Reference | Entity) -> str | None:
        """The text, or ``None`` if XML cannot say it."""
        try:
            text = chr(part.code) if isinstance(part, Entity) else self._bytes(part).decode(self._codec)
        except UnicodeDecodeError:
            return None
        return None if _NOT_XML.search(text) else text

    def _bytes(self, part: Part) -> bytes:
        match part:
            case Inline(value) | Opaque(value):
                return value
            case Reference(offset):
                return self._referred(offset)
            case Entity(code):
                return chr(code).encode()
        raise AssertionError("an element has no bytes of its own")

    def _referred(self, offset: int) -> bytes:
        strings = self._document.strings
        return strings[offset : strings.index(b"\0", offset)]


def _put(element: etree._Element, pending: list[str]) -> None:
    """Adds text after what the element holds so far."""
    if pending:
        text = "".join(pending)
        pending.clear()
        if len(element):
            element[-1].tail = text
        else:
            element.text = text


def _own(parent: etree._Element, tag: str, value: bytes) -> None:
    made = etree.SubElement(parent, tag, nsmap={"wbxml": OWN})
    try:
        text = value.decode()
    except UnicodeDecodeError:
        text = "\0"
    plain = not _NOT_XML.search(text) and "\r" not in text
    made.set("as", "text" if plain else "base64")
    made.text = text if plain else base64.b64encode(value).decode()


class _FromXml:
    def __init__(self) -> None:
        self.strings = bytearray()
        self._names: dict[str, int] = {}

    def element(self, source: etree._Element, depth: int) -> Element:
        if depth > MAX_DEPTH:
            raise WbxmlError(f"elements are nested deeper than {MAX_DEPTH}", "too-deep")
        tag = str(source.tag)
        if source.attrib:
            raise WbxmlError(f"{tag} has attributes, which ActiveSync does not use", "attribute")
        content = tuple(self._content(source, depth))
        namespace, brace, local = tag.rpartition("}")
        if not brace:
            return Element(0, Token.LITERAL, content or None, self._literal(local))
        page, token = _token(namespace[1:], local)
        return Element(page, token, content or None)

    def _content(self, source: etree._Element, depth: int) -> Iterable[Part]:
        mixed = any(isinstance(child.tag, str) for child in source)
        text = source.text or ""
        for child in source:
            if isinstance(child.tag, str):
                yield from _strings(text, mixed)
                text = ""
                if child.tag == OPAQUE:
                    yield Opaque(opaque_bytes(child))
                elif child.tag == STRING:
                    yield Inline(opaque_bytes(child).replace(b"\0", b""))
                else:
                    yield self.element(child, depth + 1)
            text += child.tail or ""
        yield from _strings(text, mixed)

    def _literal(self, name: str) -> int:
        if name not in self._names:
            self._names[name] = len(self.strings)
            self.strings += name.encode() + b"\0"
        return self._names[name]


def _strings(text: str, mixed: bool) -> Iterable[Inline]:
    if text and not (mixed and text.isspace()):
        yield Inline(text.encode())


def _token(namespace: str, local: str) -> tuple[int, int]:
    known = page_of_namespace(namespace)
    unknown = _PAGE.fullmatch(namespace)
    if known is None and (unknown is None or not len(CODE_PAGES) <= int(unknown[1]) <= 255):
        raise WbxmlError(f"no code page has the namespace {namespace[:100]!r}", "namespace")
    page = known.number if known else int(unknown[1]) if unknown else 0
    token = known.tokens.get(local) if known else None
    if token is None:
        unnamed = _UNNAMED.fullmatch(local)
        token = int(unnamed[1], 16) if unnamed else 0
    if not FIRST_TOKEN <= token <= LAST_TOKEN:
        raise WbxmlError(f"code page {page} ({namespace}) has no token for {local[:100]!r}", "name")
    return page, token
