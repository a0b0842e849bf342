"""Several cassettes as one list, notes and marks that are kept in them, and groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from inspector.cassette import Cassette, CassetteHeader, CassetteWriter
from inspector.tui.app import InspectorApp
from inspector.tui.catalogue import Catalogue
from inspector.tui.screens.detail import DetailScreen
from inspector.tui.widgets.interaction_list import InteractionList
from inspector.tui.widgets.title_bar import TitleBar
from tests.tui.conftest import Tape, mail, um_call


async def settled(pilot: Pilot[None]) -> None:
    for _ in range(2):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


def listing(app: InspectorApp) -> InteractionList:
    return app.screen.query_one(InteractionList)


def cells(app: InspectorApp, y: int) -> str:
    return "".join(text for text, _ in listing(app).pieces(y))


@pytest.fixture
def two(tmp_path: Path) -> list[Path]:
    """A call, and mail that began ten seconds later."""
    paths = []
    for name, part, created in (("call", um_call, "09:00:00Z"), ("mail", mail, "09:00:10Z")):
        tape = Tape()
        part(tape, 0.0)
        with CassetteWriter(
            tmp_path / f"{name}.jsonl", CassetteHeader(created=f"2026-11-02T{created}")
        ) as writer:
            for interaction in tape.interactions:
                writer.append(interaction)
        paths.append(tmp_path / f"{name}.jsonl")
    return paths


def test_interactions_of_several_files_stand_in_order_of_time(two: list[Path]) -> None:
    catalogue = Catalogue(*(Cassette(path) for path in two))
    rows = [catalogue.row(place) for place in range(len(catalogue))]
    assert [row.n for row in rows] == list(range(1, 22))
    assert [row.at for row in rows] == sorted(row.at for row in rows)
    assert [(row.at, catalogue.file_of(row.n - 1)) for row in rows[10:13]] == [
        (10.0, "call"),
        (10.0, "mail"),
        (11.0, "call"),
    ]
    for place, row in enumerate(rows):
        found = catalogue.numbered(row.n)
        assert found is not None
        assert (found.n, found.at, catalogue.subject(place).n) == (row.n, row.at, row.n)
    assert {found.conn for found in catalogue.some(range(21))} == {"1.client-1", "2.client-1"}
    catalogue.close()


def test_files_whose_headers_tell_no_time_follow_one_another(two: list[Path], tmp_path: Path) -> None:
    with (
        CassetteWriter(tmp_path / "old.jsonl", CassetteHeader(created="long ago")) as writer,
        Cassette(two[1]) as source,
    ):
        for interaction in source:
            writer.append(interaction)
    catalogue = Catalogue(*(Cassette(path) for path in (two[0], tmp_path / "old.jsonl")))
    assert [catalogue.file_of(place) for place in range(21)] == ["call"] * 18 + ["old"] * 3
    assert catalogue.began is None
    catalogue.close()


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
        assert app.catalogue is not None
        assert app.catalogue.judged


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
        assert any(note.title == "Not kept" for note in app._notifications)
        assert app.screen.query_one(TitleBar).busy == ""


async def test_groups_have_headings_fold_and_are_searched_through(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(100, 50)) as pilot:
        await pilot.press("O", "O")
        await settled(pilot)
        names = [group.name for group in listing(app).groups]
        assert (names, listing(app).count()) == (sorted(names), 26 + len(names))
        first = listing(app).groups[0]
        assert "1 interaction" in cells(app, 0)
        await pilot.press("g", "enter")
        assert listing(app).count() == 26 + len(names) - (first.end - first.begin)
        await pilot.press("z", "z")
        assert listing(app).count() == len(names)
        await pilot.press("slash", *"userbusy", "enter")
        await settled(pilot)
        place = listing(app).place
        assert place == 24
        assert listing(app).count() > len(names)
        await pilot.press("enter")
        await settled(pilot)
        assert app.screen.query_one(TitleBar).what == "25 GetPhoneCallInformation"
