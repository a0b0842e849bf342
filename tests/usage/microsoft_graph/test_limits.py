"""Whether the load of a client fits the limits of Graph, exactly at them."""

from __future__ import annotations

import pytest

from inspector.usage.inventory import Inventory
from inspector.usage.merged_usage import Measure
from inspector.usage.microsoft_graph.limits import fits_of
from inspector.usage.microsoft_graph.tables import limits

MEASURED = [limit for limit in limits() if limit.measure]


@pytest.mark.parametrize("limit", MEASURED, ids=[limit.name for limit in MEASURED])
def test_a_limit_holds_up_to_itself(limit: object) -> None:
    for value, wanted in ((limit.value - 1, True), (limit.value, True), (limit.value + 1, False)):  # type: ignore[attr-defined]
        inventory = Inventory(measures=(Measure(limit.measure, value),))  # type: ignore[attr-defined]
        (found,) = (fit for fit in fits_of(inventory) if fit.limit is limit)
        assert found.fits is wanted


def test_what_the_recording_does_not_show_is_neither() -> None:
    assert {fit.fits for fit in fits_of(Inventory())} == {None}


def test_what_does_not_fit_comes_first() -> None:
    inventory = Inventory(measures=(Measure("requests at once", 5), Measure("recipients of a message", 3)))
    assert [fit.fits for fit in fits_of(inventory)][:3] == [False, True, None]
