"""Rules about both sides of one message: what ActiveSync shows, and what EWS says in the same session."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.protocols.activesync.head import PROTOCOL_VERSIONS, read_head
from inspector.protocols.asemail.items import shown_items
from inspector.protocols.asemail.memory import (
    MailFacts,
    VoiceMessages,
    facts_over_activesync,
    facts_over_ews,
)
from inspector.protocols.asemail.voice import has_caller_class, same_caller
from inspector.protocols.message import Message
from inspector.protocols.operation import Endpoint
from inspector.protocols.rule import MUST, SHOULD, Violation, response, rule
from inspector.protocols.session import History
from inspector.wire.http import HttpRequest


def _compares(message: Message, history: History) -> bool:
    """Whether there is something to compare: most sessions with EWS have nothing of ActiveSync."""
    return history.state(VoiceMessages).compares_with(message.identified.endpoint)


_ON_BOTH = response(sent_to=(Endpoint.EWS, Endpoint.ACTIVESYNC), only_if=_compares)


@rule("EAS030", "caller-id-agrees-with-ews", MUST, section="2.2.2.83", on=_ON_BOTH)
def caller_agrees_with_ews(message: Message, history: History) -> Iterator[Violation]:
    """ActiveSync and EWS name the same caller of one voice message.

    Section 2.2.2.83: UmCallerID is the callback number of the person who called. Over EWS that is the
    property PidTagSenderTelephoneNumber (tag 0x6802) or the header X-CallingTelephoneNumber. Two messages are
    one if they were received in the same second with the same subject. Separators and a missing country code
    do not count; a number that one side masks and the other tells does.

    Good:
        <email2:UmCallerID>+14255550123</email2:UmCallerID>
    Bad:
        <email2:UmCallerID>+14255550199</email2:UmCallerID>
    """
    for here, there in _both(message, history):
        if here.caller is None or there.caller is None or same_caller(here.caller, there.caller):
            continue
        yield Violation(
            f"the caller is {_named(here.caller)} here and {_named(there.caller)} over {_other(message)}, "
            f"where the message is {_short(there.identifier)}",
            here.element,
        )


@rule("EAS031", "class-agrees-with-ews", MUST, section="2.2.2.49", on=_ON_BOTH)
def class_agrees_with_ews(message: Message, history: History) -> Iterator[Violation]:
    """ActiveSync and EWS give one message the same class.

    Section 2.2.2.49: MessageClass is the class of the message, which EWS calls ItemClass. Classes do not
    differ by case.

    Good:
        <email:MessageClass>IPM.Note.Microsoft.Voicemail.UM.CA</email:MessageClass>
    Bad:
        <email:MessageClass>IPM.Note.Microsoft.Missed.Voice</email:MessageClass>
    """
    for here, there in _both(message, history):
        ours, theirs = here.message_class, there.message_class
        if ours and theirs and ours.lower() != theirs.lower():
            yield Violation(
                f"the message is of the class {ours[:80]} here and {theirs[:80]} over {_other(message)}",
                here.element,
            )


@rule("EAS032", "caller-id-is-sent", SHOULD, section="2.2.2.83", on=response("Sync"))
def caller_is_sent(message: Message, history: History) -> Iterator[Violation]:
    """A voice message whose caller EWS names has UmCallerID over ActiveSync.

    Section 2.2.2.83: the server should send the element whatever the client can do with it; it is left out or
    empty only if the caller is anonymous. What is looked at is a message that a Sync adds.

    Good:
        <email2:UmCallerID>+14255550123</email2:UmCallerID>
    Bad:
        <email:MessageClass>IPM.Note.Microsoft.Voicemail.UM.CA</email:MessageClass>
    """
    payload = message.payload
    if payload is None or not _supports_voice(history):
        return
    for item in shown_items(payload):
        told = facts_over_activesync(item) if item.command == "Add" else None
        if told is None or told[1].caller is not None or not has_caller_class(item.message_class or ""):
            continue
        there = history.state(VoiceMessages).shown_on(Endpoint.EWS, told[0])
        if there is not None and there.caller:
            yield Violation(
                f"the message {item.server_id} has no UmCallerID, though EWS names the caller", item.data
            )


def _supports_voice(history: History) -> bool:
    """Tells whether the protocol version of the request has UmCallerID; so does one that is not named."""
    asked = history.request
    if asked is None or not isinstance(asked.http, HttpRequest):
        return True
    rank = read_head(asked.http).rank
    return rank < 0 or rank >= PROTOCOL_VERSIONS.index("14.0")


def _both(message: Message, history: History) -> Iterator[tuple[MailFacts, MailFacts]]:
    """What this answer tells of a message, with what the other protocol has told of it."""
    payload = message.payload
    if payload is None:
        return
    if message.endpoint is Endpoint.ACTIVESYNC:
        found = (facts_over_activesync(item) for item in shown_items(payload))
        told = [each for each in found if each is not None]
        other = Endpoint.EWS
    else:
        told, other = facts_over_ews(message), Endpoint.ACTIVESYNC
    for key, here in told:
        there = history.state(VoiceMessages).shown_on(other, key)
        if there is not None:
            yield here, there


def _other(message: Message) -> str:
    return "EWS" if message.endpoint is Endpoint.ACTIVESYNC else "ActiveSync"


def _named(caller: str) -> str:
    return caller[:60] or "unknown"


def _short(identifier: str) -> str:
    return identifier if len(identifier) <= 24 else f"{identifier[:10]}...{identifier[-8:]}"
