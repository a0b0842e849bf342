"""The call state model of MS-OXWUMS 3.1.1.1, 3.1.2 and 3.1.3."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.protocols.oxwums.calls import CALL_TIMEOUT, Call, CallEvent, CallState, Cause

IDLE, CONNECTING, CONNECTED, DISCONNECTED = CallState


def call(*events: tuple[float, CallEvent], began: float = 0.0) -> Call:
    made = Call("handle", began)
    for at, kind in events:
        made = made.with_event(kind, at)
    return made


def state(of: Call, now: float) -> CallState:
    return of.status(now).state


ANSWERED, HUNG_UP, BUSY, DISCONNECT = (
    CallEvent.ANSWERED,
    CallEvent.HUNG_UP,
    CallEvent.BUSY,
    CallEvent.DISCONNECT,
)


def test_a_call_connects_is_answered_hung_up_and_forgotten_32_seconds_later():
    a_call = call((3, ANSWERED), (10, HUNG_UP), began=1)
    states = [(0.5, IDLE), (1, CONNECTING), (2.999, CONNECTING), (3, CONNECTED), (9.999, CONNECTED)]
    states += [(10, DISCONNECTED), (41.999, DISCONNECTED), (42, IDLE), (1000, IDLE)]
    assert [(at, state(a_call, at)) for at, _ in states] == states


@pytest.mark.parametrize("start", [0, 0.1, 1.7, 12345.678901, 1e6 + 1 / 3])
def test_the_timer_ends_exactly_32_seconds_after_the_hang_up(start):
    a_call = call((start, HUNG_UP), began=start)
    assert state(a_call, round(start + 31.999, 6)) is DISCONNECTED
    assert state(a_call, round(start + 32, 6)) is IDLE


def test_a_busy_line_disconnects_with_its_cause():
    status = call((2, BUSY)).status(5)
    assert (status.state, status.cause, status.deadline) == (DISCONNECTED, Cause.USER_BUSY, 34)


def test_the_cause_is_none_in_every_other_state():
    a_call = call((2, BUSY))
    assert a_call.status(1).cause is Cause.NONE
    assert a_call.status(34).cause is Cause.NONE


def test_a_disconnect_request_ends_what_was_to_come():
    a_call = call((5, ANSWERED), (60, HUNG_UP)).with_event(DISCONNECT, 2)
    assert state(a_call, 10) is DISCONNECTED
    assert state(a_call, 34) is IDLE
    assert state(a_call, 70) is IDLE


def test_a_second_disconnect_does_not_start_the_timer_again():
    a_call = call((2, DISCONNECT), (20, DISCONNECT))
    assert state(a_call, 33.999) is DISCONNECTED
    assert state(a_call, 34) is IDLE


def test_a_voice_access_attempt_connects_once_more():
    a_call = call((1, ANSWERED), (5, CallEvent.VOICE_ACCESS), (8, ANSWERED))
    assert [state(a_call, at) for at in (4, 5, 7, 8)] == [CONNECTED, CONNECTING, CONNECTING, CONNECTED]


@pytest.mark.parametrize("kind", [CallEvent.TRANSFERRED, CallEvent.ENDED])
def test_a_transfer_or_the_system_ends_a_call_without_the_timer(kind):
    a_call = call((1, ANSWERED), (5, kind), (6, HUNG_UP))
    assert state(a_call, 4.999) is CONNECTED
    assert a_call.status(5).has_handle is False
    assert state(a_call, 7) is IDLE


def test_the_system_can_end_a_call_that_is_disconnected():
    assert state(call((1, HUNG_UP), (3, CallEvent.ENDED)), 3) is IDLE


def test_the_next_change_is_an_event_or_the_timer():
    a_call = call((3, ANSWERED), (10, HUNG_UP))
    assert [a_call.next_change(now) for now in (0, 3, 10, 42)] == [3, 10, 42, None]


def test_events_that_change_nothing_are_no_next_change():
    assert call((3, ANSWERED), (5, ANSWERED)).next_change(4) is None


def times(longest: int) -> st.SearchStrategy[float]:
    """Clock times to the millisecond, up to so many seconds."""
    return st.integers(0, longest * 1000).map(lambda milliseconds: milliseconds / 1000)


events = st.lists(st.tuples(times(200), st.sampled_from(list(CallEvent))), max_size=12)


@given(events, times(300))
def test_disconnected_lasts_less_than_32_seconds_and_idle_for_ever(happened, now):
    a_call = call(*happened)
    status = a_call.status(now)
    if status.state is DISCONNECTED:
        assert now - status.since < CALL_TIMEOUT
        assert state(a_call, status.since + CALL_TIMEOUT) is IDLE
    if status.state is IDLE:
        assert all(state(a_call, now + later) is IDLE for later in (0.001, 1, 32, 1000))


@given(events)
def test_the_order_in_which_events_are_told_does_not_matter(happened):
    unique = list({at: (at, kind) for at, kind in happened}.values())
    one, two = call(*unique), call(*reversed(unique))
    assert [one.status(at) for at in range(0, 260, 7)] == [two.status(at) for at in range(0, 260, 7)]


@given(events, times(200))
def test_nothing_changes_before_the_next_change(happened, now):
    a_call = call(*happened)
    change = a_call.next_change(now)
    before = a_call.status(now)
    if change is not None:
        just_before = round(change - 0.001, 3)
        assert just_before < now or a_call.status(just_before).state is before.state
        after = a_call.status(change)
        assert (after.state, after.since) != (before.state, before.since)
    else:
        assert a_call.status(now + 10_000).state is before.state
