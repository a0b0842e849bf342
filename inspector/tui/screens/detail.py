"""One interaction: its request and its response, stacked or side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Container
from textual.worker import get_current_worker

from inspector.cassette import Interaction
from inspector.conformance.finding import Direction, Finding
from inspector.errors import CassetteError
from inspector.tui.actions import bindings
from inspector.tui.cassette_view import CassetteView
from inspector.tui.export import of_interaction
from inspector.tui.screens.base import InspectorScreen
from inspector.tui.screens.export import ExportScreen
from inspector.tui.screens.text import TextScreen, value_lines
from inspector.tui.widgets.input_bar import InputBar
from inspector.tui.widgets.message_view import MessageView
from inspector.tui.widgets.painted_lines import PaintedLines
from inspector.wire.printable import printable_line
from inspector.wording import plural


class DetailScreen(InspectorScreen):
    """Shows an interaction of a list, and steps through the list.

    Args:
        cassette_view: where the interactions are.
        places: the places in the cassette that are stepped through.
        at: which of them is shown first.
        finding: where the cursor stands at first; its message has the keys.
    """

    BINDINGS = bindings("detail")
    HELP = "A request and its response, with the findings at the lines that they concern."
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 (as Textual declares it)
    DEFAULT_CSS = """
    DetailScreen #messages { layout: vertical; height: 1fr; }
    DetailScreen MessageView:focus { height: 2fr; }
    DetailScreen.-wide #messages, DetailScreen.-narrow.-turned #messages { layout: horizontal; }
    DetailScreen.-wide.-turned #messages { layout: vertical; }
    DetailScreen.-wide MessageView:focus, DetailScreen.-narrow.-turned MessageView:focus { height: 1fr; }
    DetailScreen.-wide.-turned MessageView:focus { height: 2fr; }
    """
    scope: ClassVar[str] = "detail"

    def __init__(
        self,
        cassette_view: CassetteView,
        places: Sequence[int],
        at: int,
        finding: Finding | None = None,
    ) -> None:
        super().__init__()
        self.cassette_view = cassette_view
        self.places = places
        self.at = at
        self.raw = False
        self.interaction: Interaction | None = None
        """The interaction that is shown; ``None`` while it is opened, or if its line cannot be read."""
        self._finding = finding
        self._laid_out: set[str] = set()
        self._seeking = False

    def body(self) -> ComposeResult:
        """Both messages."""
        with Container(id="messages"):
            yield MessageView(Direction.REQUEST)
            yield MessageView(Direction.RESPONSE)

    def on_mount(self) -> None:
        """Shows the first interaction."""
        direction = self._finding.direction if self._finding else Direction.RESPONSE
        self.query_one(f"#{direction.value}").focus()
        self.show()

    def on_painted_lines_chosen(self, event: PaintedLines.Chosen) -> None:
        """Explains a finding, folds an element, or takes a value apart."""
        view = event.lines
        if not isinstance(view, MessageView):
            return
        if view.finding is not None:
            self.shell.explain(view.finding)
        elif not view.fold(event.line) and view.values:
            self.app.push_screen(TextScreen("Value", value_lines(view.values, self.size.width)))

    @property
    def view(self) -> MessageView:
        """The message that has the keys."""
        focused = self.focused
        return focused if isinstance(focused, MessageView) else self.query_one("#response", MessageView)

    @property
    def searched_lines(self) -> list[PaintedLines]:
        """Request and response."""
        return list(self.query(MessageView))

    def on_message_view_laid_out(self, event: MessageView.LaidOut) -> None:
        """Goes to the first place of what is searched for, once both messages stand there."""
        views = self.searched_lines
        self._laid_out.add(event.view.id or "")
        if not self.shell.searched or len(self._laid_out) < len(views):
            return
        if self.query_one("#find-bar", InputBar).display:
            return  # what is being typed counts
        for view in views:
            view.want(self.shell.searched)
        found = next((view for view in (self.view, *views) if view.hits), None)
        if self._seeking and found is not None:
            found.find(1, 0)
            found.focus()
        self._seeking = False
        self.call_after_refresh(self.show_found)

    def show(self) -> None:
        """Shows the interaction; a large one is decoded beside the screen."""
        place = self.places[self.at]
        self.interaction = None
        self.shell.looked_at = place
        self._laid_out.clear()
        self._seeking = self._finding is None
        self.title_bar.fact = f"{self.at + 1:,} of {len(self.places):,}"
        if self.cassette_view.quick(place):
            self._show(place, self.cassette_view.interaction(place), self.cassette_view.findings(place))
        else:
            self.title_bar.what, self.title_bar.where = "opening …", ""
            self._open_beside(place)

    @work(thread=True, exclusive=True, group="opening")
    def _open_beside(self, place: int) -> None:
        worker = get_current_worker()
        found, findings = self.cassette_view.interaction(place), self.cassette_view.findings(place)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._show, place, found, findings)

    def _show(self, place: int, found: Interaction | CassetteError, findings: tuple[Finding, ...]) -> None:
        if place != self.places[self.at]:
            return  # another one is shown by now
        title = self.title_bar
        if not isinstance(found, Interaction):
            title.what, title.where = "This line cannot be read", str(found)
            return
        self.interaction = found
        row = self.cassette_view.row(place)
        title.what = f"{row.n} {row.operation}"
        title.where = _facts(found)
        for view in self.query(MessageView):
            view.show(found, findings, raw=self.raw)
        finding, self._finding = self._finding, None
        if finding is not None:  # the first time; once the widths are known
            view = self.query_one(f"#{finding.direction.value}", MessageView)
            self.call_after_refresh(view.to, finding)

    def action_switch(self) -> None:
        """Goes to the other message."""
        request, response = self.query_one("#request"), self.query_one("#response")
        (response if request.has_focus else request).focus()

    def action_step(self, step: int) -> None:
        """Shows another interaction of the list."""
        if 0 <= self.at + step < len(self.places):
            self.at += step
            self.show()
        else:
            self.notify("This is the last one." if step > 0 else "This is the first one.")

    def action_raw(self) -> None:
        """Shows the messages as they stand, or laid out."""
        self.raw = not self.raw
        self.show()

    def action_part(self, step: int) -> None:
        """Shows the next part of a large body, or the part before."""
        if not self.view.to_part(step):
            self.notify("There is no other part of this body.")

    def action_fold(self) -> None:
        """Folds the message, or unfolds it."""
        self.view.fold_all()

    def action_layout(self) -> None:
        """Turns the layout: stacked or side by side."""
        self.toggle_class("-turned")

    def action_finding(self, step: int) -> None:
        """Goes to the next finding, in this message and then in the other."""
        views = list(self.query(MessageView))
        current = self.view
        if current.to_finding(step):
            return
        other = views[1 - views.index(current)]
        other.cursor = 0 if step > 0 else other.count() - 1
        if other.finding is not None or other.to_finding(step):
            other.focus()
        else:
            self.notify("No more findings in this interaction.")

    def action_flow(self) -> None:
        """Draws the flow of this interaction's handle."""
        step = self.cassette_view.step(self.places[self.at])
        if step is not None and step.handles:
            self.shell.open_flow(self.cassette_view, step.handles[-1].value)
        else:
            self.notify("This interaction names no handle.", severity="warning")

    def action_export(self) -> None:
        """Offers what can be written or copied."""
        if self.interaction is not None:
            operation = self.cassette_view.row(self.places[self.at]).operation
            self.app.push_screen(ExportScreen(of_interaction(self.interaction, operation)))

    def action_copy(self) -> None:
        """Copies the body of this message."""
        self.app.copy_to_clipboard(self.view.body.decode("utf-8", "replace"))
        self.notify(f"The body of the {self.view.direction.value}.", title="Copied")

    def action_send(self) -> None:
        """Sends the request to the running replay server."""
        if self.interaction is not None:
            self.shell.send_again(self.interaction)

    def action_edit(self) -> None:
        """Opens the request to be changed and sent."""
        if self.interaction is not None:
            self.shell.edit(self.interaction)


def _facts(interaction: Interaction) -> str:
    parts = [f"at {interaction.at:.3f} s", f"took {interaction.took:.3f} s"]
    if interaction.auth:
        legs = interaction.auth.legs
        parts.append(f"{interaction.auth.scheme}, {plural(legs, 'leg')}")
    encodings = {interaction.request_encoding, interaction.response_encoding} - {""}
    parts += sorted(encodings)
    if interaction.conn:
        parts.append(interaction.conn)
    if interaction.note:
        parts.insert(0, f"✎ {interaction.note}")
    return printable_line(" · ".join(parts))
