"""The ladder of one handle's flow, with a cursor in time."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.worker import get_current_worker

from inspector.flow import Flow, flows
from inspector.report.ladder import shortened, text
from inspector.tui.actions import bindings
from inspector.tui.cassette_view import CassetteView
from inspector.tui.export import Export, of_flow, subset
from inspector.tui.screens.base import InspectorScreen
from inspector.tui.screens.detail import DetailScreen
from inspector.tui.screens.export import ExportScreen
from inspector.tui.widgets.call_lane import CallLane
from inspector.tui.widgets.ladder_view import LadderView

_CHUNK = 500
_MOST_FLOWS = 20_000  # interactions that are looked at for other flows


class FlowScreen(InspectorScreen):
    """Draws a flow, steps through it in time, and opens its interactions.

    Args:
        cassette_view: the cassette.
        flow: the flow that is drawn first.
    """

    BINDINGS = bindings("flow")
    HELP = "The life of one handle: client on the left, server on the right, a call's states beside them."
    AUTO_FOCUS = "LadderView"
    scope: ClassVar[str] = "flow"

    def __init__(self, cassette_view: CassetteView, flow: Flow) -> None:
        super().__init__()
        self.cassette_view = cassette_view
        self.flow = flow
        self.at = flow.begin
        self._others: tuple[Flow, ...] | None = None

    def body(self) -> ComposeResult:
        """The ladder, and the lane of states with the cursor."""
        yield LadderView()
        yield CallLane()

    def on_mount(self) -> None:
        """Draws the flow."""
        self._draw()

    def _draw(self) -> None:
        self.title_bar.what = f"Flow of {self.flow.handle.kind}"
        self.title_bar.where = self.flow.handle.value
        self.title_bar.fact = f"{len(self.flow.steps)} interactions"
        self.query_one(LadderView).show(self.flow)
        self.move_to(self.flow.begin)

    def move_to(self, at: float) -> None:
        """Moves the time cursor.

        Args:
            at: seconds since the start of the recording.
        """
        end = max(self.flow.end, *(phase.end for phase in self.flow.phases()), self.flow.begin)
        self.at = min(max(round(at, 6), self.flow.begin), end)
        self.query_one(CallLane).show(self.flow, self.at)
        self.query_one(LadderView).time = self.at

    def on_painted_lines_moved(self) -> None:
        """Moves the time cursor to the message of the line."""
        wanted = self.query_one(LadderView).step
        for step in self.flow.steps:
            if step.n == wanted:
                self.move_to(step.at)

    def on_painted_lines_chosen(self) -> None:
        """Opens the interaction of the line."""
        self.action_open()

    def action_open(self) -> None:
        """Shows the interaction of the line."""
        wanted = self.query_one(LadderView).step
        numbers = [step.n for step in self.flow.steps]
        if wanted in numbers:
            self.app.push_screen(
                DetailScreen(self.cassette_view, self._places(self.flow), numbers.index(wanted))
            )

    def action_cursor(self, step: int) -> None:
        """Moves the time cursor to the next message, or the one before; the ladder follows."""
        times = sorted({each.at for each in self.flow.steps} | {phase.begin for phase in self.flow.phases()})
        later = [at for at in times if (at - self.at) * step > 1e-9]
        if later:
            self.move_to(later[0] if step > 0 else later[-1])
            self.query_one(LadderView).follow(self.at)

    def action_seconds(self, seconds: int) -> None:
        """Moves the time cursor by seconds."""
        self.move_to(self.at + seconds)
        self.query_one(LadderView).follow(self.at)

    def action_polls(self) -> None:
        """Draws every poll, or runs of them as dots."""
        self.query_one(LadderView).toggle_polls()

    def action_flow(self, step: int) -> None:
        """Draws the next flow of the cassette, or the one before."""
        if self._others is None:
            self._look_for_others(step)
            return
        handles = [flow.handle for flow in self._others]
        if self.flow.handle in handles and len(handles) > 1:
            self.flow = self._others[(handles.index(self.flow.handle) + step) % len(handles)]
            self._draw()
        else:
            self.notify("This cassette has no other flow.")

    @work(thread=True, exclusive=True, group="others")
    def _look_for_others(self, then: int) -> None:
        """Decodes what there is, beside the screen, and goes to the next flow."""
        worker = get_current_worker()
        total = min(len(self.cassette_view), _MOST_FLOWS)
        steps = []
        for place in range(total):
            if place % _CHUNK == 0:
                if worker.is_cancelled:
                    return
                words = f"looking for other flows … {place * 100 // total} %" if place else ""
                self.app.call_from_thread(setattr, self.title_bar, "busy", words)
            steps.append(self.cassette_view.step(place))
        self.app.call_from_thread(self._found_others, flows(step for step in steps if step is not None), then)

    def _found_others(self, others: tuple[Flow, ...], then: int) -> None:
        self.title_bar.busy = ""
        self._others = others
        self.action_flow(then)

    def action_mark(self) -> None:
        """Remembers this flow, to compare another with it."""
        self.shell.marked_flow = self.flow
        self.notify("Go to another flow and press d.", title="Marked")

    def action_diff(self) -> None:
        """Compares this flow with the remembered one."""
        from inspector.tui.interaction_pairs import rows_beside  # here: few sessions compare
        from inspector.tui.screens.diff_list import DiffListScreen

        before, after, cassette_view = self.shell.marked_flow, self.flow, self.cassette_view
        if before is None or before.handle == after.handle:
            self.notify("Mark a flow with m, go to another, and press d.", severity="warning")
            return
        first, second, volatile = self._places(before), self._places(after), cassette_view.volatile
        compare = rows_beside(lambda: cassette_view.some(first), lambda: cassette_view.some(second), volatile)
        names = (shortened(before.handle.value, 30), shortened(after.handle.value, 30))
        fetch = (cassette_view.numbered, cassette_view.numbered)
        self.app.push_screen(DiffListScreen(compare, names, fetch, volatile))

    def _places(self, flow: Flow) -> list[int]:
        return [self.cassette_view.place_of(step.n) for step in flow.steps]

    def action_replay_flow(self) -> None:
        """Sends the requests of this flow to the running server, and compares the answers."""
        name = f"{self.flow.handle.kind} {shortened(self.flow.handle.value, 24)}"
        self.shell.replay(self._places(self.flow), name)

    def action_copy(self) -> None:
        """Copies the ladder as text."""
        self.app.copy_to_clipboard(text(self.query_one(LadderView).drawn))
        self.notify("The ladder, as text.", title="Copied")

    def action_export(self) -> None:
        """Offers the ladder as text, and its interactions as a cassette, as commands and as a program."""
        drawn = self.query_one(LadderView).drawn
        places = self._places(self.flow)
        self.app.push_screen(
            ExportScreen(
                [
                    Export("the ladder as text", "flow.txt", lambda: text(drawn).encode()),
                    *of_flow(lambda: self.cassette_view.some(places), f"{self.flow.handle.kind}-flow"),
                    subset(self.cassette_view, places, "the interactions"),
                ]
            )
        )
