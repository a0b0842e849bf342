"""Lines that are made once and scrolled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from inspector.tui.widgets.painted_lines import PaintedLines, Piece, width_of


class TextLines(PaintedLines):
    """Fixed lines."""

    def __init__(self, lines: Iterable[Sequence[Piece]] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines = [tuple(line) for line in lines]

    def show(self, lines: Iterable[Sequence[Piece]]) -> None:
        """Shows other lines."""
        self._lines = [tuple(line) for line in lines]
        self.lines_changed(keep_cursor=False)

    def count(self) -> int:
        """Returns how many lines there are."""
        return len(self._lines)

    def widest(self) -> int:
        """Returns the columns of the widest line."""
        return max((sum(width_of(text) for text, _ in line) for line in self._lines), default=0)

    def pieces(self, y: int) -> Sequence[Piece]:
        """Returns a line."""
        return self._lines[y]

    @property
    def text(self) -> str:
        """All lines as plain text."""
        return "\n".join("".join(text for text, _ in line) for line in self._lines) + "\n"
