"""Rules of MS-ASEMAIL about the messages that a server shows."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from inspector.protocols.activesync.head import PROTOCOL_VERSIONS, read_head
from inspector.protocols.asemail.items import EMAIL2_NS, EMAIL_NS, ShownMail, attachments_of, shown_items
from inspector.protocols.asemail.memory import Classes
from inspector.protocols.asemail.numbers import number_in
from inspector.protocols.asemail.voice import (
    MAX_NOTES,
    has_caller_class,
    has_voice_prefix,
    is_e164,
    is_sip_link,
    same_caller,
)
from inspector.protocols.message import Message
from inspector.protocols.rule import MUST, SHOULD, Severity, Violation, response, rule
from inspector.protocols.session import History
from inspector.wire.http import HttpRequest

MESSAGE_CLASSES = (
    "IPM.Note",
    "IPM.InfoPathForm",
    "IPM.Schedule.Meeting",
    "IPM.Notification.Meeting",
    "IPM.Post",
    "IPM.Octel.Voice",
    "IPM.Voicenotes",
    "IPM.Sharing",
)
"""The classes that MessageClass is one of or derives from (section 2.2.2.49); SMIME's from IPM.Note."""

_ANSWERS = ("Sync", "ItemOperations", "Search")
_SINCE = PROTOCOL_VERSIONS.index("14.0")
_SECTIONS = {
    "UmAttDuration": "2.2.2.81",
    "UmAttOrder": "2.2.2.82",
    "UmCallerID": "2.2.2.83",
    "UmUserNotes": "2.2.2.84",
}


@rule("EAS010", "caller-id-class", MUST, section="2.2.2.83", on=response(*_ANSWERS))
def caller_id_class(message: Message, history: History) -> Iterator[Violation]:
    """UmCallerID is included only for voice messages and missed calls.

    Section 2.2.2.83 names the seven values that MessageClass may have then. The values do not differ by case
    (section 2.2.2.49). A change that does not tell the class again has that of the message it changes.

    Good:
        <email:MessageClass>IPM.Note.Microsoft.Voicemail.UM.CA</email:MessageClass>
    Bad:
        <email:MessageClass>IPM.Note</email:MessageClass>
    """
    yield from _class(message, history, "UmCallerID")


@rule("EAS011", "caller-id-once", MUST, section="2.2.2.83", on=response(*_ANSWERS))
def caller_id_once(message: Message, history: History) -> Iterator[Violation]:
    """A message has one UmCallerID at most.

    Section 2.2.2.83. A client that takes the first and one that takes the last would call different people.

    Good:
        <email2:UmCallerID>+14255550123</email2:UmCallerID>
    Bad:
        <email2:UmCallerID>+14255550199</email2:UmCallerID>
    """
    yield from _once(message, "UmCallerID")


@rule("EAS012", "caller-id-format", MUST, section="2.2.2.83", on=response(*_ANSWERS))
def caller_id_format(message: Message, history: History) -> Iterator[Violation]:
    """UmCallerID is an E.164 number, or a SIP link, or empty.

    Section 2.2.2.83. The document's own example (section 4.1.3.1) writes callers without a plus. A number
    with separators, or in a tel: link, is a number all the same to most readers: a warning. Empty is the
    number of an anonymous call.

    Good:
        <email2:UmCallerID>sip:anna@example.com</email2:UmCallerID>
    Bad:
        <email2:UmCallerID>Anna Example</email2:UmCallerID>
    """
    for item in _shown(message):
        for element in item.all(f"{EMAIL2_NS}UmCallerID"):
            text = (element.text or "").strip()
            if not text or is_e164(text) or is_sip_link(text):
                continue
            digits = "".join(letter for letter in text.removeprefix("tel:") if letter.isdigit())
            written = bool(digits) and len(digits) <= 15 and same_caller(text, digits)
            yield Violation(
                f"UmCallerID is {text[:60]!r}: neither an E.164 number nor a SIP link",
                element,
                severity=Severity.WARNING if written else None,
            )


@rule("EAS013", "voice-elements-since-14.0", MUST, section="2.2.2.83", on=response(*_ANSWERS))
def since_version_14(message: Message, history: History) -> Iterator[Violation]:
    """The voice mail elements are sent from protocol version 14.0 on only.

    Sections 2.2.2.81 to 2.2.2.84: versions before 14.0 do not support them. The version is that of the
    request: its MS-ASProtocolVersion header or the field of its packed query.

    Good:
        <email:MessageClass>IPM.Note.Microsoft.Voicemail.UM.CA</email:MessageClass>
    Bad:
        <email2:UmCallerID>+14255550123</email2:UmCallerID>
    """
    asked = history.request
    if asked is None or message.payload is None:
        return
    assert isinstance(asked.http, HttpRequest)
    head = read_head(asked.http)
    if not 0 <= head.rank < _SINCE:
        return
    for element in message.payload.iter(*(f"{EMAIL2_NS}{name}" for name in _SECTIONS)):
        name = str(element.tag).rpartition("}")[2]
        yield Violation(
            f"{name} is sent to a client of protocol version {head.version}; it came with 14.0",
            element,
            section=_SECTIONS[name],
        )


@rule("EAS014", "user-notes-class", MUST, section="2.2.2.84", on=response(*_ANSWERS))
def user_notes_class(message: Message, history: History) -> Iterator[Violation]:
    """UmUserNotes is included only for voice messages and missed calls.

    Section 2.2.2.84 names the same seven classes as for UmCallerID.

    Good:
        <email:MessageClass>IPM.Note.Microsoft.Voicemail</email:MessageClass>
    Bad:
        <email:MessageClass>IPM.Note</email:MessageClass>
    """
    yield from _class(message, history, "UmUserNotes")


@rule("EAS015", "user-notes-once", MUST, section="2.2.2.84", on=response(*_ANSWERS))
def user_notes_once(message: Message, history: History) -> Iterator[Violation]:
    """A message has one UmUserNotes at most.

    Section 2.2.2.84.

    Good:
        <email2:UmUserNotes>Call back on Monday</email2:UmUserNotes>
    Bad:
        <email2:UmUserNotes>Or on Tuesday</email2:UmUserNotes>
    """
    yield from _once(message, "UmUserNotes")


@rule("EAS016", "user-notes-length", MUST, section="2.2.2.84", on=response(*_ANSWERS))
def user_notes_length(message: Message, history: History) -> Iterator[Violation]:
    """UmUserNotes has 16,374 bytes at most.

    Section 2.2.2.84: the server truncates what is longer. Bytes are those of UTF-8, in which WBXML has them.

    Good:
        <email2:UmUserNotes>Call back on Monday</email2:UmUserNotes>
    Bad:
        <email2:UmUserNotes>...</email2:UmUserNotes>
    """
    for item in _shown(message):
        for element in item.all(f"{EMAIL2_NS}UmUserNotes"):
            size = len((element.text or "").encode())
            if size > MAX_NOTES:
                yield Violation(f"UmUserNotes has {size:,} bytes, more than {MAX_NOTES:,}", element)


@rule("EAS017", "voice-attachment-class", MUST, section="2.2.2.81", on=response(*_ANSWERS))
def voice_attachment_class(message: Message, history: History) -> Iterator[Violation]:
    """UmAttDuration and UmAttOrder are included only in messages of a voice class.

    Sections 2.2.2.81 and 2.2.2.82: the MessageClass begins with IPM.Note.Microsoft.Voicemail,
    IPM.Note.RPMSG.Microsoft.Voicemail or IPM.Note.Microsoft.Missed.Voice.

    Good:
        <email:MessageClass>IPM.Note.Microsoft.Voicemail.UM</email:MessageClass>
    Bad:
        <email:MessageClass>IPM.Note</email:MessageClass>
    """
    for item in _shown(message):
        known = history.state(Classes).of(item)
        if known is None or has_voice_prefix(known):
            continue
        for name in ("UmAttDuration", "UmAttOrder"):
            for element in item.data.iter(f"{EMAIL2_NS}{name}"):
                yield Violation(
                    f"{name} is included for a message of the class {known[:80]}",
                    element,
                    section=_SECTIONS[name],
                )


@rule("EAS018", "voice-attachment-place-and-number", MUST, section="2.2.2.81", on=response(*_ANSWERS))
def voice_attachment_number(message: Message, history: History) -> Iterator[Violation]:
    """UmAttDuration and UmAttOrder are whole numbers inside an Attachment.

    Sections 2.2.2.81 and 2.2.2.82: both are optional children of airsyncbase:Attachment, of the type integer;
    the duration is in seconds.

    Good:
        <email2:UmAttDuration>12</email2:UmAttDuration>
    Bad:
        <email2:UmAttDuration>12 s</email2:UmAttDuration>
    """
    for item in _shown(message):
        for name in ("UmAttDuration", "UmAttOrder"):
            for element in item.data.iter(f"{EMAIL2_NS}{name}"):
                yield from _number_in_place(element, name)


@rule("EAS019", "voice-attachment-order", MUST, section="2.2.2.82", on=response(*_ANSWERS))
def voice_attachment_order(message: Message, history: History) -> Iterator[Violation]:
    """The voice attachments of a message are numbered from 1, the most recent, without gaps.

    Section 2.2.2.82: the most recent one has 1; when another comes, all are numbered anew. So each number
    stands once.

    Good:
        <email2:UmAttOrder>1</email2:UmAttOrder>
    Bad:
        <email2:UmAttOrder>2</email2:UmAttOrder>
    """
    for item in _shown(message):
        elements = [
            element
            for attachment in attachments_of(item)
            for element in attachment.findall(f"{EMAIL2_NS}UmAttOrder")
        ]
        orders = [(element.text or "").strip() for element in elements]
        numbers = [number for order in orders if (number := number_in(order)) is not None]
        if len(numbers) < len(orders):
            continue  # what is no number is another rule's matter
        if sorted(numbers) != list(range(1, len(orders) + 1)):
            yield Violation(
                f"the voice attachments have the orders {', '.join(orders[:10])}; "
                f"they have to be 1 to {len(orders)}, each once",
                elements[0],
            )


@rule("EAS020", "known-message-class", SHOULD, section="2.2.2.49", on=response(*_ANSWERS))
def known_message_class(message: Message, history: History) -> Iterator[Violation]:
    """MessageClass is one of the values of the table, or derives from one.

    Section 2.2.2.49. Only what a server calls mail is looked at: an element of the Email namespace.

    Good:
        <email:MessageClass>IPM.Note.Microsoft.Voicemail.UM.CA</email:MessageClass>
    Bad:
        <email:MessageClass>REPORT.IPM.Note.NDR</email:MessageClass>
    """
    for item in _shown(message):
        for element in item.all(f"{EMAIL_NS}MessageClass"):
            text = (element.text or "").strip()
            lower = text.lower()
            if not any(lower == each or lower.startswith(each + ".") for each in _LOWER_CLASSES):
                yield Violation(
                    f"MessageClass is {text[:80]!r}, which derives from none of the known", element
                )


_LOWER_CLASSES = tuple(name.lower() for name in MESSAGE_CLASSES)


def _shown(message: Message) -> Iterator[ShownMail]:
    return iter(()) if message.payload is None else shown_items(message.payload)


def _class(message: Message, history: History, name: str) -> Iterator[Violation]:
    for item in _shown(message):
        known = history.state(Classes).of(item)
        if known is None or has_caller_class(known):
            continue
        for element in item.all(f"{EMAIL2_NS}{name}"):
            yield Violation(f"{name} is included for a message of the class {known[:80]}", element)


def _once(message: Message, name: str) -> Iterator[Violation]:
    for item in _shown(message):
        found = item.all(f"{EMAIL2_NS}{name}")
        if len(found) > 1:
            which = f" {item.server_id}" if item.server_id else ""
            yield Violation(f"the message{which} has {len(found)} {name}; one is allowed", found[1])


def _number_in_place(element: etree._Element, name: str) -> Iterator[Violation]:
    text, parent = (element.text or "").strip(), element.getparent()
    if parent is None or str(parent.tag) != "{AirSyncBase}Attachment":
        yield Violation(f"{name} stands outside an Attachment", element, section=_SECTIONS[name])
    if not (text.removeprefix("-").isascii() and text.removeprefix("-").isdigit()):
        yield Violation(f"{name} is {text[:40]!r}, no whole number", element, section=_SECTIONS[name])
