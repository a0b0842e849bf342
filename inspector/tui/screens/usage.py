"""What the client uses of EWS, and what takes its place; a line of it lists what shows it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.worker import get_current_worker

from inspector.tui.actions import bindings
from inspector.tui.cassette_view import CassetteView
from inspector.tui.screens.base import InspectorScreen
from inspector.tui.usage import UsageLine, by_kind, by_verdict, collected
from inspector.tui.widgets.painted_lines import PaintedLines, Piece
from inspector.usage.inventory import Inventory
from inspector.usage.microsoft_graph.assess import assessment_of

_SHOW_SECONDS = 0.3  # between two looks at how far it is


class UsageLines(PaintedLines):
    """What is used, under headings."""

    HELP = "What the client uses. Enter lists the interactions that show it."
    DEFAULT_CSS = "UsageLines { height: 1fr; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__(id="usage")
        self.used: list[UsageLine] = []

    def count(self) -> int:
        """Returns how many lines there are."""
        return len(self.used)

    def pieces(self, y: int) -> Sequence[Piece]:
        """Returns a line."""
        return self.used[y].pieces


class UsageScreen(InspectorScreen):
    """Reads a cassette beside the screen, and shows what its client uses.

    Args:
        cassette_view: the cassette.
        choose: is called with the filter of the line that was chosen.
    """

    BINDINGS = bindings("usage")
    HELP = "What the client uses of EWS, and what Microsoft Graph has in its place (docs/migration.md)."
    AUTO_FOCUS = "UsageLines"
    scope: ClassVar[str] = "usage"

    def __init__(self, cassette_view: CassetteView, choose: Callable[[str], None]) -> None:
        super().__init__()
        self.cassette_view = cassette_view
        self.replaced = True
        self._choose = choose
        self._inventory: Inventory | None = None

    def body(self) -> ComposeResult:
        """The lines."""
        yield UsageLines()

    def on_mount(self) -> None:
        """Begins to read."""
        self.title_bar.what = "What is used"
        self._collect()

    @work(thread=True, exclusive=True, group="counting")
    def _collect(self) -> None:
        worker = get_current_worker()
        shown_at = time.monotonic()
        for share, inventory in collected(self.cassette_view):
            if worker.is_cancelled:
                return
            if inventory is not None:
                self._inventory = inventory
            elif time.monotonic() - shown_at > _SHOW_SECONDS:
                self.app.call_from_thread(setattr, self.title_bar, "busy", f"reading … {share:.0%}")
                shown_at = time.monotonic()
        self.app.call_from_thread(self._lay_out)

    def on_resize(self) -> None:
        """Lays out for the new width."""
        self._lay_out()

    def _lay_out(self) -> None:
        if self._inventory is None:
            return
        lines = self.query_one(UsageLines)
        if self.replaced:
            assessment = assessment_of(self._inventory)
            lines.used = list(by_verdict(self._inventory, assessment, self.size.width - 4))
        else:
            lines.used = list(by_kind(self._inventory))
        lines.lines_changed()
        self.title_bar.busy = ""
        self.title_bar.where = "what replaces it" if self.replaced else "by kind"
        self.title_bar.fact = self.cassette_view.name

    def on_painted_lines_chosen(self) -> None:
        """Lists what the line counts."""
        self.action_choose_line()

    def action_choose_line(self) -> None:
        """Goes back to the list, filtered by the line."""
        lines = self.query_one(UsageLines)
        wanted = lines.used[lines.cursor].filter if lines.used else ""
        if wanted:
            self.app.pop_screen()
            self._choose(wanted)
        else:
            self.notify("Enter on what is used lists the interactions that show it.")

    def action_group(self) -> None:
        """Shows what replaces it, or what it is, by kind."""
        self.replaced = not self.replaced
        self._lay_out()
