"""A recording watched while it goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from inspector.cassette import CassetteHeader, CassetteWriter, Interaction
from inspector.conformance.check import Checker
from inspector.recorder.session import Recording
from inspector.scrub import Scrubber
from inspector.tui.app import InspectorApp
from inspector.tui.live import Live, Said
from inspector.tui.screens.confirm import ConfirmScreen
from inspector.tui.screens.detail import DetailScreen
from inspector.tui.screens.diff import DiffScreen
from inspector.tui.screens.live import LiveScreen
from inspector.tui.widgets.interaction_list import InteractionList
from inspector.tui.widgets.live_bar import LiveBar
from inspector.tui.widgets.title_bar import TitleBar
from tests.tui.conftest import Tape, toasts, um_call

UNREACHABLE = Said("mail.example.com:443: no TLS connection. Trust its CA with --upstream-ca FILE.")


class Client:
    """What is recorded while the screen is looked at: a phone call, message by message."""

    def __init__(self, path: Path, live: Live) -> None:
        header = CassetteHeader(scrub={"profile": "none"})
        scrubber = Scrubber.of(header.scrub or {})
        self.recording = Recording(CassetteWriter(path, header), scrubber, Checker(), recorded=live.recorded)
        tape = Tape()
        um_call(tape, 0.0)
        self.waiting = [
            Interaction(0, one.at, one.request, one.response, took=one.took, conn=one.conn)
            for one in tape.interactions
        ]

    def ask(self, count: int = 1) -> None:
        for _ in range(count):
            self.recording.add(self.waiting.pop(0))


@pytest.fixture
def live() -> Live:
    made = Live("https://mail.example.com")
    made.url = "http://127.0.0.1:8080"
    return made


@pytest.fixture
def client(tmp_path: Path, live: Live) -> Iterator[Client]:
    made = Client(tmp_path / "session.jsonl", live)
    yield made
    made.recording.finish()


@pytest.fixture
def app(tmp_path: Path, live: Live, client: Client) -> InspectorApp:
    return InspectorApp(tmp_path / "session.jsonl", live=live)


def screen(app: InspectorApp) -> LiveScreen:
    assert isinstance(app.screen, LiveScreen)
    return app.screen


def listing(app: InspectorApp) -> InteractionList:
    return screen(app).query_one(InteractionList)


def bar(app: InspectorApp) -> str:
    return str(screen(app).query_one(LiveBar).render())


def fact(app: InspectorApp) -> str:
    return app.screen.query_one(TitleBar).fact


async def pressed(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


async def test_the_list_grows_judged_and_stays_at_its_end(app: InspectorApp, client: Client) -> None:
    async with app.run_test(size=(110, 30)):
        assert "● recording  http://127.0.0.1:8080 → https://mail.example.com  0 so far" in bar(app)
        assert str(screen(app).query_one("Empty .fix").render()) == "Point a client at http://127.0.0.1:8080"
        for count in (1, 3):
            client.ask(count)
            screen(app).look_for_more()
        assert fact(app) == "4 interactions" and "4 so far" in bar(app)
        assert listing(app).cursor == 3
        assert any(screen(app).cassette_view.row(place).findings for place in range(4))


async def test_who_has_left_the_end_is_not_taken_back_to_it(app: InspectorApp, client: Client) -> None:
    async with app.run_test(size=(110, 30)) as pilot:
        client.ask(3)
        screen(app).look_for_more()
        await pressed(pilot, "k")
        client.ask()
        screen(app).look_for_more()
        assert fact(app) == "4 interactions" and listing(app).cursor == 1


async def test_it_is_filtered_opened_and_compared_meanwhile(app: InspectorApp, client: Client) -> None:
    async with app.run_test(size=(110, 30)) as pilot:
        client.ask(3)
        screen(app).look_for_more()
        await pressed(pilot, "f", *"~op GetCallInfo", "enter")
        assert fact(app).endswith("2 of 3")
        client.ask(4)
        screen(app).look_for_more()
        assert fact(app).endswith("6 of 7")
        await pressed(pilot, "g", "enter")
        assert isinstance(app.screen, DetailScreen)
        client.ask()
        await pressed(pilot, "q", "m", "G", "d")
        assert isinstance(app.screen, DiffScreen) and fact(app).endswith("1 difference")


async def test_a_paused_list_stands_still_and_it_is_recorded_on(app: InspectorApp, client: Client) -> None:
    async with app.run_test(size=(110, 30)) as pilot:
        client.ask(2)
        screen(app).look_for_more()
        await pressed(pilot, "space")
        client.ask(3)
        screen(app).look_for_more()
        assert fact(app) == "2 interactions" and "list paused, 3 interactions not shown" in bar(app)
        await pressed(pilot, "space")
        assert fact(app) == "5 interactions" and "paused" not in bar(app)


async def test_what_goes_wrong_stands_in_red_until_something_is_answered_again(
    app: InspectorApp, client: Client, live: Live
) -> None:
    async with app.run_test(size=(110, 30)):
        live.say(UNREACHABLE)
        screen(app).look_for_more()
        assert "✗ mail.example.com:443: no TLS connection" in bar(app) and "--upstream-ca FILE" in bar(app)
        client.ask()
        screen(app).look_for_more()
        assert "✗" not in bar(app)


@pytest.mark.parametrize("said", [UNREACHABLE, Said("NOT RECORDED: the disk is full", error=True)])
async def test_on_another_screen_it_is_said_in_a_note(
    app: InspectorApp, client: Client, live: Live, said: Said
) -> None:
    async with app.run_test(size=(110, 30)) as pilot:
        client.ask()
        below = screen(app)
        below.look_for_more()
        await pressed(pilot, "enter")
        live.say(said)
        below.look_for_more()
        await pilot.pause()
        notes = [(note.message, note.severity) for note in toasts(app)]
        assert (said.text, "error" if said.error else "warning") in notes


async def test_leaving_asks_first(app: InspectorApp, client: Client) -> None:
    async with app.run_test(size=(110, 30)) as pilot:
        client.ask()
        screen(app).look_for_more()
        for key in ("q", "Q", "ctrl+q"):
            await pressed(pilot, key)
            assert isinstance(app.screen, ConfirmScreen)
            await pressed(pilot, "n")
            assert isinstance(app.screen, LiveScreen)
        await pressed(pilot, "q", "y")
        assert not app.is_running


async def test_what_clients_have_to_trust_is_said(tmp_path: Path) -> None:
    live = Live("https://mail.example.com", "/home/kim/.mitmproxy/mitmproxy-ca-cert.pem")
    client = Client(tmp_path / "session.jsonl", live)
    app = InspectorApp(tmp_path / "session.jsonl", live=live)
    async with app.run_test(size=(110, 30)):
        assert "trust /home/kim/.mitmproxy/mitmproxy-ca-cert.pem" in bar(app)
    client.recording.finish()
