"""Two messages, aligned: side by side where there is room, one below the other where not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import set_cell_size

from inspector.diff.lines import Line, folded, stacked
from inspector.tui.widgets.painted_lines import PaintedLines, Piece, width_of

_BESIDE = 120
_BETWEEN = 7  # columns: a sign, and what stands between the messages
_DIFFERS = frozenset("~-+!")
_ROLES = {"-": "removed", "+": "added", "…": "comment"}


class DiffView(PaintedLines):
    """The lines of a comparison, each with its sign: = ~ - + and ? for what may differ."""

    HELP = (
        "In front of what differs: ~ changed, - only in the first, + only in the second, ? may differ. "
        "Enter unfolds what is left out."
    )
    DEFAULT_CSS = "DiffView { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__(id="diff")
        self._given: Sequence[Line] = ()
        self._lines: list[tuple[str, tuple[Piece, ...], Line]] = []
        self.show_same = False

    @property
    def columns(self) -> int:
        """The columns that there are for a line of one message."""
        width = self.scrollable_content_region.width
        return (width - _BETWEEN) // 2 if width >= _BESIDE else width - 2

    def show(self, lines: Sequence[Line], *, keep_cursor: bool = False) -> None:
        """Shows other lines.

        Args:
            lines: all lines of a comparison, laid out for :attr:`columns`.
            keep_cursor: whether the cursor stays where it is.
        """
        self._given = lines
        self.lay_out(keep_cursor=keep_cursor)

    def lay_out(self, *, keep_cursor: bool = False) -> None:
        """Folds what is the same, or shows it, and shows the lines anew."""
        lines = self._given if self.show_same else folded(self._given)
        self._lines = [line for each in lines for line in self._laid_out(each)]
        self.lines_changed(keep_cursor=keep_cursor)

    def unfold(self, y: int) -> bool:
        """Shows the lines that one stands for.

        Args:
            y: the line, from 0.

        Returns:
            Whether it stands for any.
        """
        inside = self._lines[y][2].inside
        if inside:
            self._lines[y : y + 1] = [line for each in inside for line in self._laid_out(each)]
            self.lines_changed()
        return bool(inside)

    def _laid_out(self, line: Line) -> Iterator[tuple[str, tuple[Piece, ...], Line]]:
        half = self.columns
        if line.sign in "#!…" or self.scrollable_content_region.width < _BESIDE:
            for sign, pieces in stacked(line):
                yield sign, pieces, line
            return
        left, right = line.left, line.right
        if line.sign == "?":
            left, right = (tuple((text, "quiet") for text, _ in side) for side in (left, right))
        elif line.sign in "-+":
            left, right = (tuple((text, _ROLES[line.sign]) for text, _ in side) for side in (left, right))
        yield line.sign, (*_fitted(left, half), (" │ ", "quiet"), *_fitted(right, half)), line

    def count(self) -> int:
        """Returns how many lines there are."""
        return len(self._lines)

    def widest(self) -> int:
        """Returns the columns of the widest line."""
        return max((sum(width_of(text) for text, _ in line) + 3 for _, line, _ in self._lines), default=0)

    def pieces(self, y: int) -> Sequence[Piece]:
        """Returns a line with its sign."""
        sign, pieces, _ = self._lines[y]
        if sign == "#":
            return pieces
        shown = " " if sign == "=" else "≠" if sign == "!" else sign
        return ((f"{shown} ", _ROLES.get(sign, "key")), *pieces)

    def to_difference(self, step: int) -> bool:
        """Moves the cursor to the next difference, or the one before.

        Args:
            step: 1 or -1.

        Returns:
            Whether there is one.
        """
        at = self.cursor + step
        while 0 <= at < len(self._lines):
            if self._lines[at][0] in _DIFFERS:
                self.cursor = at
                return True
            at += step
        return False


def _fitted(pieces: Sequence[Piece], width: int) -> Iterator[Piece]:
    left = width
    for text, role in pieces:
        if left <= 0:
            return
        size = width_of(text)
        if size > left:
            yield set_cell_size(text, left - 1) + "…", role
            return
        yield text, role
        left -= size
    yield " " * left, ""
