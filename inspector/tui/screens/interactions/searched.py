"""A text that is looked for in all bodies of what is listed, beside the screen."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from textual import work
from textual.worker import get_current_worker

from inspector.tui.screens.interactions.listed import SHOW_SECONDS, ListedScreen
from inspector.tui.searching import Hits, search
from inspector.tui.widgets.preview import Preview


class SearchedScreen(ListedScreen):
    """Goes to what holds a text, counts it, and takes the search along into a message and back."""

    _hits: Hits | None = None

    def look_for(self, text: str) -> None:
        """Goes to the first interaction that holds a text in a body or in its line of the list.

        Args:
            text: the text; empty ends the search.
        """
        self.workers.cancel_group(self, "find")
        self.listing.want(text)
        self.query_one(Preview).want(text)
        self._hits = None
        if self._before is not None and self.listing.row != self._origin:
            self.listing.to_row(self._origin)
        self.say_found("")
        if text:
            self._search(text, self.listing.places, self.listing.row, move=self._before is not None)

    def listed_anew(self) -> None:
        """Looks for what is searched for in what is listed now; the cursor stays."""
        super().listed_anew()
        self._hits = None
        if self.listing.wanted:
            self._search(self.listing.wanted, self.listing.places, self.listing.row, move=False)

    @work(thread=True, exclusive=True, group="find")
    def _search(self, text: str, places: Sequence[int], begin: int, *, move: bool) -> None:
        worker = get_current_worker()
        shown_at, moved = -1.0, not move
        for hits in search(self.cassette_view, places, text, begin):
            if worker.is_cancelled:
                return
            if hits.done or (hits.rows and not moved) or time.monotonic() - shown_at > SHOW_SECONDS:
                known = replace(hits, rows=list(hits.rows))
                self.app.call_from_thread(self._found_hits, known, move=not moved and bool(hits.rows))
                moved = moved or bool(hits.rows)
                shown_at = time.monotonic()

    def _found_hits(self, hits: Hits, *, move: bool) -> None:
        if hits.text != self.listing.wanted or hits.total != len(self.listing.places):
            return  # something else is searched for or listed by now
        self._hits = hits
        if move:
            here = self.listing.row
            self.listing.to_row(next((row for row in hits.rows if row >= here), hits.rows[0]))
        self.show_found()

    def find_next(self, step: int) -> None:
        """Goes to the next interaction that holds the text, round the end."""
        row = self._hits.beside(self.listing.row, step) if self._hits else None
        if row is not None:
            self.listing.to_row(row)

    def show_found(self) -> None:
        """Says how many interactions hold the text, and which of them this is."""
        self.say_found(self._hits.position(self.listing.row) if self._hits and self._hits.text else "")

    def on_screen_resume(self) -> None:
        """Goes to the interaction that was looked at last, and looks for what was searched for there."""
        place = self.shell.looked_at
        self.shell.looked_at = None
        if place is not None and place != self.listing.place and place in self.listing.places:
            self.listing.to_row(self.listing.places.index(place))
        if self.shell.searched.lower() != self.listing.wanted:
            self.look_for(self.shell.searched)
