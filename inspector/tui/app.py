"""The application: a cassette, its screens, and what can be done everywhere."""

from __future__ import annotations

from pathlib import Path

from textual.app import App

from inspector.cassette import Cassette, open_cassette
from inspector.tui.actions import bindings
from inspector.tui.catalogue import Catalogue
from inspector.tui.screens.browse import BrowseScreen
from inspector.tui.screens.help import HelpScreen
from inspector.tui.theme import DARK, LIGHT

__all__ = ["InspectorApp"]


class InspectorApp(App[None]):
    """The terminal UI.

    Args:
        path: the cassette to open.

    Raises:
        CassetteError: the file is no cassette.
        UnreadableInput: the file cannot be opened.
    """

    TITLE = "ews-inspector"
    BINDINGS = bindings("app")
    ENABLE_COMMAND_PALETTE = True
    CSS = "Screen { background: $background; }"

    def __init__(self, path: Path | str) -> None:
        super().__init__()
        self.cassette: Cassette = open_cassette(path)
        self.catalogue = Catalogue(self.cassette)
        self.keys: dict[str, str] = {}
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = DARK.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Gives the colours of the roles to themes that do not name them."""
        return DARK.variables

    def on_mount(self) -> None:
        """Opens the first screen."""
        self.push_screen(BrowseScreen(self.catalogue))

    async def action_back(self) -> None:
        """Goes back to the screen before; from the first one, leaves."""
        if len(self.screen_stack) > 2:
            self.pop_screen()
        else:
            self.exit()

    def action_help_keys(self) -> None:
        """Shows the keys of the present screen."""
        scope = getattr(self.screen, "scope", "app")
        about = getattr(self.focused, "HELP", None) or getattr(self.screen, "HELP", None) or ""
        self.push_screen(HelpScreen(scope, about, self.keys))

    def action_switch_theme(self) -> None:
        """Switches between dark and light."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name
