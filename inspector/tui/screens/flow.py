"""The ladder of one handle's flow."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Footer

from inspector.flow import Flow, flow_of
from inspector.tui.actions import bindings
from inspector.tui.catalogue import Catalogue
from inspector.tui.widgets.ladder_view import LadderView
from inspector.tui.widgets.title_bar import TitleBar

__all__ = ["FlowScreen", "open_flow"]


class FlowScreen(Screen[None]):
    """Draws a flow and opens its interactions."""

    BINDINGS = bindings("flow")
    HELP = "The life of one handle: client on the left, server on the right, a call's states beside them."
    AUTO_FOCUS = "LadderView"
    scope: ClassVar[str] = "flow"

    def __init__(self, catalogue: Catalogue, flow: Flow) -> None:
        super().__init__()
        self.catalogue = catalogue
        self.flow = flow

    def compose(self) -> ComposeResult:
        """Title, ladder, keys."""
        yield TitleBar("Flow", self.flow.handle.value, f"{len(self.flow.steps)} interactions")
        yield LadderView()
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Draws the flow."""
        self.query_one(LadderView).show(self.flow)

    def on_painted_lines_chosen(self) -> None:
        """Opens the interaction of the line."""
        self.action_open()

    def action_open(self) -> None:
        """Shows the interaction of the line."""
        from inspector.tui.screens.detail import DetailScreen  # here: the two screens open each other

        wanted = self.query_one(LadderView).step
        places = [self.catalogue.place_of(step.n) for step in self.flow.steps]
        numbers = [step.n for step in self.flow.steps]
        if wanted in numbers:
            self.app.push_screen(DetailScreen(self.catalogue, places, numbers.index(wanted)))

    def action_polls(self) -> None:
        """Draws every poll, or runs of them as dots."""
        self.query_one(LadderView).toggle_polls()


def open_flow(app: App[Any], catalogue: Catalogue, handle: str) -> None:
    """Draws the flow of a handle on a screen of its own.

    Args:
        app: the application.
        catalogue: where the interactions are.
        handle: the handle.
    """
    flow = flow_of(catalogue.naming(handle), handle)
    if flow is not None:
        app.push_screen(FlowScreen(catalogue, flow))
