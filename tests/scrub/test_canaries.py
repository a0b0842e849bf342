"""A canary in each place that the profiles name is gone after scrubbing, however it is written."""

from __future__ import annotations

import pytest

from inspector.cassette import Interaction
from inspector.cassette.model import encode_line
from inspector.scrub import Scrubber
from tests.canaries.places import PLACES, Place, echo
from tests.canaries.spelling import found_in

CASES = [
    pytest.param(place, profile, id=f"{place}: {profile}")
    for place in PLACES
    for profile in (["identity"] if place.people else ["secrets", "identity"])
]


def left(place: Place, scrubbed: Interaction) -> list[str]:
    parts = [encode_line(scrubbed.to_json()), scrubbed.request.url.encode(), scrubbed.request.body]
    if scrubbed.response is not None:
        parts.append(scrubbed.response.body)
    return [needle for part in parts for needle in found_in(part, place.needles)]


def test_forty_kinds_are_planted() -> None:
    assert len({place.name for place in PLACES}) == len(PLACES) >= 80
    assert len({place.canary for place in PLACES}) >= 10


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_the_search_finds_what_is_planted(place: Place) -> None:
    assert left(place, place.plant())
    assert not place.remembered or left(place, echo(place.canary))


@pytest.mark.parametrize(("place", "profile"), CASES)
def test_a_canary_is_gone_from_its_place(place: Place, profile: str) -> None:
    assert left(place, Scrubber(profile, "salt").scrub(place.plant())) == []


@pytest.mark.parametrize(("place", "profile"), [case for case in CASES if case.values[0].remembered])
def test_and_from_wherever_it_comes_again(place: Place, profile: str) -> None:
    scrubber = Scrubber(profile, "salt")
    scrubber.scrub(place.plant())
    assert left(place, scrubber.scrub(echo(place.canary))) == []
