"""Tokens of XML and HTML, whole or broken: linear in the text, and together they are the text.

One expression splits a text into markup and what lies between. It works on text, not on bytes: a name can
have any letter, and UTF-16 is read like UTF-8. Only a CDATA section, a comment and a processing instruction
go over a ``<``, and each of them always succeeds (up to its end or the end of the text), so that nothing is
read twice. Every repeat is possessive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5
from typing import NamedTuple

from inspector.bounded import ClearedWhenFull

SPLIT = re.compile(
    r"""(<(?:
       !\[CDATA\[[^\]]*+(?:\](?!\]>)[^\]]*+)*+(?:\]\]>|\Z)
     | !--[^-]*+(?:-(?!->)[^-]*+)*+(?:-->|\Z)
     | \?[^?]*+(?:\?(?!>)[^?]*+)*+(?:\?>|\Z)
     | /(?![\d.\-])[^\s\x00-,/;-@\[-^`{-\x7f]++\s*+>
     | !?+(?![\d.\-])[^\s\x00-,/;-@\[-^`{-\x7f]++(?=[\s/>])
       (?:[^<>"']*+(?:"[^"<]*+"[^<>"']*+|'[^'<]*+'[^<>"']*+)*+>|[^<>]*+>)
     ))""",
    re.VERBOSE,
)
"""Splits a text: the odd pieces are markup. A name has no ASCII punctuation but ``.:-_``, so that
``<anna@example.org>`` is text; a tag may hold a ``>`` in quotes, as XML allows."""

REST = "#rest"
"""The name for what stands in a tag and is no attribute: nothing in a document is hidden."""

_DECLARATION = re.compile(
    r"""<\?xml(?:\s+(?:version|encoding|standalone)\s*=\s*(?:"[\w.-]*"|'[\w.-]*'))+\s*\?>"""
)
_NAME = re.compile(r"""[^\s<>/="']+""")
_ATTRIBUTE = re.compile(
    r"""(?<![^\s=<>/"'])([^\s=<>/"']++)(\s*+=\s*+)(?:"([^"]*+)"|'([^']*+)'|([^\s"'<>]++))"""
)
_REFERENCE = re.compile(r"&(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{0,30}));")
_FIVE = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;"})
_ATTRIBUTE_TEXT = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "'": "&#39;",
        "\t": "&#9;",
        "\n": "&#10;",
        "\r": "&#13;",
    }
)
_KEPT, _LONGEST_KEPT = 8192, 512


class Kind:
    """What a piece of markup is; those up to END are tags."""

    START, EMPTY, END, CDATA, COMMENT, INSTRUCTION, DOCTYPE = range(7)


class Tag(NamedTuple):
    """A piece of markup, read.

    Args:
        kind: a member of :class:`Kind`.
        name: the name of the element, with its prefix; empty if it is no tag.
        attributes: name, start and end of the value of each attribute, in the piece; and what is none
            under the name ``#rest``.
        namespaces: the namespaces that it declares, by prefix; ``None`` if it declares none.
    """

    kind: int
    name: str = ""
    attributes: tuple[tuple[str, int, int], ...] = ()
    namespaces: dict[str, str] | None = None


_tags: ClearedWhenFull[str, Tag] = ClearedWhenFull(_KEPT)
kept_tag = _tags.get
"""Returns a tag that was read before; ``None`` if it is not known."""
_OTHERS = {
    kind: Tag(kind) for kind in (Kind.CDATA, Kind.COMMENT, Kind.INSTRUCTION, Kind.DOCTYPE)
}  # no copy of a text is kept for these
DECLARATION = Tag(Kind.INSTRUCTION)
"""What every XML declaration is read as."""


def tag_of(piece: str) -> Tag:
    """Reads a piece of markup; tags are remembered, for a message says most of its tags many times.

    Args:
        piece: an odd piece of :data:`SPLIT`.
    """
    known = _tags.get(piece)
    if known is not None:
        return known
    second = piece[1]
    if second == "?" and is_declaration(piece):
        return DECLARATION
    if second == "!":
        return _OTHERS[
            Kind.CDATA
            if piece.startswith("<![CDATA[")
            else Kind.COMMENT
            if piece.startswith("<!--")
            else Kind.DOCTYPE
        ]
    if second == "?":
        return _OTHERS[Kind.INSTRUCTION]
    tag = Tag(Kind.END, piece[2:-1].strip()) if second == "/" else _start(piece)
    if len(piece) < _LONGEST_KEPT:
        _tags.keep(piece, tag)
    return tag


def _start(piece: str) -> Tag:
    found = _NAME.match(piece, 1)
    name = found[0] if found else ""
    kind = Kind.EMPTY if piece.endswith("/>") else Kind.START
    at = 1 + len(name)
    if piece[at:] in (">", "/>"):
        return Tag(kind, name)
    attributes: list[tuple[str, int, int]] = []
    namespaces: dict[str, str] | None = None
    for each in _ATTRIBUTE.finditer(piece, at):
        _rest(piece, at, each.start(), attributes)
        at = each.end()
        own, group = each[1], each.lastindex or 0
        if own == "xmlns" or own.startswith("xmlns:"):
            namespaces = namespaces or {}
            namespaces[own[6:]] = decoded(each[group])
        else:
            attributes.append((own, each.start(group), each.end(group)))
    _rest(piece, at, len(piece) - 1, attributes)
    return Tag(kind, name, tuple(attributes), namespaces)


def _rest(piece: str, start: int, end: int, attributes: list[tuple[str, int, int]]) -> None:
    if piece[start:end].strip(" \t\r\n/"):
        attributes.append((REST, start, end))


def is_declaration(piece: str) -> bool:
    """Whether a piece is an XML declaration and nothing else."""
    return len(piece) < 120 and piece.startswith("<?xml ") and _DECLARATION.fullmatch(piece) is not None


def decoded(raw: str, *, html: bool = False) -> str:
    """Returns what a raw text says; references that stand for nothing stay as they are.

    Args:
        raw: text or an attribute's value, as it is written.
        html: HTML's names are known too.
    """
    if "&" not in raw:
        return raw
    return _REFERENCE.sub(lambda found: _meaning(found, html) or found[0], raw)


def references(raw: str, *, html: bool = False) -> Iterator[tuple[int, int, str]]:
    """Yields start, end and meaning of each reference in a raw text.

    Args:
        raw: as for :func:`decoded`.
        html: as for :func:`decoded`.
    """
    if "&" in raw:
        for found in _REFERENCE.finditer(raw):
            if means := _meaning(found, html):
                yield found.start(), found.end(), means


def _meaning(found: re.Match[str], html: bool) -> str | None:
    if found[3]:
        return html5.get(found[3] + ";") if html else _FIVE.get(found[3])
    code = int(found[1]) if found[1] else int(found[2], 16)
    return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else None


def spell_text(text: str) -> str:
    """Writes a text with the references that it needs between tags."""
    return text.translate(_TEXT)


def spell_attribute(text: str) -> str:
    """Writes a text with the references that it needs in an attribute, whatever its quotes."""
    return text.translate(_ATTRIBUTE_TEXT)
