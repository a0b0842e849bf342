"""What a client uses, on a screen: the facts of the command, and the way from a line to what shows it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.cassette import Cassette
from inspector.filter import parse_filter
from inspector.tui.app import InspectorApp
from inspector.tui.cassette_view import CassetteView
from inspector.tui.screens.browse import BrowseScreen
from inspector.tui.screens.usage import UsageLines
from inspector.tui.theme import ROLES
from inspector.tui.usage import UsageLine, by_kind, by_verdict, collected
from inspector.tui.widgets.interaction_list import InteractionList
from inspector.usage.inventory import Inventory
from inspector.usage.microsoft_graph.assess import assessment_of
from tests.usage.counting import inventory_of


@pytest.fixture
def cassette_view(sample: Path) -> Iterator[CassetteView]:
    with Cassette(sample) as cassette:
        yield CassetteView(cassette)


def used(cassette_view: CassetteView) -> Inventory:
    *_, (share, found) = collected(cassette_view)
    assert share == 1.0
    assert found is not None
    return found


def lines(inventory: Inventory, width: int = 100) -> list[UsageLine]:
    return [*by_kind(inventory), *by_verdict(inventory, assessment_of(inventory), width)]


def test_the_facts_are_those_of_the_command(cassette_view: CassetteView, sample: Path) -> None:
    told = {(fact.key, fact.count, fact.interactions) for fact in used(cassette_view).facts}
    assert told == {(fact.key, fact.count, fact.interactions) for fact in inventory_of([str(sample)]).facts}


def test_the_filter_of_each_line_lists_interactions(cassette_view: CassetteView) -> None:
    found = [line for line in lines(used(cassette_view)) if line.filter]
    assert len(found) > 20
    for line in found:
        passes = parse_filter(line.filter)
        assert any(passes.matches(cassette_view.subject(place)) for place in range(len(cassette_view))), (
            line.filter
        )


def test_every_piece_has_a_role(cassette_view: CassetteView) -> None:
    assert {role for line in lines(used(cassette_view)) for _, role in line.pieces} <= ROLES


@pytest.mark.parametrize("width", [60, 100, 180])
def test_what_replaces_it_is_wrapped_to_the_width(cassette_view: CassetteView, width: int) -> None:
    found = used(cassette_view)
    wrapped = [
        "".join(text for text, _ in line.pieces)
        for line in by_verdict(found, assessment_of(found), width)
        if line.pieces and line.pieces[0][1] == "plain"
    ]
    assert wrapped
    assert max(map(len, wrapped)) <= width


async def test_enter_lists_what_a_line_counts(sample: Path) -> None:
    app = InspectorApp(sample)
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press("u")
        await app.workers.wait_for_complete()
        await pilot.pause()
        shown = app.screen.query_one(UsageLines)
        await pilot.press("enter")  # a heading lists nothing
        shown.cursor = next(y for y, line in enumerate(shown.used) if line.filter == "~op GetItem")
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(app.screen, BrowseScreen)
        assert list(app.screen.query_one(InteractionList).places) == [20]
