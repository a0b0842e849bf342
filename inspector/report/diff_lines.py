"""The lines of a comparison (inspector.diff.lines) in a terminal's colours, and on a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from inspector.diff.lines import Line, stacked
from inspector.diff.marking import ADDED, REMOVED, Piece
from inspector.report import page
from inspector.terminal import Part

_STYLES = {
    "removed": "red",
    "added": "green",
    REMOVED: "bold reverse red",
    ADDED: "bold reverse green",
    "quiet": "dim",
    "comment": "dim italic",
    "title": "bold",
    "error": "bold red",
    "warning": "bold yellow",
    "ok": "green",
}
_TAGS = {REMOVED: "del", ADDED: "ins"}


def terminal_pieces(pieces: Iterable[Piece]) -> Iterator[Part]:
    """Yields pieces with their styles; without colours they read the same."""
    for text, role in pieces:
        yield (text, _STYLES[role]) if role in _STYLES else text


def terminal_lines(lines: Iterable[Line]) -> Iterator[list[Part]]:
    """Yields the lines of a comparison in one column, each with its sign.

    Args:
        lines: the lines, with what is the same folded away.
    """
    for line in lines:
        for sign, pieces in stacked(line):
            style = {"-": "red", "+": "green"}.get(sign, "dim")
            shown = " " if sign in "=#" else sign
            yield [(shown, style), " ", *terminal_pieces(pieces)]


def html_pieces(pieces: Iterable[Piece]) -> str:
    """Returns pieces as text of a page, with what differs marked."""
    shown = []
    for text, role in pieces:
        tag = _TAGS.get(role)
        shown.append(f"<{tag}>{page.text(text)}</{tag}>" if tag else page.text(text))
    return "".join(shown)


def html_lines(lines: Iterable[Line]) -> Iterator[str]:
    """Yields the lines of a comparison side by side; what is folded away opens by a click.

    Args:
        lines: the lines, with what is the same folded away.
    """
    rows: list[str] = []
    for line in lines:
        if line.sign in "#…":
            yield from _table(rows)
            rows = []
        if line.sign == "…":
            summary = html_pieces(line.left)
            inside = "".join(_table([_row(each) for each in line.inside]))
            yield f'<details class="fold"><summary>{summary}</summary>{inside}</details>\n'
        elif line.sign == "#":
            yield f"<h3>{html_pieces(line.left)}</h3>\n" if line.left else ""
        else:
            rows.append(_row(line))
    yield from _table(rows)


def _table(rows: Sequence[str]) -> Iterator[str]:
    if rows:
        yield f'<table class="lines">\n{"".join(rows)}</table>\n'


def _row(line: Line) -> str:
    sign = "" if line.sign == "=" else page.text(line.sign)
    return (
        f'<tr class="{_CLASSES[line.sign]}"><td>{sign}</td>'
        f"<td>{html_pieces(line.left)}</td><td>{html_pieces(line.right)}</td></tr>\n"
    )


_CLASSES = {"=": "same", "?": "quiet", "~": "changed", "-": "gone", "+": "new", "!": "changed"}
