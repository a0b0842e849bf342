"""The first screen: the interactions of a cassette."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.worker import get_current_worker

from inspector.cassette import Interaction, open_cassette
from inspector.conformance.finding import Finding
from inspector.errors import CassetteError, InspectorError
from inspector.filter import Filter, parse_filter
from inspector.tui.actions import bindings
from inspector.tui.catalogue import Catalogue
from inspector.tui.export import of_interaction, subset
from inspector.tui.listing import CYCLE, GROUPED, Group, Listing, Seen
from inspector.tui.screens.base import InspectorScreen
from inspector.tui.screens.detail import DetailScreen
from inspector.tui.screens.export import ExportScreen
from inspector.tui.searching import Hits, search
from inspector.tui.widgets.empty import Empty
from inspector.tui.widgets.file_names import FileNames
from inspector.tui.widgets.filter_bar import FilterBar
from inspector.tui.widgets.interaction_list import InteractionList
from inspector.tui.widgets.line_bar import LineBar
from inspector.tui.widgets.list_head import ListHead
from inspector.tui.widgets.message_view import MessageView
from inspector.tui.widgets.painted_lines import PaintedLines
from inspector.tui.widgets.preview import TALL, WIDE, Preview, Room, room_for
from inspector.wording import plural

__all__ = ["BrowseScreen"]

_TAIL_SECONDS = 0.5
_SHOW_SECONDS = 0.2  # between two looks at what a filter has found so far


class BrowseScreen(InspectorScreen):
    """Lists, filters, orders, marks and opens interactions."""

    BINDINGS = bindings("browse")
    HELP = "The interactions of a cassette."
    AUTO_FOCUS = "InteractionList"
    scope: ClassVar[str] = "browse"
    DEFAULT_CSS = """
    BrowseScreen #parts { layout: vertical; height: 1fr; }
    BrowseScreen.-beside #parts { layout: horizontal; }
    BrowseScreen #left { width: 1fr; height: 1fr; }
    BrowseScreen.-beside Preview { display: block; layout: vertical; }
    BrowseScreen.-below Preview { display: block; layout: horizontal; }
    BrowseScreen.-below Preview #response { height: 1fr; }
    """

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self.catalogue = catalogue
        self.shown = Listing()
        self.following = False
        self._hits: Hits | None = None
        self._room = Room.NONE
        self._wants_preview = True
        self._preview_due = False
        self._previewed: int | None = None
        self._noted: int | None = None
        self._torn = bool(catalogue.cassette.warnings)  # later, a line can just not be complete yet

    def body(self) -> ComposeResult:
        """Headings, list, what to do if it is empty, filter line."""
        listing = InteractionList(self.catalogue)
        with Container(id="parts"):
            with Vertical(id="left"):
                yield ListHead(listing)
                yield listing
                yield Empty()
            yield Preview()
        yield FilterBar(self.catalogue.words)
        yield LineBar("note", "what is to be said of this interaction; kept in the file", id="note-bar")
        yield LineBar("go to number", "1", _no_number, id="number-bar")
        yield LineBar("compare with", "another cassette", _no_file, FileNames(".jsonl"), id="diff-bar")

    @property
    def listing(self) -> InteractionList:
        """The list."""
        return self.query_one(InteractionList)

    def on_mount(self) -> None:
        """Says how much there is, and looks for more from time to time."""
        self._tell()
        for warning in (each for cassette in self.catalogue.files.cassettes for each in cassette.warnings):
            self.notify(warning, title="Torn file", severity="warning", markup=False, timeout=8)
        self._tail = self.set_interval(_TAIL_SECONDS, self.look_for_more)
        if self.catalogue.files.whole:
            self._look_for_marks()
        else:
            self._read_on()

    @work(thread=True, group="reading")
    def _read_on(self) -> None:
        """Looks through the rest of a large file; its first rows are there already."""
        worker = get_current_worker()
        shown_at = time.monotonic()
        for share in self.catalogue.read_on():
            if worker.is_cancelled:
                return
            if time.monotonic() - shown_at > _SHOW_SECONDS:
                self.app.call_from_thread(self._read, share)
                shown_at = time.monotonic()
        self.app.call_from_thread(self._read, 1.0)
        self.app.call_from_thread(self._look_for_marks)

    def _read(self, share: float) -> None:
        self.title_bar.busy = f"reading … {share:.0%}" if share < 1 else ""
        if share == 1:
            self.call_after_refresh(self._search_anew)
        if self.shown.plain:
            places = range(len(self.catalogue))
            self._place(places[::-1] if self.shown.reverse else places, self.listing.place)
            self._tell()

    # The preview: shown after the list was painted, so that going through the list does not wait for it

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

    def on_painted_lines_moved(self, event: PaintedLines.Moved) -> None:
        """Shows the messages of the interaction under the cursor."""
        if event.lines is self.listing:
            self.preview_soon()

    def preview_soon(self) -> None:
        """Shows the preview anew, once the list has been painted."""
        if not self._preview_due:
            self._preview_due = True
            self.call_after_refresh(self._preview)

    def _preview(self) -> None:
        self._preview_due = False
        place = self.listing.place
        preview = self.query_one(Preview)
        if not preview.display or self._previewed == place:
            return
        self._previewed = place
        if place is None:
            preview.show(None, ())
        elif self.catalogue.quick(place):
            self._show_preview(place, self.catalogue.interaction(place), self.catalogue.findings(place))
        else:
            preview.show(None, ())
            self._preview_beside(place)

    @work(thread=True, exclusive=True, group="preview")
    def _preview_beside(self, place: int) -> None:
        worker = get_current_worker()
        found, findings = self.catalogue.interaction(place), self.catalogue.findings(place)
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

    def on_painted_lines_chosen(self, event: PaintedLines.Chosen) -> None:
        """Opens the interaction that was chosen; folds what was chosen in the preview."""
        view = event.lines
        if view is self.listing and self.listing.heading is not None:
            self.listing.fold(self.listing.heading)
        elif not isinstance(view, MessageView):
            self.action_open()
        elif view.finding is not None:
            self.shell.explain(view.finding)
        elif not view.fold(event.line):
            self.action_open()

    def on_line_bar_typed(self, event: LineBar.Typed) -> None:
        """Counts what the filter would let through so far, or looks for the text."""
        if event.bar.id == "filter-bar":
            self._count(parse_filter(event.text))
        else:
            super().on_line_bar_typed(event)

    @work(thread=True, exclusive=True, group="counting")
    def _count(self, wanted: Filter) -> None:
        worker = get_current_worker()
        shown_at = time.monotonic()
        for seen in Listing(wanted, only=self.shown.only).run(self.catalogue):
            if worker.is_cancelled:
                return
            if seen.looked_at == seen.total or time.monotonic() - shown_at > _SHOW_SECONDS:
                words = f"{len(seen.places):,} of {seen.looked_at:,}"
                if seen.looked_at < seen.total:
                    words += f", {seen.looked_at * 100 // seen.total} % looked at"
                self.app.call_from_thread(self.query_one("#filter-bar", LineBar).tell, words)
                shown_at = time.monotonic()

    def on_line_bar_left(self, event: LineBar.Left) -> None:
        """Stops to count, or goes back to where a search began."""
        self.workers.cancel_group(self, "counting")
        super().on_line_bar_left(event)

    def on_line_bar_entered(self, event: LineBar.Entered) -> None:
        """Applies the filter, or looks for the text."""
        if event.bar.id == "filter-bar":
            event.stop()
            self.workers.cancel_group(self, "counting")
            self.listing.focus()
            self.apply(replace(self.shown, filter=parse_filter(event.text)))
        elif event.bar.id == "note-bar":
            event.stop()
            self.listing.focus()
            if self._noted is not None:
                self._annotate({self._noted: event.text.strip()}, set(self.listing.marked))
        elif event.bar.id == "number-bar":
            event.stop()
            self.listing.focus()
            if event.text:
                self._go_to(int(event.text))
        elif event.bar.id == "diff-bar":
            event.stop()
            self.listing.focus()
            self._compare_with(Path(event.text).expanduser())
        else:
            super().on_line_bar_entered(event)

    def look_for_more(self) -> None:
        """Shows what has been appended to the cassette since."""
        if not self.catalogue.files.whole:
            return  # it is still being read
        before = len(self.catalogue)
        try:
            more = self.catalogue.refresh()
        except CassetteError as problem:
            self._tail.stop()
            self.notify(str(problem), title="The cassette changed", severity="error", markup=False)
            return
        if not more:
            return
        listing = self.listing
        if self.shown.plain:
            self._place(range(len(self.catalogue)), listing.place)
        elif self.shown.order == "number" and not self.shown.reverse:  # another order is made anew by a key
            *_, seen = self.shown.run(self.catalogue, before)
            self._place([*listing.places, *seen.places], listing.place)
        self._tell()
        self._search_anew()
        if self.following:
            listing.action_last()

    def apply(self, wanted: Listing) -> None:
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
            places = range(len(self.catalogue))
            self._place(places[::-1] if wanted.reverse else places, keep)
            self._tell()
            self._search_anew()
        else:
            self._run(wanted, keep)

    @work(thread=True, exclusive=True, group="listing")
    def _run(self, wanted: Listing, keep: int | None) -> None:
        worker = get_current_worker()
        shown_at = time.monotonic()
        for seen in wanted.run(self.catalogue):
            if worker.is_cancelled:
                return
            if seen.looked_at == seen.total or time.monotonic() - shown_at > _SHOW_SECONDS:
                self.app.call_from_thread(self._found, replace(seen, places=list(seen.places)), keep)
                shown_at = time.monotonic()

    def _found(self, seen: Seen, keep: int | None) -> None:
        self._place(seen.places, keep, seen.groups)
        self._tell(seen)
        if seen.looked_at == seen.total:
            self._search_anew()

    def _place(self, places: Sequence[int], keep: int | None, groups: tuple[Group, ...] = ()) -> None:
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

    def _tell(self, seen: Seen | None = None) -> None:
        total = len(self.catalogue)
        title = self.title_bar
        title.what, title.where = "ews-inspector", self.catalogue.name
        parts = []
        if self.shown.file is not None:
            parts.append(f"only {self.catalogue.files.paths[self.shown.file].name}")
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
        if self.following:
            parts.append("following")
        if self._torn and self.catalogue.cassette.warnings:
            parts.append("⚠ torn")
        if seen is not None and seen.looked_at < seen.total:
            parts.append(f"{seen.looked_at * 100 // seen.total} %")
        count = len(self.listing.places)
        parts.append(f"{count:,} of {total:,}" if count != total else f"{total:,} interactions")
        title.fact = "  ".join(parts)
        if not total:
            self._place([], None)

    # Actions

    def action_open(self) -> None:
        """Shows request and response of the interaction under the cursor."""
        if self.listing.place is not None:
            self.app.push_screen(DetailScreen(self.catalogue, self.listing.places, self.listing.row))

    def action_filter(self) -> None:
        """Opens the line for a filter."""
        self.query_one(FilterBar).open(self.shown.filter.text)

    async def action_clear(self) -> None:
        """Stops what goes on beside the screen; else ends the search, shows everything, or goes back."""
        if self.shell.stop_looking():
            return
        if self.focused is not self.listing:
            self.listing.focus()
        elif self.listing.wanted:
            self.shell.searched = ""
            self.look_for("")
        elif self.shown.filter.text.strip() or self.shown.only is not None:
            self.apply(replace(self.shown, filter=parse_filter(""), only=None))
        else:
            await self.app.run_action("app.close")

    def action_follow_handle(self) -> None:
        """Shows only what names the handle of this interaction."""
        handle = self._handle()
        if handle:
            self.apply(replace(self.shown, filter=parse_filter(f'~id "{handle}"')))

    def action_flow(self) -> None:
        """Draws the flow of this interaction's handle."""
        handle = self._handle()
        if handle:
            self.shell.open_flow(self.catalogue, handle)

    def action_order(self) -> None:
        """Goes on to the next order."""
        at = CYCLE.index(self.shown.order) if self.shown.order in CYCLE else -1
        self.apply(replace(self.shown, order=CYCLE[(at + 1) % len(CYCLE)]))

    def on_interaction_list_columns_changed(self) -> None:
        """Paints headings and rows in columns that are right now."""
        self.listing.choose_columns()
        self.query_one(ListHead).refresh()

    def on_list_head_clicked(self, event: ListHead.Clicked) -> None:
        """Sorts by a column; a second click turns the order round."""
        reverse = event.order == self.shown.order and not self.shown.reverse
        self.apply(replace(self.shown, order=event.order, reverse=reverse))

    def action_number(self) -> None:
        """Opens the line for a number to go to."""
        self.query_one("#number-bar", LineBar).open()

    def _go_to(self, number: int) -> None:
        place, places = self.catalogue.nearest(number), self.listing.places
        if place >= len(self.catalogue):
            self.notify(f"There is no interaction {number}: there are {len(self.catalogue):,}.")
        elif place not in places:
            self.notify(f"Interaction {number} is not listed: Esc shows everything.")
        else:
            self.listing.to_row(places.index(place))

    def action_reverse(self) -> None:
        """Turns the order round."""
        self.apply(replace(self.shown, reverse=not self.shown.reverse))

    def action_statistics(self) -> None:
        """Counts operations, errors, durations and findings."""
        from inspector.tui.screens.statistics import StatisticsScreen  # here: few sessions count

        self.app.push_screen(StatisticsScreen(self.catalogue, self._choose))

    def action_usage(self) -> None:
        """Says what the client uses of EWS, and what replaces it."""
        from inspector.tui.screens.usage import UsageScreen  # here: few sessions ask

        self.app.push_screen(UsageScreen(self.catalogue, self._choose))

    def _choose(self, expression: str) -> None:
        self.apply(replace(self.shown, filter=parse_filter(expression)))

    def action_time(self) -> None:
        """Shows the time of the day, or seconds since the recording began."""
        if self.catalogue.began is None:
            self.notify("The header of this cassette does not tell when it was recorded.", severity="warning")
            return
        self.listing.clock_time = not self.listing.clock_time
        self.listing.refresh()
        self.query_one(ListHead).refresh()

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
        files = self.catalogue.files
        if not files.several:
            self.notify("One file is open. 'ews-inspector tui A B' opens several.")
            return
        following = 0 if self.shown.file is None else self.shown.file + 1
        self.apply(replace(self.shown, file=following if following < len(files.paths) else None))

    # Notes and marks, which are kept in the file

    def action_note(self) -> None:
        """Opens the line for a note on this interaction."""
        place = self.listing.place
        if place is not None:
            self._noted = place
            self.query_one("#note-bar", LineBar).open(self.catalogue.row(place).note)

    def action_keep_marks(self) -> None:
        """Writes the marks into the file."""
        self._annotate({}, set(self.listing.marked))

    @work(thread=True, exclusive=True, group="annotating")
    def _annotate(self, notes: dict[int, str], marked: set[int]) -> None:
        self.app.call_from_thread(setattr, self.title_bar, "busy", "writing …")
        try:
            self.catalogue.annotate(notes, marked)
        except InspectorError as problem:
            self.app.call_from_thread(
                self.notify, str(problem), title="Not kept", severity="error", markup=False
            )
        else:
            what = "Note and marks are" if notes else f"{plural(len(marked), 'mark')} kept:"
            where = self.catalogue.name
            self.app.call_from_thread(self.notify, f"{what} in {where}.", title="Kept", markup=False)
        self.app.call_from_thread(self._annotated)

    def _annotated(self) -> None:
        self.title_bar.busy = ""
        self.listing.refresh()
        self.query_one(ListHead).refresh()

    @work(thread=True, group="marks")
    def _look_for_marks(self) -> None:
        worker = get_current_worker()
        for places in self.catalogue.marked():
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

    def action_diff(self) -> None:
        """Compares this interaction with the marked one, or the two that are marked."""
        here = self.listing.place
        marked = sorted(self.listing.marked)
        pair = marked if len(marked) != 1 or here is None else [*marked, here]
        if len(pair) != 2 or pair[0] == pair[1]:
            self.notify("Mark one interaction with m, go to another, and press d.", severity="warning")
            return
        first, second = (self.catalogue.interaction(place) for place in pair)
        if isinstance(first, Interaction) and isinstance(second, Interaction):
            from inspector.tui.screens.diff import DiffScreen  # here: few sessions compare

            self.app.push_screen(DiffScreen(first, second, volatile=self.catalogue.volatile))

    def action_diff_file(self) -> None:
        """Opens the line for the cassette to compare with."""
        self.query_one("#diff-bar", LineBar).open()

    def _compare_with(self, path: Path) -> None:
        from inspector.tui.rows import rows_beside  # here: few sessions compare
        from inspector.tui.screens.rows_diff import RowsDiffScreen

        try:
            other = Catalogue(open_cassette(path))
        except InspectorError as problem:
            self.notify(str(problem), title="Not opened", severity="error", markup=False)
            return
        here, volatile = self.catalogue, self.catalogue.volatile
        compare = rows_beside(here.everything, other.everything, volatile)
        names = (here.cassette.path.name, path.name)
        fetch = (here.numbered, other.numbered)
        self.app.push_screen(RowsDiffScreen(compare, names, fetch, volatile, other.cassette))

    def action_replay_listed(self) -> None:
        """Sends what is marked, or else what is listed, to the running server, and compares the answers."""
        marked = sorted(self.listing.marked)
        what = "what is marked" if marked else "what is listed"
        self.shell.replay(marked or sorted(self.listing.places), what)

    def action_export(self) -> None:
        """Offers what can be written or copied."""
        exports = []
        place = self.listing.place
        found = self.catalogue.interaction(place) if place is not None else None
        if place is not None and isinstance(found, Interaction):
            exports += of_interaction(found, self.catalogue.row(place).operation)
        if self.listing.marked:
            exports.append(subset(self.catalogue, sorted(self.listing.marked), "what is marked"))
        exports.append(subset(self.catalogue, self.listing.places, "what is listed"))
        self.app.push_screen(ExportScreen(exports))

    def action_send(self) -> None:
        """Sends the request of this line to the running replay server."""
        place = self.listing.place
        found = self.catalogue.interaction(place) if place is not None else None
        if isinstance(found, Interaction):
            self.shell.send_again(found)

    def action_edit(self) -> None:
        """Opens the request of this line to be changed and sent."""
        place = self.listing.place
        found = self.catalogue.interaction(place) if place is not None else None
        if isinstance(found, Interaction):
            self.shell.edit(found)

    def action_copy(self) -> None:
        """Copies the handle of this line."""
        handle = self._handle()
        if handle:
            self.app.copy_to_clipboard(handle)
            self.notify(handle, title="Copied", markup=False)

    def action_follow(self) -> None:
        """Stays at the end of a cassette that grows, or no longer."""
        self.following = not self.following
        if self.following:
            self.listing.action_last()
        self._tell()

    # Searching: beside the screen, as all bodies are looked through

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

    def _search_anew(self) -> None:
        """Looks for what is searched for in what is listed now; the cursor stays."""
        self._hits = None
        if self.listing.wanted:
            self._search(self.listing.wanted, self.listing.places, self.listing.row, move=False)

    @work(thread=True, exclusive=True, group="find")
    def _search(self, text: str, places: Sequence[int], begin: int, *, move: bool) -> None:
        worker = get_current_worker()
        shown_at, moved = -1.0, not move
        for hits in search(self.catalogue, places, text, begin):
            if worker.is_cancelled:
                return
            if hits.done or (hits.rows and not moved) or time.monotonic() - shown_at > _SHOW_SECONDS:
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
        self.tell_found()

    def find_next(self, step: int) -> None:
        """Goes to the next interaction that holds the text, round the end."""
        row = self._hits.beside(self.listing.row, step) if self._hits else None
        if row is not None:
            self.listing.to_row(row)

    def tell_found(self) -> None:
        """Says how many interactions hold the text, and which of them this is."""
        self.say_found(self._hits.told(self.listing.row) if self._hits and self._hits.text else "")

    def on_screen_resume(self) -> None:
        """Goes to the interaction that was looked at last, and looks for what was searched for there."""
        place = self.shell.looked_at
        self.shell.looked_at = None
        if place is not None and place != self.listing.place and place in self.listing.places:
            self.listing.to_row(self.listing.places.index(place))
        if self.shell.searched.lower() != self.listing.wanted:
            self.look_for(self.shell.searched)

    def _handle(self) -> str | None:
        place = self.listing.place
        step = self.catalogue.step(place) if place is not None else None
        if step is None or not step.handles:
            self.notify("This interaction names no handle.", severity="warning")
            return None
        return step.handles[-1].value


def _no_number(text: str) -> str:
    digits = not text or (text.isascii() and text.isdigit() and len(text) <= 15)
    return "" if digits else "a number is made of digits"


def _no_file(text: str) -> str:
    return "" if not text or Path(text).expanduser().is_file() else "there is no such file"
