"""The application, driven by keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inspector.errors import CassetteError
from inspector.tui.app import InspectorApp
from inspector.tui.screens.browse import BrowseScreen
from inspector.tui.screens.detail import DetailScreen
from inspector.tui.screens.flow import FlowScreen
from inspector.tui.screens.help import HelpScreen
from inspector.tui.widgets.interaction_list import InteractionList
from inspector.tui.widgets.message_view import MessageView
from inspector.tui.widgets.title_bar import TitleBar
from tests.tui.conftest import drawn, hostile, settled


async def test_the_list_shows_the_interactions_and_q_leaves(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = drawn(app)
        assert "26 interactions" in shown
        assert "PlayOnPhone" in shown and "E 1" in shown
        await pilot.press("q")
    assert app.return_code == 0


async def test_a_filter_leaves_what_matches_and_escape_takes_it_away(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f", *"~s 500", "enter")
        await settled(pilot)
        assert app.screen.query_one(InteractionList).count() == 1
        assert app.screen.query_one(TitleBar).fact == "~s 500  1 of 26"
        await pilot.press("escape")
        await settled(pilot)
        assert app.screen.query_one(InteractionList).count() == 26


async def test_a_wrong_filter_is_explained_while_it_is_typed(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.press("f", *"~zz 1")
        await pilot.pause()
        assert "there is no ~zz" in drawn(app)
        await pilot.press("enter")
        assert isinstance(app.screen, BrowseScreen) and app.screen.shown.filter.text == ""


async def test_h_follows_the_handle_and_c_draws_its_ladder(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(90, 30)) as pilot:
        await pilot.press("j", "h")
        await settled(pilot)
        assert app.screen.query_one(InteractionList).count() == 18
        await pilot.press("c")
        await pilot.pause()
        assert isinstance(app.screen, FlowScreen)
        assert "● Connecting" in drawn(app)
        await pilot.press("G", "end")
        await pilot.pause()
        assert "32 s after Disconnected" in drawn(app)


async def test_enter_opens_both_messages_with_their_findings(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(160, 45)) as pilot:
        await pilot.press("j", "enter")
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, DetailScreen)
        shown = drawn(app)
        assert "E XSD001" in shown and "NTLM, 3 legs" in shown and "PlayOnPhoneResponse" in shown
        await pilot.press("right_square_bracket")
        view = app.focused
        assert isinstance(view, MessageView) and view.finding is not None
        assert view.finding.code == "XSD001"
        await pilot.press("space")
        await pilot.pause()
        assert app.screen.query_one(TitleBar).what == "3 GetCallInfo"
        await pilot.press("q")
        assert isinstance(app.screen, BrowseScreen)


async def test_what_was_unfolded_stays_so_in_another_width(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.press("j", "enter", "tab", "enter")
        await pilot.pause()
        assert "User-Agent: sample/1.0" in drawn(app)
        await pilot.resize_terminal(140, 30)
        await pilot.pause()
        assert "User-Agent: sample/1.0" in drawn(app)


async def test_the_cursor_stays_where_it_is_when_findings_wrap_otherwise(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.press("j", "enter", "tab", *"j" * 9)
        await pilot.pause()
        view = app.focused
        assert isinstance(view, MessageView)

        def line() -> str:
            return "".join(text for text, _ in view.pieces(view.cursor))

        assert "entryId>AAAAAJYf" in line()
        for columns in (50, 240):
            await pilot.resize_terminal(columns, 40)
            await pilot.pause()
            assert "entryId>AAAAAJYf" in line(), columns


async def test_help_lists_the_keys_of_the_screen_and_of_all_lists(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(80, 60)) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        shown = drawn(app)
        assert "Draw the ladder of this line's handle." in shown
        assert "Go to the next line." in shown
        await pilot.press("q")
        assert isinstance(app.screen, BrowseScreen)


async def test_a_hostile_cassette_is_shown_with_its_escapes_written_out(
    cassette_of: Callable[..., Path],
) -> None:
    app = InspectorApp(cassette_of(hostile))
    async with app.run_test(size=(160, 45)) as pilot:
        for _ in range(4):
            await pilot.press("enter")
            await pilot.pause()
            shown = drawn(app)
            assert all(character.isprintable() for character in shown.replace("\n", ""))
            await pilot.press("q", "j")
            assert isinstance(app.screen, BrowseScreen)


def test_a_file_that_is_no_cassette_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text("{}\n")
    with pytest.raises(CassetteError, match="not a cassette"):
        InspectorApp(tmp_path / "x.jsonl")
