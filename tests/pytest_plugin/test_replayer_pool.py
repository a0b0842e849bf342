"""Tests that share a cassette read it once, and none sees what another did."""

from inspector.pytest_plugin.replayer_pool import ReplayerPool
from inspector.replay import Replayer
from inspector.resources import cassettes_dir
from inspector.wire.http import HttpRequest

SAMPLE = cassettes_dir() / "voicemail-um.jsonl"


def make() -> Replayer:
    return Replayer([SAMPLE])


def test_what_was_put_back_is_taken_again_and_begins_anew() -> None:
    pool = ReplayerPool()
    first = pool.take("a", make)
    first.respond(HttpRequest(url="/EWS/Exchange.asmx", body=b"<nothing/>"), 0.0)
    assert len(first.misses) == 1
    pool.put("a", first)
    again = pool.take("a", make)
    assert again is first
    assert again.misses == []
    assert again.played == 0


def test_one_that_is_in_use_is_not_given_to_another() -> None:
    pool = ReplayerPool()
    assert pool.take("a", make) is not pool.take("a", make)


def test_other_options_are_another_replayer() -> None:
    pool = ReplayerPool()
    first = pool.take("a", make)
    pool.put("a", first)
    assert pool.take("b", make) is not first


def test_the_one_put_back_longest_ago_goes_first() -> None:
    pool = ReplayerPool(kept=2)
    replayers = {key: pool.take(key, make) for key in "abc"}
    for key, replayer in replayers.items():
        pool.put(key, replayer)
    assert pool.take("c", make) is replayers["c"]
    assert pool.take("a", make) is not replayers["a"]
