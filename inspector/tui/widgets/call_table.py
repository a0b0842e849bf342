"""The calls of the running server, with the count-down of their timers."""

from __future__ import annotations

from collections.abc import Sequence

from inspector.protocols.timed import Stage
from inspector.report.ladder import OF_STAGE, shortened
from inspector.tui.host import CallShown
from inspector.tui.widgets.painted_lines import PaintedLines, Piece

_BAR = 16


class CallTable(PaintedLines):
    """One call a line: identifier, state, and what is left of its timer."""

    HELP = "The calls that the server knows. One that is Disconnected is forgotten after 32 seconds."
    DEFAULT_CSS = """
    CallTable {
        height: auto; max-height: 8; min-height: 3; border: round $panel; border-title-color: $foreground;
    }
    CallTable:focus { border: round $primary; }
    """

    def __init__(self) -> None:
        super().__init__(id="calls")
        self.border_title = "Calls"
        self._calls: list[CallShown] = []
        self._now = 0.0

    def show(self, calls: list[CallShown], now: float) -> None:
        """Shows the calls as of a time, in clock seconds."""
        if (calls, now) == (self._calls, self._now):
            return  # it is asked ten times a second
        changed = len(calls) != len(self._calls)
        self._calls, self._now = calls, now
        if changed:
            self.lines_changed()
            self.refresh(layout=True)
        else:
            self.refresh()

    def count(self) -> int:
        """Returns how many lines there are; without calls one says so."""
        return max(len(self._calls), 1)

    def pieces(self, y: int) -> Sequence[Piece]:
        """Returns a call."""
        if not self._calls:
            return ((" no call has an identifier now", "quiet"),)
        call = self._calls[y]
        role = OF_STAGE[call.state.stage].value
        width = max(self.scrollable_content_region.width - 60, 12)
        line: list[Piece] = [
            (f" {shortened(call.handle, width):<{width}} ", "handle"),
            (f"{call.endpoint:<4}", "quiet"),
            (f"{call.state.value:<13}", role),
        ]
        if call.state.stage is Stage.GONE:
            line.append(("○ gone: no such id", "idle"))
        elif call.deadline is not None:
            left = max(call.deadline - self._now, 0.0)
            full = min(round(left / max(call.deadline - call.since, 0.001) * _BAR), _BAR)
            line.append((f"{'█' * full}{'░' * (_BAR - full)} {left:6.3f} s left", "timer"))
        if call.synthesised:
            line.append(("  by the model", "quiet"))
        return line
