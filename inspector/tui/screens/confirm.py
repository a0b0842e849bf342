"""A question with consequences, asked in a box."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from inspector.wire.printable import printable_line


class ConfirmScreen(ModalScreen[bool]):
    """Asks; y says yes, everything else no.

    Args:
        question: the question.
        facts: what is to be known, a line each.
        danger: whether it is shown in red.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "dismiss(True)", "Yes"),
        Binding("n,escape,q,enter", "dismiss(False)", "No"),
    ]
    HELP = "y does it, everything else does not."
    DEFAULT_CSS = """
    ConfirmScreen { align: center middle; }
    ConfirmScreen > Vertical {
        width: 66; max-width: 96%; height: auto; padding: 1 2; background: $surface;
        border: round $primary; border-title-color: $foreground; border-subtitle-color: $foreground;
    }
    ConfirmScreen.danger > Vertical {
        border: heavy $paint-error; border-title-color: $paint-error; border-subtitle-color: $foreground;
    }
    ConfirmScreen.danger Static { color: $paint-error; text-style: bold; }
    """

    def __init__(self, question: str, facts: Sequence[str] = (), *, danger: bool = False) -> None:
        super().__init__(classes="danger" if danger else None)
        self._question = question
        self._facts = facts

    def compose(self) -> ComposeResult:
        """The question and the facts."""
        with Vertical() as box:
            box.border_title = printable_line(self._question).replace("[", "\\[")
            box.border_subtitle = "y yes   n no"
            for fact in self._facts:
                yield Static(printable_line(fact), markup=False)
