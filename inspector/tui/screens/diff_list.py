"""Two flows, two cassettes, or recorded and replayed: pairs side by side, each leading to its messages."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.worker import get_current_worker

from inspector.cassette import Cassette, Interaction
from inspector.diff import ByMeaning, ByRole, Compared
from inspector.errors import InspectorError
from inspector.replay.volatile import VolatilePaths
from inspector.tui.actions import bindings
from inspector.tui.interaction_pairs import Compare, Pair, Table, answers_beside
from inspector.tui.screens.base import InspectorScreen
from inspector.tui.screens.diff import DiffScreen
from inspector.tui.widgets.empty import Empty
from inspector.tui.widgets.pair_list import PairList
from inspector.wording import plural

_SHOW_SECONDS = 0.2  # between two looks at what has been compared so far
Fetch = Callable[[int], Interaction | None]


class DiffListScreen(InspectorScreen):
    """Holds two rows of interactions against each other.

    Args:
        compare: compares them.
        names: what they are, for the title.
        fetch: returns an interaction of the first by its number, and one of the second; without the second,
            what was compared is kept.
        volatile: what of requests is not compared.
        opened: a cassette that is closed with the screen.
    """

    BINDINGS = bindings("diff")
    HELP = "Interactions that correspond, side by side. Enter compares the messages of a line."
    AUTO_FOCUS = "PairList"
    scope: ClassVar[str] = "diff"

    def __init__(
        self,
        compare: Compare,
        names: tuple[str, str],
        fetch: tuple[Fetch, Fetch | None],
        volatile: VolatilePaths,
        opened: Cassette | None = None,
    ) -> None:
        super().__init__()
        self._compare = compare
        self._names = names
        self._fetch = fetch
        self._volatile = volatile
        self._opened = opened
        self.table = Table(ByRole(), keep=fetch[1] is None)

    def body(self) -> ComposeResult:
        """The pairs."""
        yield PairList()
        yield Empty()

    def on_mount(self) -> None:
        """Compares."""
        self.title_bar.what = "Differences"
        self.title_bar.where = "  →  ".join(self._names)
        self._run()

    def on_unmount(self) -> None:
        """Closes what was opened for the comparison."""
        if self._opened is not None:
            self._opened.close()

    @work(thread=True, exclusive=True, group="comparing")
    def _run(self) -> None:
        worker = get_current_worker()
        table = self.table
        rows: list[Pair] = []
        shown_at = time.monotonic()

        def emit(pair: Compared) -> bool:
            nonlocal shown_at
            rows.append(table.row(pair))
            if time.monotonic() - shown_at > _SHOW_SECONDS and not worker.is_cancelled:
                self.app.call_from_thread(self._add, rows.copy(), "comparing …")
                rows.clear()
                shown_at = time.monotonic()
            return not worker.is_cancelled

        problem = ""
        try:
            self._compare(table.reading, emit)
        except InspectorError as why:
            problem = str(why)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._add, rows, "")
            if problem:
                self.app.call_from_thread(self.notify, problem, title="Not compared", severity="error")

    def _add(self, rows: list[Pair], doing: str) -> None:
        listing = self.query_one(PairList)
        listing.add(rows)
        if listing.cursor == 0 and listing.row is not None and not listing.row.sign.differs:
            listing.to_difference(1)
        self._tell(doing)

    def _tell(self, doing: str) -> None:
        listing = self.query_one(PairList)
        differ = sum(row.sign.differs for row in listing.rows)
        usual = sum(row.by_nature for row in listing.rows)
        parts = [doing] if doing else []
        if isinstance(self.table.reading, ByRole):
            parts += [f"{plural(usual, 'value')} as from run to run"] if usual else []
        else:
            parts.append("exact")
        parts.append(f"{differ:,} of {len(listing.rows):,} differ")
        self.title_bar.fact = "  ".join(parts)
        empty = self.query_one(Empty)
        empty.display = not listing.count()
        listing.display = bool(listing.count())
        if listing.rows:
            empty.say("Nothing differs.", "a shows what is the same, x compares identifiers and times too.")
        else:
            empty.say("There is nothing to compare.", "q goes back.")

    def on_painted_lines_chosen(self) -> None:
        """Compares the messages of the pair."""
        row = self.query_one(PairList).row
        if row is None or row.first is None or row.second is None:
            self.notify("Nothing stands against this one.")
            return
        first = self._fetch[0](row.first.n)
        second = self._fetch[1](row.second.n) if self._fetch[1] else self.table.kept.get(row.second.n)
        if first is None or second is None:
            self.notify("This one was not kept: compare fewer interactions.", severity="warning")
            return
        names = (f"{self._names[0]} {first.n}", f"{self._names[1]} {second.n}")
        self.app.push_screen(DiffScreen(first, second, names, self.table.reading, self._volatile))

    def action_difference(self, step: int) -> None:
        """Goes to the next pair that differs."""
        if not self.query_one(PairList).to_difference(step):
            self.notify("No more differences.")

    def action_same(self) -> None:
        """Shows the pairs that are the same as well, or the others alone."""
        self.query_one(PairList).toggle_same()
        self._tell("")

    def action_exact(self) -> None:
        """Compares identifiers, change keys and times too, or no longer."""
        listing, before = self.query_one(PairList), self.table
        if before.keep:  # nothing is sent a second time
            self._compare = answers_beside(listing.rows, self._fetch[0], before.kept)
        exact = isinstance(before.reading, ByRole)
        self.table = Table(ByMeaning() if exact else ByRole(), before.keep)
        listing.clear()
        self._run()
