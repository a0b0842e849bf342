"""Two interactions compared."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.worker import get_current_worker

from inspector.cassette import Interaction
from inspector.diff import ByMeaning, ByRole
from inspector.replay.volatile import VolatilePaths
from inspector.tui.actions import bindings
from inspector.tui.compare import Pair, compare
from inspector.tui.screens.base import InspectorScreen
from inspector.tui.widgets.diff_view import DiffView
from inspector.wording import plural

__all__ = ["DiffScreen"]


class DiffScreen(InspectorScreen):
    """Shows what differs between two interactions.

    Args:
        first: the one that the other is held against.
        second: the other.
        names: what they are, for the title.
        reading: how values are read; by role, with nothing known of identifiers yet, if not given.
        volatile: what of requests is not compared; what clients are known to make up anew if not given.
    """

    BINDINGS = bindings("diff")
    HELP = "Two interactions: first what differs, path by path, then the lines side by side."
    AUTO_FOCUS = "DiffView"
    scope: ClassVar[str] = "diff"

    def __init__(
        self,
        first: Interaction,
        second: Interaction,
        names: tuple[str, str] | None = None,
        reading: ByMeaning | None = None,
        volatile: VolatilePaths | None = None,
    ) -> None:
        super().__init__()
        self._pair = (first, second)
        self._names = names or (f"number {first.n}", f"number {second.n}")
        self._reading = reading or ByRole()
        self._volatile = volatile

    def body(self) -> ComposeResult:
        """The comparison."""
        yield DiffView()

    def on_mount(self) -> None:
        """Compares."""
        self.title_bar.what = "Differences"
        self.title_bar.where = f"{self._names[0]}  →  {self._names[1]}"
        self.title_bar.fact = "comparing …"
        self._run()

    @work(thread=True, exclusive=True, group="comparing")
    def _run(self) -> None:
        worker = get_current_worker()
        pairs = compare(*self._pair, self._reading, self._volatile)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._show, pairs)

    def _show(self, pairs: list[Pair]) -> None:
        count = sum(pair.sign == "!" for pair in pairs)
        usual = sum(pair.sign == "?" for pair in pairs)
        parts = [f"{plural(usual, 'line')} may differ"] if usual else []
        parts += [] if isinstance(self._reading, ByRole) else ["exact"]
        parts.append(plural(count, "difference"))
        self.title_bar.fact = "  ".join(parts)
        view = self.query_one(DiffView)
        view.show(pairs)
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

    def action_exact(self) -> None:
        """Compares identifiers, change keys and times too, or no longer."""
        self._reading = ByMeaning() if isinstance(self._reading, ByRole) else ByRole()
        self._run()
