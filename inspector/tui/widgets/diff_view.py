"""Two messages, aligned: side by side where there is room, one below the other where not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import set_cell_size

from inspector.tui.compare import Pair
from inspector.tui.widgets.painted_lines import PaintedLines, Piece, width_of

__all__ = ["DiffView"]

_BESIDE = 120
_DIFFERS = frozenset("~-+!")
_ROLES = {"-": "removed", "+": "added"}


class DiffView(PaintedLines):
    """The lines of a comparison, each with its sign: = ~ - + and ? for what may differ."""

    HELP = "In front of what differs: ~ changed, - only in the first, + only in the second, ? may differ."
    DEFAULT_CSS = "DiffView { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__(id="diff")
        self._pairs: list[Pair] = []
        self._lines: list[tuple[str, tuple[Piece, ...]]] = []
        self._made_for = (0, True)
        self.show_same = True

    def show(self, pairs: list[Pair]) -> None:
        """Shows another comparison."""
        self._pairs = pairs
        self._made_for = (0, True)
        self.lines_changed(keep_cursor=False)

    def lines_changed(self, *, keep_cursor: bool = True) -> None:
        """Lays the lines out anew if the width has changed."""
        made_for = (self.scrollable_content_region.width, self.show_same)
        if made_for != self._made_for and made_for[0]:
            self._made_for = made_for
            self._lines = [line for pair in self._pairs for line in self._laid_out(pair, made_for[0])]
        super().lines_changed(keep_cursor=keep_cursor)

    def _laid_out(self, pair: Pair, width: int) -> Iterator[tuple[str, tuple[Piece, ...]]]:
        if pair.sign in "=?" and not self.show_same:
            return
        if pair.sign in "#!":
            yield pair.sign, pair.left
        elif width >= _BESIDE:
            half = (width - 7) // 2
            left, right = pair.left, pair.right
            if pair.sign != "=" and pair.sign != "?":
                left, right = _stressed(left, "removed"), _stressed(right, "added")
            yield pair.sign, (*_fitted(left, half), (" │ ", "quiet"), *_fitted(right, half))
        elif pair.sign == "~":
            yield "-", _dyed(pair.left, "removed")
            yield "+", _dyed(pair.right, "added")
        else:
            pieces = pair.right or pair.left
            yield pair.sign, _dyed(pieces, _ROLES[pair.sign]) if pair.sign in _ROLES else pieces

    def count(self) -> int:
        """Returns how many lines there are."""
        return len(self._lines)

    def widest(self) -> int:
        """Returns the columns of the widest line."""
        return max((sum(width_of(text) for text, _ in line) + 3 for _, line in self._lines), default=0)

    def pieces(self, y: int) -> Sequence[Piece]:
        """Returns a line with its sign."""
        sign, pieces = self._lines[y]
        if sign == "#":
            return pieces
        if sign == "?":
            pieces = _dyed(pieces, "quiet")
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


def _dyed(pieces: Sequence[Piece], role: str) -> tuple[Piece, ...]:
    return tuple((text, role) for text, _ in pieces)


def _stressed(pieces: Sequence[Piece], role: str) -> tuple[Piece, ...]:
    """Paints what can differ between two lines of the same element: its text and its attributes."""
    return tuple((text, role if was in ("text", "value", "outcome") else was) for text, was in pieces)


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
