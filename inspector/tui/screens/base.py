"""What all screens share: a title, a body, a line to find texts in, and the keys at the foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar, Protocol, cast

from textual.app import ComposeResult
from textual.screen import Screen

from inspector.cassette import Interaction
from inspector.conformance.finding import Finding
from inspector.flow import Flow
from inspector.tui.actions import bindings
from inspector.tui.cassette_view import CassetteView
from inspector.tui.widgets.input_bar import InputBar
from inspector.tui.widgets.keys_shown import KeysShown
from inspector.tui.widgets.painted_lines import PaintedLines
from inspector.tui.widgets.title_bar import TitleBar


class Shell(Protocol):
    """What the application does for its screens."""

    marked_flow: Flow | None
    searched: str
    """What was searched for last, on whichever screen."""
    looked_at: int | None
    """The place of the interaction that was looked at last."""

    def open(self, path: Path) -> None:
        """Opens a cassette."""

    def open_flow(self, cassette_view: CassetteView, handle: str) -> None:
        """Draws the flow of a handle on a screen of its own."""

    def stop_looking(self) -> bool:
        """Stops to look for a flow; says whether it was looked for."""

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
    """The scope of the table of actions that its keys are of."""

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes that the help shows for it."""
        return (self.scope,)

    def body(self) -> ComposeResult:
        """Yields what stands between the title and the foot."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Title, body, line, keys."""
        yield TitleBar("")
        yield from self.body()
        yield InputBar("find", "a text; n and N go on", id="find-bar")
        yield KeysShown(show_command_palette=False)

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

    @property
    def searched_lines(self) -> list[PaintedLines]:
        """What is searched, in order; the one with the focus counts as the present one."""
        return [self.lines] if self.lines is not None else []

    def on_input_bar_typed(self, event: InputBar.Typed) -> None:
        """Goes to the first place of what has been typed so far."""
        if event.bar.id == "find-bar":
            self.look_for(event.text)

    def on_input_bar_entered(self, event: InputBar.Entered) -> None:
        """Stays at the place of what was typed; nothing typed ends the search."""
        self.give_back()
        if event.bar.id == "find-bar":
            self.shell.searched = event.text

    def on_input_bar_left(self, event: InputBar.Left) -> None:
        """Goes back to where the search began, and gives the keys back to the lines."""
        if event.bar.id == "find-bar":
            self.look_for("")
        self.give_back()

    def look_for(self, text: str) -> None:
        """Goes to the first place of a text, from where the search began.

        Args:
            text: the text; empty goes back there.
        """
        views = self.searched_lines
        for view in views:
            view.want(text)
        if self._before is not None:
            self._before.reveal(self._origin)
            if text and not self._before.find(1, self._origin):
                self.find_next(1)
        self.show_found()

    def find_next(self, step: int) -> None:
        """Goes to the next place of what is searched for, round the end.

        Args:
            step: 1 to go on, -1 to go back.
        """
        views = self.searched_lines
        current = self._before if self._before in views else self.lines
        if current not in views or not any(view.hits for view in views):
            return
        if current.find(step):
            return
        at = views.index(current)
        for offset in range(1, len(views) + 1):
            view = views[(at + offset * step) % len(views)]
            if view.find(step, 0 if step > 0 else view.units() - 1):
                if view is not current:
                    self.focus_found(view)
                return

    def focus_found(self, view: PaintedLines) -> None:
        """Gives the keys to the lines in which something was found; later, while it is being typed."""
        if self.query_one("#find-bar", InputBar).display:
            self._before = view
        else:
            self.set_focus(view)

    def show_found(self) -> None:
        """Says how many places there are, and which of them this is."""
        views = self.searched_lines
        text = views[0].wanted if views else ""
        current = self._before if self._before in views else self.lines
        at, count = 0, 0
        for view in views:
            if view is current and view.unit in view.hits:
                at = count + view.hits.index(view.unit) + 1
            count += len(view.hits)
        place = f"{at:,} of {count:,}" if at else f"{count:,} found" if count else "is not here"
        self.say_found(f"“{text}” {place}" if text else "")

    def say_found(self, words: str) -> None:
        """Shows what a search found.

        Args:
            words: what to show; empty for nothing.
        """
        self.title_bar.found = words
        bar = self.query_one("#find-bar", InputBar)
        if bar.display and words:
            bar.say(words)

    def action_find(self) -> None:
        """Opens the line to find a text in."""
        self._before = self.lines
        self._origin = self._before.unit if self._before is not None else 0
        self.query_one("#find-bar", InputBar).open()

    def action_find_next(self, step: int) -> None:
        """Goes to the next place of the text that is searched for."""
        self.find_next(step)
        self.show_found()

    _before: PaintedLines | None = None
    _origin = 0

    def give_back(self) -> None:
        """Gives the keys back to the lines that had them before something was typed."""
        lines = self._before or self.lines
        if lines is not None:
            lines.focus()
        self._before = None
