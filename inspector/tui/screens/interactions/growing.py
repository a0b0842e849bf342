"""A list that grows: a large cassette is read on beside the screen, one that is recorded to is followed."""

from __future__ import annotations

import time

from textual import work
from textual.worker import get_current_worker

from inspector.errors import CassetteError
from inspector.tui.cassette_view import CassetteView
from inspector.tui.screens.interactions.listed import SHOW_SECONDS, ListedScreen

_TAIL_SECONDS = 0.5


class GrowingScreen(ListedScreen):
    """Reads on, looks for more from time to time, and follows the end."""

    def __init__(self, cassette_view: CassetteView) -> None:
        super().__init__(cassette_view)
        self.following = False
        self._torn = bool(cassette_view.cassette.warnings)  # later, a line can just not be complete yet

    def on_mount(self) -> None:
        """Says how much there is, and looks for more from time to time."""
        self._tell()
        for warning in (
            each for cassette in self.cassette_view.files.cassettes for each in cassette.warnings
        ):
            self.notify(warning, title="Torn file", severity="warning", timeout=8)
        self._tail = self.set_interval(_TAIL_SECONDS, self.look_for_more)
        if self.cassette_view.files.whole:
            self.all_read()
        else:
            self.call_after_refresh(self._read_on)  # what is there already is painted first

    @work(thread=True, group="reading")
    def _read_on(self) -> None:
        """Looks through the rest of a large file; its first rows are there already."""
        worker = get_current_worker()
        shown_at = time.monotonic()
        for share in self.cassette_view.read_on():
            if worker.is_cancelled:
                return
            if time.monotonic() - shown_at > SHOW_SECONDS:
                self.app.call_from_thread(self._read, share)
                shown_at = time.monotonic()
        self.app.call_from_thread(self._read, 1.0)
        self.app.call_from_thread(self.all_read)

    def _read(self, share: float) -> None:
        self.title_bar.busy = f"reading … {share:.0%}" if share < 1 else ""
        if share == 1:
            self.call_after_refresh(self.listed_anew)
        if self.shown.plain:
            places = range(len(self.cassette_view))
            self._place(places[::-1] if self.shown.reverse else places, self.listing.place)
            self._tell()

    def look_for_more(self) -> None:
        """Shows what has been appended to the cassette since."""
        if not self.cassette_view.files.whole:
            return  # it is still being read
        before = len(self.cassette_view)
        try:
            more = self.cassette_view.refresh()
        except CassetteError as problem:
            self._tail.stop()
            self.notify(str(problem), title="The cassette changed", severity="error")
            return
        if not more:
            return
        listing = self.listing
        if self.shown.plain:
            self._place(range(len(self.cassette_view)), listing.place)
        elif self.shown.order == "number" and not self.shown.reverse:  # another order is made anew by a key
            *_, seen = self.shown.run(self.cassette_view, before)
            self._place([*listing.places, *seen.places], listing.place)
        self._tell()
        self.listed_anew()
        if self.following:
            listing.action_last()

    def _how_listed(self) -> list[str]:
        parts = super()._how_listed()
        if self.following:
            parts.append("following")
        if self._torn and self.cassette_view.cassette.warnings:
            parts.append("⚠ torn")
        return parts

    def action_follow(self) -> None:
        """Stays at the end of a cassette that grows, or no longer."""
        self.following = not self.following
        if self.following:
            self.listing.action_last()
        self._tell()
