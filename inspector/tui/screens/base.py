"""What all screens share: a title, a body, a line to find texts in, and the keys at the foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar, Protocol, cast

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Footer

from inspector.cassette import Interaction
from inspector.conformance.finding import Finding
from inspector.flow import Flow
from inspector.tui.actions import bindings
from inspector.tui.catalogue import Catalogue
from inspector.tui.widgets.line_bar import LineBar
from inspector.tui.widgets.painted_lines import PaintedLines
from inspector.tui.widgets.title_bar import TitleBar

__all__ = ["InspectorScreen"]


class Shell(Protocol):
    """What the application does for its screens."""

    marked_flow: Flow | None

    def open(self, path: Path) -> None:
        """Opens a cassette."""

    def open_flow(self, catalogue: Catalogue, handle: str) -> None:
        """Draws the flow of a handle on a screen of its own."""

    def explain(self, finding: Finding) -> None:
        """Shows what a finding says, and what its rule checks."""

    def explain_code(self, code: str) -> None:
        """Shows what a rule checks."""

    def send_again(self, interaction: Interaction) -> None:
        """Sends a recorded request to the running server."""

    def edit(self, interaction: Interaction) -> None:
        """Opens a recorded request to be changed and sent."""

    def send_beside(self, recorded: Interaction, send: Callable[[], Interaction], what: str) -> object:
        """Sends a request, and shows what differs from the recording, request and answer."""

    def replay(self, places: Sequence[int], what: str) -> None:
        """Sends recorded requests to the running server, in order, and compares the answers."""


class InspectorScreen(Screen[None]):
    """A screen of the terminal UI."""

    BINDINGS = bindings("find")
    scope: ClassVar[str] = "app"
    """The scope of the table of actions that the help shows for it."""

    def body(self) -> ComposeResult:
        """Yields what stands between the title and the foot."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Title, body, line, keys."""
        yield TitleBar("")
        yield from self.body()
        yield LineBar("find", "a text; n and N go on", id="find-bar")
        yield Footer(show_command_palette=False)

    @property
    def shell(self) -> Shell:
        """The application."""
        return cast(Shell, self.app)

    @property
    def title_bar(self) -> TitleBar:
        """The line on top."""
        return self.query_one(TitleBar)

    @property
    def lines(self) -> PaintedLines | None:
        """The lines that have the focus, or the first ones."""
        focused = self.focused
        if isinstance(focused, PaintedLines):
            return focused
        return next(iter(self.query(PaintedLines)), None)

    def on_line_bar_entered(self, event: LineBar.Entered) -> None:
        """Finds what was typed in the line for it."""
        self._give_back()
        if event.bar.id == "find-bar" and event.text:
            self.find(event.text, 1)

    def on_line_bar_left(self) -> None:
        """Gives the keys back to the lines."""
        self._give_back()

    def find(self, text: str, step: int) -> None:
        """Goes to the next place of a text.

        Args:
            text: the text.
            step: 1 to go on, -1 to go back.
        """
        lines = self.lines
        if lines is not None and not lines.find(text, step):
            self.notify(f"“{text}” is not here.", severity="warning", markup=False)

    def action_find(self) -> None:
        """Opens the line to find a text in."""
        self._before = self.lines
        self.query_one("#find-bar", LineBar).open()

    def action_find_next(self, step: int) -> None:
        """Goes to the next place of the text that was searched for last."""
        lines = self.lines
        if lines is not None and lines.wanted:
            self.find(lines.wanted, step)

    _before: PaintedLines | None = None

    def _give_back(self) -> None:
        lines = self._before or self.lines
        if lines is not None:
            lines.focus()
