"""What is opened from the list of interactions, and the ways back to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from textual.widgets import Static
from textual.widgets._toast import Toast

from inspector.tui.app import InspectorApp
from inspector.tui.screens.browse import BrowseScreen
from inspector.tui.screens.diff_list import DiffListScreen
from inspector.tui.screens.replay import ReplayScreen
from inspector.tui.screens.welcome import WelcomeScreen
from inspector.tui.widgets.interaction_list import InteractionList
from inspector.tui.widgets.title_bar import TitleBar
from tests.tui.conftest import UM_CALL, Tape, drawn, mail, settled, toasts, um_call


def browse(app: InspectorApp) -> BrowseScreen:
    assert isinstance(app.screen, BrowseScreen)
    return app.screen


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
        assert browse(app).cassette_view.cassette.path == sample
        await pilot.press("q")
        assert isinstance(app.screen, WelcomeScreen)


async def test_the_simulator_needs_no_cassette(tmp_path: Path) -> None:
    app = InspectorApp()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("S", "s")
        assert any("No cassette is open" in note.message for note in toasts(app))
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
        shown = drawn(app)
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
        assert isinstance(app.screen, DiffListScreen)
        assert app.screen.query_one(TitleBar).fact == "5 of 26 differ"
        await pilot.press("a", "q")
        assert isinstance(app.screen, BrowseScreen)


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
