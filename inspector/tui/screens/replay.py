"""A replay server or simulator, run from the terminal UI, and its clock."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult

from inspector.errors import InspectorError
from inspector.replay.answer import Source
from inspector.tui.actions import bindings
from inspector.tui.cassette_view import CassetteView
from inspector.tui.host import ServerHost
from inspector.tui.screens.base import InspectorScreen
from inspector.tui.screens.detail import DetailScreen
from inspector.tui.screens.simulator import SimulatorScreen
from inspector.tui.screens.text import TextScreen
from inspector.tui.widgets.call_table import CallTable
from inspector.tui.widgets.clock_panel import ClockPanel
from inspector.tui.widgets.journal_view import JournalView
from inspector.tui.widgets.painted_lines import PaintedLines, Piece
from inspector.wire.printable import printable_line

_LOOK_SECONDS = 0.1
_FASTEST = 1024.0


class ReplayScreen(InspectorScreen):
    """Starts and stops the server, moves its clock, and shows what clients ask.

    Args:
        host: the server.
        cassette_view: the cassette that is replayed; ``None``: there is only the simulator.
    """

    BINDINGS = bindings("replay")
    HELP = "A server for your client on a port of this machine, and the clock that its calls live by."
    AUTO_FOCUS = "JournalView"
    scope: ClassVar[str] = "replay"

    def __init__(self, host: ServerHost, cassette_view: CassetteView | None) -> None:
        super().__init__()
        self.host = host
        self.cassette_view = cassette_view
        self.starting = False

    def body(self) -> ComposeResult:
        """Clock, calls, journal."""
        yield ClockPanel()
        yield CallTable()
        yield JournalView()

    def on_mount(self) -> None:
        """Looks at the server from time to time."""
        self.title_bar.what = "Replay"
        self.title_bar.where = self.cassette_view.cassette.path.name if self.cassette_view else ""
        self.look()
        self.set_interval(_LOOK_SECONDS, self.look)

    def look(self) -> None:
        """Shows the server as it is now."""
        host = self.host
        now = host.clock.now()
        reading = "reading the cassette …" * (self.starting and not host.running)
        self.query_one(ClockPanel).show(
            now, host.clock.speed, host.what, host.url or reading, dict(host.counts())
        )
        self.query_one(CallTable).show(host.calls(), now)
        journal = self.query_one(JournalView)
        if journal.serving != host.running:
            journal.serving = host.running
            journal.refresh()
        fresh = host.entries(journal.last)
        if fresh:
            journal.add(fresh)

    def on_painted_lines_chosen(self, event: PaintedLines.Chosen) -> None:
        """Opens what the line is about."""
        if isinstance(event.lines, JournalView):
            self.action_open()

    def action_start(self) -> None:
        """Starts a server from the cassette, or stops the one that runs."""
        if self.starting:
            return
        if self.host.running:
            self.host.stop()
        elif self.cassette_view is None:
            self.notify("No cassette is open: q goes back to choose one, m starts the simulator.")
        else:
            self.query_one(JournalView).clear()
            self._replay(self.cassette_view.cassette.path)
        self.look()

    @work(thread=True, exclusive=True, group="starting")
    def _replay(self, cassette: Path) -> None:
        """Starts the server, beside the screen: a long cassette takes a while to be read."""
        self.starting = True
        try:
            self.host.replay(cassette)
        except InspectorError as problem:
            self.app.call_from_thread(self.notify, str(problem), title="Not started", severity="error")
        self.starting = False
        self.app.call_from_thread(self.look)

    def action_simulate(self) -> None:
        """Asks for a scenario, and starts the simulator."""
        self.app.push_screen(SimulatorScreen(self.host), self._started)

    def _started(self, started: bool | None) -> None:
        if started:
            self.query_one(JournalView).clear()
            self.look()

    def action_run(self) -> None:
        """Lets the clock run, or stops it."""
        self.host.clock.run(0.0 if self.host.clock.speed else 1.0)
        self.look()

    def action_speed(self, step: int) -> None:
        """Doubles or halves the speed of the clock."""
        speed = (self.host.clock.speed or 1.0) * (2.0 if step > 0 else 0.5)
        self.host.clock.run(min(max(speed, 1 / _FASTEST), _FASTEST))
        self.look()

    def action_advance(self, seconds: int) -> None:
        """Moves the clock on."""
        self.host.clock.advance(float(seconds))
        self.look()

    def action_next_timer(self) -> None:
        """Moves the clock on to the end of the next timer."""
        left = self.host.next_timer()
        if left is None:
            self.notify("No timer runs: a call's timer begins when it is disconnected.", severity="warning")
            return
        self.host.clock.advance(left)
        self.look()

    def action_reset(self) -> None:
        """Begins again."""
        self.host.reset()
        self.query_one(JournalView).clear()
        self.look()

    def action_replay_all(self) -> None:
        """Sends all recorded requests to the running server, and compares the answers."""
        if self.cassette_view is not None:
            self.shell.replay(range(len(self.cassette_view)), self.cassette_view.cassette.path.name)

    def action_copy(self) -> None:
        """Copies the address of the server."""
        if self.host.url:
            self.app.copy_to_clipboard(self.host.url)
            self.notify(self.host.url, title="Copied")
        else:
            self.notify("No server runs: s starts one.", severity="warning")

    def action_about(self) -> None:
        """Says what a client has to be told of the server."""
        facts = self.host.facts()
        if not facts:
            self.notify("No server runs: s starts one.", severity="warning")
            return
        width = max(self.size.width * 94 // 100 - 8, 40)
        lines: list[tuple[Piece, ...]] = []
        for name, value in facts:
            lines.append(((printable_line(name), "key"),))
            lines += [(("  ", ""), (row, "text")) for row in textwrap.wrap(printable_line(value), width)]
        self.app.push_screen(TextScreen("What a client has to know", lines))

    def action_open(self) -> None:
        """Shows the recording that answered, or what a miss was nearest to."""
        entry = self.query_one(JournalView).entry
        if entry is None:
            return
        if entry.origin.source is Source.MISS:
            miss = self.host.miss_at(entry.at, entry.origin.operation)
            if miss is not None:
                lines = [((printable_line(line), "text"),) for line in str(miss).splitlines()]
                self.app.push_screen(TextScreen("A miss: no recording answers this request", lines))
        elif entry.origin.n and self.cassette_view is not None:
            place = self.cassette_view.place_of(entry.origin.n)
            self.app.push_screen(DetailScreen(self.cassette_view, [place], 0))
        else:
            self.notify("This answer was not recorded: it was made by the model.")
