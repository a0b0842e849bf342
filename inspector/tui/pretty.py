"""XML as lines to show: indented, painted, foldable, and findable by line of the source.

Pure: it makes lines of a parsed document and knows no screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from inspector.wire.element_paths import PREFIXES
from inspector.wire.printable import printable_line
from inspector.wire.soap import local_name
from inspector.wording import plural

MAX_LINES = 20_000
"""The most lines that are made of a document."""
LONG_TEXT = 160
"""The longest text of an element that is shown whole."""
# Namespaces that are only counted: every message has them. Others are written out, a misspelt one as well.
_USUAL = frozenset(
    (
        *PREFIXES.values(),
        "http://www.w3.org/2001/XMLSchema",
        "http://www.w3.org/2001/XMLSchema-instance",
    )
)
_WIDE_TAG = 100  # attributes of a tag that is wider than this get a line each

Piece = tuple[str, str]


@dataclass(frozen=True, slots=True)
class XmlLine:
    """A line of a document.

    Args:
        pieces: text and role of each piece, printable.
        source: its line in the source, from 1.
        element: the element that begins on it; ``None`` on closing tags, further attributes and comments.
        end: the index of the line that closes what begins here; its own index if nothing folds.
        value: the whole text of an element that holds only text.
    """

    pieces: tuple[Piece, ...]
    source: int
    element: etree._Element | None
    end: int
    value: str = ""


def pretty(root: etree._Element) -> list[XmlLine]:
    """Makes lines of a document; after :data:`MAX_LINES` one line says that there is more.

    Args:
        root: its root element.
    """
    lines: list[XmlLine] = []
    _element(root, 0, lines)
    return lines


def _element(element: etree._Element, depth: int, lines: list[XmlLine]) -> None:
    if len(lines) >= MAX_LINES:
        if len(lines) == MAX_LINES:
            lines.append(XmlLine((("… more lines than are shown here", "comment"),), 0, None, len(lines)))
        return
    indent = ("  " * depth, "")
    name = _name(element)
    source = int(element.sourceline or 0)
    tag: list[Piece] = [indent, ("<", "quiet"), (name, "tag")]
    attributes = list(_attributes(element))
    rows = _laid_out(attributes, len(indent[0]) + len(name) + 1)
    start = len(lines)
    text = element.text or ""
    childless = len(element) == 0
    if childless and len(rows) <= 1 and (not text or text.strip() or len(text) < LONG_TEXT):
        lines.append(_leaf(element, tag + rows[0] if rows else tag, name, text, source, start))
        return
    opening = [tag + rows[0] if rows else tag]
    opening += [[(" " * (len(indent[0]) + len(name) + 1), ""), *row] for row in rows[1:]]
    opening[-1].append((">", "quiet"))
    lines.extend(
        XmlLine(tuple(row), source, element if i == 0 else None, start + i) for i, row in enumerate(opening)
    )
    _text(text, depth + 1, source, lines)
    for child in element:
        if isinstance(child.tag, str):
            _element(child, depth + 1, lines)
        else:
            _aside(child, depth + 1, lines)
        _text(child.tail or "", depth + 1, source, lines)
    end = len(lines)
    lines.append(XmlLine((indent, ("</", "quiet"), (name, "tag"), (">", "quiet")), 0, None, end))
    lines[start] = XmlLine(lines[start].pieces, source, element, end)


def _leaf(
    element: etree._Element, tag: Sequence[Piece], name: str, text: str, source: int, at: int
) -> XmlLine:
    if not text:
        return XmlLine((*tag, ("/>", "quiet")), source, element, at)
    shown: list[Piece] = [(printable_line(text[:LONG_TEXT]), "text")]
    if len(text) > LONG_TEXT:
        shown.append((f"… {len(text):,} characters", "comment"))
    closing = (("</", "quiet"), (name, "tag"), (">", "quiet"))
    return XmlLine((*tag, (">", "quiet"), *shown, *closing), source, element, at, text)


def _attributes(element: etree._Element) -> Iterator[list[Piece]]:
    parent = element.getparent()
    known = parent.nsmap if parent is not None else {}
    usual = 0
    for prefix, uri in element.nsmap.items():
        if known.get(prefix) == uri:
            continue
        if uri in _USUAL:
            usual += 1
        else:
            name = printable_line(f"xmlns:{prefix}" if prefix else "xmlns")
            yield [(f" {name}=", "quiet"), (f'"{_cut(uri)}"', "quiet")]
    if usual:
        yield [(f" …{plural(usual, 'namespace')}", "comment")]
    for key, value in element.items():
        qname = etree.QName(str(key))
        prefix = next((p for p, uri in element.nsmap.items() if p and uri == qname.namespace), None)
        shown = f"{prefix}:{qname.localname}" if prefix and qname.namespace else str(qname.localname)
        yield [(f" {printable_line(shown)}", "attribute"), ("=", "quiet"), (f'"{_cut(str(value))}"', "value")]


def _laid_out(attributes: list[list[Piece]], indent: int) -> list[list[Piece]]:
    """All attributes on one row, or on one each if that is too wide."""
    width = indent + sum(len(text) for each in attributes for text, _ in each)
    if len(attributes) > 1 and width > _WIDE_TAG:
        return attributes
    return [[piece for each in attributes for piece in each]] if attributes else []


def _text(text: str, depth: int, source: int, lines: list[XmlLine]) -> None:
    if text.strip() and len(lines) < MAX_LINES:
        shown = printable_line(text.strip()[:LONG_TEXT]) + "…" * (len(text.strip()) > LONG_TEXT)
        lines.append(XmlLine((("  " * depth, ""), (shown, "text")), source, None, len(lines), text.strip()))


def _aside(node: etree._Element, depth: int, lines: list[XmlLine]) -> None:
    """A comment, a processing instruction, or an entity that was not expanded."""
    if len(lines) < MAX_LINES:
        written = etree.tostring(node, encoding="unicode", with_tail=False)
        pieces = (("  " * depth, ""), (_cut(written), "comment"))
        lines.append(XmlLine(pieces, int(node.sourceline or 0), None, len(lines)))


def _name(element: etree._Element) -> str:
    prefix = element.prefix
    return printable_line(f"{prefix}:{local_name(element)}" if prefix else local_name(element))


def _cut(text: str) -> str:
    return printable_line(text[:LONG_TEXT]) + "…" * (len(text) > LONG_TEXT)
