"""What an answer shows of a call, and what must have happened to it for that."""

import pytest

from inspector.protocols.message import children_of
from inspector.protocols.oxwums.call_reading import (
    call_info,
    phone_call_information,
    restated,
    shown_in,
    what_happened,
)
from inspector.protocols.oxwums.calls import CallEvent, CallState
from inspector.protocols.timed import GONE, Shown

CONNECTING, CONNECTED, DISCONNECTED, IDLE = (
    CallState.CONNECTING,
    CallState.CONNECTED,
    CallState.DISCONNECTED,
    CallState.IDLE,
)


@pytest.mark.parametrize("make", [call_info, phone_call_information])
def test_what_is_written_of_a_call_is_read_again(make):
    assert shown_in(children_of(make("Disconnected", "UserBusy"))) == Shown("Disconnected", "UserBusy")


def test_a_state_that_stands_elsewhere_is_no_states_of_the_call():
    (inner,) = call_info("Connected", "None")
    assert shown_in(children_of(inner)) == Shown("")


@pytest.mark.parametrize(
    ("before", "shown", "event"),
    [
        (CONNECTING, Shown("Connecting"), None),
        (CONNECTING, Shown("Connected"), CallEvent.ANSWERED),
        (CONNECTING, Shown("Disconnected", "None"), CallEvent.HUNG_UP),
        (CONNECTING, Shown("Disconnected", "UserBusy"), CallEvent.BUSY),
        (CONNECTED, Shown("Connecting"), CallEvent.VOICE_ACCESS),
        (CONNECTED, Shown("Disconnected", "None"), CallEvent.HUNG_UP),
        (CONNECTED, Shown("Disconnected", "UserBusy"), CallEvent.HUNG_UP),  # who answered was not busy
        (DISCONNECTED, Shown("Connected"), None),  # the model has no way back
        (DISCONNECTED, Shown("Disconnected"), None),
        (CONNECTING, Shown(GONE), CallEvent.ENDED),
        (CONNECTED, Shown(GONE), CallEvent.ENDED),
        (DISCONNECTED, Shown(GONE), CallEvent.ENDED),
        (IDLE, Shown(GONE), None),
        (IDLE, Shown("Connected"), None),
        (CONNECTING, Shown("Ringing"), None),
    ],
)
def test_what_must_have_happened(before, shown, event):
    assert what_happened(before, shown) is event


def test_another_state_is_written_in_and_no_other_byte_changes():
    text = '<a:CallState x="1">Connected</a:CallState> <EventCause>None</EventCause><X>Connected</X>'
    assert restated(text, Shown("Disconnected", "UserBusy")) == (
        '<a:CallState x="1">Disconnected</a:CallState> <EventCause>UserBusy</EventCause><X>Connected</X>'
    )
