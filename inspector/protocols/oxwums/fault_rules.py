"""Rules of MS-OXWUMS about SOAP faults and about requests that deserve one."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from inspector.protocols.common.schema_disagreement import schema_disagreement, went_amiss
from inspector.protocols.message import Message, text_of
from inspector.protocols.operation import Endpoint
from inspector.protocols.oxwums.dial_strings import is_base64
from inspector.protocols.oxwums.faults import (
    ERROR_TEXTS,
    EXCEPTIONS,
    exception_of,
    is_exchange_2007,
    same_text,
)
from inspector.protocols.oxwums.operations import ON_EWS, ON_UM
from inspector.protocols.rule import MUST, SHOULD, Severity, Violation, answer, fault, response, rule
from inspector.protocols.session import History

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_ON_CALLS = ("Disconnect", "GetCallInfo", "PlayOnPhone", "PlayOnPhoneGreeting")


def _part(message: Message, name: str) -> etree._Element | None:
    assert message.fault is not None
    return next(message.fault.element.iter("{*}" + name), None)


def _section(message: Message) -> str:
    return message.operation.section if message.operation and message.operation.name in _ON_CALLS else ""


@rule("UMS033", "exception-type-returned", MUST, section="2.2.3.1", on=fault(*ON_UM))
def exception_type_returned(message: Message, history: History) -> Iterator[Violation]:
    """A fault for an invalid call, item or number names its exception in ExceptionType.

    Section 2.2.3.1 demands the element and its value. The section writes the values with the prefix a:,
    every sample without: both pass, in any namespace. A fault of Exchange 2007 (product notes <4> to <22>)
    is let be.

    Good:
        <m:ExceptionType>InvalidCallIdException</m:ExceptionType>
    Bad:
        <detail/>
    """
    found = message.fault
    assert found is not None
    name = exception_of(found)
    if name in EXCEPTIONS and not found.detail_text("ExceptionType") and not is_exchange_2007(found):
        yield Violation(
            f"the detail of the fault has no ExceptionType, which must be {name}",
            _part(message, "detail") if _part(message, "detail") is not None else found.element,
        )


@rule("UMS034", "exception-of-the-operation", MUST, section="2.2.3.1", on=fault(*ON_UM))
def exception_of_the_operation(message: Message, history: History) -> Iterator[Violation]:
    """The exception that a fault names is one that the operation can have.

    InvalidCallIdException belongs to Disconnect and GetCallInfo, InvalidObjectIdException to PlayOnPhone,
    DialingRulesException to PlayOnPhone and PlayOnPhoneGreeting (section 2.2.3.1).

    Good:
        <faultcode
        xmlns:a="http://schemas.microsoft.com/exchange/services/2006/errors">a:InvalidCallIdException</faultcode>
    Bad:
        <m:ExceptionType>InvalidObjectIdException</m:ExceptionType>
    """
    found = message.fault
    assert found is not None
    if message.operation is None:  # of a fault in a file nobody knows what it answers
        return
    exception = EXCEPTIONS.get(exception_of(found))
    if exception and message.operation.name not in exception.operations and not is_exchange_2007(found):
        yield Violation(
            f"{exception.name} answers {' and '.join(exception.operations)}, not {message.operation.name}",
            found.element,
        )


@rule("UMS035", "fault-text", SHOULD, section="3.1.4.1", on=fault(*_ON_CALLS))
def fault_text(message: Message, history: History) -> Iterator[Violation]:
    """The faultstring of a fault for an invalid call, item or number is the document's text.

    Sections 3.1.4.1, 3.1.4.3, 3.1.4.8 and 3.1.4.9 say SHOULD; Exchange 2007 says other words (product notes
    <6>, <10>, <16>, <19>, <22>), which pass. The final stop does not count, and a text that is marked as of
    another language than English is not compared.

    Good:
        <faultstring xml:lang="en-US">The call identifier isn't valid.</faultstring>
    Bad:
        <faultstring xml:lang="en-US">Who is that?</faultstring>
    """
    found = message.fault
    assert found is not None
    exception = EXCEPTIONS.get(exception_of(found))
    if exception is None or is_exchange_2007(found) or same_text(found.text, exception.text):
        return
    element = _part(message, "faultstring")
    language = "en" if element is None else str(element.get(_XML_LANG, "en")).lower()
    if language.startswith("en"):
        yield Violation(
            f"faultstring of {exception.name} should be {exception.text!r}",
            found.element if element is None else element,
            section=_section(message),
        )


@rule("UMS036", "fault-code", SHOULD, section="3.1.4.1", on=fault(*_ON_CALLS))
def fault_code(message: Message, history: History) -> Iterator[Violation]:
    """The faultcode of a fault for an invalid call, item or number is the name of its exception.

    Sections 3.1.4.1, 3.1.4.3, 3.1.4.8 and 3.1.4.9 say SHOULD; Exchange 2007 says soap:Server (product notes
    <5>, <9>, <15>, <18>, <21>), which passes with its own texts. The prefix does not count: it is bound to
    several namespaces in the document, and in example 4.15 to none.

    Good:
        <faultcode>a:InvalidObjectIdException</faultcode>
    Bad:
        <faultcode>soap:Client</faultcode>
    """
    found = message.fault
    assert found is not None
    name = exception_of(found)
    if name in EXCEPTIONS and found.code != name and not is_exchange_2007(found):
        element = _part(message, "faultcode")
        yield Violation(
            f"faultcode is {found.code or 'empty'}; it should be a:{name}",
            found.element if element is None else element,
            section=_section(message),
        )


@rule(
    "UMS037",
    "malformed-request-gets-a-fault",
    MUST,
    section="2.2.2.1",
    on=answer(*ON_UM, *ON_EWS, only_if=went_amiss),
)
def malformed_request_gets_a_fault(message: Message, history: History) -> Iterator[Violation]:
    """A request that is not well-formed is answered with the fault ErrorInvalidRequest.

    Section 2.2.2.1 first calls a request malformed that the schema refuses and then gives well-formed but
    invalid ones another code: what is not well-formed gets ErrorInvalidRequest, what is not valid
    ErrorSchemaValidation (docs/errata.md). On the EWS endpoint another fault gives a warning only, since
    sections 2.2.3.2 and 2.2.3.3 demand its parts for the UM endpoint alone.

    Good:
        <e:ResponseCode
        xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">ErrorInvalidRequest</e:ResponseCode>
    Bad:
        <m:ResetPINResponse/>
    """
    asked = history.request
    if asked is None or asked.problem is None or asked.problem.problem.reason not in ("malformed", "prefix"):
        return
    found = message.fault
    if found is None:
        yield Violation(
            "the request was not well-formed; it must be answered with a SOAP fault", message.payload
        )
    elif found.code != "ErrorInvalidRequest" and found.detail_text("ResponseCode") != "ErrorInvalidRequest":
        on_um = message.operation is not None and message.operation.endpoint is Endpoint.UM
        told = found.code or "an empty code"
        yield Violation(
            f"the request was not well-formed; ResponseCode must be ErrorInvalidRequest, the fault is {told}",
            found.element,
            severity=None if on_um else Severity.WARNING,
        )


_INVALID = {
    "ErrorInvalidRequest": "The request is invalid",
    "ErrorSchemaValidation": "The request failed schema validation",
}


@rule("UMS038", "malformed-fault-shape", MUST, section="2.2.2.1", on=fault(*ON_UM, *ON_EWS))
def malformed_fault_shape(message: Message, history: History) -> Iterator[Violation]:
    """The fault for a malformed or invalid request has all its parts, and they agree.

    For ErrorInvalidRequest: faultcode, faultstring, and ResponseCode and Message in the detail (sections
    2.2.2.1, 2.2.3.2, 2.2.3.3). For ErrorSchemaValidation the section gives the two parts of the detail
    only; servers add what is wrong after the text.

    Good:
        <e:Message xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">The request is
        invalid.</e:Message>
    Bad:
        <e:Message xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">Try again.</e:Message>
    """
    found = message.fault
    assert found is not None
    code = found.detail_text("ResponseCode")
    kind = code if code in _INVALID else found.code
    if kind not in _INVALID:
        return
    text = _INVALID[kind]
    told = found.detail_text("Message")
    if code != kind:
        yield Violation(
            f"ResponseCode is {code or 'missing'}; it must be {kind}", found.element, section="2.2.3.3"
        )
    if told is None or not told.startswith(text):
        yield Violation(f"Message is {told!r}; it must be {text!r}", found.element, section="2.2.3.2")
    if kind == "ErrorInvalidRequest":
        if found.code != kind:
            yield Violation(f"faultcode is {found.code or 'empty'}; it must be a:{kind}", found.element)
        if not same_text(found.text, text):
            yield Violation(f"faultstring is {found.text[:80]!r}; it must be {text!r}", found.element)


@rule(
    "UMS062",
    "schema-and-server-agree",
    MUST,
    section="2.2.2.1",
    on=answer(*ON_UM, only_if=went_amiss),
    severity=Severity.WARNING,
    by_schema=True,
)
def schema_and_server_agree(message: Message, history: History) -> Iterator[Violation]:
    """A request is refused as ErrorSchemaValidation if it is not valid, and only then.

    Section 2.2.2.1; the document prints the schema of this endpoint, and it has not changed since. A warning,
    as servers read some values more generously. On the EWS endpoint, whose schema grows, it is information
    (CDT015).

    Good:
        SetOofStatus with status maybe gets ErrorSchemaValidation
    Bad:
        SetOofStatus with status maybe gets m:SetOofStatusResponse
    """
    disagreement = schema_disagreement(message, history)
    if disagreement:
        yield Violation(disagreement, message.payload)


@rule("UMS044", "ews-errors-are-response-messages", MUST, section="3.1.4.4.1.2", on=fault(*ON_EWS))
def ews_errors_are_response_messages(message: Message, history: History) -> Iterator[Violation]:
    """An invalid call, item or number is told by the EWS endpoint in a response message, not in a fault.

    ResponseClass is Error there, with a ResponseCode and a MessageText (sections 3.1.4.2.1.2, 3.1.4.4.1.2
    and 3.1.4.7.1.2). Faults remain for what the operation never saw: versions, rights, requests that are
    not valid.

    Good:
        <m:GetPhoneCallInformationResponse ResponseClass="Error">
    Bad:
        <faultcode>a:ErrorInvalidPhoneCallId</faultcode>
    """
    found = message.fault
    assert found is not None
    told = {found.code, found.detail_text("ResponseCode") or "", exception_of(found)}
    known = told & (ERROR_TEXTS.keys() | EXCEPTIONS.keys())
    if known:
        yield Violation(
            f"{sorted(known)[0]} must be told in a response message with ResponseClass Error, not in a fault",
            found.element,
            section=message.operation.section if message.operation else "",
        )


@rule(
    "UMS059", "missing-call-id-refused", MUST, section="3.1.4.1.2.1", on=response("Disconnect", "GetCallInfo")
)
def missing_call_id_refused(message: Message, history: History) -> Iterator[Violation]:
    """A Disconnect or GetCallInfo without a call identifier gets a fault.

    Sections 3.1.4.1, 3.1.4.1.2.1 and 3.1.4.3: whether CallId is missing or empty, there is no such call.

    Good:
        m:Disconnect without m:CallId gets InvalidCallIdException
    Bad:
        m:Disconnect without m:CallId gets m:DisconnectResponse
    """
    if (
        message.identified.envelope is not None
        and message.succeeded
        and not text_of(message.request_children.get("CallId"))
    ):
        yield Violation("the request names no call; it must be answered with a fault", message.payload)


@rule("UMS060", "invalid-entry-id-refused", MUST, section="3.1.4.8", on=response("PlayOnPhone"))
def invalid_entry_id_refused(message: Message, history: History) -> Iterator[Violation]:
    """A PlayOnPhone for an entryId that cannot name an item gets a fault.

    Section 3.1.4.8. Only what is missing or not base64 is judged: whether an item of this identifier exists
    is known to the server alone.

    Good:
        entryId INVALID_ENTRY_ID gets InvalidObjectIdException
    Bad:
        entryId INVALID_ENTRY_ID gets m:PlayOnPhoneResponse
    """
    if message.identified.envelope is not None and message.succeeded:
        entry = text_of(message.request_children.get("entryId"))
        if not is_base64(entry):
            what = f"entryId {entry[:40]!r} is not base64" if entry else "the request names no item"
            yield Violation(f"{what}; it must be answered with a fault", message.payload)
