"""Two interactions compared."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from inspector.cassette import Interaction
from inspector.tui.actions import bindings
from inspector.tui.compare import compare
from inspector.tui.screens.base import InspectorScreen
from inspector.tui.widgets.diff_view import DiffView

__all__ = ["DiffScreen"]


class DiffScreen(InspectorScreen):
    """Shows what differs between two interactions.

    Args:
        first: the one that the other is held against.
        second: the other.
        names: what they are, for the title.
    """

    BINDINGS = bindings("diff")
    HELP = "Two interactions: first what differs, path by path, then the lines side by side."
    AUTO_FOCUS = "DiffView"
    scope: ClassVar[str] = "diff"

    def __init__(self, first: Interaction, second: Interaction, names: tuple[str, str] | None = None) -> None:
        super().__init__()
        self._pair = (first, second)
        self._names = names or (f"number {first.n}", f"number {second.n}")

    def body(self) -> ComposeResult:
        """The comparison."""
        yield DiffView()

    def on_mount(self) -> None:
        """Compares."""
        self.title_bar.what = "Differences"
        self.title_bar.where = f"{self._names[0]}  →  {self._names[1]}"
        view = self.query_one(DiffView)
        view.show(compare(*self._pair))
        self.call_after_refresh(view.to_difference, 1)

    def action_difference(self, step: int) -> None:
        """Goes to the next difference."""
        if not self.query_one(DiffView).to_difference(step):
            self.notify("No more differences.")

    def action_same(self) -> None:
        """Shows what is the same as well, or differences alone."""
        view = self.query_one(DiffView)
        view.show_same = not view.show_same
        view.lines_changed(keep_cursor=False)
