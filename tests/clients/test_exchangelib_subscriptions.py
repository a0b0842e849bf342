"""exchangelib, unmodified, listens to a folder: it is told what happens, until the clock ends it."""

from inspector.cassette import Cassette
from tests.clients.performances import Performances
from tests.clients.plays import PLAIN, play_named

LISTENING = play_named("exchangelib people and notifications")


def test_it_is_told_what_happens_once_by_either_way(performances: Performances) -> None:
    answers = dict(performances.of(LISTENING, PLAIN).answers)
    assert answers["GetEvents"] == answers["GetStreamingEvents"] == ["CreatedEvent", "NewMailEvent"]
    assert answers["Unsubscribe"] == "ErrorSubscriptionNotFound"


def test_a_stream_is_recorded_from_its_beginning_to_its_end(performances: Performances) -> None:
    with Cassette(performances.of(LISTENING, PLAIN).cassette) as opened:
        (listened,) = [each for each in opened if each.operation == "GetStreamingEvents"]
    assert listened.response is not None and not listened.error
    body = listened.response.body
    assert body.index(b">OK<") < body.index(b"NewMailEvent") < body.index(b">Closed<")
