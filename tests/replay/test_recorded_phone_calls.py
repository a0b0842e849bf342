"""Phone calls in replay: what polls and disconnects get (MS-OXWUMS sections 3.1.1.1 and 3.1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from inspector.replay import Replayer, Source


@dataclass
class Endpoint:
    """The requests and answers of one endpoint."""

    play: Any
    played: Any
    poll: Any
    shows: Any
    disconnect: Any
    disconnected: Any
    gone: str
    status_when_gone: int


@pytest.fixture(params=["um", "ews"])
def end(request, wire):
    w = wire
    if request.param == "um":
        parts = (w.play, w.played, w.poll, w.shows, w.disconnect, w.disconnected)
        return Endpoint(*parts, "InvalidCallIdException", 500)
    parts = (w.play2, w.played2, w.poll2, w.shows2, w.disconnect2, w.disconnected2)
    return Endpoint(*parts, "ErrorInvalidPhoneCallId", 200)


@pytest.fixture
def hung_up(end, cassette):
    """A call that is answered after 5 seconds, and disconnected after 10 by the client."""
    return cassette(
        (100.0, end.play(), end.played("H")),
        (101.0, end.poll("H"), end.shows("Connecting")),
        (105.0, end.poll("H"), end.shows("Connected")),
        (110.0, end.disconnect("H"), end.disconnected()),
        (111.0, end.poll("H"), end.shows("Disconnected")),
    )


@pytest.fixture
def say(wire):
    def states(replayer, *asked):
        return [wire.state(replayer.respond(request, at)) for at, request in asked]

    return states


def test_a_poll_shows_what_was_valid_at_this_time_of_the_call(end, hung_up, say):
    with Replayer([hung_up]) as replayer:
        replayer.respond(end.play(), 1000.0)
        poll = end.poll("H")
        times = (1000.0, 1001.0, 1004.999, 1005.0, 1009.999)
        assert say(replayer, *((at, poll) for at in times)) == ["Connecting"] * 3 + ["Connected"] * 2


def test_a_call_that_was_disconnected_is_gone_after_exactly_32_seconds(end, hung_up, wire):
    with Replayer([hung_up]) as replayer:
        replayer.respond(end.play(), 0.0)
        assert wire.state(replayer.respond(end.disconnect("H"), 10.0)) == "done"
        for at in (10.0, 11.0, 30.0, 41.999):
            assert wire.state(replayer.respond(end.poll("H"), at)) == "Disconnected"
        for at in (42.0, 42.001, 1000.0):
            answer = replayer.respond(end.poll("H"), at)
            assert wire.state(answer) == end.gone
            assert answer.status == end.status_when_gone
            assert answer.origin.source is Source.SYNTHESISED


def test_a_disconnect_may_come_at_another_time_than_in_the_recording(end, hung_up, wire):
    with Replayer([hung_up]) as replayer:
        replayer.respond(end.play(), 0.0)
        assert wire.state(replayer.respond(end.disconnect("H"), 2.0)) == "done"
        assert wire.state(replayer.respond(end.poll("H"), 33.999)) == "Disconnected"
        assert wire.state(replayer.respond(end.poll("H"), 34.0)) == end.gone


def test_without_a_disconnect_the_call_goes_on(end, hung_up, wire):
    with Replayer([hung_up]) as replayer:
        replayer.respond(end.play(), 0.0)
        answer = replayer.respond(end.poll("H"), 500.0)
        assert wire.state(answer) == "Connected"
        assert answer.origin.source is Source.SYNTHESISED


def test_a_second_disconnect_does_not_start_the_timer_again(end, hung_up, wire):
    with Replayer([hung_up]) as replayer:
        replayer.respond(end.play(), 0.0)
        replayer.respond(end.disconnect("H"), 10.0)
        assert wire.state(replayer.respond(end.disconnect("H"), 30.0)) == "done"
        assert wire.state(replayer.respond(end.poll("H"), 42.0)) == end.gone
        assert wire.state(replayer.respond(end.disconnect("H"), 42.0)) == end.gone


def test_a_phone_that_was_hung_up_is_gone_32_seconds_after_it_was_seen(end, cassette, wire):
    recorded = cassette(
        (0, end.play(), end.played("H")),
        (1, end.poll("H"), end.shows("Connected")),
        (20, end.poll("H"), end.shows("Disconnected")),
    )
    with Replayer([recorded]) as replayer:
        replayer.respond(end.play(), 0.0)
        for at, state in (
            (19.999, "Connected"),
            (20.0, "Disconnected"),
            (51.999, "Disconnected"),
            (52.0, end.gone),
        ):
            assert wire.state(replayer.respond(end.poll("H"), at)) == state


def test_a_recorded_invalid_id_error_answers_once_the_timer_has_run(wire, cassette):
    marked = wire.unknown_call()
    marked = type(marked)(
        marked.headers, marked.body.replace(b"isn't valid.", b"isn't valid (recorded)."), 500
    )
    recorded = cassette(
        (0, wire.play(), wire.played("H")),
        (5, wire.disconnect("H"), wire.disconnected()),
        (6, wire.poll("H"), wire.shows("Disconnected")),
        (60, wire.poll("H"), marked),
    )
    with Replayer([recorded]) as replayer:
        replayer.respond(wire.play(), 0.0)
        replayer.respond(wire.disconnect("H"), 5.0)
        assert wire.state(replayer.respond(wire.poll("H"), 36.999)) == "Disconnected"
        early, late = replayer.respond(wire.poll("H"), 37.0), replayer.respond(wire.poll("H"), 60.0)
    assert early.body == late.body == marked.body
    assert (early.origin.source, late.origin.source) == (Source.SYNTHESISED, Source.RECORDED)


def test_a_server_that_ended_the_call_early_is_believed(end, cassette, wire):
    """Comm_sys_bye and a transfer end a call without the timer (section 3.1.1.1)."""
    gone = wire.unknown_call() if end.gone.startswith("Invalid") else _refused(wire)
    recorded = cassette(
        (0, end.play(), end.played("H")),
        (1, end.poll("H"), end.shows("Connected")),
        (9, end.poll("H"), gone),
    )
    with Replayer([recorded]) as replayer:
        replayer.respond(end.play(), 0.0)
        for at, state in ((8.999, "Connected"), (9.0, end.gone), (50.0, end.gone)):
            assert wire.state(replayer.respond(end.poll("H"), at)) == state


def _refused(wire):
    return wire.ews_answer(
        '<m:GetPhoneCallInformationResponse ResponseClass="Error">'
        "<m:MessageText>The phone call ID isn't valid</m:MessageText>"
        "<m:ResponseCode>ErrorInvalidPhoneCallId</m:ResponseCode>"
        "</m:GetPhoneCallInformationResponse>"
    )


def test_a_server_that_kept_the_call_longer_is_believed_while_the_recording_lasts(end, cassette, wire):
    recorded = cassette(
        (0, end.play(), end.played("H")),
        (1, end.disconnect("H"), end.disconnected()),
        (2, end.poll("H"), end.shows("Disconnected")),
        (50, end.poll("H"), end.shows("Disconnected")),
    )
    with Replayer([recorded]) as replayer:
        replayer.respond(end.play(), 0.0)
        replayer.respond(end.disconnect("H"), 1.0)
        for at, state in ((40.0, "Disconnected"), (50.0, "Disconnected"), (50.001, end.gone)):
            assert wire.state(replayer.respond(end.poll("H"), at)) == state


def test_a_voice_access_attempt_goes_back_to_connecting(end, cassette, wire):
    shown = ("Connecting", "Connected", "Connecting", "Connected")
    polls = ((n * 10.0, end.poll("H"), end.shows(state)) for n, state in enumerate(shown, 1))
    with Replayer([cassette((0, end.play(), end.played("H")), *polls)]) as replayer:
        replayer.respond(end.play(), 0.0)
        for n, state in enumerate(shown, 1):
            assert wire.state(replayer.respond(end.poll("H"), n * 10.0)) == state


def test_a_state_that_the_document_does_not_know_is_replayed_as_recorded(end, cassette, wire):
    recorded = cassette(
        (0, end.play(), end.played("H")),
        (1, end.poll("H"), end.shows("Alerted")),
        (2, end.poll("H"), end.shows("Connected")),
    )
    with Replayer([recorded]) as replayer:
        replayer.respond(end.play(), 0.0)
        assert wire.state(replayer.respond(end.poll("H"), 1.5)) == "Alerted"


def test_a_busy_line_keeps_its_cause(end, cassette, wire):
    busy = end.shows("Disconnected", "UserBusy")
    with Replayer([cassette((0, end.play(), end.played("H")), (3, end.poll("H"), busy))]) as replayer:
        replayer.respond(end.play(), 0.0)
        answer = replayer.respond(end.poll("H"), 0.5)
        assert (wire.state(answer), answer.origin.source) == ("Connecting", Source.SYNTHESISED)
        assert replayer.respond(end.poll("H"), 3.0).body == busy.body
        assert wire.state(replayer.respond(end.poll("H"), 35.0)) == end.gone


def test_two_calls_at_once_keep_their_own_timers(end, cassette, wire):
    recorded = cassette(
        (0, end.play(), end.played("A")),
        (1, end.play(), end.played("B")),
        (2, end.poll("A"), end.shows("Connected")),
        (3, end.poll("B"), end.shows("Connected")),
        (4, end.disconnect("A"), end.disconnected()),
        (5, end.disconnect("B"), end.disconnected()),
    )
    with Replayer([recorded]) as replayer:
        replayer.respond(end.play(), 0.0)
        replayer.respond(end.play(), 100.0)
        replayer.respond(end.disconnect("A"), 110.0)
        replayer.respond(end.disconnect("B"), 120.0)
        shown = [wire.state(replayer.respond(end.poll(handle), 142.0)) for handle in "AB"]
        assert shown == [end.gone, "Disconnected"]
        assert wire.state(replayer.respond(end.poll("B"), 152.0)) == end.gone


def test_in_sequence_polls_answer_as_recorded_whatever_the_time(end, hung_up, wire):
    with Replayer([hung_up], polls="sequence") as replayer:
        replayer.respond(end.play(), 0.0)
        assert [wire.state(replayer.respond(end.poll("H"), 0.0)) for _ in range(4)] == [
            "Connecting",
            "Connected",
            "Disconnected",
            "Disconnected",
        ]


def test_a_call_that_is_polled_before_it_is_placed_is_a_miss_that_says_so(end, hung_up):
    with Replayer([hung_up]) as replayer:
        assert replayer.respond(end.poll("H"), 0.0).header("x-ews-inspector") == "miss"
        (miss,) = replayer.misses
        assert miss.reason == "too early"
        assert '"H" after interaction 1 of' in str(miss).splitlines()[0]
    with Replayer([hung_up], any_order=True) as replayer:
        assert replayer.respond(end.poll("H"), 0.0).status == 200


def test_a_recording_that_starts_in_the_middle_of_a_call_starts_its_clock_when_first_asked(
    end, cassette, wire
):
    recorded = cassette(
        (50, end.poll("H"), end.shows("Connected")),
        (60, end.poll("H"), end.shows("Disconnected")),
    )
    with Replayer([recorded]) as replayer:
        for at, state in ((500.0, "Connected"), (510.0, "Disconnected"), (542.0, end.gone)):
            assert wire.state(replayer.respond(end.poll("H"), at)) == state


def test_an_unknown_handle_is_a_miss(end, hung_up):
    with Replayer([hung_up]) as replayer:
        replayer.respond(end.play(), 0.0)
        assert replayer.respond(end.poll("X"), 0.0).header("x-ews-inspector") == "miss"
        assert 'recorded "H", got "X"' in str(replayer.misses[0]).splitlines()[0]


def test_a_handle_that_the_server_never_knew_is_refused_as_recorded(end, cassette, wire):
    gone = wire.unknown_call() if end.gone.startswith("Invalid") else _refused(wire)
    with Replayer([cassette((0, end.poll("X"), gone))]) as replayer:
        answer = replayer.respond(end.poll("X"), 0.0)
        assert (answer.body, answer.origin.source) == (gone.body, Source.RECORDED)


def test_answers_to_polls_may_come_early_by_the_slack(end, hung_up, wire):
    with Replayer([hung_up], slack=0.25) as replayer:
        replayer.respond(end.play(), 0.0)
        assert wire.state(replayer.respond(end.poll("H"), 4.7)) == "Connecting"
        assert wire.state(replayer.respond(end.poll("H"), 4.75)) == "Connected"


def test_state_tells_the_deadline(end, hung_up):
    with Replayer([hung_up]) as replayer:
        replayer.respond(end.play(), 0.0)
        replayer.respond(end.disconnect("H"), 10.0)
        (call,) = replayer.state(11.0)["calls"]
        assert (call["state"], call["deadline"]) == ("Disconnected", 42.0)
        (call,) = replayer.state(42.0)["calls"]
        assert (call["state"], call["deadline"]) == ("gone", None)


def test_polls_that_have_had_their_time_count_as_played(end, hung_up):
    with Replayer([hung_up]) as replayer:
        replayer.respond(end.play(), 0.0)
        replayer.respond(end.poll("H"), 6.0)
        assert [recording.interaction.n for recording in replayer.unplayed] == [4, 5]
        replayer.respond(end.disconnect("H"), 10.0)
        replayer.respond(end.poll("H"), 12.0)
        assert replayer.unplayed == []


def test_a_call_that_is_placed_again_begins_again(end, hung_up, wire):
    with Replayer([hung_up]) as replayer:
        for start in (0.0, 100.0):
            replayer.respond(end.play(), start)
            assert wire.state(replayer.respond(end.poll("H"), start + 5)) == "Connected"
            replayer.respond(end.disconnect("H"), start + 10)
            assert wire.state(replayer.respond(end.poll("H"), start + 42)) == end.gone


def test_two_calls_of_one_handle_have_their_own_recordings(end, cassette, wire):
    recorded = cassette(
        (0, end.play(), end.played("H")),
        (1, end.poll("H"), end.shows("Connected")),
        (100, end.play(), end.played("H")),
        (101, end.poll("H"), end.shows("Disconnected", "UserBusy")),
    )
    with Replayer([recorded]) as replayer:
        replayer.respond(end.play(), 0.0)
        assert wire.state(replayer.respond(end.poll("H"), 1.0)) == "Connected"
        replayer.respond(end.play(), 200.0)
        assert wire.state(replayer.respond(end.poll("H"), 201.0)) == "Disconnected"
