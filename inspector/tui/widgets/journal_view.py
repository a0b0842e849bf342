"""What clients have asked the running server, and what answered."""

from __future__ import annotations

from collections.abc import Sequence

from inspector.report.ladder import shortened
from inspector.serve.journal import JournalEntry
from inspector.tui.widgets.painted_lines import PaintedLines, Piece
from inspector.wire.printable import printable_line

_WIDE = 96  # columns from which on there is room for handles
# sign and role of a source, so that neither colour nor word stands alone
_SOURCES: dict[str, tuple[str, str]] = {
    "recorded": ("●", "ok"),
    "synthesised": ("◇", "connecting"),
    "simulated": ("○", "info"),
    "miss": ("✗", "error"),
    "fault": ("!", "warning"),
    "refused": ("⊘", "warning"),
    "other": ("·", "quiet"),
}


class JournalView(PaintedLines):
    """One request a line, latest last; stays at the end while its cursor is there."""

    HELP = "The requests of clients. Enter shows what a miss was nearest to, or the recording that answered."
    DEFAULT_CSS = """
    JournalView { height: 1fr; border: round $panel; border-title-color: $foreground; overflow-x: hidden; }
    JournalView:focus { border: round $primary; }
    """

    def __init__(self) -> None:
        super().__init__(id="journal")
        self.border_title = "Journal"
        self._entries: list[JournalEntry] = []
        self.serving = False
        """Whether a server runs that can be asked."""

    @property
    def last(self) -> int:
        """The number of the latest entry; 0 if there is none."""
        return self._entries[-1].n if self._entries else 0

    @property
    def entry(self) -> JournalEntry | None:
        """The entry under the cursor."""
        return self._entries[self.cursor] if self._entries else None

    def add(self, entries: list[JournalEntry]) -> None:
        """Shows further entries."""
        at_end = self.cursor >= len(self._entries) - 1
        self._entries += entries
        self.lines_changed()
        if at_end:
            self.action_last()

    def clear(self) -> None:
        """Shows none."""
        self._entries = []
        self.lines_changed(keep_cursor=False)

    def count(self) -> int:
        """Returns how many lines there are; without entries one says what to do."""
        return max(len(self._entries), 1)

    def pieces(self, y: int) -> Sequence[Piece]:
        """Returns an entry."""
        if not self._entries:
            told = "nobody has asked anything yet: point a client at the address above"
            return (
                (f" {told if self.serving else 'no server runs: s starts one, m the simulator'}", "quiet"),
            )
        entry = self._entries[y]
        origin = entry.origin
        sign, role = _SOURCES.get(origin.source.value, ("·", "quiet"))
        source = f"{origin.source.value} #{origin.n}" if origin.n else origin.source.value
        what = printable_line(origin.operation or f"{entry.method} {entry.path}")
        line: list[Piece] = [
            (f"{entry.at:10.3f} ", "time"),
            (f"{sign} {source:<15} ", role),
            (f"{entry.status} ", "error" if entry.status >= 400 else "ok"),
            (f"{shortened(what, 24):<24} ", "operation"),
        ]
        if origin.handle and self.scrollable_content_region.width >= _WIDE:
            line.append((f"{shortened(origin.handle, 14)} ", "handle"))
        if origin.note:
            line.append((printable_line(origin.note), "outcome"))
        return line
