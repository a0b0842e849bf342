"""Editing a request on its screen: marked while it is written, sent, compared, kept."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest
from textual.pilot import Pilot

from inspector.cassette import Cassette
from inspector.tui.app import InspectorApp
from inspector.tui.host import ServerHost
from inspector.tui.resending import RealServer
from inspector.tui.screens.browse import BrowseScreen
from inspector.tui.screens.confirm import ConfirmScreen
from inspector.tui.screens.diff import DiffScreen
from inspector.tui.screens.edit import EditScreen, MarkList
from inspector.tui.screens.target import TargetScreen
from inspector.tui.widgets.diff_view import DiffView
from inspector.tui.widgets.title_bar import TitleBar
from tests.tui.conftest import settled, toasts


async def pressed(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


def screen(app: InspectorApp) -> EditScreen:
    assert isinstance(app.screen, EditScreen)
    return app.screen


async def typed(app: InspectorApp, pilot: Pilot[None], old: str, new: str) -> None:
    """Types over a place of the text."""
    lines = screen(app).editor.text.split("\n")
    row = next(at for at, line in enumerate(lines) if old in line)
    column = lines[row].index(old)
    screen(app).editor.move_cursor((row, column + len(old)))
    await pilot.press(*["backspace"] * len(old), *new)
    await settled(pilot)


def fact(app: InspectorApp) -> str:
    return app.screen.query_one(TitleBar).fact


def shown(app: InspectorApp) -> list[str]:
    view = app.screen.query_one(DiffView)
    return ["".join(text for text, _ in view.pieces(y)) for y in range(view.count())]


async def test_a_request_is_edited_marked_sent_to_the_replay_and_its_answer_read_as_a_difference(
    sample: Path,
) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(110, 40)) as pilot:
        await pressed(pilot, "j", "E")
        assert fact(app).startswith("as recorded")
        before = {mark.finding.code for mark in screen(app).marks}

        await typed(app, pilot, "DialString>5551234</m:DialString>", "Dial>1</m:Dial>")
        assert fact(app).startswith("edited")
        new = [mark for mark in screen(app).marks if mark.finding.code not in before]
        row = next(at for at, line in enumerate(screen(app).editor.text.split("\n")) if "<m:Dial>" in line)
        assert [(mark.row, mark.finding.code) for mark in new] == [(row - 2, "UMS006"), (row, "XSD001")]
        marks = app.screen.query_one(MarkList)
        assert marks.display and f"line {row + 1}  XSD001" in marks.text

        await pressed(pilot, "ctrl+s")
        assert isinstance(app.screen, TargetScreen)
        await pressed(pilot, "enter")  # a replay of the cassette is started, and asked
        assert isinstance(app.screen, DiffScreen)
        assert app.host.running and [entry.status for entry in app.host.entries()] == [500]
        text = shown(app)
        assert any(line.startswith("-") and "<m:DialString>5551234" in line for line in text)
        assert any(line.startswith("+") and "<m:Dial>1" in line for line in text)
        assert any(line.startswith("+ HTTP 500") for line in text) and "- HTTP 200" in text

        await pressed(pilot, "q")
        assert "<m:Dial>1</m:Dial>" in screen(app).editor.text
        await typed(app, pilot, "Dial>1</m:Dial>", "DialString>5551234</m:DialString>")
        await pressed(pilot, "ctrl+s")  # the server that runs is asked at once
        assert isinstance(app.screen, DiffScreen) and fact(app).endswith("0 differences")


async def test_a_live_server_is_asked_about_each_time_and_nothing_goes_there_without_a_yes(
    sample: Path,
) -> None:
    live = ServerHost()
    live.simulate()
    try:
        app = InspectorApp(sample, upstream=RealServer(live.url))
        async with app.run_test(size=(110, 40)) as pilot:
            for answer, asked in (("n", 0), ("escape", 0), ("enter", 0), ("y", 1)):
                await pressed(pilot, "E", "ctrl+s", "G", "enter")
                assert isinstance(app.screen, ConfirmScreen) and app.screen.has_class("danger")
                await pressed(pilot, answer)
                assert len(live.entries()) == asked
                await pressed(pilot, *["q"] * isinstance(app.screen, DiffScreen), "escape")
                assert isinstance(app.screen, BrowseScreen)
            assert not app.host.running
    finally:
        live.stop()


async def test_what_was_written_is_there_again_and_what_was_recorded_too(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(110, 40)) as pilot:
        await pressed(pilot, "j", "E")
        await typed(app, pilot, "5551234", "42")
        await pressed(pilot, "escape", "E")
        assert "<m:DialString>42</m:DialString>" in screen(app).editor.text
        await pressed(pilot, "ctrl+r")
        assert "5551234" in screen(app).editor.text and fact(app).startswith("as recorded")
        await pressed(pilot, "ctrl+z")
        assert "<m:DialString>42</m:DialString>" in screen(app).editor.text


async def test_what_is_no_request_is_said_and_not_sent(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(110, 40)) as pilot:
        await pressed(pilot, "E")
        await typed(app, pilot, "POST", "post")
        assert fact(app).endswith("no request")
        assert "the first line is no request" in app.screen.query_one(MarkList).text
        await pressed(pilot, "ctrl+s", "enter")
        assert isinstance(app.screen, EditScreen) and not app.host.running


async def test_an_edited_request_is_kept_as_a_cassette(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(110, 40)) as pilot:
        await pressed(pilot, "j", "E", "ctrl+o")
        assert any("Nothing edited has been sent yet" in note.message for note in toasts(app))
        await pressed(pilot, "ctrl+s", "enter", "q", "ctrl+o")
    with Cassette("sample-edited.jsonl") as kept:
        assert [one.operation for one in kept] == ["PlayOnPhone"]


async def test_the_text_is_opened_in_the_editor_of_the_user(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "editor.sh"
    editor.write_text("#!/bin/sh\nsed -i 's/5551234/777/; 1!b' \"$1\"\ntouch -d '+5 seconds' \"$1\"\n")
    editor.chmod(0o700)
    monkeypatch.setenv("VISUAL", str(editor))
    app = InspectorApp(sample)
    async with app.run_test(size=(110, 40)) as pilot:
        await pressed(pilot, "j", "E")
        monkeypatch.setattr(app, "suspend", nullcontext)  # there is no terminal here that could be lent
        await pressed(pilot, "ctrl+g")
        assert "<m:DialString>777</m:DialString>" in screen(app).editor.text


async def test_a_body_that_is_no_text_is_not_opened(cassette_of: object) -> None:
    from tests.tui.conftest import hostile

    app = InspectorApp(cassette_of(hostile))  # type: ignore[operator]
    async with app.run_test(size=(110, 40)) as pilot:
        await pressed(pilot, "j", "E")
        assert isinstance(app.screen, BrowseScreen)
        assert any("this body is no text" in note.message for note in toasts(app))
