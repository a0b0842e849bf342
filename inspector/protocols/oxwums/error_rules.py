"""Rules of MS-OXWUMS about errors that are no faults: their texts, codes and bodies."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.protocols.message import Message, text_of
from inspector.protocols.oxwums.faults import ERROR_TEXTS, same_text
from inspector.protocols.oxwums.operations import ON_UM
from inspector.protocols.rule import MUST, Violation, response, rule
from inspector.protocols.session import History

_EWS = ("DisconnectPhoneCall", "GetPhoneCallInformation", "PlayOnPhone2")


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
