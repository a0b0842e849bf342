"""The place of a finding in the text of its message: a line of it, and what to point at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from inspector.protocols.masking import masked
from inspector.wire.body.source_map import SourceMap
from inspector.wire.encoding import charset_of
from inspector.wire.printable import printable_line
from inspector.wire.xml import XmlError, parse_xml

_LONGEST = 1_000_000  # bytes; a longer message is not searched
_WIDTH = 96  # columns of a line that are shown
_BEFORE = 32  # of these, columns before what is pointed at


@dataclass(frozen=True)
class Excerpt:
    """A piece of a line.

    Args:
        line: its number, from 1.
        text: the piece, printable.
        column: where in the piece to point at, from 0.
        width: how many characters to point at; 0 for none.
        at: the column of the line that is pointed at, from 1; 0 if it is not known.
    """

    line: int
    text: str
    column: int
    width: int
    at: int = 0


def excerpt(content: bytes, path: str, line: int) -> Excerpt | None:
    """Finds the place of a finding.

    Args:
        content: the message that it is about.
        path: as in the finding.
        line: as in the finding, from 1; 0 if it has none.

    Returns:
        The piece; ``None`` if there is nothing to show.
    """
    if not content or len(content) > _LONGEST:
        return None
    text = _without_secrets(content)
    if text is None:
        return None
    try:
        parse_xml(content)
    except XmlError as problem:
        column = max(problem.problem.column - 1, 0)
        return _piece(text, problem.problem.line, column, 1) if problem.problem.line else None
    place = _source(text).find(path) if path else None
    if place is None:
        return _piece(text, line, 0, 0) if line else None
    return _piece(text, place.line, place.column - 1, place.width)


@lru_cache(2)
def _source(text: str) -> SourceMap:
    return SourceMap(text)


@lru_cache(2)  # the findings of a message come one after the other
def _without_secrets(content: bytes) -> str | None:
    try:
        return masked(content).decode(charset_of(content, None), "replace").removeprefix("\ufeff")
    except LookupError:
        return None


def _piece(text: str, line: int, column: int, width: int) -> Excerpt | None:
    lines = text.split("\n")
    if not 0 < line <= len(lines):
        return None
    whole = lines[line - 1].rstrip("\r")
    lead = len(whole) - len(whole.lstrip()) if column >= len(whole) - len(whole.lstrip()) else 0
    begin = lead if column - lead <= _WIDTH - _BEFORE else column - _BEFORE
    piece = whole[begin : begin + _WIDTH]
    dots = "…" if begin > lead else ""
    more = "…" if begin + _WIDTH < len(whole) else ""
    shown = printable_line(piece[: column - begin])
    pointed = printable_line(piece[column - begin : column - begin + width])
    rest = printable_line(piece[column - begin + width :])
    at = column + 1 if width else 0
    return Excerpt(line, f"{dots}{shown}{pointed}{rest}{more}", len(dots) + len(shown), len(pointed), at)
