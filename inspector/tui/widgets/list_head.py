"""The headings of the list of interactions."""

from __future__ import annotations

from rich.text import Text
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from inspector.tui.theme import style_of
from inspector.tui.widgets.interaction_list import InteractionList

_ORDERS = {
    "no": "number", "seconds": "number", "file": "file", "endpoint": "endpoint", "operation": "operation",
    "outcome": "outcome", "handle": "flow", "status": "status", "took": "duration", "size": "size",
    "finds": "findings",
}  # fmt: skip
"""The order that a column's heading stands for."""


class ListHead(Widget):
    """One line with the names of the columns; a click on one sorts by it."""

    DEFAULT_CSS = "ListHead { height: 1; background: $panel; }"

    class Clicked(Message):
        """A heading was clicked."""

        def __init__(self, order: str) -> None:
            super().__init__()
            self.order = order

    order: reactive[str] = reactive("number")
    """What the list is sorted by."""
    turned: reactive[bool] = reactive(False)
    """Whether that order is turned round."""

    def __init__(self, of: InteractionList) -> None:
        super().__init__()
        self._of = of

    def render(self) -> Text:
        """Writes the names over their columns, and a sign at what is sorted by."""
        text = Text(no_wrap=True, overflow="crop", style=style_of(self.app, "quiet"))
        for column in self._of.columns:
            name = "time" if column.name == "seconds" and self._of.clock_time else column.name
            sorted_by = _ORDERS.get(column.name) == self.order and column.name != "no"
            if sorted_by and (self.order != "number" or self.turned):
                name = name[: column.width - 1] + ("▴" if self.turned else "▾")
            name = name[: column.width]
            text.append((name.rjust if column.right else name.ljust)(column.width) + " ")
        return text

    def on_click(self, event: events.Click) -> None:
        """Says which heading was clicked."""
        at = 0
        for column in self._of.columns:
            at += column.width + 1
            if event.x < at:
                if column.name in _ORDERS:
                    self.post_message(self.Clicked(_ORDERS[column.name]))
                return
