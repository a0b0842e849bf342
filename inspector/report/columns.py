"""Columns of a list that fit the width there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len, set_cell_size

from inspector.terminal import Part
from inspector.wire.printable import printable_line

_BETWEEN = "  "
_NARROWEST = 10  # what a column is narrowed to where there is no room; one that takes less stays as it is
_END = 7  # of a long text, what its end keeps: identifiers often differ there


@dataclass(frozen=True)
class Column:
    """A column of a list.

    Args:
        heading: its name.
        least: the fewest columns of the terminal in which it is of use.
        best: how many it takes where there is room; ``least`` if left out.
        right: whether its texts stand at the right.
        rank: how soon it goes where there is no room; a column of rank 0 stays.
    """

    heading: str
    least: int
    best: int = 0
    right: bool = False
    rank: int = 0

    def cell(self, text: str, style: str = "") -> list[Part]:
        """Returns a cell with the space up to the next one.

        Args:
            text: what stands in it; too long a text is cut in its middle.
            style: its style.
        """
        shown = printable_line(text)
        if not (shown.isascii() and len(shown) <= self.least):
            shown = _cut(shown, self.least)
        room = " " * (self.least - (len(shown) if shown.isascii() else cell_len(shown)))
        return [room, (shown, style), _BETWEEN] if self.right else [(shown, style), room + _BETWEEN]


def fitted(columns: Sequence[Column], width: int) -> list[Column]:
    """Returns the columns that have room, each as wide as it will be.

    Those that stay are narrowed where there is no room for them, the widest first.

    Args:
        columns: the columns, in order.
        width: the columns of the terminal.
    """
    kept = list(columns)
    while (room := width - sum(each.least + len(_BETWEEN) for each in kept) + len(_BETWEEN)) < 0:
        last = max(kept, key=lambda each: each.rank)
        if last.rank:
            kept.remove(last)
            continue
        widest = max(kept, key=lambda each: each.least)
        if widest.least <= _NARROWEST:
            break
        kept[kept.index(widest)] = replace(widest, least=widest.least - 1)
    found = []
    for each in kept:
        more = min(max(each.best - each.least, 0), max(room, 0))
        room -= more
        found.append(replace(each, least=each.least + more))
    return found


def _cut(text: str, width: int) -> str:
    if cell_len(text) <= width:
        return text
    if width <= 2 * _END:
        return set_cell_size(text, width - 1).rstrip() + "…"
    return (
        f"{set_cell_size(text, width - _END - 1)}…{text[-_END:]}"
        if cell_len(text[-_END:]) <= _END
        else (set_cell_size(text, width - 1) + "…")
    )
