"""Two rows of interactions side by side; below a pair that differs, the paths at which it does."""

from __future__ import annotations

from collections.abc import Sequence

from inspector.diff.side_by_side import difference_line
from inspector.report.ladder import shortened
from inspector.tui.interaction_pairs import Pair, Side, Sign
from inspector.tui.widgets.painted_lines import PaintedLines, Piece, width_of

_ROLES = {
    Sign.SAME: "quiet",
    Sign.BY_NATURE: "quiet",
    Sign.DIFFERENT: "warning",
    Sign.FIRST: "removed",
    Sign.SECOND: "added",
    Sign.NOT_SENT: "quiet",
}
_MOST_PATHS = 6  # below one pair; Enter shows all


class PairList(PaintedLines):
    """One pair of interactions a line, and its differences below it."""

    HELP = (
        "= the same, ? differs as it does from run to run, ~ differs, - only in the first, + only in the "
        "second. Enter compares both messages of a line."
    )
    DEFAULT_CSS = "PairList { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__(id="rows")
        self.rows: list[Pair] = []
        self.show_same = True
        self._lines: list[tuple[Pair, int]] = []  # a row, and which of its lines; 0 is the pair itself

    def add(self, rows: Sequence[Pair]) -> None:
        """Shows further rows."""
        self.rows += rows
        self._lines += [line for row in rows for line in self._lines_of(row)]
        self.lines_changed()

    def clear(self) -> None:
        """Shows none."""
        self.rows, self._lines = [], []
        self.lines_changed(keep_cursor=False)

    def toggle_same(self) -> None:
        """Shows the pairs that are the same as well, or the others alone."""
        self.show_same = not self.show_same
        self._lines = [line for row in self.rows for line in self._lines_of(row)]
        self.lines_changed(keep_cursor=False)

    def _lines_of(self, row: Pair) -> list[tuple[Pair, int]]:
        if not row.sign.differs and not self.show_same:
            return []
        paths = min(len(row.drifts), _MOST_PATHS) if row.sign is Sign.DIFFERENT else 0
        more = len(row.drifts) > _MOST_PATHS and paths
        return [(row, part) for part in range(1 + 2 * paths + bool(more))]

    @property
    def row(self) -> Pair | None:
        """The pair of the line under the cursor."""
        return self._lines[self.cursor][0] if self._lines else None

    def count(self) -> int:
        """Returns how many lines there are."""
        return len(self._lines)

    def pieces(self, y: int) -> Sequence[Piece]:
        """Returns a pair, or one of its differences."""
        row, part = self._lines[y]
        if part == 0:
            return self._pair(row)
        drift = row.drifts[min((part - 1) // 2, len(row.drifts) - 1)]
        if part > 2 * _MOST_PATHS:
            return ((f"      … {len(row.drifts) - _MOST_PATHS} more: Enter shows all", "comment"),)
        path, values = difference_line(drift, max(self.scrollable_content_region.width - 20, 40))
        if part % 2:
            return (("      ", ""), path[0], (f"{drift.direction.value} ", "quiet"), *path[1:])
        return (("        ", ""), *values)

    def widest(self) -> int:
        """Returns the columns of the widest line of those that tell a difference."""
        told_at = [y for y, (_, part) in enumerate(self._lines) if part][:500]
        widest = max((sum(width_of(text) for text, _ in self.pieces(y)) for y in told_at), default=0)
        return max(widest, self.scrollable_content_region.width)

    def to_difference(self, step: int) -> bool:
        """Moves the cursor to the next pair that differs, or the one before; says whether there is one."""
        at = self.cursor + step
        while 0 <= at < len(self._lines):
            row, part = self._lines[at]
            if part == 0 and row.sign.differs:
                self.cursor = at
                return True
            at += step
        return False

    def _pair(self, row: Pair) -> Sequence[Piece]:
        half = max((self.scrollable_content_region.width - 6) // 2, 20)
        role = _ROLES[row.sign]
        painted = "outcome" if row.sign is Sign.SAME else role
        return (
            (f"{row.sign} ", role),
            (_told(row.first, half), painted),
            (" │ ", "quiet"),
            (_told(row.second, half, "not sent: nothing answered it" * (row.sign is Sign.NOT_SENT)), painted),
        )


def _told(side: Side | None, width: int, instead: str = "") -> str:
    if side is None:
        return f"{shortened(instead, width):<{width}}"
    operation = max(min(width - 22, 26), 10)
    outcome = max(width - operation - 7, 4)
    told = (
        f"{side.n:>5} {shortened(side.operation, operation):<{operation}} {shortened(side.outcome, outcome)}"
    )
    return f"{told:<{width}}"
