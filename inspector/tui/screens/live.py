"""The interactions of a recording under way: the list grows while a client works."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.notifications import SeverityLevel

from inspector.tui.actions import bindings
from inspector.tui.cassette_view import CassetteView
from inspector.tui.live import Live
from inspector.tui.screens.browse import BrowseScreen
from inspector.tui.widgets.live_bar import LiveBar


class LiveScreen(BrowseScreen):
    """Lists what is being recorded; all that can be done with a cassette can be done meanwhile.

    Args:
        cassette_view: the cassette that is being written.
        live: the recording.
    """

    BINDINGS = bindings("live")
    HELP = "The interactions that are being recorded. The list stays at its end unless you leave it."

    scope: ClassVar[str] = "live"

    @property
    def scopes(self) -> tuple[str, ...]:
        """Its own, and that of the list."""
        return (self.scope, BrowseScreen.scope)

    def __init__(self, cassette_view: CassetteView, live: Live) -> None:
        super().__init__(cassette_view)
        self.live = live
        self.paused = False
        self._shown_at_pause = 0

    def body(self) -> ComposeResult:
        """How the recording goes, and the list."""
        yield LiveBar(self.live)
        yield from super().body()

    def _why_empty(self) -> tuple[str, str]:
        if self.shown.plain:
            how = "Point a client at {}" if self.live.upstream else "Make {} the proxy of a client"
            return "Nothing has been recorded yet.", how.format(self.live.url)
        return super()._why_empty()

    def look_for_more(self) -> None:
        """Shows what has been recorded since, and shouts what went wrong."""
        for said in self.live.news():
            self.app.bell()
            if said.error or self.app.screen is not self:  # else the line on top has it, in red
                severity: SeverityLevel = "error" if said.error else "warning"
                self.app.notify(said.text, title="The recorder says", severity=severity)
        bar = self.query_one(LiveBar)
        if self.paused:
            bar.waiting = self.live.count - self._shown_at_pause
        else:
            listing = self.listing
            stays = listing.cursor >= listing.count() - 1
            super().look_for_more()
            if stays and listing.count():
                listing.action_last()
        bar.look()

    def action_pause(self) -> None:
        """Lets the list stand still, or grow again; the recording goes on."""
        self.paused = not self.paused
        self._shown_at_pause = self.live.count
        self.query_one(LiveBar).waiting = 0 if self.paused else None
        self.look_for_more()
