"""The headings of the list of interactions."""

from __future__ import annotations

from rich.text import Text
from textual.widget import Widget

from inspector.tui.theme import style_of
from inspector.tui.widgets.interaction_list import InteractionList

__all__ = ["ListHead"]


class ListHead(Widget):
    """One line with the names of the columns."""

    DEFAULT_CSS = "ListHead { height: 1; background: $panel; }"

    def __init__(self, of: InteractionList) -> None:
        super().__init__()
        self._of = of

    def render(self) -> Text:
        """Writes the names over their columns."""
        text = Text(no_wrap=True, overflow="crop", style=style_of(self.app, "quiet"))
        for column in self._of.columns:
            name = "time" if column.name == "seconds" and self._of.clock_time else column.name
            name = name[: column.width]
            text.append((name.rjust if column.right else name.ljust)(column.width) + " ")
        return text
