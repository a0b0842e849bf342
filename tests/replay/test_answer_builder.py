"""Answers that no recording has look like the recording's own."""

from __future__ import annotations

import pytest

from inspector.replay import Replayer
from inspector.wire.http import HttpResponse


def played(replayer, *requests):
    for at, request in requests:
        answer = replayer.respond(request, at)
    return answer


def test_a_state_is_changed_in_a_recorded_answer_and_nothing_else(wire, cassette):
    recorded = cassette(
        (0, wire.play(), wire.played("H")), (5, wire.poll("H"), wire.shows("Disconnected", "UserBusy"))
    )
    with Replayer([recorded]) as replayer:
        answer = played(replayer, (0, wire.play()), (1, wire.poll("H")))
    assert answer.body == wire.shows("Connecting", "None").body
    assert answer.headers == wire.headers


def test_the_ews_error_has_the_recordings_version_header_and_prefixes(wire, cassette):
    shown = wire.shows2("Connected")
    plain = HttpResponse(
        shown.headers,
        shown.body.replace(b"<m:", b"<").replace(b"</m:", b"</").replace(b"xmlns:m=", b"xmlns="),
    )
    recorded = cassette((0, wire.play2(), wire.played2("H")), (1, wire.poll2("H"), plain))
    with Replayer([recorded]) as replayer:
        answer = played(replayer, (0, wire.play2()), (2, wire.disconnect2("H")), (34, wire.poll2("H")))
    envelope = wire.read(answer)
    assert envelope.root.prefix == "s"
    assert envelope.header("ServerVersionInfo").get("Version") == "Exchange2013_SP1"
    payload = envelope.payload
    assert (payload.tag.rpartition("}")[2], payload.get("ResponseClass")) == (
        "GetPhoneCallInformationResponse",
        "Error",
    )
    assert {element.prefix for element in payload.iter()} == {None}
    text = {element.tag.rpartition("}")[2]: element.text for element in payload}
    assert text["ResponseCode"] == "ErrorInvalidPhoneCallId"
    assert text["MessageText"].rstrip(".") == "The phone call ID isn't valid"


def test_the_um_fault_has_the_documents_text(wire, cassette):
    with Replayer([cassette((0, wire.play(), wire.played("H")))]) as replayer:
        answer = played(replayer, (0, wire.play()), (1, wire.disconnect("H")), (33, wire.poll("H")))
    fault = wire.read(answer).fault
    assert (answer.status, fault.code) == (500, "InvalidCallIdException")
    assert fault.text == "The call identifier isn't valid."
    assert fault.detail_text("ExceptionType") == "InvalidCallIdException"


@pytest.mark.parametrize("names", [("play", "played", "disconnect"), ("play2", "played2", "disconnect2")])
def test_a_disconnect_that_was_never_recorded_succeeds(wire, cassette, names):
    play, answer, disconnect = (getattr(wire, name) for name in names)
    with Replayer([cassette((0, play(), answer("H")))]) as replayer:
        said = played(replayer, (0, play()), (1, disconnect("H")))
    assert wire.state(said) == "done"
    assert wire.read(said).payload.tag.endswith(("}DisconnectResponse", "}DisconnectPhoneCallResponse"))


def test_without_a_recorded_poll_a_disconnected_call_is_still_polled_by_the_model(wire, cassette):
    with Replayer([cassette((0, wire.play(), wire.played("H")))]) as replayer:
        assert wire.state(played(replayer, (0, wire.play()), (0.5, wire.poll("H")))) == "Connecting"
        assert wire.state(played(replayer, (1, wire.disconnect("H")), (2, wire.poll("H")))) == "Disconnected"


def test_every_modelled_answer_is_valid_and_breaks_no_rule(wire, cassette):
    from inspector.conformance.check import Checker

    recorded = cassette((0, wire.play(), wire.played("U")), (1, wire.play2(), wire.played2("E")))
    checker = Checker()
    asked = [
        (0, wire.play()),
        (0, wire.play2()),
        (1, wire.disconnect("U")),
        (1, wire.disconnect2("E")),
        (2, wire.poll("U")),
        (2, wire.poll2("E")),
        (33, wire.poll("U")),
        (33, wire.poll2("E")),
        (33, wire.disconnect("U")),
        (33, wire.disconnect2("E")),
    ]
    with Replayer([recorded]) as replayer:
        for at, request in asked:
            answer = replayer.respond(request, at)
            found = checker.check(request, answer, at=at)
            bad = [f for f in found if f.severity == "error" and f.direction == "response"]
            assert not bad, (request.body, answer.body, bad)
