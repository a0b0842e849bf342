"""Two interactions compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.worker import get_current_worker

from inspector.cassette import Interaction
from inspector.diff import ByMeaning, ByRole
from inspector.diff.lines import Line
from inspector.diff.side_by_side import SideBySide
from inspector.replay.volatile import VolatilePaths
from inspector.tui.actions import bindings
from inspector.tui.screens.base import InspectorScreen
from inspector.tui.widgets.diff_view import DiffView
from inspector.tui.widgets.painted_lines import PaintedLines
from inspector.wording import plural


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
        self._volatile = volatile or VolatilePaths()
        self._compared: SideBySide | None = None
        self._made_for = 0

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
        compared = SideBySide(*self._pair, self._reading, self._volatile.of)
        width, lines = self._laid_out(compared)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._show, compared, lines, width)

    def _laid_out(self, compared: SideBySide) -> tuple[int, list[Line]]:
        view = self.query_one(DiffView)
        return view.columns, list(compared.lines(view.columns, max(view.size.width - 2, 1)))

    def _show(self, compared: SideBySide, lines: Sequence[Line], width: int) -> None:
        usual = sum(line.sign == "?" for line in lines)
        parts = [f"{plural(usual, 'line')} may differ"] if usual else []
        parts += [] if isinstance(self._reading, ByRole) else ["exact"]
        parts.append(plural(len(compared.drifts), "difference"))
        self.title_bar.fact = "  ".join(parts)
        self._compared, self._made_for = compared, width
        view = self.query_one(DiffView)
        view.show(lines)
        self.call_after_refresh(view.to_difference, 1)

    def on_resize(self) -> None:
        """Lays the lines out for another width, once the view has it."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        if self._compared is not None and self.query_one(DiffView).columns != self._made_for:
            self._lay_out(self._compared)

    @work(thread=True, exclusive=True, group="laying-out")
    def _lay_out(self, compared: SideBySide) -> None:
        worker = get_current_worker()
        width, lines = self._laid_out(compared)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._show_again, lines, width)

    def _show_again(self, lines: Sequence[Line], width: int) -> None:
        self._made_for = width
        self.query_one(DiffView).show(lines, keep_cursor=True)

    def on_painted_lines_chosen(self, event: PaintedLines.Chosen) -> None:
        """Unfolds what a line stands for."""
        self.query_one(DiffView).unfold(event.line)

    def action_difference(self, step: int) -> None:
        """Goes to the next difference."""
        if not self.query_one(DiffView).to_difference(step):
            self.notify("No more differences.")

    def action_same(self) -> None:
        """Shows all that is the same as well, or only what stands around differences."""
        view = self.query_one(DiffView)
        view.show_same = not view.show_same
        view.lay_out()

    def action_exact(self) -> None:
        """Compares identifiers, change keys and times too, or no longer."""
        self._reading = ByMeaning() if isinstance(self._reading, ByRole) else ByRole()
        self._run()
