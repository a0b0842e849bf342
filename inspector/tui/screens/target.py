"""Where an edited request goes: a menu, with live servers in red."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from inspector.tui.resending import Target
from inspector.tui.widgets.painted_lines import PaintedLines
from inspector.tui.widgets.text_lines import TextLines
from inspector.wire.printable import printable_line


class TargetScreen(ModalScreen[Target | None]):
    """Asks where a request is sent.

    Args:
        targets: where it can go.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", "Close"),
    ]
    HELP = "Enter sends the request there. What is red is a live server."
    DEFAULT_CSS = """
    TargetScreen { align: center middle; }
    TargetScreen > Vertical {
        width: 66; max-width: 96%; height: auto; padding: 0 1; background: $surface;
        border: round $primary; border-title-color: $foreground; border-subtitle-color: $foreground;
    }
    TargetScreen TextLines { height: auto; background: $surface; }
    """

    def __init__(self, targets: Sequence[Target]) -> None:
        super().__init__()
        self._targets = targets

    def compose(self) -> ComposeResult:
        """The menu."""
        with Vertical() as box:
            box.border_title = "Send to"
            box.border_subtitle = "Enter sends, Esc closes"
            yield TextLines(
                [(printable_line(target.title), "error" if target.real else "text")]
                for target in self._targets
            )

    def on_painted_lines_chosen(self, event: PaintedLines.Chosen) -> None:
        """Chooses."""
        self.dismiss(self._targets[event.line])
