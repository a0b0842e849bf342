"""Which interactions are listed, and in which order: filter, groups, numbers."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from textual import work
from textual.worker import get_current_worker

from inspector.filter import Filter, parse_filter
from inspector.tui.cassette_view import CassetteView
from inspector.tui.list_query import CYCLE, GROUPED, ListGroup, ListQuery, ListSoFar
from inspector.tui.screens.base import InspectorScreen
from inspector.tui.widgets.empty import Empty
from inspector.tui.widgets.filter_bar import FilterBar
from inspector.tui.widgets.input_bar import InputBar
from inspector.tui.widgets.interaction_list import InteractionList
from inspector.tui.widgets.list_head import ListHead

SHOW_SECONDS = 0.2
"""The time between two looks at what something that goes on beside the screen has found so far."""


class ListedScreen(InspectorScreen):
    """Filters, orders and groups interactions.

    Args:
        cassette_view: where they are.
    """

    def __init__(self, cassette_view: CassetteView) -> None:
        super().__init__()
        self.cassette_view = cassette_view
        self.shown = ListQuery()

    @property
    def listing(self) -> InteractionList:
        return self.query_one(InteractionList)

    def listed_anew(self) -> None:
        """Does what goes by what is listed, once that has changed."""

    def all_read(self) -> None:
        """Does what needs the cassette to be read to its end, once it is."""

    def apply(self, wanted: ListQuery) -> None:
        """Shows another listing.

        Args:
            wanted: what is listed, and in which order.
        """
        self.shown = wanted
        head = self.query_one(ListHead)
        head.order, head.turned = wanted.order, wanted.reverse
        keep = self.listing.place
        self.workers.cancel_group(self, "listing")
        if wanted.plain:
            places = range(len(self.cassette_view))
            self._place(places[::-1] if wanted.reverse else places, keep)
            self._tell()
            self.listed_anew()
        else:
            self._run(wanted, keep)

    @work(thread=True, exclusive=True, group="listing")
    def _run(self, wanted: ListQuery, keep: int | None) -> None:
        for seen in _from_time_to_time(wanted.run(self.cassette_view)):
            self.app.call_from_thread(self._found, replace(seen, places=list(seen.places)), keep)

    def _found(self, seen: ListSoFar, keep: int | None) -> None:
        self._place(seen.places, keep, seen.groups)
        self._tell(seen)
        if seen.looked_at == seen.total:
            self.listed_anew()

    def _place(self, places: Sequence[int], keep: int | None, groups: tuple[ListGroup, ...] = ()) -> None:
        listing = self.listing
        listing.show(places, keep, groups)
        empty = self.query_one(Empty)
        empty.display = not places
        listing.display = self.query_one(ListHead).display = bool(places)
        if places and self.focused is None:
            listing.focus()  # it lost the keys when it had nothing to show
        if not places:
            empty.say(*self._why_empty())

    def _why_empty(self) -> tuple[str, str]:
        if self.shown.only is not None:
            return "Nothing is marked.", "m marks a line, Escape shows everything again."
        if self.shown.filter.text.strip():
            return (
                f"No interaction passes {self.shown.filter.text}",
                "f changes the filter, Escape takes it away.",
            )
        return (
            "This cassette has no interactions yet.",
            "They appear here as they are recorded:\news-inspector record --upstream URL -o FILE",
        )

    def _tell(self, seen: ListSoFar | None = None) -> None:
        total = len(self.cassette_view)
        title = self.title_bar
        title.what, title.where = "ews-inspector", self.cassette_view.name
        parts = self._how_listed()
        if seen is not None and seen.looked_at < seen.total:
            parts.append(f"{seen.looked_at * 100 // seen.total} %")
        count = len(self.listing.places)
        parts.append(f"{count:,} of {total:,}" if count != total else f"{total:,} interactions")
        title.fact = "  ".join(parts)
        if not total:
            self._place([], None)

    def _how_listed(self) -> list[str]:
        """What the title says of the list besides how much it has."""
        parts = []
        if self.shown.file is not None:
            parts.append(f"only {self.cassette_view.files.paths[self.shown.file].name}")
        if self.shown.filter.text.strip():
            parts.append(self.shown.filter.text)
        if self.shown.order != "number" or self.shown.reverse:
            parts.append(
                ("grouped " if self.shown.grouped else "")
                + f"by {self.shown.order}"
                + (", reversed" if self.shown.reverse else "")
            )
        if self.listing.marked:
            parts.append(f"◆ {len(self.listing.marked)}")
        return parts

    # The lines for a filter and for a number

    def action_filter(self) -> None:
        """Opens the line for a filter."""
        self.query_one(FilterBar).open(self.shown.filter.text)

    def on_input_bar_typed(self, event: InputBar.Typed) -> None:
        """Counts what the filter would let through so far."""
        if event.bar.id == "filter-bar":
            self._count(parse_filter(event.text))

    @work(thread=True, exclusive=True, group="counting")
    def _count(self, wanted: Filter) -> None:
        for seen in _from_time_to_time(ListQuery(wanted, only=self.shown.only).run(self.cassette_view)):
            words = f"{len(seen.places):,} of {seen.looked_at:,}"
            if seen.looked_at < seen.total:
                words += f", {seen.looked_at * 100 // seen.total} % looked at"
            self.app.call_from_thread(self.query_one("#filter-bar", InputBar).say, words)

    def on_input_bar_left(self, event: InputBar.Left) -> None:
        """Stops to count."""
        self.workers.cancel_group(self, "counting")

    def on_input_bar_entered(self, event: InputBar.Entered) -> None:
        """Applies the filter, or goes to the number."""
        if event.bar.id == "filter-bar":
            event.stop()
            self.workers.cancel_group(self, "counting")
            self.listing.focus()
            self.apply(replace(self.shown, filter=parse_filter(event.text)))
        elif event.bar.id == "number-bar":
            event.stop()
            self.listing.focus()
            if event.text:
                self._go_to(int(event.text))

    def action_number(self) -> None:
        """Opens the line for a number to go to."""
        self.query_one("#number-bar", InputBar).open()

    def _go_to(self, number: int) -> None:
        place, places = self.cassette_view.nearest(number), self.listing.places
        if place >= len(self.cassette_view):
            self.notify(f"There is no interaction {number}: there are {len(self.cassette_view):,}.")
        elif place not in places:
            self.notify(f"Interaction {number} is not listed: Esc shows everything.")
        else:
            self.listing.to_row(places.index(place))

    # Orders and groups

    def action_order(self) -> None:
        """Goes on to the next order."""
        at = CYCLE.index(self.shown.order) if self.shown.order in CYCLE else -1
        self.apply(replace(self.shown, order=CYCLE[(at + 1) % len(CYCLE)]))

    def action_reverse(self) -> None:
        """Turns the order round."""
        self.apply(replace(self.shown, reverse=not self.shown.reverse))

    def on_interaction_list_columns_changed(self) -> None:
        """Paints headings and rows in columns that are right now."""
        self.listing.choose_columns()
        self.query_one(ListHead).refresh()

    def on_list_head_clicked(self, event: ListHead.Clicked) -> None:
        """Sorts by a column; a second click turns the order round."""
        reverse = event.order == self.shown.order and not self.shown.reverse
        self.apply(replace(self.shown, order=event.order, reverse=reverse))

    def action_group(self) -> None:
        """Puts interactions under headings: by flow, by operation, or not."""
        at = GROUPED.index(self.shown.order) if self.shown.grouped and self.shown.order in GROUPED else -1
        order = GROUPED[at + 1] if at + 1 < len(GROUPED) else "number"
        self.apply(replace(self.shown, order=order, grouped=order != "number", reverse=False))

    def action_fold(self) -> None:
        """Folds all groups, or unfolds them."""
        if self.listing.groups:
            self.listing.fold_all()
        else:
            self.notify("There are no groups: O groups by flow, then by operation.")

    def action_file(self) -> None:
        """Shows the next of several files alone, then all again."""
        files = self.cassette_view.files
        if not files.several:
            self.notify("One file is open. 'ews-inspector tui A B' opens several.")
            return
        following = 0 if self.shown.file is None else self.shown.file + 1
        self.apply(replace(self.shown, file=following if following < len(files.paths) else None))

    def action_time(self) -> None:
        """Shows the time of the day, or seconds since the recording began."""
        if self.cassette_view.began is None:
            self.notify("The header of this cassette does not tell when it was recorded.", severity="warning")
            return
        self.listing.clock_time = not self.listing.clock_time
        self.listing.refresh()
        self.query_one(ListHead).refresh()


def _from_time_to_time(run: Iterable[ListSoFar]) -> Iterator[ListSoFar]:
    """Yields the last of what is found beside the screen, and what of it is worth a look before.

    Ends when the worker that asks is cancelled.
    """
    worker = get_current_worker()
    shown_at = time.monotonic()
    for seen in run:
        if worker.is_cancelled:
            return
        if seen.looked_at == seen.total or time.monotonic() - shown_at > SHOW_SECONDS:
            yield seen
            shown_at = time.monotonic()
