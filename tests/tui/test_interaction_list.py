"""The rows and columns of the list: what is there at every width, and in which colour."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inspector.tui.app import InspectorApp
from inspector.tui.widgets.interaction_list import InteractionList, columns_for
from inspector.tui.widgets.list_head import ListHead
from tests.tui.conftest import drawn, everything, settled


@pytest.mark.parametrize("extra", [(), ("endpoint",), ("endpoint", "file", "note")])
def test_columns_fit_every_width_and_always_have_the_outcome(extra: tuple[str, ...]) -> None:
    for width in range(64, 251):
        columns = columns_for(width, 6, frozenset(extra))
        assert {"operation", "outcome", "status"} <= {column.name for column in columns}
        assert sum(column.width + 1 for column in columns) <= width + 1
        assert all(column.width > 0 for column in columns)


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
        shown = drawn(app).splitlines()
    assert sum("GetCallInfo" in line for line in shown) == 16
    assert any("✗" not in line and "none" in line and "DeleteItem" in line for line in shown)
