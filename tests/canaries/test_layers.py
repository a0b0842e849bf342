"""Each canary in each layer is seen by scrubbing or by the check, or the documentation says it is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from inspector.cassette import CassetteHeader, Interaction
from inspector.scrub import Scrubber
from inspector.scrub.check import NOTE, LeakFinder
from inspector.scrub.pseudonyms import Pseudonyms
from inspector.scrub.withheld import scrub_or_withhold
from tests.canaries.catalogue import CATALOGUE, Named
from tests.canaries.layers import LAYERS
from tests.canaries.spelling import found_in

DOCS = Path(__file__).parents[2] / "docs" / "scrubbing.md"
SALT = "salt"
# Of cookies everything is replaced, and what cannot be opened is named.
EVERYWHERE = set(LAYERS) - {"cookie", "cookie that is set", "zlib"}


def not_promised() -> dict[str, set[str]]:
    """The layers in which a sort of canary is not found, as docs/scrubbing.md tells."""
    table = DOCS.read_text("utf-8").partition("## What is not promised")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (an? [^|]+?) \| [^|]* \| ([^|]+?) \|$", table, re.MULTILINE)
    return {sort: EVERYWHERE if layers == "everywhere" else set(layers.split("; ")) for sort, layers in rows}


NOT_PROMISED = not_promised()


def in_layer(layer: str, place: Named, profile: str) -> Interaction:
    one, _ = scrub_or_withhold(Scrubber(profile, SALT), LAYERS[layer](place), SALT.encode())
    return one


def left(place: Named, one: Interaction) -> list[str]:
    parts = [f"{one.request.url}\n{one.request.headers}\n{one.error}".encode(), one.request.body]
    if one.response is not None:
        parts += [str(one.response.headers).encode(), one.response.body]
    return [needle for part in parts for needle in found_in(part, place.needles)]


def found_by_check(one: Interaction, profile: str) -> bool:
    finder = LeakFinder(CassetteHeader(), Pseudonyms(SALT.encode()), profile)
    return any(leak.kind != NOTE for leak in finder.look(one))


def test_two_hundred_places_are_planted_in_forty_layers() -> None:
    assert len({(place.parent, place.name, place.value) for place in CATALOGUE}) == len(CATALOGUE) >= 230
    assert len(LAYERS) >= 40
    assert set(NOT_PROMISED) <= {place.sort for place in CATALOGUE}
    assert set().union(*NOT_PROMISED.values()) <= set(LAYERS)


@pytest.mark.parametrize("layer", LAYERS)
def test_the_search_finds_what_is_planted(layer: str) -> None:
    assert [str(place) for place in CATALOGUE if not left(place, LAYERS[layer](place))] == []


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_with_nothing_in_it_is_clean(layer: str) -> None:
    nothing = Named("nothing", "Thing", "", "nothing", ())
    assert not found_by_check(in_layer(layer, nothing, "identity"), "identity")


@pytest.mark.parametrize("profile", ["secrets", "identity"])
@pytest.mark.parametrize("layer", LAYERS)
def test_each_is_seen_by_scrubbing_or_by_the_check(layer: str, profile: str) -> None:
    unseen = set()
    for place in CATALOGUE:
        if place.secret or profile == "identity":
            one = in_layer(layer, place, profile)
            if left(place, one) and not found_by_check(one, profile):
                unseen.add(place.sort)
    assert unseen == {
        sort for sort, layers in NOT_PROMISED.items() if layer in layers and profile == "identity"
    }
