"""What the simulator is started with: a scenario, the version that it behaves like, a store."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Select, Static

from inspector.errors import InspectorError
from inspector.protocols.common.versions import VERSIONS
from inspector.tui.host import ServerHost
from inspector.tui.simulator_options import SimulatorOptions
from inspector.tui.widgets.file_names import FileNames
from inspector.wire.printable import printable_line


class SimulatorScreen(ModalScreen[bool]):
    """Asks what the simulator is like, and starts it; what is wrong is said in place.

    Args:
        host: where it is started.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(False)", "Close"),
        Binding("ctrl+r", "start", "Start"),
    ]
    HELP = "Whose mailboxes there are, and what becomes of calls: a TOML file (docs/simulator.md)."
    DEFAULT_CSS = """
    SimulatorScreen { align: center middle; }
    SimulatorScreen > Vertical {
        width: 74; max-width: 96%; height: auto; max-height: 96%; padding: 0 2; background: $surface;
        border: round $primary; border-title-color: $foreground; border-subtitle-color: $foreground;
    }
    SimulatorScreen Label { color: $paint-key; }
    SimulatorScreen Input { height: 1; border: none; padding: 0 1; background: $panel; margin-bottom: 1; }
    SimulatorScreen Input:focus { border: none; background: $secondary; }
    SimulatorScreen Select { height: auto; margin-bottom: 1; }
    SimulatorScreen SelectCurrent { border: none; height: 1; padding: 0 1; background: $panel; }
    SimulatorScreen Select:focus > SelectCurrent { background: $secondary; }
    SimulatorScreen #problem { color: $paint-error; text-style: bold; height: auto; display: none; }
    """

    def __init__(self, host: ServerHost) -> None:
        super().__init__()
        self._host = host

    def compose(self) -> ComposeResult:
        """Three questions, and what is wrong with the answers."""
        last = self._host.simulated
        with Vertical() as box:
            box.border_title = "Simulator"
            box.border_subtitle = "Enter starts, Tab goes on, Esc closes"
            yield Label("Scenario (TOML file; empty: every address, every call is answered)")
            yield Input(last.scenario, placeholder="calls.toml", suggester=FileNames(".toml"), id="scenario")
            yield Label("Behaves like")
            yield Select(
                [(name, name) for name in VERSIONS],
                value=last.version,
                allow_blank=False,
                compact=True,
                id="version",
            )
            yield Label("Store (SQLite file that keeps the mailboxes; empty: none)")
            yield Input(last.store, placeholder="box.sqlite", suggester=FileNames(".sqlite"), id="store")
            yield Static("", id="problem", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Starts."""
        event.stop()
        self.action_start()

    def action_start(self) -> None:
        """Starts the simulator, or says why it cannot be."""
        choice = SimulatorOptions(
            self.query_one("#scenario", Input).value.strip(),
            str(self.query_one("#version", Select).value),
            self.query_one("#store", Input).value.strip(),
        )
        try:
            self._host.simulate(choice)
        except InspectorError as problem:
            told = self.query_one("#problem", Static)
            told.update(printable_line(f"✗ {problem}"))
            told.display = True
            self.app.bell()
            return
        self.dismiss(True)
