from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inspector.protocols.oxwums.call_model import CallModel
from inspector.protocols.oxwums.calls import CallState, Cause
from inspector.protocols.timed import GONE, Shown
from inspector.replay.call_timeline import CallRecording, Sample, Timeline, elapsed

CALLS = CallModel()


def samples(*steps):
    return [Sample(offset, place, Shown(state)) for place, (offset, state) in enumerate(steps)]


def test_the_answer_is_the_last_one_up_to_the_time():
    line = Timeline(CALLS, samples((1, "Connecting"), (5, "Connected"), (9, "Connected")))
    assert [line.at(t).place for t in (1, 4.999, 5, 8.999, 9)] == [0, 0, 1, 1, 2]


def test_past_the_last_answer_the_recording_is_silent():
    line = Timeline(CALLS, samples((1, "Connecting")))
    assert line.at(1.001) is None
    assert line.last_before(1.001).place == 0


def test_before_the_first_answer_a_call_that_had_not_ended_was_as_it_shows():
    assert Timeline(CALLS, samples((3, "Connected"))).at(0).place == 0
    assert Timeline(CALLS, samples((3, "Disconnected"))).at(0) is None
    assert Timeline(CALLS, samples((3, "Disconnected")), ended=True).at(0).place == 0
    assert Timeline(CALLS, samples((40, GONE)), ended=True).at(0) is None


def test_between_disconnected_and_gone_the_timer_has_the_word():
    line = Timeline(CALLS, samples((1, "Disconnected"), (60, GONE)), ended=True)
    assert line.at(31.999).place == 0
    assert line.at(32) is None
    assert line.at(60).place == 1


def test_a_phone_that_was_hung_up_starts_the_timer_when_it_was_seen():
    line = Timeline(CALLS, samples((2, "Connected"), (10, "Disconnected"), (12, "Disconnected"), (90, GONE)))
    assert line.at(41.999).place == 2
    assert line.at(42) is None


def test_slack_is_at_most_half_the_way():
    line = Timeline(CALLS, samples((0, "Connecting"), (1, "Connected")))
    assert line.at(0.49, slack=10).place == 0
    assert line.at(0.5, slack=10).place == 1
    assert line.at(0.9, slack=0.05).place == 0


def test_no_recording_is_silent_at_any_time():
    assert Timeline(CALLS, []).at(0) is None
    assert Timeline(CALLS, []).last_before(0) is None


def test_a_call_is_replayed_with_what_must_have_happened_to_it():
    line = Timeline(CALLS, samples((1, "Connecting"), (5, "Connected"), (20, "Disconnected")))
    recording = CallRecording(CALLS, "um", "H", 0, line, Timeline(CALLS, [], ended=True))
    call = recording.call(100.0)
    states = [call.status(at).state for at in (100, 104.999, 105, 120, 151.999, 152)]
    assert states == [
        CallState.CONNECTING,
        CallState.CONNECTING,
        CallState.CONNECTED,
        CallState.DISCONNECTED,
        CallState.DISCONNECTED,
        CallState.IDLE,
    ]


def test_who_answered_cannot_have_been_busy():
    seen = [Sample(2, 0, Shown("Connected")), Sample(9, 1, Shown("Disconnected", "UserBusy"))]
    line = Timeline(CALLS, seen)
    call = CallRecording(CALLS, "um", "H", 0, line, Timeline(CALLS, [], ended=True)).call(0.0)
    status = call.status(9)
    assert (status.state, status.cause) == (CallState.DISCONNECTED, Cause.NONE)
    assert call.status(41).state is CallState.IDLE


@given(st.integers(0, 10**9), st.integers(0, 10**6))
def test_differences_of_decimal_times_are_exact(milliseconds, began):
    assert elapsed((began + milliseconds) / 1000, began / 1000) == milliseconds / 1000
