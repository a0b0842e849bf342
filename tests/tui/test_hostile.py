"""Every screen, drawn with a cassette that would steer the terminal: nothing of it is left that could."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from textual.pilot import Pilot

from inspector.tui.app import InspectorApp
from inspector.tui.live import Live, Said
from tests.hostile import hostile, write_cassette
from tests.tui.conftest import drawn

KINDS = {"long": (80, 24), "short": (140, 45)}
"""Where texts are cut, and where there is room for all of them."""
_UNSAFE = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")

# What is pressed from the list of interactions, screen by screen; "|" waits for what works beside the screen.
TOURS = {
    "list": ["j", "j", "G", "g", "o", "|", "v", "h", "|", "escape", "?", "escape"],
    "filter": ["f", *"~op Get", "enter", "|", "escape"],
    "find": ["/", *"call", "enter", "|", "n", "escape"],
    "detail of each": [
        "enter",
        *(key for _ in range(13) for key in ("|", "x", "|", "tab", "]", "x", "space")),
    ],
    "values and folds": ["enter", "|", "j", "j", "enter", "|", "escape", "z", "-", "y", "q"],
    "explained": ["enter", "|", "]", "enter", "|", "escape", "q"],
    "flow": ["j", "c", "|", "a", "right", "right", "+", "tab", "|", "m", "tab", "d", "|", "q", "q"],
    "diff": ["m", "G", "d", "|", "a", "x", "j", "]", "q"],
    "diff of files": ["D", *"other.jsonl", "enter", "|", "j", "j", "a", "enter", "|", "q", "q"],
    "findings": [
        "i",
        "|",
        "j",
        "enter",
        "o",
        "|",
        "o",
        "|",
        "o",
        "|",
        "x",
        "|",
        "escape",
        "J",
        "|",
        "C",
        "|",
        "q",
    ],
    "export": ["e", "j", "enter", "|", "e", "y", "|"],
    "replay": ["S", "|", "s", "|", "v", "|", "j", "enter", "|", "q", "a", "|", "escape", "s", "|", "q"],
    "send again": [
        "S",
        "s",
        "|",
        "q",
        "r",
        "|",
        "j",
        "a",
        "q",
        "R",
        "|",
        "j",
        "enter",
        "|",
        "q",
        "q",
        "S",
        "s",
        "|",
    ],
    "palette": [":", *"co", "|", "escape"],
    "statistics": ["s", "|", "j", "G", "g", "j", "j", "j", "j", "enter", "|", "escape"],
    "usage": ["u", "|", "j", "G", "o", "|", "g", "j", "j", "enter", "|", "escape"],
    "groups, notes, marks": ["O", "|", "z", "O", "|", "O", "|", ";", "x", "escape", "m", "M", "|", "escape"],
    "edit": [
        "E",
        "|",
        "ctrl+n",
        "x",
        "|",
        "ctrl+s",
        "enter",
        "|",
        "j",
        "a",
        "escape",
        "escape",
        "G",
        "E",
        "|",
        "escape",
    ],
}


async def toured(pilot: Pilot[None], app: InspectorApp, keys: list[str]) -> list[str]:
    """Presses keys, and returns each line with a character that no terminal should get."""
    found = []
    for key in keys:
        if key == "|":
            await app.workers.wait_for_complete()
        else:
            await pilot.press(key)
        await pilot.pause()
        found += [
            f"{type(app.screen).__name__} after {key}: {line!r}"
            for line in drawn(app).split("\n")
            if any(unicodedata.category(character) in _UNSAFE for character in line)
        ]
    return found


def cassette_in(folder: Path, *, short: bool) -> Path:
    other = write_cassette(folder / "other.jsonl", short=short)
    other.write_text(other.read_text().replace("call-", "call+"))
    return write_cassette(folder / f"{hostile('name').replace('/', '')}.jsonl", short=short)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tour", TOURS)
async def test_no_screen_shows_what_would_steer_the_terminal(tmp_path: Path, tour: str, kind: str) -> None:
    app = InspectorApp(cassette_in(tmp_path, short=kind == "short"))
    async with app.run_test(size=KINDS[kind], notifications=True) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "13 interactions" in drawn(app)
        assert await toured(pilot, app, TOURS[tour]) == []


async def test_what_was_opened_last_is_offered_by_a_name_that_steers_nothing(tmp_path: Path) -> None:
    async with InspectorApp(cassette_in(tmp_path, short=False)).run_test(size=(100, 30)) as pilot:
        await pilot.pause()
    app = InspectorApp()
    async with app.run_test(size=(100, 30)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert await toured(pilot, app, ["j", "enter", "|", "q"]) == []


async def test_a_file_that_cannot_be_opened_is_told_by_a_name_that_steers_nothing(tmp_path: Path) -> None:
    app = InspectorApp()
    async with app.run_test(size=(100, 30)) as pilot:
        bad = tmp_path / f"{hostile('bad').replace('/', '')}.jsonl"
        bad.write_text("{")
        app.open(bad)
        assert await toured(pilot, app, ["j"]) == []


async def test_what_is_recorded_and_shouted_meanwhile_steers_nothing(tmp_path: Path) -> None:
    live = Live(hostile("upstream"), trust=hostile("certificate"))
    live.url = "http://127.0.0.1:8080"
    app = InspectorApp(cassette_in(tmp_path, short=False), live=live)
    async with app.run_test(size=(200, 50), notifications=True) as pilot:
        live.say(Said(hostile("problem")))
        live.say(Said(hostile("error"), error=True))
        app.screen.look_for_more()  # type: ignore[attr-defined]
        await pilot.pause()
        assert "problem" in drawn(app) or "error" in drawn(app)
        assert await toured(pilot, app, ["j", "p", "p", "space", "tab", "j", "q"]) == []


async def test_several_files_are_told_apart_by_names_that_steer_nothing(tmp_path: Path) -> None:
    app = InspectorApp([cassette_in(tmp_path, short=True), tmp_path / "other.jsonl"])
    async with app.run_test(size=(200, 50)) as pilot:
        await app.workers.wait_for_complete()
        assert await toured(pilot, app, ["j", "b", "|", "b", "|", "o", "|"]) == []
