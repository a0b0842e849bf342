"""The list of interactions while its cassette grows, becomes shorter, or is torn."""

from __future__ import annotations

from pathlib import Path

from inspector.cassette import CassetteHeader, CassetteWriter
from inspector.tui.app import InspectorApp
from inspector.tui.screens.browse import BrowseScreen
from inspector.tui.widgets.empty import Empty
from inspector.tui.widgets.interaction_list import InteractionList
from inspector.tui.widgets.title_bar import TitleBar
from tests.tui.conftest import Tape, toasts, um_call


def browse(app: InspectorApp) -> BrowseScreen:
    assert isinstance(app.screen, BrowseScreen)
    return app.screen


async def test_what_is_recorded_meanwhile_appears_and_is_followed(tmp_path: Path) -> None:
    path, tape = tmp_path / "grows.jsonl", Tape()
    um_call(tape, 1.0)
    with CassetteWriter(path, CassetteHeader()) as writer:
        app = InspectorApp(path)
        async with app.run_test(size=(100, 24)) as pilot:
            await pilot.pause()
            assert app.screen.query_one(Empty).display
            await pilot.press("F")
            for interaction in tape.interactions:
                writer.append(interaction)
            browse(app).look_for_more()
            await pilot.pause()
            listing = app.screen.query_one(InteractionList)
            assert (listing.count(), listing.cursor, listing.display) == (18, 17, True)
            assert "following" in app.screen.query_one(TitleBar).fact


async def test_a_filter_goes_on_to_hold_for_what_is_recorded_meanwhile(tmp_path: Path) -> None:
    path, tape = tmp_path / "grows.jsonl", Tape()
    um_call(tape, 1.0)
    with CassetteWriter(path, CassetteHeader()) as writer:
        writer.append(tape.interactions[0])
        app = InspectorApp(path)
        async with app.run_test(size=(100, 24)) as pilot:
            await pilot.press("f", *"~s 500", "enter")
            await app.workers.wait_for_complete()
            for interaction in tape.interactions[1:]:
                writer.append(interaction)
            browse(app).look_for_more()
            await pilot.pause()
            assert app.screen.query_one(TitleBar).fact == "~s 500  1 of 18"
            assert app.screen.query_one(InteractionList).display


async def test_a_file_that_becomes_shorter_is_reported_and_kept_on_screen(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(100, 24)) as pilot:
        with sample.open("r+b") as file:
            file.truncate(300)
        browse(app)._tail.stop()
        browse(app).look_for_more()
        await pilot.press("G", "enter", "q", "j")
        assert any("shorter" in note.message for note in toasts(app))
        assert isinstance(app.screen, BrowseScreen)


async def test_a_torn_cassette_shows_what_is_whole_and_says_so(sample: Path) -> None:
    whole = sample.read_bytes()
    sample.write_bytes(whole[:-40])
    app = InspectorApp(sample)
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.pause()
        assert app.screen.query_one(InteractionList).count() == 25
        assert any("torn" in note.message for note in toasts(app))
        assert app.screen.query_one(TitleBar).fact == "⚠ torn  25 interactions"
