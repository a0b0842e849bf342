"""The list of interactions while its cassette grows, is torn, or is empty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static
from textual.widgets._toast import Toast

from inspector.cassette import CassetteHeader, CassetteWriter
from inspector.tui.app import InspectorApp
from inspector.tui.screens.browse import BrowseScreen
from inspector.tui.screens.replay import ReplayScreen
from inspector.tui.screens.rows_diff import RowsDiffScreen
from inspector.tui.screens.welcome import WelcomeScreen
from inspector.tui.widgets.empty import Empty
from inspector.tui.widgets.interaction_list import InteractionList, columns_for
from inspector.tui.widgets.list_head import ListHead
from inspector.tui.widgets.title_bar import TitleBar
from tests.tui.conftest import UM_CALL, Tape, everything, mail, um_call


async def settled(pilot: Pilot[None]) -> None:
    for _ in range(3):  # a worker tells the screen, and that can begin another
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


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
        assert any("shorter" in note.message for note in app._notifications)
        assert isinstance(app.screen, BrowseScreen)


async def test_a_torn_cassette_shows_what_is_whole_and_says_so(sample: Path) -> None:
    whole = sample.read_bytes()
    sample.write_bytes(whole[:-40])
    app = InspectorApp(sample)
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.pause()
        assert app.screen.query_one(InteractionList).count() == 25
        assert any("torn" in note.message for note in app._notifications)
        assert app.screen.query_one(TitleBar).fact == "⚠ torn  25 interactions"


async def test_a_line_that_is_no_interaction_is_listed_and_opened_without_a_crash(sample: Path) -> None:
    lines = sample.read_bytes().splitlines(keepends=True)
    sample.write_bytes(b"".join([lines[0], b'{"n": "x"}\n', b"[]\n", *lines[3:]]))
    app = InspectorApp(sample)
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()
        assert "cannot be read" in app.screen.query_one(TitleBar).what
        await pilot.press("space", "x", "z", "e", "y", "c", "q", "i", "q", "o", "o")
        await app.workers.wait_for_complete()
        assert app.is_running


async def test_without_a_file_cassettes_are_offered(sample: Path) -> None:
    app = InspectorApp()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, WelcomeScreen)
        await pilot.press("enter")
        await pilot.pause()
        assert browse(app).catalogue.cassette.path == sample
        await pilot.press("q")
        assert isinstance(app.screen, WelcomeScreen)


async def test_the_simulator_needs_no_cassette(tmp_path: Path) -> None:
    app = InspectorApp()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("S", "s")
        assert any("No cassette is open" in note.message for note in app._notifications)
        await pilot.press("m", *"no.toml", "enter")
        await pilot.pause()
        assert "cannot be read" in str(app.screen.query_one("#problem", Static).render())
        (tmp_path / "no.toml").write_text('[[calls]]\nlike = "*"\nanswer = "busy"\n')
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, ReplayScreen)
        assert app.host.what == "the simulator, Exchange2016, no.toml"


async def test_a_body_of_50_mb_is_opened_paged_through_and_left(tmp_path: Path, tape: Tape) -> None:
    tape.add(0.0, "<a/>", b"<a>" + b"x" * 50_000_000 + b"</a>")
    app = InspectorApp(tape.write(tmp_path / "huge.jsonl"))
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        shown = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
        assert "47.7 MB: too large to lay out" in shown
        await pilot.press("greater_than_sign", "greater_than_sign", "less_than_sign")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "part 2 of 763" in str(app.screen.query_one("#response").border_title)
        await pilot.press("q")
        assert isinstance(app.screen, BrowseScreen)


async def test_what_a_large_interaction_names_is_shown_once_it_has_been_decoded(
    tmp_path: Path, tape: Tape
) -> None:
    um_call(tape, 1.0)
    first = tape.interactions[0]
    assert first.response is not None
    padded = first.response.body.replace(b"</soap:Body>", b" " * 200_000 + b"</soap:Body>")
    tape.interactions[0] = replace(first, response=replace(first.response, body=padded))
    app = InspectorApp(tape.write(tmp_path / "large.jsonl"))
    async with app.run_test(size=(140, 24)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        listing = app.screen.query_one(InteractionList)
        assert UM_CALL[:12] in "".join(text for text, _ in listing.pieces(0))
        await pilot.press("enter", "space", "p")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.screen.query_one(TitleBar).what == "1 PlayOnPhone"
        assert "195.8 kB" in str(app.screen.query_one("#response").border_title)


async def test_two_cassettes_are_compared_interaction_by_interaction(
    cassette_of: Callable[..., Path], sample: Path
) -> None:
    other = cassette_of(lambda tape: um_call(tape, 1.0), mail, name="other.jsonl")
    app = InspectorApp(sample)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("D", *other.name, "enter")
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(app.screen, RowsDiffScreen)
        assert app.screen.query_one(TitleBar).fact == "5 of 26 differ"
        await pilot.press("a", "q")
        assert isinstance(app.screen, BrowseScreen)


@pytest.mark.parametrize("extra", [(), ("endpoint",), ("endpoint", "file", "note")])
def test_columns_fit_every_width_and_always_have_the_outcome(extra: tuple[str, ...]) -> None:
    for width in range(64, 251):
        columns = columns_for(width, 6, frozenset(extra))
        assert {"operation", "outcome", "status"} <= {column.name for column in columns}
        assert sum(column.width + 1 for column in columns) <= width + 1
        assert all(column.width > 0 for column in columns)


async def test_a_click_on_a_heading_sorts_by_it_and_a_second_one_turns_it_round(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(110, 30)) as pilot:
        listing = app.screen.query_one(InteractionList)
        places = []
        for _ in range(2):
            await pilot.click(ListHead, offset=(105 - 25, 0))
            await app.workers.wait_for_complete()
            await pilot.pause()
            places.append(list(listing.places))
            heading = app.screen.query_one(ListHead).render().plain
        rows = [app.screen.catalogue.row(place).status for place in places[0]]  # type: ignore[attr-defined]
    assert rows == sorted(rows)
    assert places[1] == places[0][::-1]
    assert "statu▴" in heading


async def test_a_column_comes_for_all_rows_when_something_tells_them_apart(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(140, 12)) as pilot:
        await settled(pilot)
        head, listing = app.screen.query_one(ListHead), app.screen.query_one(InteractionList)
        assert "endpoint" not in head.render().plain
        await pilot.press("G")
        await settled(pilot)
        assert "endpoint" in head.render().plain
        shown = [listing.render_line(y).text for y in range(9)]
        assert all(" ews " in line or " um " in line for line in shown)


async def test_one_goes_to_a_number_in_what_is_listed(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("number_sign", *"20", "enter")
        assert app.screen.query_one(InteractionList).cursor == 19
        await pilot.press("number_sign", *"2x", "enter", "escape", "number_sign", *"99", "enter")
        assert [note.message for note in app._notifications] == ["There is no interaction 99: there are 26."]
        await pilot.press("f", *"~fail", "enter")
        await app.workers.wait_for_complete()
        await pilot.press("number_sign", *"20", "enter")
        assert any("not listed" in note.message for note in app._notifications)


async def test_escape_goes_back_from_everywhere_but_does_not_leave(sample: Path) -> None:
    app = InspectorApp()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        for keys in ("i", "S", "question_mark", "e", ("j", "enter"), ("j", "c"), ("m", "j", "d")):
            await pilot.press(*([keys] if isinstance(keys, str) else keys))
            await app.workers.wait_for_complete()
            await pilot.pause()
            assert not isinstance(app.screen, BrowseScreen), keys
            await pilot.press("escape")
            assert isinstance(app.screen, BrowseScreen), keys
        await pilot.press("escape")
        assert isinstance(app.screen, WelcomeScreen)
        await pilot.press("escape")
        assert app.is_running


async def test_what_is_told_does_not_cover_what_is_typed(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("p", "f")
        await settled(pilot)
        toast = app.screen.query_one(Toast).region
        assert toast.height > 0
        assert not toast.overlaps(app.screen.query_one("#filter-bar").region)


def test_what_gives_way_is_the_endpoint_then_the_size_then_the_handle() -> None:
    def names(width: int) -> set[str]:
        return {column.name for column in columns_for(width, 4, frozenset({"endpoint"}))}

    gone = [names(width + 1) - names(width) for width in range(130, 70, -1)]
    assert [each for each in gone if each] == [{"endpoint"}, {"size"}, {"handle"}]
    assert "endpoint" not in {column.name for column in columns_for(200)}


async def test_errors_with_status_200_are_red_at_80_columns_and_say_what_they_are(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        cells = [list(app.screen.query_one(InteractionList).pieces(y)) for y in range(26)]
    told = {y: (row[8], row[10]) for y, row in enumerate(cells) if row[10][1] == "error"}
    assert {y: (outcome[0].strip()[:12], status[0].strip()) for y, (outcome, status) in told.items()} == {
        18: ("InvalidCallI", "500"),
        21: ("the server c", "none"),
        25: ("ErrorInvalid", "200"),
    }
    assert all(outcome[1] == "error" for outcome, _ in told.values())
    assert cells[22][10] == ("   200", "ok")


async def test_a_good_answer_is_told_by_what_it_carries_and_a_call_by_its_state(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        listing = app.screen.query_one(InteractionList)
        outcomes = [(text.strip(), role) for text, role in (listing.pieces(y)[8] for y in (2, 8, 15, 19))]
    assert outcomes == [
        ("Connecting", "connecting"),
        ("Connected", "connected"),
        ("Disconnected", "disconnected"),
        ("1 item", "outcome"),
    ]


async def test_the_whole_sample_has_a_row_for_each_interaction(cassette_of: Callable[..., Path]) -> None:
    app = InspectorApp(cassette_of(everything))
    async with app.run_test(size=(160, 45)) as pilot:
        await pilot.pause()
        shown = [strip.text for strip in app.screen._compositor.render_strips()]
    assert sum("GetCallInfo" in line for line in shown) == 16
    assert any("✗" not in line and "none" in line and "DeleteItem" in line for line in shown)
