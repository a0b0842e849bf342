"""Settings and what was opened last."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector.errors import UsageError
from inspector.tui.app import InspectorApp
from inspector.tui.screens.detail import DetailScreen
from inspector.tui.screens.flow import FlowScreen
from inspector.tui.screens.help import HelpScreen
from inspector.tui.settings import UiSettings, read_recent, read_settings, remember, settings_file
from tests.tui.conftest import drawn


def test_without_a_file_there_is_nothing_to_say() -> None:
    assert read_settings(settings_file()) == UiSettings()


def test_theme_and_keys_are_read(tmp_path: Path) -> None:
    file = tmp_path / "tui.toml"
    file.write_text('theme = "light"\n[keys]\n"browse.flow" = "f6"\n')
    assert read_settings(file) == UiSettings("light", {"browse.flow": "f6"})


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("theme = ", "cannot be read"),
        ('theme = "pink"', "there is no theme 'pink'"),
        ("colour = 1", "there is no setting 'colour'"),
        ('[keys]\n"browse.fly" = "x"', "there is no action 'browse.fly'"),
        ('[keys]\n"browse.flow" = 3', "the keys of 'browse.flow' are no text"),
        ("keys = 3", "there is no action 'keys'"),
    ],
)
def test_a_wrong_setting_says_what_is_wrong_and_where(tmp_path: Path, text: str, what: str) -> None:
    file = tmp_path / "tui.toml"
    file.write_text(text)
    with pytest.raises(UsageError, match=what) as refused:
        read_settings(file)
    assert refused.value.where == str(file)


async def test_a_key_that_the_user_chose_replaces_the_one_of_the_table(sample: Path) -> None:
    app = InspectorApp(sample, UiSettings("light", {"browse.flow": "f6", "detail.flow": "f6"}))
    async with app.run_test(size=(100, 30)) as pilot:
        assert app.theme == "ews-light"
        await pilot.press("j", "c")
        assert not isinstance(app.screen, FlowScreen)
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        assert "f6" in drawn(app)
        await pilot.press("q", "f6")
        await pilot.pause()
        assert isinstance(app.screen, FlowScreen)
        await pilot.press("q", "enter")
        await pilot.pause()
        assert isinstance(app.screen, DetailScreen)


def test_cassettes_are_remembered_latest_first_and_once(tmp_path: Path) -> None:
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    first.touch()
    second.touch()
    for path in (first, second, first):
        remember(path)
    assert read_recent() == [first, second]
    second.unlink()
    assert read_recent() == [first]


def test_a_broken_memory_is_an_empty_one(tmp_path: Path) -> None:
    remember(tmp_path)
    (tmp_path / "state" / "ews-inspector" / "recent.json").write_text("{")
    assert read_recent() == []
