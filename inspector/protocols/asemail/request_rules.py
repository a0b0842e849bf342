"""Rules of MS-ASEMAIL about what phones send, and how they are refused."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.protocols.asemail.items import EMAIL2_NS, sent_items, status_of
from inspector.protocols.message import Direction, Message
from inspector.protocols.rule import MUST, Violation, answer, request, rule
from inspector.protocols.session import History

_REFUSED = {"UmCallerID": "2.2.2.83", "UmUserNotes": "2.2.2.84"}


@rule("EAS001", "caller-id-from-client", MUST, section="2.2.2.83", on=request("Sync"))
def caller_id_from_client(message: Message, history: History) -> Iterator[Violation]:
    """A client does not send UmCallerID.

    Section 2.2.2.83: the element goes from the server to the client and must not be sent the other way. A
    Schema that only names it, as ItemOperations has, is no value.

    Good:
        <email:Read>1</email:Read>
    Bad:
        <email2:UmCallerID>+14255550199</email2:UmCallerID>
    """
    yield from _sent(message, "UmCallerID")


@rule("EAS002", "user-notes-from-client", MUST, section="2.2.2.84", on=request("Sync"))
def user_notes_from_client(message: Message, history: History) -> Iterator[Violation]:
    """A client does not send UmUserNotes.

    Section 2.2.2.84: as UmCallerID, it goes from the server to the client only.

    Good:
        <email:Read>1</email:Read>
    Bad:
        <email2:UmUserNotes>Call back on Monday</email2:UmUserNotes>
    """
    yield from _sent(message, "UmUserNotes")


@rule("EAS003", "voice-attachment-from-client", MUST, section="2.2.2.81", on=request("Sync"))
def voice_attachment_from_client(message: Message, history: History) -> Iterator[Violation]:
    """A client sends neither UmAttDuration nor UmAttOrder.

    Sections 2.2.2.81 and 2.2.2.82: both are set by the server and read-only for the client.

    Good:
        <email:Read>1</email:Read>
    Bad:
        <email2:UmAttDuration>5</email2:UmAttDuration>
    """
    yield from _sent(message, "UmAttDuration")
    yield from _sent(message, "UmAttOrder", section="2.2.2.82")


@rule("EAS004", "refused-with-status-6", MUST, section="2.2.2.83", on=answer("Sync"))
def refused_with_6(message: Message, history: History) -> Iterator[Violation]:
    """What a client may not send is refused with status 6.

    Sections 2.2.2.83 and 2.2.2.84: the server returns a Status of 6 (MS-ASCMD section 2.2.3.177.17) in the
    answer to a Sync that holds UmCallerID or UmUserNotes. The status of the item counts, else an error of its
    collection or of the whole answer.

    Good:
        <Status>6</Status>
    Bad:
        <Status>1</Status>
    """
    asked = history.request
    if asked is None or asked.payload is None or message.payload is None:
        return
    for item in sent_items(asked.payload):
        for name, section in _REFUSED.items():
            if item.data.find(f"{EMAIL2_NS}{name}") is None:
                continue
            status = status_of(message.payload, item)
            if status != "6":
                said = "is not refused" if status is None else f"is answered with status {status}"
                yield Violation(
                    f"the {item.command} of {item.server_id or 'an item'} holds {name} and {said}; "
                    "the status has to be 6",
                    message.payload,
                    section=section,
                )


def _sent(message: Message, name: str, section: str = "") -> Iterator[Violation]:
    if message.payload is None or message.direction is not Direction.REQUEST:
        return
    for item in sent_items(message.payload):
        for element in item.data.iter(f"{EMAIL2_NS}{name}"):
            yield Violation(f"the client sends {name}, which only a server sets", element, section=section)
