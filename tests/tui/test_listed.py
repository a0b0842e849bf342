"""Which interactions are listed: sorted by a click, gone to by a number, under headings."""

from __future__ import annotations

from pathlib import Path

from inspector.tui.app import InspectorApp
from inspector.tui.widgets.interaction_list import InteractionList
from inspector.tui.widgets.list_head import ListHead
from inspector.tui.widgets.title_bar import TitleBar
from tests.tui.conftest import settled, toasts


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
        rows = [app.screen.cassette_view.row(place).status for place in places[0]]  # type: ignore[attr-defined]
    assert rows == sorted(rows)
    assert places[1] == places[0][::-1]
    assert "statu▴" in heading


async def test_one_goes_to_a_number_in_what_is_listed(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("number_sign", *"20", "enter")
        assert app.screen.query_one(InteractionList).cursor == 19
        await pilot.press("number_sign", *"2x", "enter", "escape", "number_sign", *"99", "enter")
        assert [note.message for note in toasts(app)] == ["There is no interaction 99: there are 26."]
        await pilot.press("f", *"~fail", "enter")
        await app.workers.wait_for_complete()
        await pilot.press("number_sign", *"20", "enter")
        assert any("not listed" in note.message for note in toasts(app))


def listing(app: InspectorApp) -> InteractionList:
    return app.screen.query_one(InteractionList)


def cells(app: InspectorApp, y: int) -> str:
    return "".join(text for text, _ in listing(app).pieces(y))


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
