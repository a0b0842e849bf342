"""What a list shows, and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.cassette import Cassette
from inspector.filter import parse_filter
from inspector.tui.cassette_view import CassetteView
from inspector.tui.list_query import ORDERS, ListQuery


@pytest.fixture
def cassette_view(sample: Path) -> Iterator[CassetteView]:
    with Cassette(sample) as cassette:
        yield CassetteView(cassette)


def places(cassette_view: CassetteView, listing: ListQuery) -> list[int]:
    *_, last = listing.run(cassette_view)
    assert last.looked_at == last.total == len(cassette_view)
    return list(last.places)


def test_without_wishes_everything_is_listed_as_it_stands(cassette_view: CassetteView) -> None:
    assert ListQuery().plain
    assert places(cassette_view, ListQuery()) == list(range(26))


def test_flows_stand_together_in_the_order_in_which_they_begin(cassette_view: CassetteView) -> None:
    found = places(cassette_view, ListQuery(order="flow"))
    assert found == [0, *range(1, 19), 19, 20, 21, 22, 23, 24, 25]
    reversed_first = places(cassette_view, ListQuery(order="flow", reverse=True))
    assert reversed_first == found[::-1]


def test_the_longest_the_largest_and_the_worst_come_first(cassette_view: CassetteView) -> None:
    assert places(cassette_view, ListQuery(order="duration"))[0] == 21
    assert places(cassette_view, ListQuery(order="size"))[0] == 20
    assert places(cassette_view, ListQuery(order="findings"))[:3] == [1, 18, 0]
    by_name = [
        cassette_view.row(place).operation for place in places(cassette_view, ListQuery(order="operation"))
    ]
    assert by_name == sorted(by_name)


def test_marks_and_filter_hold_together(cassette_view: CassetteView) -> None:
    wanted = ListQuery(parse_filter("~op GetCallInfo"), only=frozenset((0, 2, 3)))
    assert places(cassette_view, wanted) == [2, 3]


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_lists_everything_once(cassette_view: CassetteView, order: str) -> None:
    assert sorted(places(cassette_view, ListQuery(order=order))) == list(range(26))


def test_what_was_appended_can_be_listed_alone(cassette_view: CassetteView) -> None:
    *_, last = ListQuery(parse_filter("~ep ews")).run(cassette_view, 22)
    assert list(last.places) == [22, 23, 24, 25]
