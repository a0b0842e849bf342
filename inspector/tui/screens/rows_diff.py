"""Two flows or two cassettes compared: interactions side by side, from which one goes to both messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult

from inspector.cassette import Cassette, Interaction
from inspector.flow import Step
from inspector.report.ladder import shortened
from inspector.tui.actions import bindings
from inspector.tui.align import Aligned, align
from inspector.tui.catalogue import Catalogue
from inspector.tui.screens.base import InspectorScreen
from inspector.tui.screens.diff import DiffScreen
from inspector.tui.widgets.painted_lines import PaintedLines, Piece

__all__ = ["RowsDiffScreen"]

_ROLES = {"=": "quiet", "~": "warning", "-": "removed", "+": "added"}


class AlignedList(PaintedLines):
    """One pair of interactions a line."""

    HELP = "= the same outcome, ~ another, - only in the first, + only in the second. Enter compares both."
    DEFAULT_CSS = "AlignedList { height: 1fr; overflow-x: hidden; }"

    def __init__(self, pairs: Sequence[Aligned]) -> None:
        super().__init__(id="aligned")
        self.pairs = pairs
        self.show_same = True

    @property
    def shown(self) -> list[Aligned]:
        """The pairs that are shown."""
        return [pair for pair in self.pairs if self.show_same or pair.sign != "="]

    def count(self) -> int:
        """Returns how many lines there are."""
        return len(self.shown)

    def pieces(self, y: int) -> Sequence[Piece]:
        """Returns a pair."""
        pair = self.shown[y]
        half = (self.scrollable_content_region.width - 6) // 2
        role = _ROLES[pair.sign]
        return (
            (f"{pair.sign} ", role),
            (_told(pair.first, half), role if pair.sign != "=" else "outcome"),
            (" │ ", "quiet"),
            (_told(pair.second, half), role if pair.sign != "=" else "outcome"),
        )

    def to_difference(self, step: int) -> bool:
        """Moves the cursor to the next pair that differs, or the one before; says whether there is one."""
        shown = self.shown
        at = self.cursor + step
        while 0 <= at < len(shown):
            if shown[at].sign != "=":
                self.cursor = at
                return True
            at += step
        return False


class RowsDiffScreen(InspectorScreen):
    """Holds two rows of interactions against each other.

    Args:
        rows: the interactions of both.
        catalogues: where they are.
        names: what they are, for the title.
        opened: a cassette that is closed with the screen.
    """

    BINDINGS = bindings("diff")
    HELP = "Interactions that correspond, side by side. Enter compares the messages of a line."
    AUTO_FOCUS = "AlignedList"
    scope: ClassVar[str] = "diff"

    def __init__(
        self,
        rows: tuple[Sequence[Step], Sequence[Step]],
        catalogues: tuple[Catalogue, Catalogue],
        names: tuple[str, str],
        opened: Cassette | None = None,
    ) -> None:
        super().__init__()
        self._opened = opened
        self._pairs = list(align(*rows))
        self._catalogues = catalogues
        self._names = names

    def body(self) -> ComposeResult:
        """The pairs."""
        yield AlignedList(self._pairs)

    def on_mount(self) -> None:
        """Says how many differ."""
        self.title_bar.what = "Differences"
        self.title_bar.where = "  →  ".join(self._names)
        differ = sum(pair.sign != "=" for pair in self._pairs)
        self.title_bar.fact = f"{differ:,} of {len(self._pairs):,} differ"
        self.query_one(AlignedList).lines_changed()

    def on_unmount(self) -> None:
        """Closes what was opened for the comparison."""
        if self._opened is not None:
            self._opened.close()

    def on_painted_lines_chosen(self, event: PaintedLines.Chosen) -> None:
        """Compares the messages of the pair."""
        pair = self.query_one(AlignedList).shown[event.line]
        if pair.first is None or pair.second is None:
            self.notify("Nothing corresponds to this one.")
            return
        found = [
            catalogue.interaction(catalogue.place_of(step.n))
            for catalogue, step in zip(self._catalogues, (pair.first, pair.second), strict=True)
        ]
        first, second = found
        if isinstance(first, Interaction) and isinstance(second, Interaction):
            self.app.push_screen(DiffScreen(first, second))

    def action_difference(self, step: int) -> None:
        """Goes to the next pair that differs."""
        if not self.query_one(AlignedList).to_difference(step):
            self.notify("No more differences.")

    def action_same(self) -> None:
        """Shows the pairs that are the same as well, or the others alone."""
        listing = self.query_one(AlignedList)
        listing.show_same = not listing.show_same
        listing.lines_changed(keep_cursor=False)


def _told(step: Step | None, width: int) -> str:
    if step is None:
        return " " * width
    text = f"{step.n:>5} {step.operation:<24} {step.outcome}"
    return f"{shortened(text, width):<{width}}"
