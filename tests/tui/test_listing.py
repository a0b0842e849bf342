"""What a list shows, and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.cassette import open_cassette
from inspector.filter import parse_filter
from inspector.tui.catalogue import Catalogue
from inspector.tui.listing import ORDERS, Listing


@pytest.fixture
def catalogue(sample: Path) -> Iterator[Catalogue]:
    with open_cassette(sample) as cassette:
        yield Catalogue(cassette)


def places(catalogue: Catalogue, listing: Listing) -> list[int]:
    *_, last = listing.run(catalogue)
    assert last.looked_at == last.total == len(catalogue)
    return list(last.places)


def test_without_wishes_everything_is_listed_as_it_stands(catalogue: Catalogue) -> None:
    assert Listing().plain
    assert places(catalogue, Listing()) == list(range(26))


def test_flows_stand_together_in_the_order_in_which_they_begin(catalogue: Catalogue) -> None:
    found = places(catalogue, Listing(order="flow"))
    assert found == [0, *range(1, 19), 19, 20, 21, 22, 23, 24, 25]
    reversed_first = places(catalogue, Listing(order="flow", reverse=True))
    assert reversed_first == found[::-1]


def test_the_longest_the_largest_and_the_worst_come_first(catalogue: Catalogue) -> None:
    assert places(catalogue, Listing(order="duration"))[0] == 21
    assert places(catalogue, Listing(order="size"))[0] == 20
    assert places(catalogue, Listing(order="findings"))[:3] == [1, 18, 0]
    by_name = [catalogue.row(place).operation for place in places(catalogue, Listing(order="operation"))]
    assert by_name == sorted(by_name)


def test_marks_and_filter_hold_together(catalogue: Catalogue) -> None:
    wanted = Listing(parse_filter("~op GetCallInfo"), only=frozenset((0, 2, 3)))
    assert places(catalogue, wanted) == [2, 3]


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_lists_everything_once(catalogue: Catalogue, order: str) -> None:
    assert sorted(places(catalogue, Listing(order=order))) == list(range(26))


def test_what_was_appended_can_be_listed_alone(catalogue: Catalogue) -> None:
    *_, last = Listing(parse_filter("~ep ews")).run(catalogue, 22)
    assert list(last.places) == [22, 23, 24, 25]
