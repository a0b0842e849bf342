"""Every action of the table, done by its key in the running application."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from inspector.tui.actions import ACTIONS, Action
from inspector.tui.app import InspectorApp
from inspector.tui.live import Live
from inspector.tui.screens.browse import BrowseScreen
from inspector.tui.screens.detail import DetailScreen
from inspector.tui.screens.diff import DiffScreen
from inspector.tui.screens.diff_list import DiffListScreen
from inspector.tui.screens.edit import EditScreen
from inspector.tui.screens.export import ExportScreen
from inspector.tui.screens.findings import FindingsScreen
from inspector.tui.screens.flow import FlowScreen
from inspector.tui.screens.help import HelpScreen
from inspector.tui.screens.replay import ReplayScreen
from inspector.tui.screens.simulator import SimulatorScreen
from inspector.tui.screens.statistics import StatisticsScreen
from inspector.tui.screens.target import TargetScreen
from inspector.tui.screens.text import TextScreen
from inspector.tui.screens.usage import UsageScreen
from inspector.tui.widgets.input_bar import InputBar
from inspector.tui.widgets.interaction_list import InteractionList
from inspector.tui.widgets.painted_lines import PaintedLines
from inspector.tui.widgets.preview import Preview
from inspector.tui.widgets.title_bar import TitleBar
from tests.tui.conftest import UM_CALL, UM_URL, envelope, toasts

Check = Callable[[InspectorApp], bool]
Prepare = Callable[[InspectorApp, Pilot[None]], Awaitable[None]]

# how one gets from the list of interactions to the screen of a scope
WAYS = {
    "app": (),
    "lines": (),
    "find": (),
    "browse": (),
    "live": (),
    "detail": ("j", "enter"),
    "flow": ("j", "c"),
    "diff": ("m", "d"),
    "edit": ("j", "E"),
    "findings": ("i",),
    "statistics": ("s",),
    "usage": ("u",),
    "replay": ("S",),
    "welcome": (),
}


def lines(app: InspectorApp) -> PaintedLines:
    found = app.screen.query(PaintedLines).first()
    assert isinstance(found, PaintedLines)
    return found


def listing(app: InspectorApp) -> InteractionList:
    return app.screen.query_one(InteractionList)


def shows(kind: type[Any]) -> Check:
    return lambda app: isinstance(app.screen, kind)


def cursor(line: int) -> Check:
    return lambda app: lines(app).cursor == line


def fact(text: str) -> Check:
    return lambda app: text in app.screen.query_one(TitleBar).fact


def told(text: str) -> Check:
    return lambda app: any(text in note.message or text in note.title for note in toasts(app))


def copied(text: str) -> Check:
    return lambda app: text in app.clipboard


def clock(seconds: float) -> Check:
    return lambda app: app.host.clock.now() == seconds


def asked(app: InspectorApp) -> int:
    return len(app.host.entries())


def screen(app: InspectorApp) -> Any:
    return app.screen


async def ask(app: InspectorApp, pilot: Pilot[None], *payloads: str) -> list[int]:
    """Does what a client would: sends requests to the running server from another thread."""
    import asyncio

    def send(payload: str) -> int:
        url = app.host.url + UM_URL[UM_URL.index("/EWS") :]
        request = urllib.request.Request(url, envelope(payload).encode(), {"Content-Type": "text/xml"})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    statuses = [await asyncio.to_thread(send, payload) for payload in payloads]
    app.screen.look()  # type: ignore[attr-defined]
    await pilot.pause()
    return statuses


START = (
    "<m:PlayOnPhone>\n<m:entryId>AAAAAJYf</m:entryId>\n<m:DialString>5551234</m:DialString>\n</m:PlayOnPhone>"
)
POLL = f"<m:GetCallInfo><m:CallId>{UM_CALL}</m:CallId></m:GetCallInfo>"
HANG_UP = f"<m:Disconnect><m:CallId>{UM_CALL}</m:CallId></m:Disconnect>"
ODD = "<m:GetCallInfo><m:CallId>nobody</m:CallId></m:GetCallInfo>"


async def hung_up(app: InspectorApp, pilot: Pilot[None]) -> None:
    await pilot.press("s")
    await app.workers.wait_for_complete()
    assert await ask(app, pilot, START, HANG_UP) == [200, 200]


async def missed(app: InspectorApp, pilot: Pilot[None]) -> None:
    await pilot.press("s")
    await app.workers.wait_for_complete()
    assert await ask(app, pilot, START, ODD) == [200, 500]


async def served(app: InspectorApp, pilot: Pilot[None]) -> None:
    await pilot.press("S", "s")
    await app.workers.wait_for_complete()
    await pilot.press("q")


async def wide(app: InspectorApp, pilot: Pilot[None]) -> None:
    await pilot.resize_terminal(160, 40)
    await pilot.pause()
    assert app.screen.query_one(Preview).display


@dataclass(frozen=True)
class Case:
    """An action, what is pressed before it, and what is true after it."""

    id: str
    check: Check
    before: tuple[str, ...] = ()
    prepare: Prepare | None = None


CASES = (
    Case("app.help", shows(HelpScreen)),
    Case("app.back", shows(BrowseScreen), ("enter",)),
    Case("app.back", lambda app: not app.is_running),
    Case("app.close", shows(BrowseScreen), ("enter",)),
    Case("app.quit", lambda app: not app.is_running, ("enter",)),
    Case("app.palette", lambda app: type(app.screen).__name__ == "CommandPalette"),
    Case("app.theme", lambda app: app.theme == "ews-light"),
    Case("app.replay", shows(ReplayScreen)),
    Case("app.findings", shows(FindingsScreen)),
    Case("app.screenshot", lambda app: Path("ews-inspector.svg").read_text("utf-8").startswith("<svg")),
    Case("lines.down", cursor(1)),
    Case("lines.up", cursor(1), ("j", "j")),
    Case("lines.page-down", cursor(25)),
    Case("lines.page-up", cursor(0), ("pagedown",)),
    Case("lines.first", cursor(0), ("G",)),
    Case("lines.last", cursor(25)),
    Case("lines.choose", shows(DetailScreen)),
    Case("find.find", lambda app: app.screen.query_one("#find-bar", InputBar).display),
    Case("find.next", cursor(20), ("slash", *"CQ", "enter")),
    Case("find.previous", cursor(25), ("slash", *"Error", "enter", "home")),
    Case("browse.open", shows(DetailScreen)),
    Case("browse.filter", lambda app: app.screen.query_one("#filter-bar", InputBar).display),
    Case("browse.handle", fact("18 of 26"), ("j",)),
    Case("browse.handle", told("names no handle")),
    Case("browse.flow", shows(FlowScreen), ("j",)),
    Case("browse.clear", fact("26 interactions"), ("j", "h")),
    Case("browse.order", fact("by flow")),
    Case("browse.order", lambda app: listing(app).places[0] == 1, ("o",) * 5),
    Case("browse.reverse", lambda app: listing(app).places[0] == 25),
    Case("browse.number", lambda app: app.screen.query_one("#number-bar", InputBar).display),
    Case("browse.statistics", shows(StatisticsScreen)),
    Case("statistics.list", fact("~fail  3 of 26"), ("j",)),
    Case("browse.usage", shows(UsageScreen)),
    Case("usage.list", fact("~op GetCallInfo  16 of 26"), ("o", "j", "j", "j")),
    Case("usage.group", lambda app: app.screen.query_one(TitleBar).where == "by kind"),
    Case("browse.preview", lambda app: app.screen.query_one(Preview).display is False, prepare=wide),
    Case("browse.time", lambda app: "09:00:00" in "".join(text for text, _ in lines(app).pieces(0))),
    Case("browse.group", fact("grouped by operation"), ("O",)),
    Case("browse.group", fact("grouped by flow")),
    Case("browse.group", lambda app: not listing(app).groups, ("O", "O")),
    Case("browse.fold", lambda app: lines(app).count() == len(listing(app).groups) > 3, ("O",)),
    Case("browse.file", told("One file is open")),
    Case("browse.note", lambda app: app.screen.query_one("#note-bar", InputBar).display),
    Case("browse.keep-marks", told("Kept"), ("m",)),
    Case("browse.mark", fact("◆ 1")),
    Case("browse.marked", lambda app: list(listing(app).places) == [0, 1], ("m", "m")),
    Case("browse.marked", lambda app: not listing(app).display),
    Case("browse.unmark", lambda app: not listing(app).marked, ("m",)),
    Case("browse.diff", shows(DiffScreen), ("m",)),
    Case("browse.diff", told("Mark one interaction")),
    Case("browse.diff-file", lambda app: app.screen.query_one("#diff-bar", InputBar).display),
    Case("browse.export", shows(ExportScreen)),
    Case("browse.copy", copied(UM_CALL), ("j",)),
    Case("browse.send", shows(DiffScreen), ("j",), served),
    Case("browse.send", told("no server runs")),
    Case("browse.replay", fact("0 of 1 differ"), ("m",), served),
    Case("browse.replay", told("no server runs")),
    Case("browse.edit", shows(EditScreen)),
    Case("browse.follow", lambda app: screen(app).following and lines(app).cursor == 25),
    Case("live.pause", lambda app: screen(app).paused),
    Case("detail.switch", lambda app: app.focused is not None and app.focused.id == "request"),
    Case("detail.next", lambda app: app.screen.query_one(TitleBar).what == "3 GetCallInfo"),
    Case("detail.previous", lambda app: app.screen.query_one(TitleBar).what == "1 GetUMProperties"),
    Case("detail.raw", lambda app: screen(app).view.raw),
    Case("detail.next-finding", lambda app: screen(app).view.finding.code == "XSD001"),
    Case("detail.previous-finding", lambda app: screen(app).view.finding.code == "XSD001", ("tab", "G")),
    Case("detail.part", told("no other part")),
    Case("detail.part-before", told("no other part")),
    Case("detail.fold", lambda app: screen(app).view.count() < 9),
    Case("detail.layout", lambda app: app.screen.has_class("-turned")),
    Case("detail.flow", shows(FlowScreen)),
    Case("detail.export", shows(ExportScreen)),
    Case("detail.copy", copied("<m:PlayOnPhoneResponse>")),
    Case("detail.send", told("no server runs")),
    Case("detail.edit", shows(EditScreen)),
    Case("flow.open", shows(DetailScreen), ("j", "j", "j")),
    Case("flow.later", lambda app: screen(app).at == 2.0),
    Case("flow.earlier", lambda app: screen(app).at == 1.0, (".",)),
    Case("flow.second", lambda app: screen(app).at == 2.0),
    Case("flow.second-back", lambda app: screen(app).at == 1.0, ("plus",)),
    Case("flow.polls", lambda app: not screen(app).query_one("#ladder").collapse),
    Case("flow.next", lambda app: screen(app).flow.handle.value.startswith("AAMk")),
    Case("flow.previous", lambda app: screen(app).flow.handle.value == "AAAAAJYf"),
    Case("flow.mark", told("Marked")),
    Case("flow.diff", shows(DiffListScreen), ("m", "tab")),
    Case("flow.diff", told("Mark a flow")),
    Case("flow.replay", fact("0 of 18 differ"), prepare=served),
    Case("flow.replay", told("no server runs")),
    Case("diff.exact", lambda app: fact("exact  0 of 18 differ")(app) and asked(app) == 18,
         ("q", "c", "r"), served),
    Case("flow.copy", copied("● Connecting")),
    Case("flow.export", shows(ExportScreen)),
    Case("diff.next", lambda app: lines(app).cursor > 0),
    Case("diff.previous", lambda app: lines(app).cursor == 1, ("space",)),
    Case("diff.same", lambda app: screen(app).query_one("#diff").show_same),
    Case("diff.exact", fact("exact")),
    Case("edit.send", shows(TargetScreen)),
    Case("edit.back", shows(BrowseScreen)),
    Case("edit.next-mark", lambda app: screen(app).editor.cursor_location == (7, 0)),
    Case("edit.recorded", fact("as recorded"), ("x",)),
    Case("edit.editor", told("cannot be lent")),
    Case("edit.keep", told("Nothing edited has been sent")),
    Case("findings.open", lambda app: screen(app).view.finding.code == "XSD001", ("j",)),
    Case("findings.group", lambda app: app.screen.query_one(TitleBar).where == "by document"),
    Case("findings.explain", shows(TextScreen), ("j",)),
    Case("findings.export", shows(ExportScreen)),
    Case("findings.judge", fact("judged now")),
    Case("findings.coverage", lambda app: lines(app).count() > 100),
    Case("replay.start", lambda app: app.host.url.startswith("http://127.0.0.1:")),
    Case("replay.start", lambda app: not app.host.running, ("s",)),
    Case("replay.simulate", shows(SimulatorScreen)),
    Case("replay.run", lambda app: app.host.clock.speed == 1.0),
    Case("replay.run", lambda app: app.host.clock.speed == 0.0, ("space",)),
    Case("replay.faster", lambda app: app.host.clock.speed == 4.0, ("plus",)),
    Case("replay.slower", lambda app: app.host.clock.speed == 0.5),
    Case("replay.one", clock(1.0)),
    Case("replay.timeout", clock(32.0)),
    Case("replay.next-timer", clock(32.0), prepare=hung_up),
    Case("replay.next-timer", told("No timer runs")),
    Case("replay.reset", lambda app: not app.host.entries(), prepare=hung_up),
    Case("replay.all", fact("0 of 26 differ"), ("s",)),
    Case("replay.all", told("no server runs")),
    Case("replay.about", shows(TextScreen), ("s",)),
    Case("replay.about", told("No server runs")),
    Case("replay.copy", copied("http://127.0.0.1:"), ("s",)),
    Case("replay.open", shows(TextScreen), prepare=missed),
    Case("replay.open", shows(DetailScreen), prepare=hung_up),
)  # fmt: skip


def action(case: Case) -> Action:
    return next(each for each in ACTIONS if each.id == case.id)


@pytest.mark.parametrize("case", CASES, ids=[f"{case.id}-{i}" for i, case in enumerate(CASES)])
async def test_the_key_of_an_action_does_it(case: Case, sample: Path) -> None:
    app = InspectorApp(sample, live=Live() if action(case).scope == "live" else None)
    async with app.run_test(size=(100, 30)) as pilot:
        if case.prepare is served:
            await served(app, pilot)
        for key in (*WAYS[action(case).scope], *case.before):
            await pilot.press(key)
            await app.workers.wait_for_complete()
            await pilot.pause()
        if case.prepare not in (None, served):
            await case.prepare(app, pilot)
        await pilot.press(action(case).keys.split(",")[0])
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert case.check(app)


def test_every_action_of_the_table_is_tried() -> None:
    assert {each.id for each in ACTIONS} == {case.id for case in CASES}


def test_no_key_means_two_things_on_one_screen() -> None:
    for scope in ("browse", "detail", "flow", "diff", "findings", "replay", "welcome"):
        keys = [
            key
            for each in ACTIONS
            if each.scope in (scope, "app", "lines", "find")
            for key in each.keys.split(",")
        ]
        # Escape goes back everywhere; from the list it takes away what narrows it first.
        twice = {key for key in keys if keys.count(key) > 1} - {"escape"}
        assert not twice, f"{scope}: {twice}"


def test_every_action_has_an_id_of_its_own_and_a_sentence() -> None:
    assert len({each.id for each in ACTIONS}) == len(ACTIONS)
    assert all(each.text.endswith(".") for each in ACTIONS)


def test_everything_that_takes_keys_has_help() -> None:
    import importlib
    import pkgutil

    from textual.widget import Widget

    import inspector.tui.screens
    import inspector.tui.widgets

    for package in (inspector.tui.widgets, inspector.tui.screens):
        for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
            for value in vars(importlib.import_module(module.name)).values():
                ours = (
                    isinstance(value, type) and issubclass(value, Widget) and value.__module__ == module.name
                )
                if ours and value.can_focus and value.__name__ not in ("PaintedLines", "TextLines"):
                    assert getattr(value, "HELP", ""), value
