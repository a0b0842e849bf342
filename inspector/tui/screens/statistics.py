"""What the cassette holds, counted and drawn; a line of it lists what it counts."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.worker import get_current_worker

from inspector.tui.actions import bindings
from inspector.tui.cassette_view import CassetteView
from inspector.tui.charts import ChartLine, charted
from inspector.tui.screens.base import InspectorScreen
from inspector.tui.statistics import CassetteStatistics, collected
from inspector.tui.widgets.painted_lines import PaintedLines, Piece

_SHOW_SECONDS = 0.3  # between two looks at what has been counted so far


class ChartLines(PaintedLines):
    """The statistics, laid out."""

    HELP = "What was counted. Enter lists the interactions that a line counts."
    DEFAULT_CSS = "ChartLines { height: 1fr; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__(id="charts")
        self.charted: list[ChartLine] = []

    def count(self) -> int:
        """Returns how many lines there are."""
        return len(self.charted)

    def pieces(self, y: int) -> Sequence[Piece]:
        """Returns a line."""
        return self.charted[y].pieces


class StatisticsScreen(InspectorScreen):
    """Counts a cassette beside the screen, and shows what is known so far.

    Args:
        cassette_view: the cassette.
        choose: is called with the filter of the line that was chosen.
    """

    BINDINGS = bindings("statistics")
    HELP = "Operations with errors and durations, requests over time, connections, findings."
    AUTO_FOCUS = "ChartLines"
    scope: ClassVar[str] = "statistics"

    def __init__(self, cassette_view: CassetteView, choose: Callable[[str], None]) -> None:
        super().__init__()
        self.cassette_view = cassette_view
        self._choose = choose
        self._counted = CassetteStatistics(0)
        self._whole = False

    def body(self) -> ComposeResult:
        """The lines."""
        yield ChartLines()

    def on_mount(self) -> None:
        """Begins to count."""
        self.title_bar.what, self.title_bar.where = "Statistics", self.cassette_view.name
        self._collect()

    @work(thread=True, exclusive=True, group="counting")
    def _collect(self) -> None:
        worker = get_current_worker()
        shown_at, pause = time.monotonic(), _SHOW_SECONDS
        for found in collected(self.cassette_view):
            if worker.is_cancelled:
                return
            self._counted = found
            if time.monotonic() - shown_at > pause:
                self._draw(found, done=False)
                shown_at, pause = time.monotonic(), pause * 2  # drawing takes longer the more there is
        self._whole = True
        self._draw(self._counted, done=True)

    def on_resize(self) -> None:
        """Draws for the new width."""
        if self._whole:
            self._draw_beside()

    @work(thread=True, exclusive=True, group="drawing")
    def _draw_beside(self) -> None:
        self._draw(self._counted, done=True)

    def _draw(self, found: CassetteStatistics, *, done: bool) -> None:
        """Lays out what was counted, beside the screen: a million durations are not sorted at once."""
        width = max(self.size.width - 3, 20)
        lines = list(charted(found, width))
        share = found.counted * 100 // max(found.total, 1)
        self.app.call_from_thread(self._show, lines, "" if done else f"counting … {share} %")

    def _show(self, charted_lines: list[ChartLine], busy: str) -> None:
        lines = self.query_one(ChartLines)
        lines.charted = charted_lines
        lines.lines_changed()
        self.title_bar.busy = busy

    def on_painted_lines_chosen(self) -> None:
        """Lists what the line counts."""
        self.action_choose_line()

    def action_choose_line(self) -> None:
        """Goes back to the list, filtered by the line."""
        lines = self.query_one(ChartLines)
        wanted = lines.charted[lines.cursor].filter if lines.charted else ""
        if wanted:
            self.app.pop_screen()
            self._choose(wanted)
        else:
            self.notify("Enter on an operation, a connection or a finding lists what it counts.")
