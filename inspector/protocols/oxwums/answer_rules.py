"""Rules of MS-OXWUMS about what a server tells of calls."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.protocols.message import Message, children_of, text_of
from inspector.protocols.oxwums.dial_strings import MAX_IDENTIFIER
from inspector.protocols.oxwums.memory import call_state_in
from inspector.protocols.oxwums.operations import POLLS
from inspector.protocols.rule import MUST, Severity, Violation, response, rule
from inspector.protocols.session import History


@rule(
    "UMS021",
    "call-id-returned",
    MUST,
    section="3.1.4.8.2.2",
    on=response("PlayOnPhone", "PlayOnPhoneGreeting"),
)
def call_id_returned(message: Message, history: History) -> Iterator[Violation]:
    """A successful PlayOnPhone or PlayOnPhoneGreeting returns the identifier of the call.

    It stands in an element of the name of the response inside the response (sections 3.1.4.8.2.2 and
    3.1.4.9.2.2); the schema makes it optional. Without it the client can neither ask for the call nor end it.

    Good:
        <m:PlayOnPhoneResponse>NDEzYjEzNmM=</m:PlayOnPhoneResponse>
    Bad:
        <m:PlayOnPhoneResponse/>
    """
    operation = message.operation
    assert operation is not None
    if message.response_messages:
        return  # the shape of the EWS endpoint: UMS039 says so
    section = "3.1.4.9.2.2" if operation.name == "PlayOnPhoneGreeting" else ""
    inner = message.children.get(operation.response)
    if inner is None:
        yield Violation(f"the response has no {operation.response} inside", message.payload, section=section)
    elif not text_of(inner):
        yield Violation("the call identifier that is returned is empty", inner, section=section)


@rule("UMS022", "phone-call-id-on-success-only", MUST, section="3.1.4.7.2.4", on=response("PlayOnPhone2"))
def phone_call_id_on_success_only(message: Message, history: History) -> Iterator[Violation]:
    """PlayOnPhone2 returns a PhoneCallId if it succeeds, and none if it does not.

    Section 3.1.4.7.2.4 says both; section 3.1.4.7.1.2 adds that the identifier of a success is valid, and
    section 2.2.4.1 that it has at most 512 characters.

    Good:
        <m:PhoneCallId Id="ZWMtWYtMY29t"/>
    Bad:
        <m:PlayOnPhoneResponse
        ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode></m:PlayOnPhoneResponse>
    """
    call_id = message.children.get("PhoneCallId")
    if not message.succeeded:
        if call_id is not None:
            yield Violation("PhoneCallId must not be present: the request was not successful", call_id)
        return
    if call_id is None:
        yield Violation("the response has no PhoneCallId, which must be present on success", message.payload)
        return
    handle = str(call_id.get("Id", "")).strip()
    if not handle:
        yield Violation("PhoneCallId has no Id: the client cannot name the call", call_id)
    elif len(handle) > MAX_IDENTIFIER:
        yield Violation(
            f"the call identifier has {len(handle)} characters, at most {MAX_IDENTIFIER} are allowed",
            call_id,
            "Id",
            section="2.2.4.1",
        )


@rule("UMS023", "call-information-on-success", MUST, section="3.1.4.3.2.2", on=response(*POLLS))
def call_information_on_success(message: Message, history: History) -> Iterator[Violation]:
    """A successful poll tells the state of the call and why it ended.

    The inner GetCallInfoResponse with CallState and EventCause (sections 3.1.4.3.2.2 and 3.1.4.3.3.1), or
    PhoneCallInformation with PhoneCallState and ConnectionFailureCause (3.1.4.4.3.2 and 3.1.4.4.3.3), must be
    present; the schemas make the outer ones optional.

    Good:
        <m:CallState>Connected</m:CallState>
        <m:EventCause>None</m:EventCause>
    Bad:
        <m:GetCallInfoResponse/>
    """
    if not message.succeeded:
        return
    on_um = message.operation is not None and message.operation.name == "GetCallInfo"
    name, state, cause, outer, inner = (
        ("GetCallInfoResponse", "CallState", "EventCause", "3.1.4.3.2.2", "3.1.4.3.3.1")
        if on_um
        else (
            "PhoneCallInformation",
            "PhoneCallState",
            "ConnectionFailureCause",
            "3.1.4.4.3.2",
            "3.1.4.4.3.3",
        )
    )
    information = message.children.get(name)
    if information is None:
        yield Violation(f"the response has no {name}, which must be present", message.payload, section=outer)
        return
    parts = children_of(information)
    for child in (state, cause):
        if not text_of(parts.get(child)):
            yield Violation(f"{name} has no {child}, which must be present", information, section=inner)


@rule(
    "UMS024",
    "no-call-information-on-error",
    MUST,
    section="3.1.4.4.3.2",
    on=response("GetPhoneCallInformation"),
)
def no_call_information_on_error(message: Message, history: History) -> Iterator[Violation]:
    """An error response to GetPhoneCallInformation tells nothing about a call.

    PhoneCallInformation must not be present in the case of an error (section 3.1.4.4.3.2).

    Good:
        <m:ResponseCode>ErrorInvalidPhoneCallId</m:ResponseCode>
    Bad:
        <m:PhoneCallInformation>
          <t:PhoneCallState>Disconnected</t:PhoneCallState>
          <t:ConnectionFailureCause>None</t:ConnectionFailureCause>
        </m:PhoneCallInformation>
    """
    information = message.children.get("PhoneCallInformation")
    if information is not None and not message.succeeded:
        yield Violation("PhoneCallInformation must not be present in an error response", information)


_SENT = {"Connecting", "Connected", "Disconnected"}
_NEVER_SENT = {"Idle", "Incoming", "Transferring", "Forwarding"}


@rule("UMS025", "call-state-that-is-sent", MUST, section="3.1.4.3.4.1", on=response(*POLLS))
def call_state_that_is_sent(message: Message, history: History) -> Iterator[Violation]:
    """The state of a call is Connecting, Connected or Disconnected.

    The schemas know eight values; Idle has no identifier that one could poll, and Incoming, Transferring
    and Forwarding are not applicable to this protocol (sections 3.1.4.3.4.1 and 3.1.4.4.4.2). So is Alerted
    by these sections; as the products' own documentation calls the ringing state so, it gives information
    only.

    Good:
        <m:CallState>Disconnected</m:CallState>
    Bad:
        <m:CallState>Idle</m:CallState>
    """
    state = message.memo(call_state_in).state
    if not state or state in _SENT:
        return
    payload = message.payload
    assert payload is not None
    section = "" if "GetCallInfoResponse" in message.children else "3.1.4.4.4.2"
    element = next(payload.iter("{*}CallState", "{*}PhoneCallState"), None)
    if state == "Alerted":
        yield Violation(
            "the state Alerted is not applicable to this protocol; ringing is Connecting",
            element,
            section=section,
            severity=Severity.INFO,
        )
    elif state in _NEVER_SENT:
        yield Violation(f"the state {state} is never sent in this protocol", element, section=section)
    else:
        yield Violation(f"there is no call state {state[:60]!r}", element, section=section)


@rule("UMS026", "cause-none-before-the-end", MUST, section="3.1.4.3.4.2", on=response(*POLLS))
def cause_none_before_the_end(message: Message, history: History) -> Iterator[Violation]:
    """Only a disconnected call has a cause; in every other state it is None.

    Sections 3.1.4.3.4.2 (EventCause) and 3.1.4.4.4.1 (ConnectionFailureCause).

    Good:
        <m:CallState>Connected</m:CallState>
        <m:EventCause>None</m:EventCause>
    Bad:
        <m:CallState>Connected</m:CallState>
        <m:EventCause>UserBusy</m:EventCause>
    """
    shown = message.memo(call_state_in)
    state, cause = shown.state, shown.cause
    if state and cause and cause != "None" and state != "Disconnected":
        payload = message.payload
        assert payload is not None
        yield Violation(
            f"the call is {state} and has the cause {cause}; before Disconnected it must be None",
            next(payload.iter("{*}EventCause", "{*}ConnectionFailureCause"), None),
            section="" if "GetCallInfoResponse" in message.children else "3.1.4.4.4.1",
        )


@rule("UMS027", "cause-that-is-accessible", MUST, section="3.1.4.3.4.2", on=response(*POLLS))
def cause_that_is_accessible(message: Message, history: History) -> Iterator[Violation]:
    """The cause of a disconnected call is None or UserBusy.

    NoAnswer, Unavailable and Other are demanded by one sentence and called not accessible through this
    protocol by the next (sections 3.1.4.3.4.2 and 3.1.4.4.4.1): information only. Another value is an
    error.

    Good:
        <m:EventCause>UserBusy</m:EventCause>
    Bad:
        <m:EventCause>Busy</m:EventCause>
    """
    cause = message.memo(call_state_in).cause
    if not cause or cause in ("None", "UserBusy"):
        return
    payload = message.payload
    assert payload is not None
    element = next(payload.iter("{*}EventCause", "{*}ConnectionFailureCause"), None)
    section = "" if "GetCallInfoResponse" in message.children else "3.1.4.4.4.1"
    if cause in ("NoAnswer", "Unavailable", "Other"):
        yield Violation(
            f"the cause {cause} is called not accessible through this protocol",
            element,
            section=section,
            severity=Severity.INFO,
        )
    else:
        yield Violation(f"there is no cause {cause[:60]!r}", element, section=section)


@rule(
    "UMS028",
    "no-sip-fields-on-success",
    MUST,
    section="3.1.4.4.3.3",
    on=response("GetPhoneCallInformation"),
)
def no_sip_fields_on_success(message: Message, history: History) -> Iterator[Violation]:
    """A successful GetPhoneCallInformation carries no SIP response.

    SIPResponseText and SIPResponseCode must not be present for a success, and their parent must not be
    present for an error: they never appear, though the schema has them and the text gives them the values
    OK and 200 (docs/errata.md).

    Good:
        <t:ConnectionFailureCause>None</t:ConnectionFailureCause>
    Bad:
        <t:SIPResponseText>OK</t:SIPResponseText>
    """
    information = message.children.get("PhoneCallInformation")
    for name, value in (("SIPResponseText", "OK"), ("SIPResponseCode", "200")):
        element = children_of(information).get(name)
        if element is not None and message.succeeded:
            also = "" if text_of(element) == value else f", and could only be {value}"
            yield Violation(f"{name} must not be present in a successful response{also}", element)
