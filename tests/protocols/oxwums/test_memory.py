"""What a session has shown of a call: times are the latest at which something can have happened."""

from pathlib import Path

from inspector.cassette import Cassette
from inspector.protocols.message import request_message, response_message
from inspector.protocols.oxwums.calls import CallState
from inspector.protocols.oxwums.memory import PhoneCalls
from inspector.protocols.registry import identify

CASES = Path(__file__).parents[2] / "conformance" / "cases"


def after(case: str) -> PhoneCalls:
    calls = PhoneCalls()
    with Cassette(CASES / case) as cassette:
        for each in cassette:
            asked = identify(each.request)
            assert each.response is not None
            calls.observe(
                request_message(each.request, asked, each.at),
                response_message(each.response, asked, each.at + each.took),
            )
    return calls


def test_a_call_is_followed_from_its_beginning_to_its_time_out():
    call = after("UMS055/ok-exactly-32-seconds.jsonl").get("NDEzYjEzNmM=")

    assert call is not None and call.issued and call.by_request
    assert call.status(9).state is CallState.CONNECTING
    assert call.status(41.999).state is CallState.DISCONNECTED
    assert call.timed_out(41.999) is None
    assert call.timed_out(42) == 32
    assert call.timed_out(50.5) == 40.5


def test_an_identifier_seen_first_in_a_poll_was_not_issued_here():
    call = after("UMS055/ok-seen-disconnected.jsonl").get("NDEzYjEzNmM=")

    assert call is not None and not call.issued and not call.by_request


def test_a_refused_identifier_did_not_time_out():
    call = after("UMS056/bad-disconnect.jsonl").get("NDEzYjEzNmM=")

    assert call is not None and call.refused_at is not None
    assert call.status(30).state is CallState.IDLE
    assert call.timed_out(100) is None
