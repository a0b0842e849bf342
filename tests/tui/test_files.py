"""Several cassettes as one list."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from inspector.cassette import Cassette, CassetteHeader, CassetteWriter
from inspector.tui.app import InspectorApp
from inspector.tui.cassette_view import CassetteView
from inspector.tui.widgets.interaction_list import InteractionList
from inspector.tui.widgets.title_bar import TitleBar
from tests.tui.conftest import settled


def listing(app: InspectorApp) -> InteractionList:
    return app.screen.query_one(InteractionList)


def cells(app: InspectorApp, y: int) -> str:
    return "".join(text for text, _ in listing(app).pieces(y))


def test_interactions_of_several_files_stand_in_order_of_time(two: list[Path]) -> None:
    cassette_view = CassetteView(*(Cassette(path) for path in two))
    rows = [cassette_view.row(place) for place in range(len(cassette_view))]
    assert [row.n for row in rows] == list(range(1, 22))
    assert [row.at for row in rows] == sorted(row.at for row in rows)
    assert [(row.at, cassette_view.file_of(row.n - 1)) for row in rows[10:13]] == [
        (10.0, "call"),
        (10.0, "mail"),
        (11.0, "call"),
    ]
    for place, row in enumerate(rows):
        found = cassette_view.numbered(row.n)
        assert found is not None
        assert (found.n, found.at, cassette_view.subject(place).n) == (row.n, row.at, row.n)
    assert {found.conn for found in cassette_view.some(range(21))} == {"1.client-1", "2.client-1"}
    cassette_view.close()


def test_files_whose_headers_tell_no_time_follow_one_another(two: list[Path], tmp_path: Path) -> None:
    with (
        CassetteWriter(tmp_path / "old.jsonl", CassetteHeader(created="long ago")) as writer,
        Cassette(two[1]) as source,
    ):
        for interaction in source:
            writer.append(interaction)
    cassette_view = CassetteView(*(Cassette(path) for path in (two[0], tmp_path / "old.jsonl")))
    assert [cassette_view.file_of(place) for place in range(21)] == ["call"] * 18 + ["old"] * 3
    assert cassette_view.began is None
    cassette_view.close()


async def test_a_column_tells_the_file_and_a_key_shows_each_alone(two: list[Path]) -> None:
    app = InspectorApp(two)
    async with app.run_test(size=(110, 30)) as pilot:
        await settled(pilot)
        assert app.screen.query_one(TitleBar).where == "call.jsonl, mail.jsonl"
        assert " mail " in cells(app, 11)
        seen = []
        for _ in range(3):
            await pilot.press("b")
            await settled(pilot)
            seen.append(listing(app).count())
        assert seen == [18, 3, 21]
        await pilot.press("i", "J")  # all files are judged, and findings stand at their places
        await settled(pilot)
        await settled(pilot)
        assert app.cassette_view is not None
        assert app.cassette_view.judged


async def test_what_is_appended_to_one_of_several_files_appears(two: list[Path]) -> None:
    app = InspectorApp(two)
    async with app.run_test(size=(110, 30)) as pilot:
        await settled(pilot)
        with CassetteWriter(two[1], append=True) as writer, Cassette(two[0]) as source:
            writer.append(replace(source[0], n=4, at=90.0))
        app.screen.look_for_more()  # type: ignore[attr-defined]
        await pilot.pause()
        assert listing(app).count() == 22
        assert " mail " in cells(app, 21)
