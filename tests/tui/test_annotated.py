"""Notes and marks that are kept in the cassette."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from inspector.cassette import Cassette, CassetteWriter
from inspector.tui.app import InspectorApp
from inspector.tui.screens.detail import DetailScreen
from inspector.tui.widgets.interaction_list import InteractionList
from inspector.tui.widgets.title_bar import TitleBar
from tests.tui.conftest import mail, settled, toasts


def listing(app: InspectorApp) -> InteractionList:
    return app.screen.query_one(InteractionList)


def cells(app: InspectorApp, y: int) -> str:
    return "".join(text for text, _ in listing(app).pieces(y))


async def test_a_note_is_kept_with_the_marks_shown_and_filtered_by(two: list[Path]) -> None:
    app = InspectorApp(two)
    async with app.run_test(size=(140, 30)) as pilot:
        await settled(pilot)
        await pilot.press("m", *"j" * 10, "semicolon", *"Ask Kim", "enter")
        await settled(pilot)
        assert "Ask Kim" in cells(app, 11)
        await pilot.press("f", *"~note kim", "enter")
        await settled(pilot)
        assert listing(app).places == [11]
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, DetailScreen)
        assert app.screen.query_one(TitleBar).where.startswith("✎ Ask Kim")
    with Cassette(two[0]) as call, Cassette(two[1]) as letters:
        assert [one.n for one in call if one.marked] == [1]
        assert [one.note for one in letters] == ["Ask Kim", "", ""]
    app = InspectorApp(two[0])
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        assert listing(app).marked == {0}
        assert cells(app, 0).startswith("◆")


async def test_what_cannot_be_written_is_said_and_stays(cassette_of: Callable[..., Path]) -> None:
    path = cassette_of(mail)
    app = InspectorApp(path)
    async with app.run_test(size=(100, 30)) as pilot:
        with CassetteWriter(path, append=True):
            await pilot.press("semicolon", *"x", "enter")
            await settled(pilot)
        assert any(note.title == "Not kept" for note in toasts(app))
        assert app.screen.query_one(TitleBar).busy == ""
