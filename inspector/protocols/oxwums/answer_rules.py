"""Rules of MS-OXWUMS about what a server answers when it is no fault."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.protocols.message import Message, children_of, text_of
from inspector.protocols.oxwums.faults import ERROR_TEXTS, same_text
from inspector.protocols.oxwums.memory import call_state_in
from inspector.protocols.oxwums.operations import ON_UM, POLLS
from inspector.protocols.oxwums.values import MAX_IDENTIFIER, is_base64, is_dial_string
from inspector.protocols.rule import MUST, Severity, Violation, response, rule
from inspector.protocols.session import History

_EWS = ("DisconnectPhoneCall", "GetPhoneCallInformation", "PlayOnPhone2")


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


def _other_language(message: Message, history: History) -> bool:
    """Whether the client asked for texts in another language than English."""
    asked = history.request
    if asked is None:
        return False
    culture = text_of(asked.soap_header("MailboxCulture")) or asked.http.header("accept-language") or "en"
    return not culture.strip().lower().startswith("en")


@rule("UMS030", "error-text", MUST, section="3.1.4.4.1.2", on=response(*_EWS))
def error_text(message: Message, history: History) -> Iterator[Violation]:
    """An error of the EWS endpoint that the document gives a text has this text in MessageText.

    ErrorInvalidPhoneCallId (sections 3.1.4.2.1.2 and 3.1.4.4.1.2), ErrorInvalidIdMalformed and
    ErrorPhoneNumberNotDialable (3.1.4.7.1.2). The final stop does not count, and a client that asks for
    another language may get it.

    Good:
        <m:MessageText>The phone call ID isn't valid.</m:MessageText>
    Bad:
        <m:MessageText>No such call.</m:MessageText>
    """
    code = text_of(message.children.get("ResponseCode"))
    text = message.children.get("MessageText")
    if code not in ERROR_TEXTS or not text_of(text) or _other_language(message, history):
        return
    if not same_text(text_of(text), ERROR_TEXTS[code]):
        yield Violation(
            f"MessageText of {code} must be {ERROR_TEXTS[code]!r}", text, section=_error_section(message)
        )


def _error_section(message: Message) -> str:
    sections = {"DisconnectPhoneCall": "3.1.4.2.1.2", "PlayOnPhone2": "3.1.4.7.1.2"}
    return sections.get(message.operation.name, "") if message.operation else ""


_CODES = {
    "DisconnectPhoneCall": {"ErrorInvalidPhoneCallId"},
    "GetPhoneCallInformation": {"ErrorInvalidPhoneCallId"},
    "PlayOnPhone2": {"ErrorInvalidIdMalformed", "ErrorPhoneNumberNotDialable"},
}


@rule("UMS031", "error-code-of-the-text", MUST, section="3.1.4.4.1.2", on=response(*_EWS))
def error_code_of_the_text(message: Message, history: History) -> Iterator[Violation]:
    """An error text that the document gives to a ResponseCode comes with that code.

    The invalid call identifier is an error of DisconnectPhoneCall and GetPhoneCallInformation; the
    malformed item identifier and the number that cannot be dialled are errors of PlayOnPhone2.

    Good:
        <m:ResponseCode>ErrorInvalidPhoneCallId</m:ResponseCode>
    Bad:
        <m:ResponseCode>ErrorInvalidRequest</m:ResponseCode>
    """
    assert message.operation is not None
    if message.succeeded:
        return
    own = _CODES[message.operation.name]
    element = message.children.get("ResponseCode")
    code = text_of(element)
    text = text_of(message.children.get("MessageText"))
    for known, words in ERROR_TEXTS.items():
        if known in own and code != known and same_text(text, words):
            yield Violation(
                f"ResponseCode is {code or 'missing'}; with this text it must be {known}",
                message.payload if element is None else element,
                section=_error_section(message),
            )
    if code == "ErrorInvalidPhoneCallId" and code not in own:
        yield Violation(
            f"{code} is no error of {message.operation.name}, which names no call",
            element,
            section=_error_section(message),
        )


_PRINTED = ("MessageText", "ResponseCode", "DescriptiveLinkKey")
_SAID_BY_OTHERS = ("PhoneCallId",)  # UMS022


@rule("UMS032", "error-body-of-play-on-phone", MUST, section="3.1.4.7.1.2", on=response("PlayOnPhone2"))
def error_body_of_play_on_phone(message: Message, history: History) -> Iterator[Violation]:
    """The two errors of PlayOnPhone2 that the document prints have just the children that it prints.

    MessageText, ResponseCode and a DescriptiveLinkKey of 0, and nothing else: the body must match the XML of
    section 3.1.4.7.1.2.

    Good:
        <m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>
    Bad:
        <m:DescriptiveLinkKey>7</m:DescriptiveLinkKey>
    """
    if text_of(message.children.get("ResponseCode")) not in _CODES["PlayOnPhone2"] or message.succeeded:
        return
    for name in ("MessageText", "DescriptiveLinkKey"):
        if name not in message.children:
            yield Violation(f"the error response has no {name}", message.payload)
    key = message.children.get("DescriptiveLinkKey")
    if key is not None and text_of(key) != "0":
        yield Violation(f"DescriptiveLinkKey is {text_of(key)[:20]!r}; it must be 0", key)
    for name, element in message.children.items():
        if name not in _PRINTED + _SAID_BY_OTHERS:
            yield Violation(f"the error response has {name[:60]}, and the body must not have it", element)


@rule(
    "UMS039",
    "um-errors-are-faults",
    MUST,
    section="3.1.4",
    on=response(*ON_UM),
)
def um_errors_are_faults(message: Message, history: History) -> Iterator[Violation]:
    """An operation of the UM endpoint succeeds with its response element or fails with a SOAP fault.

    ResponseClass and ResponseCode belong to the EWS endpoint; a client of this endpoint does not look for
    them and takes the answer for a success.

    Good:
        <m:DisconnectResponse/>
    Bad:
        <m:DisconnectResponse
        ResponseClass="Error"><m:ResponseCode>ErrorInvalidPhoneCallId</m:ResponseCode></m:DisconnectResponse>
    """
    if message.response_messages:
        operation = message.operation
        yield Violation(
            "an operation of the UM endpoint answers without ResponseClass, and fails with a SOAP fault",
            message.response_messages[0],
            "ResponseClass",
            section=operation.section if operation else "",
        )


@rule("UMS040", "um-properties-complete", MUST, section="3.1.4.5.3.1", on=response("GetUMProperties"))
def um_properties_complete(message: Message, history: History) -> Iterator[Violation]:
    """GetUMProperties returns the settings, with every one that must be present.

    OofStatus, MissedCallNotificationEnabled, PlayOnPhoneDialString and TelephoneAccessFolderEmail inside an
    inner GetUMPropertiesResponse (sections 3.1.4.5.2.2 and 3.1.4.5.3.1). Both schemas make the last two
    optional; the text does not.

    Good:
        <m:PlayOnPhoneDialString>12345</m:PlayOnPhoneDialString>
    Bad:
        <m:GetUMPropertiesResponse/>
    """
    if message.response_messages:
        return
    inner = message.children.get("GetUMPropertiesResponse")
    if inner is None:
        yield Violation(
            "the response has no GetUMPropertiesResponse inside", message.payload, section="3.1.4.5.2.2"
        )
        return
    properties = children_of(inner)
    for name in (
        "OofStatus",
        "MissedCallNotificationEnabled",
        "PlayOnPhoneDialString",
        "TelephoneAccessFolderEmail",
    ):
        if name not in properties:
            yield Violation(f"the properties have no {name}, which must be present", inner)


@rule("UMS041", "telephone-access-numbers", MUST, section="3.1.4.5.3.1", on=response("GetUMProperties"))
def telephone_access_numbers(message: Message, history: History) -> Iterator[Violation]:
    """TelephoneAccessNumbers is a comma-separated list of telephone numbers, or not there at all.

    It must not be present if the server has no number (section 3.1.4.5.3.1): an empty one is an error. An
    entry that is no number of RFC 3966 gives a warning, since that reference is made for dial strings only.

    Good:
        <m:TelephoneAccessNumbers>54321,+14255550100</m:TelephoneAccessNumbers>
    Bad:
        <m:TelephoneAccessNumbers/>
    """
    element = children_of(message.children.get("GetUMPropertiesResponse")).get("TelephoneAccessNumbers")
    if element is None:
        return
    if not text_of(element):
        yield Violation("TelephoneAccessNumbers is empty; without a number it must not be present", element)
        return
    for number in text_of(element).split(","):
        if not is_dial_string("".join(number.split())):
            yield Violation(
                f"{number.strip()[:60]!r} in the list is no telephone number",
                element,
                severity=Severity.WARNING,
            )


@rule("UMS042", "access-folder-base64", MUST, section="3.1.4.5.3.1", on=response("GetUMProperties"))
def access_folder_base64(message: Message, history: History) -> Iterator[Violation]:
    """TelephoneAccessFolderEmail is the EntryID of a folder in base64.

    Section 3.1.4.5.3.1, after RFC 2045 section 6.8.

    Good:
        <m:TelephoneAccessFolderEmail>AAAAAGsd2rbQLVtL</m:TelephoneAccessFolderEmail>
    Bad:
        <m:TelephoneAccessFolderEmail>inbox@example.com</m:TelephoneAccessFolderEmail>
    """
    element = children_of(message.children.get("GetUMPropertiesResponse")).get("TelephoneAccessFolderEmail")
    if text_of(element) and not is_base64(text_of(element)):
        yield Violation("TelephoneAccessFolderEmail is not base64 (RFC 2045 section 6.8)", element)


@rule("UMS043", "um-enabled-told", MUST, section="3.1.4.6.2.2", on=response("IsUMEnabled"))
def um_enabled_told(message: Message, history: History) -> Iterator[Violation]:
    """IsUMEnabled returns whether the mailbox is enabled, as a boolean inside its response.

    Section 3.1.4.6.2.2: the inner IsUMEnabledResponse must be present.

    Good:
        <m:IsUMEnabledResponse>true</m:IsUMEnabledResponse>
    Bad:
        <m:IsUMEnabledResponse/>
    """
    if message.response_messages:
        return
    inner = message.children.get("IsUMEnabledResponse")
    if inner is None:
        yield Violation("the response has no IsUMEnabledResponse inside", message.payload)
    elif text_of(inner) not in ("true", "false", "1", "0"):
        yield Violation(f"IsUMEnabledResponse is {text_of(inner)[:60]!r}, no boolean", inner)


@rule(
    "UMS045",
    "switch-told",
    MUST,
    section="3.1.4.5.3.1",
    on=response("GetUMProperties"),
)
def switch_told(message: Message, history: History) -> Iterator[Violation]:
    """OofStatus and MissedCallNotificationEnabled are told as booleans.

    Section 3.1.4.5.3.1: the text true means that the greeting, or the notification, is enabled.

    Good:
        <m:OofStatus>false</m:OofStatus>
    Bad:
        <m:OofStatus>off</m:OofStatus>
    """
    properties = children_of(message.children.get("GetUMPropertiesResponse"))
    for name in ("OofStatus", "MissedCallNotificationEnabled"):
        element = properties.get(name)
        if element is not None and text_of(element) not in ("true", "false", "1", "0"):
            yield Violation(f"{name} is {text_of(element)[:60]!r}, no boolean", element)
