"""The first screen: the interactions of a cassette."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Footer
from textual.worker import get_current_worker

from inspector.filter import Filter, parse_filter
from inspector.tui.actions import bindings
from inspector.tui.catalogue import Catalogue
from inspector.tui.screens.detail import DetailScreen
from inspector.tui.screens.flow import open_flow
from inspector.tui.widgets.filter_bar import FilterBar
from inspector.tui.widgets.interaction_list import InteractionList
from inspector.tui.widgets.list_head import ListHead
from inspector.tui.widgets.title_bar import TitleBar

__all__ = ["BrowseScreen"]

_CHUNK = 500  # interactions that a filter looks at before it shows what it has


class BrowseScreen(Screen[None]):
    """Lists, filters and opens interactions."""

    BINDINGS = bindings("browse")
    HELP = "The interactions of a cassette."
    AUTO_FOCUS = "InteractionList"
    scope: ClassVar[str] = "browse"

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self.catalogue = catalogue
        self.filter: Filter = parse_filter("")

    def compose(self) -> ComposeResult:
        """Title, headings, list, filter line, keys."""
        listing = InteractionList(self.catalogue)
        yield TitleBar("ews-inspector", self.catalogue.cassette.path.name)
        yield ListHead(listing)
        yield listing
        yield FilterBar()
        yield Footer(show_command_palette=False)

    @property
    def listing(self) -> InteractionList:
        """The list."""
        return self.query_one(InteractionList)

    def on_mount(self) -> None:
        """Says how much there is."""
        self._tell()
        for warning in self.catalogue.cassette.warnings:
            self.notify(warning, severity="warning", markup=False, timeout=10)

    def on_painted_lines_chosen(self) -> None:
        """Opens the interaction that was chosen."""
        self.action_open()

    def on_filter_bar_entered(self, event: FilterBar.Entered) -> None:
        """Applies the filter."""
        self.listing.focus()
        self.apply(event.text)

    def on_filter_bar_left(self) -> None:
        """Gives the keys back to the list."""
        self.listing.focus()

    def apply(self, text: str) -> None:
        """Shows what a filter lets through.

        Args:
            text: the expression; empty for everything.
        """
        self.filter = parse_filter(text)
        keep = self.listing.place
        self.workers.cancel_group(self, "filter")
        if not text.strip():
            self.listing.show(range(len(self.catalogue)), keep)
            self._tell()
        else:
            self._search(self.filter, keep)

    @work(thread=True, exclusive=True, group="filter")
    def _search(self, wanted: Filter, keep: int | None) -> None:
        """Looks at each interaction, and shows what it has found from time to time."""
        worker = get_current_worker()
        found: list[int] = []
        for place in range(len(self.catalogue)):
            if wanted.matches(self.catalogue.subject(place)):
                found.append(place)
            if place % _CHUNK == _CHUNK - 1:
                if worker.is_cancelled:
                    return
                self.app.call_from_thread(self._found, list(found), keep, place + 1)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._found, found, keep, len(self.catalogue))

    def _found(self, places: list[int], keep: int | None, seen: int) -> None:
        self.listing.show(places, self.listing.place if seen > _CHUNK else keep)
        self._tell(seen)

    def _tell(self, seen: int | None = None) -> None:
        total = len(self.catalogue)
        title = self.query_one(TitleBar)
        if not self.filter.text.strip():
            title.fact = f"{total:,} interactions"
            return
        progress = f" ({seen * 100 // total} %)" if seen is not None and seen < total else ""
        title.fact = f"{self.filter.text}  {len(self.listing.places):,} of {total:,}{progress}"

    def action_open(self) -> None:
        """Shows request and response of the interaction under the cursor."""
        if self.listing.place is not None:
            self.app.push_screen(DetailScreen(self.catalogue, self.listing.places, self.listing.cursor))

    def action_filter(self) -> None:
        """Opens the line for a filter."""
        self.query_one(FilterBar).open(self.filter.text)

    def action_clear(self) -> None:
        """Takes the filter away."""
        if self.filter.text:
            self.apply("")

    def action_follow_handle(self) -> None:
        """Shows only what names the handle of this interaction."""
        handle = self._handle()
        if handle:
            self.apply(f'~id "{handle}"')

    def action_flow(self) -> None:
        """Draws the flow of this interaction's handle."""
        handle = self._handle()
        if handle:
            open_flow(self.app, self.catalogue, handle)

    def _handle(self) -> str | None:
        place = self.listing.place
        step = self.catalogue.step(place) if place is not None else None
        if step is None or not step.handles:
            self.notify("This interaction names no handle.", severity="warning")
            return None
        return step.handles[-1].value
