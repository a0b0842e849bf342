"""What answers show of a phone call, and what must have happened to it in between.

This is the one reading of the messages about calls: rules, flows, replays and the simulator go by it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from inspector.protocols.common.answers import M, T, response_message
from inspector.protocols.message import children_of, text_of
from inspector.protocols.oxwums.calls import CallEvent, CallState, Cause
from inspector.protocols.oxwums.faults import exception_of
from inspector.protocols.timed import GONE, Shown
from inspector.wire.soap import SoapFault

Children = Mapping[str, etree._Element]

_TEXT = re.compile(
    r"(<(?:[\w.-]{1,64}:)?(CallState|PhoneCallState|EventCause|ConnectionFailureCause)(?:\s[^<>]{0,4096})?>)[^<]*(?=</)"
)
_STATES = frozenset(("CallState", "PhoneCallState"))
_RUNNING = (CallState.CONNECTING, CallState.CONNECTED)


def shown_in(children: Children) -> Shown:
    """Reads the state and the cause that a poll's answer tells; both are empty if there are none.

    Args:
        children: those of the answer's payload, by local name.
    """
    inside = children.get("GetCallInfoResponse")
    if inside is not None:
        parts = children_of(inside)
        return Shown(text_of(parts.get("CallState")), text_of(parts.get("EventCause")))
    parts = children_of(children.get("PhoneCallInformation"))
    return Shown(text_of(parts.get("PhoneCallState")), text_of(parts.get("ConnectionFailureCause")))


def refuses(children: Children, fault: SoapFault | None) -> bool:
    """Tells whether an answer is the document's invalid-id error.

    Args:
        children: those of the answer's payload, by local name.
        fault: the fault that the answer is; ``None`` if it is none.
    """
    if fault is not None:
        return exception_of(fault) == "InvalidCallIdException"
    return text_of(children.get("ResponseCode")) == "ErrorInvalidPhoneCallId"


def what_happened(before: CallState, shown: Shown) -> CallEvent | None:
    """Says what must have happened to a call for an answer to show this (section 3.1.1.1).

    Args:
        before: the state that it was in as far as one knew.
        shown: what the answer shows.

    Returns:
        The event; ``None`` if nothing need have happened, or nothing that the model has.
    """
    if shown.state == GONE:
        return CallEvent.ENDED if before is not CallState.IDLE else None
    if shown.state == CallState.CONNECTED and before is CallState.CONNECTING:
        return CallEvent.ANSWERED
    if shown.state == CallState.CONNECTING and before is CallState.CONNECTED:
        return CallEvent.VOICE_ACCESS
    if shown.state == CallState.DISCONNECTED and before in _RUNNING:
        busy = shown.cause == Cause.USER_BUSY and before is CallState.CONNECTING
        return CallEvent.BUSY if busy else CallEvent.HUNG_UP
    return None


def call_info(state: str, cause: str) -> etree._Element:
    """Makes what GetCallInfo is answered with (section 3.1.4.3.2.2)."""
    return M.GetCallInfoResponse(M.GetCallInfoResponse(M.CallState(state), M.EventCause(cause)))


def phone_call_information(state: str, cause: str) -> etree._Element:
    """Makes what GetPhoneCallInformation is answered with (section 3.1.4.4.3.2).

    Neither SIP element may stand in a success.
    """
    information = M.PhoneCallInformation(T.PhoneCallState(state), T.ConnectionFailureCause(cause))
    return response_message("GetPhoneCallInformationResponse", None, information)


def restated(text: str, shown: Shown) -> str:
    """Writes another state and cause into the text of an answer, and changes nothing else.

    Args:
        text: the answer.
        shown: what it is to show.
    """
    return _TEXT.sub(lambda found: found[1] + (shown.state if found[2] in _STATES else shown.cause), text)
