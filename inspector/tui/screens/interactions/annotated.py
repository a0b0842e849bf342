"""Marks and notes of the list, which are kept in the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual import work
from textual.worker import get_current_worker

from inspector.errors import InspectorError
from inspector.tui.screens.interactions.listed import ListedScreen
from inspector.tui.widgets.input_bar import InputBar
from inspector.tui.widgets.list_head import ListHead
from inspector.wording import plural


class AnnotatedScreen(ListedScreen):
    """Marks interactions, notes what is to be said of them, and writes both into the file."""

    _noted: int | None = None

    def on_input_bar_entered(self, event: InputBar.Entered) -> None:
        """Keeps the note, and the marks with it."""
        if event.bar.id == "note-bar":
            event.stop()
            self.listing.focus()
            if self._noted is not None:
                self._annotate({self._noted: event.text.strip()}, set(self.listing.marked))

    def action_note(self) -> None:
        """Opens the line for a note on this interaction."""
        place = self.listing.place
        if place is not None:
            self._noted = place
            self.query_one("#note-bar", InputBar).open(self.cassette_view.row(place).note)

    def action_keep_marks(self) -> None:
        """Writes the marks into the file."""
        self._annotate({}, set(self.listing.marked))

    @work(thread=True, exclusive=True, group="annotating")
    def _annotate(self, notes: dict[int, str], marked: set[int]) -> None:
        self.app.call_from_thread(setattr, self.title_bar, "busy", "writing …")
        try:
            self.cassette_view.annotate(notes, marked)
        except InspectorError as problem:
            self.app.call_from_thread(self.notify, str(problem), title="Not kept", severity="error")
        else:
            what = "Note and marks are" if notes else f"{plural(len(marked), 'mark')} kept:"
            where = self.cassette_view.name
            self.app.call_from_thread(self.notify, f"{what} in {where}.", title="Kept")
        self.app.call_from_thread(self._annotated)

    def _annotated(self) -> None:
        self.title_bar.busy = ""
        self.listing.refresh()
        self.query_one(ListHead).refresh()

    def all_read(self) -> None:
        """Looks for what is marked in the file."""
        self._look_for_marks()

    @work(thread=True, group="marks")
    def _look_for_marks(self) -> None:
        worker = get_current_worker()
        for places in self.cassette_view.marked():
            if worker.is_cancelled:
                return
            if places:
                self.app.call_from_thread(self._found_marks, places)

    def _found_marks(self, places: Sequence[int]) -> None:
        self.listing.marked.update(places)
        self.listing.refresh()
        self._tell()

    def action_mark(self) -> None:
        """Marks this line, or takes its mark away, and goes on to the next."""
        place = self.listing.place
        if place is not None:
            self.listing.marked ^= {place}
            self.listing.refresh_line(self.listing.cursor)
            self.listing.action_move(1)
            self._tell()

    def action_only_marked(self) -> None:
        """Shows only what is marked, or everything."""
        only = None if self.shown.only is not None else frozenset(self.listing.marked)
        self.apply(replace(self.shown, only=only))

    def action_unmark(self) -> None:
        """Takes all marks away."""
        self.listing.marked.clear()
        self.listing.refresh()
        self._tell()
