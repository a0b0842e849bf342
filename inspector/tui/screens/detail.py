"""One interaction: its request and its response, stacked or side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Footer

from inspector.cassette import Interaction
from inspector.conformance.finding import Direction
from inspector.tui.actions import bindings
from inspector.tui.catalogue import Catalogue
from inspector.tui.screens.flow import open_flow
from inspector.tui.widgets.message_view import MessageView
from inspector.tui.widgets.painted_lines import PaintedLines
from inspector.tui.widgets.title_bar import TitleBar
from inspector.wire.printable import printable_line

__all__ = ["DetailScreen"]


class DetailScreen(Screen[None]):
    """Shows an interaction of a list, and steps through the list.

    Args:
        catalogue: where the interactions are.
        places: the places in the cassette that are stepped through.
        at: which of them is shown first.
    """

    BINDINGS = bindings("detail")
    HELP = "A request and its response, with the findings at the lines that they concern."
    AUTO_FOCUS = "#response"
    HORIZONTAL_BREAKPOINTS = [(0, "-stacked"), (120, "-beside")]  # noqa: RUF012 (as Textual declares it)
    DEFAULT_CSS = """
    DetailScreen #messages { layout: vertical; height: 1fr; }
    DetailScreen MessageView:focus { height: 2fr; }
    DetailScreen.-beside #messages { layout: horizontal; }
    """
    scope: ClassVar[str] = "detail"

    def __init__(self, catalogue: Catalogue, places: Sequence[int], at: int) -> None:
        super().__init__()
        self.catalogue = catalogue
        self.places = places
        self.at = at

    def compose(self) -> ComposeResult:
        """Title, both messages, keys."""
        yield TitleBar("")
        with Container(id="messages"):
            yield MessageView(Direction.REQUEST)
            yield MessageView(Direction.RESPONSE)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Shows the first interaction once the widths are known."""
        self.call_after_refresh(self._show)

    def on_painted_lines_chosen(self, event: PaintedLines.Chosen) -> None:
        """Folds or unfolds."""
        if isinstance(event.lines, MessageView):
            event.lines.fold(event.line)

    def _show(self) -> None:
        found = self.catalogue.interaction(self.places[self.at])
        title = self.query_one(TitleBar)
        title.fact = f"{self.at + 1} of {len(self.places)}"
        if not isinstance(found, Interaction):
            title.what, title.where = "This line cannot be read", str(found)
            return
        row = self.catalogue.row(self.places[self.at])
        title.what = f"{row.n} {row.operation}"
        title.where = _facts(found)
        for view in self.query(MessageView):
            view.show(found)

    def action_switch(self) -> None:
        """Goes to the other message."""
        request, response = self.query_one("#request"), self.query_one("#response")
        (response if request.has_focus else request).focus()

    def action_step(self, step: int) -> None:
        """Shows another interaction of the list."""
        if 0 <= self.at + step < len(self.places):
            self.at += step
            self._show()
        else:
            self.app.bell()

    def action_finding(self, step: int) -> None:
        """Goes to the next finding, in this message and then in the other."""
        views = list(self.query(MessageView))
        current = next((view for view in views if view.has_focus), views[0])
        if current.to_finding(step):
            return
        other = views[1 - views.index(current)]
        other.cursor = 0 if step > 0 else other.count() - 1
        if other.finding is not None or other.to_finding(step):
            other.focus()
        else:
            self.notify("No more findings in this interaction.")

    def action_flow(self) -> None:
        """Draws the flow of this interaction's handle."""
        step = self.catalogue.step(self.places[self.at])
        if step is not None and step.handles:
            open_flow(self.app, self.catalogue, step.handles[-1].value)
        else:
            self.notify("This interaction names no handle.", severity="warning")


def _facts(interaction: Interaction) -> str:
    parts = [f"at {interaction.at:.3f} s", f"took {interaction.took:.3f} s"]
    if interaction.auth:
        legs = interaction.auth.legs
        parts.append(f"{interaction.auth.scheme}, {legs} leg{'s' * (legs != 1)}")
    if interaction.conn:
        parts.append(interaction.conn)
    return printable_line(" · ".join(parts))
