"""Searching: hits are counted, highlighted, gone through round the end, and taken along into a message."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rich.segment import Segment
from textual.strip import Strip
from textual.widgets import Static

from inspector.cassette import Cassette
from inspector.tui.app import InspectorApp
from inspector.tui.cassette_view import CassetteView
from inspector.tui.screens.browse import BrowseScreen
from inspector.tui.screens.detail import DetailScreen
from inspector.tui.searching import Hits, search
from inspector.tui.theme import style_of
from inspector.tui.widgets.interaction_list import InteractionList
from inspector.tui.widgets.message_view import MessageView
from inspector.tui.widgets.text_lines import TextLines
from inspector.tui.widgets.title_bar import TitleBar
from tests.tui.conftest import Tape, settled


def found(app: InspectorApp) -> str:
    return app.screen.query_one(TitleBar).found


def listing(app: InspectorApp) -> InteractionList:
    return app.screen.query_one(InteractionList)


@pytest.mark.parametrize("text", ["5559999", "userbusy", "CQ", "<t:Subject>", "nowhere", "GetItem"])
@pytest.mark.parametrize("begin", [0, 7, 25])
@pytest.mark.parametrize("places", [range(26), range(25, -1, -1), [3, 22, 20, 19]])
def test_from_wherever_it_begins_a_search_finds_each_row_that_holds_the_text(
    sample: Path, text: str, begin: int, places: range | list[int]
) -> None:
    with Cassette(sample) as cassette:
        cassette_view = CassetteView(cassette)
        begin = min(begin, len(places) - 1)
        *_, hits = search(cassette_view, places, text, begin)
        lines = [cassette_view.line(place).decode().replace('\\"', '"').lower() for place in places]
        assert hits.rows == [row for row, line in enumerate(lines) if text.lower() in line]
        assert hits.done


def test_the_first_hit_is_told_before_the_rest_is_looked_at(sample: Path) -> None:
    with Cassette(sample) as cassette:
        first = next(each for each in search(CassetteView(cassette), range(26), "contoso", 20) if each.rows)
        assert (first.rows, first.done) == ([20], False)


def test_hits_are_gone_through_in_both_directions_and_round_the_end() -> None:
    hits = Hits("x", 30, [3, 7, 20], 30)
    assert [hits.beside(row, 1) for row in (0, 3, 7, 20, 29)] == [3, 7, 20, 3, 3]
    assert [hits.beside(row, -1) for row in (0, 3, 4, 20, 29)] == [20, 20, 3, 7, 20]
    assert (hits.position(7), hits.position(8)) == ("“x” 2 of 3", "“x” 3 found")
    assert Hits("x", 30, [3], 15).position(3) == "“x” 1 of 1+, 50 % searched"
    assert Hits("x", 30).beside(0, 1) is None


async def test_the_list_goes_to_the_first_hit_while_it_is_typed_and_back_on_escape(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.press("j", "slash", *"Disconnect")
        await settled(pilot)
        assert (listing(app).cursor, found(app)) == (14, "“disconnect” 1 of 5")
        assert "1 of 5" in str(app.screen.query_one("#find-bar .note", Static).render())
        await pilot.press(*"ed")
        await settled(pilot)
        assert (listing(app).cursor, found(app)) == (15, "“disconnected” 1 of 4")
        await pilot.press("escape")
        await settled(pilot)
        assert (listing(app).cursor, found(app), listing(app).wanted) == (1, "", "")


async def test_a_search_travels_into_the_message_and_back(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.press("slash", *"5559999", "enter")
        await settled(pilot)
        assert (listing(app).cursor, found(app)) == (22, "“5559999” 1 of 1")
        await pilot.press("enter")
        await settled(pilot)
        view = app.focused
        assert isinstance(view, MessageView)
        assert view.id == "request"
        assert "5559999" in "".join(text for text, _ in view.pieces(view.cursor))
        assert found(app) == "“5559999” 1 of 1"
        await pilot.press("slash", *"Error", "enter", "space", "space", "space")
        await settled(pilot)
        assert isinstance(app.screen, DetailScreen)
        assert found(app) == "“error” 1 of 2"
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, BrowseScreen)
        assert (listing(app).cursor, found(app)[:7]) == (25, "“error”")


async def test_n_goes_on_from_the_request_to_the_response_and_round(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("j", "enter")
        await settled(pilot)
        await pilot.press("slash", *"<m:play", "enter")
        await settled(pilot)
        seen = []
        for key in "nnnnN":
            assert isinstance(app.focused, MessageView)
            seen.append((app.focused.id, found(app)[10:]))
            await pilot.press(key)
            await settled(pilot)
    assert seen == [
        ("response", "2 of 3"),
        ("response", "3 of 3"),
        ("request", "1 of 3"),
        ("response", "2 of 3"),
        ("response", "3 of 3"),
    ]


async def test_what_is_folded_away_is_found_and_unfolded_alone(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("j", "enter")
        await settled(pilot)
        view = app.screen.query_one("#response", MessageView)
        before = view.count()
        await pilot.press("slash", *"microsoft-iis", "enter")
        await settled(pilot)
        assert "Microsoft-IIS" in "".join(text for text, _ in view.pieces(view.cursor))
        assert view.count() > before


async def test_a_text_that_is_nowhere_is_said_to_be(sample: Path, cassette_of: Callable[..., Path]) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.press("slash", *"zzz")
        await settled(pilot)
        assert found(app) == "“zzz” 0 found"
        await pilot.press("escape", "enter", "slash", *"zzz")
        await settled(pilot)
        assert found(app) == "“zzz” is not here"


async def test_the_filter_counts_while_it_is_typed(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.press("f", *"~op GetCall*")
        await settled(pilot)
        assert "16 of 26" in str(app.screen.query_one("#filter-bar .note", Static).render())
        await pilot.press(*" & ~fail")
        await settled(pilot)
        assert "1 of 26" in str(app.screen.query_one("#filter-bar .note", Static).render())
        await pilot.press("escape")
        assert listing(app).count() == 26


async def test_what_is_in_the_cassette_is_completed_first(tape: Tape, tmp_path: Path) -> None:
    tape.add(0.0, "<a/>", "<b/>", operation="GetZebra")
    tape.add(0.0, "<a/>", "<b/>", operation="GetZebra")
    app = InspectorApp(tape.write(tmp_path / "odd.jsonl"))
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.press("f", *"~op get", "right", "enter")
        await settled(pilot)
        assert app.screen.query_one(TitleBar).fact == "~op GetZebra  2 interactions"


async def test_what_is_found_stands_on_a_ground_of_its_own_in_every_line(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("slash", *"getitem")
        await settled(pilot)
        ground = style_of(app, "match").bgcolor
        found = {
            segment.text
            for y in range(26)
            for segment in listing(app).render_line(y)
            if segment.style is not None and segment.style.bgcolor == ground
        }
    assert found == {"GetItem"}


def test_a_match_is_painted_by_the_columns_that_it_takes(sample: Path) -> None:
    lines = TextLines([(("ünï 日本 X", "text"),)])
    lines.want("本")
    app = InspectorApp(sample)
    with app._context():
        strip = lines._with_matches(Strip([Segment("ünï 日本 X")]))
    assert [(segment.text, segment.style is not None) for segment in strip] == [
        ("ünï 日", False),
        ("本", True),
        (" X", False),
    ]


async def test_a_message_without_a_line_can_be_searched_too(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("f", *"~e", "enter")
        await settled(pilot)
        await pilot.press("enter", "x")  # as it stands, an answer that never came has no line
        await settled(pilot)
        assert app.screen.query_one("#response", MessageView).count() == 0
        await pilot.press("slash", *"delete", "escape", "slash", *"harddelete", "enter", "n", "N")
        await settled(pilot)
        assert "1 of 1" in found(app)


async def test_a_search_goes_on_to_hold_for_another_filter(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("slash", *"disconnected", "enter")
        await settled(pilot)
        assert "1 of 4" in found(app)
        await pilot.press("f", *"~op GetPhoneCallInformation", "enter")
        await settled(pilot)
        assert app.screen._hits.rows == [1]  # type: ignore[attr-defined]
        await pilot.press("n")
        assert listing(app).place == 24
