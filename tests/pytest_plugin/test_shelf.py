"""Tests that share a cassette read it once, and none sees what another did."""

from inspector.pytest_plugin.shelf import Shelf
from inspector.replay import Replayer
from inspector.resources import cassettes_dir
from inspector.wire.http import HttpRequest

SAMPLE = cassettes_dir() / "voicemail-um.jsonl"


def make() -> Replayer:
    return Replayer([SAMPLE])


def test_what_was_put_back_is_taken_again_and_begins_anew() -> None:
    shelf = Shelf()
    first = shelf.take("a", make)
    first.respond(HttpRequest(url="/EWS/Exchange.asmx", body=b"<nothing/>"), 0.0)
    assert len(first.misses) == 1
    shelf.put("a", first)
    again = shelf.take("a", make)
    assert again is first
    assert again.misses == []
    assert again.played == 0


def test_one_that_is_in_use_is_not_given_to_another() -> None:
    shelf = Shelf()
    assert shelf.take("a", make) is not shelf.take("a", make)


def test_other_options_are_another_replayer() -> None:
    shelf = Shelf()
    first = shelf.take("a", make)
    shelf.put("a", first)
    assert shelf.take("b", make) is not first


def test_the_one_put_back_longest_ago_goes_first() -> None:
    shelf = Shelf(kept=2)
    replayers = {key: shelf.take(key, make) for key in "abc"}
    for key, replayer in replayers.items():
        shelf.put(key, replayer)
    assert shelf.take("c", make) is replayers["c"]
    assert shelf.take("a", make) is not replayers["a"]
