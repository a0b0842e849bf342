"""Every alteration of a recorded request is noticed, and every harmless rewrite is answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.bench_truth import rewrites
from inspector.cassette import Cassette
from inspector.protocols.registry import identify
from inspector.replay import Replayer
from inspector.replay.keys import Matching
from inspector.replay.mutations import altered, answer_mutations, request_mutations
from inspector.resources import cassettes_dir
from inspector.wire.http import HttpRequest

SAMPLES = sorted(cassettes_dir().glob("*.jsonl"))


def key(request: HttpRequest) -> object:
    return Matching().key(request, identify(request))


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.stem)
def test_every_alteration_is_noticed_and_every_rewrite_is_answered(file: Path) -> None:
    with Cassette(file) as cassette, Replayer([file], any_order=True) as replayer:
        recorded = [one.request for one in cassette]
        there = {key(request) for request in recorded}

        def answered(request: HttpRequest) -> bool:
            return replayer.respond(request, 0.0).header("x-ews-inspector") != "miss"

        for request in recorded:
            for one in request_mutations(request):
                if not one.left_out and key(one.request) not in there:
                    assert not answered(one.request), f"{one.path}: {one.what}"
            for other in rewrites(request):
                assert answered(other)


@pytest.mark.parametrize(
    ("value", "other"),
    [("true", "false"), ("9", "8"), ("12", "13"), ("AAA=", "AAB="), ("Z", "Y"), ("...", "...x"), ("é", "éx")],
)
def test_an_altered_value_is_another_that_looks_like_it(value: str, other: str) -> None:
    assert altered(value) == other


def test_a_request_is_altered_in_each_attribute_text_and_leaf_and_for_somebody_else(wire) -> None:
    made = [(one.path, one.what.partition(" for ")[0]) for one in request_mutations(wire.get_item("AAA="))]
    assert made == [
        ("Body/m:GetItem/m:ItemShape/t:BaseShape", '"IdOnlz"'),
        ("Body/m:GetItem/m:ItemShape/t:BaseShape", "left out"),
        ("Body/m:GetItem/m:ItemIds/t:ItemId/@Id", '"AAB="'),
        ("Body/m:GetItem/m:ItemIds/t:ItemId", "left out"),
        ("Header/t:ExchangeImpersonation", "for somebody.else@example.org"),
    ]


def test_what_is_not_compared_is_told_apart(wire) -> None:
    draft = wire.ews(
        "<m:CreateItem><m:Items><t:Message><t:Subject>a</t:Subject><t:InternetMessageId>b</t:InternetMessageId>"
        "</t:Message></m:Items></m:CreateItem>"
    )
    left_out = {one.path.rpartition("/")[2] for one in request_mutations(draft) if one.left_out}
    assert left_out == {"t:InternetMessageId"}


def test_an_answer_is_altered_in_its_values_its_lists_and_as_a_whole(wire) -> None:
    whats = [one.what for one in answer_mutations(wire.item("Lunch"))]
    assert '"Luncg" for "Lunch"' in whats or '"Lunci" for "Lunch"' in whats
    assert "emptied" in whats and "a fault instead" in whats
    assert list(answer_mutations(wire.unknown_call())) == []
