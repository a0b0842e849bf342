"""The preview beside the list: shown after the list was painted, so that going through it does not wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, work
from textual.worker import get_current_worker

from inspector.cassette import Interaction
from inspector.conformance.finding import Finding
from inspector.errors import CassetteError
from inspector.tui.screens.interactions.listed import ListedScreen
from inspector.tui.widgets.painted_lines import PaintedLines
from inspector.tui.widgets.preview import TALL, WIDE, Preview, Room, room_for

if TYPE_CHECKING:
    from inspector.tui.widgets.message_view import MessageView


class PreviewedScreen(ListedScreen):
    """Shows the messages of the interaction under the cursor, where there is room."""

    _room = Room.NONE
    _wants_preview = True
    _preview_due = False
    _previewed: tuple[int | None, object] | None = None

    def on_resize(self, event: events.Resize) -> None:
        """Shows the preview where there is room."""
        self._room = room_for(event.size)
        self._make_room()

    def _make_room(self) -> None:
        where = self._room if self._wants_preview else Room.NONE
        for room in (Room.BESIDE, Room.BELOW):
            self.set_class(where == room, room)
        self.preview_soon()

    def action_preview(self) -> None:
        """Shows the preview, or not."""
        if self._room == Room.NONE:
            self.notify(f"A preview needs {WIDE} columns, or {TALL} lines.", severity="warning")
            return
        self._wants_preview = not self._wants_preview
        self._make_room()

    def listed_anew(self) -> None:
        """Shows the messages of what the cursor stands on now."""
        super().listed_anew()
        self.preview_soon()

    def on_screen_resume(self) -> None:
        """Shows what has been judged meanwhile."""
        self.preview_soon()

    def on_painted_lines_moved(self, event: PaintedLines.Moved) -> None:
        """Shows the messages of the interaction under the cursor."""
        if event.lines is self.listing:
            self.preview_soon()

    def preview_soon(self) -> None:
        """Shows the preview anew, once the list has been painted."""
        if not self._preview_due:
            self._preview_due = True
            self.call_after_refresh(self._preview)

    async def _preview(self) -> None:
        self._preview_due = False
        place = self.listing.place
        preview = self.query_one(Preview)
        shown = (place, self.cassette_view.judged)
        if not preview.display or self._previewed == shown:
            return
        self._previewed = shown
        await preview.fill()
        if place is None:
            preview.show(None, ())
        elif self.cassette_view.quick(place):
            self._show_preview(
                place, self.cassette_view.interaction(place), self.cassette_view.findings(place)
            )
        else:
            preview.show(None, ())
            self._preview_beside(place)

    @work(thread=True, exclusive=True, group="preview")
    def _preview_beside(self, place: int) -> None:
        worker = get_current_worker()
        found, findings = self.cassette_view.interaction(place), self.cassette_view.findings(place)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._show_preview, place, found, findings)

    def _show_preview(
        self, place: int, found: Interaction | CassetteError, findings: tuple[Finding, ...]
    ) -> None:
        if place == self.listing.place:
            self.query_one(Preview).show(found if isinstance(found, Interaction) else None, findings)

    def on_message_view_laid_out(self, event: MessageView.LaidOut) -> None:
        """Goes to what is searched for in the preview."""
        event.view.want(self.listing.wanted)
        if self.listing.wanted and not event.view.has_focus:
            event.view.find(1, 0)
