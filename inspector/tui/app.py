"""The application: a cassette, its screens, and what can be done everywhere.

What most sessions do not need at once (the server, the rules, the schemas) is imported when it is asked for,
so that the first rows are there within a second.
"""

from __future__ import annotations

import textwrap
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.app import App, SystemCommand
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.worker import get_current_worker

from inspector.cassette import Cassette, Interaction
from inspector.conformance.finding import Finding
from inspector.errors import InspectorError, UsageError
from inspector.flow import Flow, Step, flow_among, step_of
from inspector.tui.actions import ACTIONS, bindings
from inspector.tui.cassette_view import CassetteView
from inspector.tui.screens.browse import BrowseScreen
from inspector.tui.settings import UiSettings, remember
from inspector.tui.theme import DARK, LIGHT
from inspector.tui.widgets.painted_lines import Piece
from inspector.tui.widgets.title_bar import TitleBar
from inspector.wire.printable import printable, printable_line
from inspector.wording import plural

if TYPE_CHECKING:
    from inspector.tui.host import ServerHost
    from inspector.tui.live import Live
    from inspector.tui.resending import RealServer, Resending

_READ_AT_FIRST = 2 * 1024 * 1024  # bytes of a cassette; the rest is read beside the screen
_SHOW_SECONDS = 0.2  # between two looks at how far something is
_THEMES = {"dark": DARK, "light": LIGHT}


class InspectorApp(App[None]):
    """The terminal UI.

    Args:
        path: the cassette to open, or several to open as one; ``None`` offers some.
        settings: the user's settings.
        upstream: a live server that edited requests may be sent to, each time after a question.
        live: the recording that writes the cassette while it is looked at; ``None``: none does.

    Raises:
        CassetteError: the file is no cassette.
        InputError: the file cannot be opened.
    """

    TITLE = "ews-inspector"
    BINDINGS = bindings("app")
    ENABLE_COMMAND_PALETTE = True
    CSS = """
    Screen { background: $background; }
    ModalScreen { background: $background 70%; }
    ToastRack { dock: top; align: right top; margin-top: 2; margin-bottom: 0; }
    """

    def __init__(
        self,
        path: Path | str | Sequence[Path | str] | None = None,
        settings: UiSettings | None = None,
        upstream: RealServer | None = None,
        live: Live | None = None,
    ) -> None:
        super().__init__()
        self.settings = settings or UiSettings()
        self.cassette_view: CassetteView | None = None
        self.upstream = upstream
        self.live = live
        self._host: ServerHost | None = None
        self._resending: Resending | None = None
        self.marked_flow: Flow | None = None
        self.searched = ""
        self.looked_at: int | None = None
        if path is not None:
            self._load([Path(path)] if isinstance(path, (str, Path)) else [Path(each) for each in path])
        for theme in _THEMES.values():
            self.register_theme(theme)
        self.theme = _THEMES[self.settings.theme].name
        self.set_keymap(dict(self.settings.keys))

    @property
    def host(self) -> ServerHost:
        """The server that the replay screen starts and stops."""
        if self._host is None:
            from inspector.tui.host import ServerHost

            self._host = ServerHost()
        return self._host

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Gives the colours of the roles to themes that do not name them."""
        return DARK.variables

    def on_mount(self) -> None:
        """Opens the first screen."""
        if self.cassette_view is None:
            from inspector.tui.screens.welcome import WelcomeScreen

            self.push_screen(WelcomeScreen())
        elif self.live is not None:
            from inspector.tui.screens.live import LiveScreen

            self.push_screen(LiveScreen(self.cassette_view, self.live))
        else:
            self.push_screen(BrowseScreen(self.cassette_view))

    def on_unmount(self) -> None:
        """Stops the server and closes the cassette."""
        if self._host is not None:
            self._host.stop()
        if self.cassette_view is not None:
            self.cassette_view.close()

    def open(self, path: Path) -> None:
        """Opens a cassette that was chosen.

        Args:
            path: the file.
        """
        try:
            self._load([path])
        except InspectorError as problem:
            self.notify(str(problem), title="Not opened", severity="error")
            return
        assert self.cassette_view is not None
        self.searched, self.looked_at = "", None
        self.push_screen(BrowseScreen(self.cassette_view))

    def _load(self, paths: Sequence[Path]) -> None:
        with ExitStack() as opening:
            most = _READ_AT_FIRST if len(paths) == 1 else None
            opened = [opening.enter_context(Cassette(path, most)) for path in paths]
            cassette_view = CassetteView(*opened)
            opening.pop_all()
        if self.cassette_view is not None:
            self.cassette_view.close()
        self.cassette_view = cassette_view
        self._resending = None
        for path in paths:
            remember(path)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Shows a note, as Textual does; what it tells can be a cassette's, so that it steers nothing."""
        super().notify(
            printable(message), title=printable_line(title), severity=severity, timeout=timeout, markup=False
        )

    # Actions

    async def action_back(self) -> None:
        """Goes back to the screen before; from the first one, leaves."""
        if not self.stop_looking() and not await self.action_close():
            await self.action_quit()

    async def action_close(self) -> bool:
        """Goes back to the screen before; says whether there is one."""
        if len(self.screen_stack) > 2:
            self.pop_screen()
            return True
        return False

    async def action_quit(self) -> None:
        """Leaves; while something is recorded, asks first."""
        if self.live is None:
            self.exit()
            return
        from inspector.tui.screens.confirm import ConfirmScreen

        facts = (
            f"{plural(self.live.count, 'interaction')} so far.",
            f"Clients that are pointed at {self.live.url} get no answer any more.",
        )
        self.push_screen(ConfirmScreen("Stop recording?", facts), lambda yes: self.exit() if yes else None)

    def action_help_keys(self) -> None:
        """Shows the keys of the present screen."""
        from inspector.tui.screens.help import HelpScreen

        scopes = getattr(self.screen, "scopes", ("app",))
        about = getattr(self.focused, "HELP", None) or getattr(self.screen, "HELP", None) or ""
        self.push_screen(HelpScreen(scopes, about, dict(self.settings.keys)))

    def action_switch_theme(self) -> None:
        """Switches between dark and light."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name

    def action_replay(self) -> None:
        """Shows the replay server."""
        from inspector.tui.screens.replay import ReplayScreen

        if not isinstance(self.screen, ReplayScreen):
            self.push_screen(ReplayScreen(self.host, self.cassette_view))

    def action_findings(self) -> None:
        """Lists all findings."""
        from inspector.tui.screens.findings import FindingsScreen

        if self.cassette_view is not None and not isinstance(self.screen, FindingsScreen):
            self.push_screen(FindingsScreen(self.cassette_view))

    def action_picture(self) -> None:
        """Saves the screen as an SVG file in the working folder."""
        from inspector.tui.export import free_name

        target = free_name(Path.cwd() / "ews-inspector.svg")
        try:
            target.write_text(self.export_screenshot(), "utf-8")
        except OSError as problem:
            self.notify(f"{problem.strerror}", title="Not saved", severity="error")
            return
        self.notify(target.name, title="Saved")

    def open_flow(self, cassette_view: CassetteView, handle: str) -> None:
        """Draws the flow of a handle on a screen of its own; a large cassette is read beside the screen.

        Args:
            cassette_view: where the interactions are.
            handle: the handle.
        """
        self._open_flow(cassette_view, handle, self.screen)

    @work(thread=True, exclusive=True, group="flow")
    def _open_flow(self, cassette_view: CassetteView, handle: str, asked_on: Screen[object]) -> None:
        worker = get_current_worker()
        shown_at = time.monotonic()
        steps: list[Step] = []
        for found, share in cassette_view.naming(handle):
            if worker.is_cancelled or self.screen is not asked_on:
                self.call_from_thread(self._say_busy, asked_on, "")
                return
            steps += (step_of(each) for each in found)
            if time.monotonic() - shown_at > _SHOW_SECONDS:
                words = f"looking for the flow … {share:.0%}, Esc stops"
                self.call_from_thread(self._say_busy, asked_on, words)
                shown_at = time.monotonic()
        flow = flow_among(steps, handle)
        self.call_from_thread(self._draw_flow, cassette_view, flow, asked_on)

    def _say_busy(self, screen: Screen[object], words: str) -> None:
        for title in screen.query(TitleBar):
            title.busy = words

    def _draw_flow(self, cassette_view: CassetteView, flow: Flow | None, asked_on: Screen[object]) -> None:
        from inspector.tui.screens.flow import FlowScreen

        self._say_busy(asked_on, "")
        if flow is not None and self.screen is asked_on:
            self.push_screen(FlowScreen(cassette_view, flow))

    def stop_looking(self) -> bool:
        """Stops to look for a flow; says whether it was looked for."""
        running = [each for each in self.workers if each.group == "flow" and not each.is_finished]
        self.workers.cancel_group(self, "flow")
        return bool(running)

    def explain(self, finding: Finding) -> None:
        """Shows what a finding says, and what its rule checks.

        Args:
            finding: the finding.
        """
        from inspector.tui.screens.text import TextScreen

        facts = [
            ("found", finding.message),
            ("where", finding.path or "the whole message"),
            ("line", str(finding.line or "")),
            ("whose", "the client's request" if finding.direction == "request" else "the server's answer"),
            ("says", " ".join(part for part in (finding.document, finding.section, finding.level) if part)),
            ("schemas", finding.schemas),
        ]
        lines: list[tuple[Piece, ...]] = [
            ((f"{name if i == 0 else '':>8}  ", "key"), (row, "text"))
            for name, value in facts
            for i, row in enumerate(textwrap.wrap(printable_line(value), self._page_width - 10))
        ]
        self.push_screen(
            TextScreen(
                printable_line(f"{finding.code} {finding.name}"), [*lines, (), *self._page(finding.code)]
            )
        )

    def explain_code(self, code: str) -> None:
        """Shows what a rule checks.

        Args:
            code: its code.
        """
        from inspector.tui.screens.text import TextScreen

        self.push_screen(TextScreen(printable_line(code), self._page(code)))

    def send_again(self, interaction: Interaction) -> None:
        """Sends a recorded request to the running server, and shows the answer beside the recording.

        Args:
            interaction: the recording.
        """

        def send() -> Interaction:
            answer = self.host.send(interaction.request)
            return replace(interaction, response=answer, error=None, findings=())

        self.send_beside(interaction, send, f"answered by {self.host.what}")

    def edit(self, interaction: Interaction) -> None:
        """Opens a recorded request to be changed and sent.

        Args:
            interaction: the recording.
        """
        from inspector.tui.resending import Resending
        from inspector.tui.screens.edit import EditScreen

        assert self.cassette_view is not None
        if self._resending is None:
            self._resending = Resending(self.host, self.cassette_view.cassette, self.upstream)
        try:
            self.push_screen(EditScreen(interaction, self._resending))
        except InspectorError as problem:
            self.notify(str(problem), title="Not opened", severity="warning")

    @work(thread=True, group="send")
    def send_beside(self, recorded: Interaction, send: Callable[[], Interaction], what: str) -> None:
        """Sends a request, and shows what differs from the recording, request and answer.

        Args:
            recorded: the recording.
            send: sends it, and returns it with its answer.
            what: what that is, for the title.
        """
        from inspector.tui.screens.diff import DiffScreen

        try:
            sent = send()
        except InspectorError as problem:
            self.call_from_thread(self.notify, str(problem), title="Not sent", severity="error")
            return
        names = (f"recorded (number {recorded.n})", what)
        self.call_from_thread(self.push_screen, DiffScreen(recorded, sent, names))

    def replay(self, places: Sequence[int], what: str) -> None:
        """Sends recorded requests to the running server, in order, and compares the answers.

        Args:
            places: the places of the interactions in the cassette.
            what: what they are, for the title.
        """
        from inspector.tui.host import NO_SERVER
        from inspector.tui.replay_run import replayed
        from inspector.tui.screens.diff_list import DiffListScreen

        cassette_view = self.cassette_view
        if cassette_view is None:
            return
        if not self.host.running:
            self.notify(str(NO_SERVER), title="Not sent", severity="warning")
            return
        if self.host.entries():
            self.notify("The server has been asked before: R on its screen makes it begin again.")
        compare = replayed(self.host, lambda: cassette_view.some(places), cassette_view.cassette.header)
        names = (what, f"answered by {self.host.what}")
        self.push_screen(
            DiffListScreen(compare, names, (cassette_view.numbered, None), cassette_view.volatile)
        )

    def _page(self, code: str) -> list[tuple[Piece, ...]]:
        """The page of a rule; a code of another version of this program has none."""
        from inspector.conformance.code_index import codes_beginning
        from inspector.report.rule_pages import page_lines

        try:
            entry = next((each for each in codes_beginning(code) if each.code == code), None)
        except UsageError:
            entry = None
        if entry is None:
            return [((f"This version has no page for {printable_line(code)}.", "quiet"),)]
        return [((printable_line(line), "text"),) for line in page_lines(entry, self._page_width)]

    @property
    def _page_width(self) -> int:
        """The columns of a box with text to read."""
        return min(max(self.size.width * 94 // 100 - 4, 40), 100)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offers in the palette what the keys of the present screen do."""
        from inspector.tui.screens.help import shown_keys

        scopes = (*getattr(screen, "scopes", ()), "find", "app")
        for action in ACTIONS:
            if action.scope in scopes and action.does != "app.command_palette":
                keys = shown_keys(self.settings.keys.get(action.id, action.keys))
                yield SystemCommand(f"{action.text.rstrip('.')}  ({keys})", "", self._runner(action.does))

    def _runner(self, does: str) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            await self.run_action(does, self.screen)

        return run
