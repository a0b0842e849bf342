"""The first screen: the interactions of a cassette."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Container, Vertical

from inspector.cassette import Cassette, Interaction
from inspector.errors import InspectorError
from inspector.filter import parse_filter
from inspector.tui.actions import bindings
from inspector.tui.cassette_view import CassetteView
from inspector.tui.screens.interactions.annotated import AnnotatedScreen
from inspector.tui.screens.interactions.growing import GrowingScreen
from inspector.tui.screens.interactions.previewed import PreviewedScreen
from inspector.tui.screens.interactions.searched import SearchedScreen
from inspector.tui.widgets.empty import Empty
from inspector.tui.widgets.file_names import FileNames
from inspector.tui.widgets.filter_bar import FilterBar
from inspector.tui.widgets.input_bar import InputBar
from inspector.tui.widgets.interaction_list import InteractionList
from inspector.tui.widgets.list_head import ListHead
from inspector.tui.widgets.painted_lines import PaintedLines
from inspector.tui.widgets.preview import Preview


class BrowseScreen(SearchedScreen, AnnotatedScreen, PreviewedScreen, GrowingScreen):
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

    def body(self) -> ComposeResult:
        """Headings, list, what to do if it is empty, filter line."""
        listing = InteractionList(self.cassette_view)
        with Container(id="parts"):
            with Vertical(id="left"):
                yield ListHead(listing)
                yield listing
                yield Empty()
            yield Preview()
        yield FilterBar(self.cassette_view.words)
        yield InputBar("note", "what is to be said of this interaction; kept in the file", id="note-bar")
        yield InputBar("go to number", "1", _no_number, id="number-bar")
        yield InputBar("compare with", "another cassette", _no_file, FileNames(".jsonl"), id="diff-bar")

    def on_mount(self) -> None:
        """Shows the list, and makes ready for a message to be opened."""
        self.call_after_refresh(self._make_ready)

    @work(thread=True, group="ready")
    def _make_ready(self) -> None:
        """Loads what lays messages out, which the first rows have not waited for."""
        import inspector.tui.screens.detail  # noqa: F401

    def on_painted_lines_chosen(self, event: PaintedLines.Chosen) -> None:
        """Opens the interaction that was chosen; folds what was chosen in the preview."""
        from inspector.tui.widgets.message_view import MessageView

        view = event.lines
        if view is self.listing and self.listing.heading is not None:
            self.listing.fold(self.listing.heading)
        elif not isinstance(view, MessageView):
            self.action_open()
        elif view.finding is not None:
            self.shell.explain(view.finding)
        elif not view.fold(event.line):
            self.action_open()

    def action_open(self) -> None:
        """Shows request and response of the interaction under the cursor."""
        if self.listing.place is not None:
            from inspector.tui.screens.detail import DetailScreen

            self.app.push_screen(DetailScreen(self.cassette_view, self.listing.places, self.listing.row))

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
            self.shell.open_flow(self.cassette_view, handle)

    def action_statistics(self) -> None:
        """Counts operations, errors, durations and findings."""
        from inspector.tui.screens.statistics import StatisticsScreen  # here: few sessions count

        self.app.push_screen(StatisticsScreen(self.cassette_view, self._choose))

    def action_usage(self) -> None:
        """Says what the client uses of EWS, and what replaces it."""
        from inspector.tui.screens.usage import UsageScreen  # here: few sessions ask

        self.app.push_screen(UsageScreen(self.cassette_view, self._choose))

    def _choose(self, expression: str) -> None:
        self.apply(replace(self.shown, filter=parse_filter(expression)))

    def action_diff(self) -> None:
        """Compares this interaction with the marked one, or the two that are marked."""
        here = self.listing.place
        marked = sorted(self.listing.marked)
        pair = marked if len(marked) != 1 or here is None else [*marked, here]
        if len(pair) != 2 or pair[0] == pair[1]:
            self.notify("Mark one interaction with m, go to another, and press d.", severity="warning")
            return
        first, second = (self.cassette_view.interaction(place) for place in pair)
        if isinstance(first, Interaction) and isinstance(second, Interaction):
            from inspector.tui.screens.diff import DiffScreen  # here: few sessions compare

            self.app.push_screen(DiffScreen(first, second, volatile=self.cassette_view.volatile))

    def on_input_bar_entered(self, event: InputBar.Entered) -> None:
        """Compares with the cassette that was named."""
        if event.bar.id == "diff-bar":
            event.stop()
            self.listing.focus()
            self._compare_with(Path(event.text).expanduser())

    def action_diff_file(self) -> None:
        """Opens the line for the cassette to compare with."""
        self.query_one("#diff-bar", InputBar).open()

    def _compare_with(self, path: Path) -> None:
        from inspector.tui.interaction_pairs import rows_beside  # here: few sessions compare
        from inspector.tui.screens.diff_list import DiffListScreen

        try:
            other = CassetteView(Cassette(path))
        except InspectorError as problem:
            self.notify(str(problem), title="Not opened", severity="error")
            return
        here, volatile = self.cassette_view, self.cassette_view.volatile
        compare = rows_beside(here.everything, other.everything, volatile)
        names = (here.cassette.path.name, path.name)
        fetch = (here.numbered, other.numbered)
        self.app.push_screen(DiffListScreen(compare, names, fetch, volatile, other.cassette))

    def action_replay_listed(self) -> None:
        """Sends what is marked, or else what is listed, to the running server, and compares the answers."""
        marked = sorted(self.listing.marked)
        what = "what is marked" if marked else "what is listed"
        self.shell.replay(marked or sorted(self.listing.places), what)

    def action_export(self) -> None:
        """Offers what can be written or copied."""
        from inspector.tui.export import of_interaction, subset
        from inspector.tui.screens.export import ExportScreen

        exports = []
        place = self.listing.place
        found = self.cassette_view.interaction(place) if place is not None else None
        if place is not None and isinstance(found, Interaction):
            exports += of_interaction(found, self.cassette_view.row(place).operation)
        if self.listing.marked:
            exports.append(subset(self.cassette_view, sorted(self.listing.marked), "what is marked"))
        exports.append(subset(self.cassette_view, self.listing.places, "what is listed"))
        self.app.push_screen(ExportScreen(exports))

    def action_send(self) -> None:
        """Sends the request of this line to the running replay server."""
        place = self.listing.place
        found = self.cassette_view.interaction(place) if place is not None else None
        if isinstance(found, Interaction):
            self.shell.send_again(found)

    def action_edit(self) -> None:
        """Opens the request of this line to be changed and sent."""
        place = self.listing.place
        found = self.cassette_view.interaction(place) if place is not None else None
        if isinstance(found, Interaction):
            self.shell.edit(found)

    def action_copy(self) -> None:
        """Copies the handle of this line."""
        handle = self._handle()
        if handle:
            self.app.copy_to_clipboard(handle)
            self.notify(handle, title="Copied")

    def _handle(self) -> str | None:
        place = self.listing.place
        step = self.cassette_view.step(place) if place is not None else None
        if step is None or not step.handles:
            self.notify("This interaction names no handle.", severity="warning")
            return None
        return step.handles[-1].value


def _no_number(text: str) -> str:
    digits = not text or (text.isascii() and text.isdigit() and len(text) <= 15)
    return "" if digits else "a number is made of digits"


def _no_file(text: str) -> str:
    return "" if not text or Path(text).expanduser().is_file() else "there is no such file"
