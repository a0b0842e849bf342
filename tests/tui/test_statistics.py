"""Statistics: counts, percentiles and charts of a cassette, and the way from a line to what it counts."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.cassette import Cassette
from inspector.filter import parse_filter
from inspector.tui.app import InspectorApp
from inspector.tui.cassette_view import CassetteView
from inspector.tui.charts import ChartLine, charted
from inspector.tui.screens.browse import BrowseScreen
from inspector.tui.screens.statistics import ChartLines
from inspector.tui.statistics import CassetteStatistics, OperationCounts, collected
from inspector.tui.widgets.interaction_list import InteractionList


@pytest.fixture
def cassette_view(sample: Path) -> Iterator[CassetteView]:
    with Cassette(sample) as cassette:
        yield CassetteView(cassette)


def counted(cassette_view: CassetteView) -> CassetteStatistics:
    *_, found = collected(cassette_view)
    return found


def text(line: ChartLine) -> str:
    return "".join(each for each, _ in line.pieces)


def test_operations_are_counted_with_what_failed_in_whatever_status(cassette_view: CassetteView) -> None:
    found = counted(cassette_view)
    assert (found.counted, found.total, list(found.failed_at)) == (26, 26, [45.6, 62.0, 110.0])
    assert {name: (one.count, one.failed) for name, one in found.operations.items() if one.failed} == {
        "GetCallInfo": (16, 1),
        "DeleteItem": (1, 1),
        "GetPhoneCallInformation": (3, 1),
    }
    assert found.findings == {"UMS001": 1, "UMS031": 1, "XSD001": 1}
    assert {name: len(times) for name, times in found.connections.items()} == {"client-1": 26}


def test_each_line_that_counts_has_a_filter_that_lists_as_many(cassette_view: CassetteView) -> None:
    found = counted(cassette_view)
    lines = [line for line in charted(found, 100) if line.filter]
    for line in lines:
        passes = parse_filter(line.filter)
        listed = sum(passes.matches(cassette_view.subject(place)) for place in range(26))
        if line.filter != "~fail":
            assert f" {listed} " in f"{text(line)} ", line.filter
        else:
            assert listed == 3
    assert len(lines) >= 9 + 3 + 1 + 1


@pytest.mark.parametrize(
    ("durations", "half", "most", "all_"),
    [([1.0], 1, 1, 1), ([1.0, 2.0], 1, 2, 2), ([float(n) for n in range(1, 101)], 50, 95, 100)],
)
def test_a_percentile_is_the_least_duration_that_so_many_stay_within(
    durations: list[float], half: float, most: float, all_: float
) -> None:
    assert OperationCounts(seconds=array("f", durations)).percentiles(0.5, 0.95, 1.0) == [half, most, all_]


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=50), st.integers(1, 200))
def test_every_request_is_in_one_stretch_of_the_session(times: list[float], columns: int) -> None:
    found = CassetteStatistics(len(times), times=array("d", times))
    assert sum(found.over_time(found.times, columns)) == len(times)


@pytest.mark.parametrize("width", [20, 78, 118, 198])
def test_no_line_is_wider_than_there_is_room_for(cassette_view: CassetteView, width: int) -> None:
    found = counted(cassette_view)
    assert max(len(text(line)) for line in charted(found, width)) <= max(width, 78)


def test_an_empty_cassette_has_statistics_too() -> None:
    assert [text(line) for line in charted(CassetteStatistics(0), 80)][:2] == [
        "0 interactions",
        "  0 failed  ",
    ]


async def test_enter_lists_what_a_line_counts_and_s_counts_again(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press("s")
        await app.workers.wait_for_complete()
        await pilot.pause()
        lines = app.screen.query_one(ChartLines)
        await pilot.press("enter")  # a heading lists nothing
        lines.cursor = next(y for y, line in enumerate(lines.charted) if line.filter == "~op GetItem")
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(app.screen, BrowseScreen)
        assert list(app.screen.query_one(InteractionList).places) == [20]
