"""E-mail items as ActiveSync shows them (MS-ASEMAIL section 2.2.2), and what a phone may change of them."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from inspector.protocols.activesync.head import PROTOCOL_VERSIONS
from inspector.protocols.asemail.voice import (
    DURATION_PROPERTY,
    MAX_NOTES,
    NOTES_PROPERTY,
    ews_caller,
    has_caller_class,
    has_voice_prefix,
)
from inspector.protocols.asemail.writing import AIRSYNCBASE, EMAIL, EMAIL2
from inspector.protocols.common.answers import T
from inspector.protocols.common.reading import child, children, text_of
from inspector.protocols.oxwscore.bodies import as_html, as_text
from inspector.protocols.oxwscore.changes import put
from inspector.protocols.oxwscore.mime import mime_of
from inspector.protocols.oxwscore.store import Item
from inspector.protocols.oxwsmsg.properties import in_order
from inspector.wire.soap import local_name, namespace_of
from inspector.wire.wbxml import OPAQUE

WITH_VOICE = PROTOCOL_VERSIONS.index("14.0")
"""The first protocol version that has Email2 (MS-ASEMAIL section 2.2.2.83)."""
_DURATION = f"{DURATION_PROPERTY:#x}"
_IMPORTANCE = {"Low": "0", "Normal": "1", "High": "2"}
_TEXT, _HTML, _MIME = "1", "2", "4"
_FLAGS = {"0": "NotFlagged", "1": "Complete", "2": "Flagged"}


@dataclass(frozen=True)
class Preference:
    """The body that a phone wants (MS-ASAIRS section 2.2.2.12).

    Args:
        kind: 1 text, 2 HTML, 4 MIME.
        limit: the most bytes of it; ``None``: all.
    """

    kind: str = _TEXT
    limit: int | None = None


def application_data(
    item: Item, server_id: str, rank: int, wanted: Preference | None
) -> Iterator[etree._Element]:
    """Yields what ApplicationData or Properties holds of an item.

    Args:
        item: the item.
        server_id: its ServerId, which references to its attachments are made of.
        rank: the protocol version, as a place among :data:`PROTOCOL_VERSIONS`.
        wanted: the body that is shown; ``None``: none.
    """
    stored = item.properties()
    message_class = item.item_class or "IPM.Note"
    yield from _addressed(stored)
    subject = text_of(child(stored, "Subject"))
    yield EMAIL.Subject(subject)
    yield EMAIL.DateReceived(_milliseconds(item.received))
    yield EMAIL.ThreadTopic(text_of(child(stored, "ConversationTopic")) or subject)
    yield EMAIL.Importance(_IMPORTANCE.get(text_of(child(stored, "Importance")), "1"))
    yield EMAIL.Read("1" if item.is_read else "0")
    yield from _attachments(stored, server_id, message_class, rank)
    if wanted is not None:
        yield _body(stored, wanted)
    yield EMAIL.MessageClass(message_class)
    yield EMAIL.InternetCPID("65001")
    yield _flag(stored)
    yield EMAIL.ContentClass("urn:content-classes:message")
    body = child(stored, "Body")
    kept = "Text" if body is None else body.get("BodyType", "Text")
    yield AIRSYNCBASE.NativeBodyType(_HTML if kept == "HTML" else _TEXT)
    categories = [text_of(name) for name in children(child(stored, "Categories"))]
    if categories:
        yield EMAIL.Categories(*(EMAIL.Category(name) for name in categories))
    if rank >= WITH_VOICE:
        yield from _conversation(stored)
        if has_caller_class(message_class):
            caller = ews_caller(stored)
            if caller is not None and text_of(caller).strip():  # a masked caller's number is not included
                yield EMAIL2.UmCallerID(text_of(caller).strip())
            notes = _extended(stored, NOTES_PROPERTY)
            if notes:
                yield EMAIL2.UmUserNotes(notes.encode()[:MAX_NOTES].decode("utf-8", "ignore"))


def file_reference(server_id: str, place: int) -> str:
    """Returns the FileReference of an attachment: percent-encoded, as real servers write it."""
    return f"{server_id}:{place}".replace(":", "%3a")


def attachment_content(item: Item, place: int) -> tuple[str, str] | None:
    """Returns media type and content, in base64, of an attachment; ``None`` if the item has no such file."""
    files = children(child(item.properties(), "Attachments"), "FileAttachment")
    if not 0 <= place < len(files):
        return None
    return text_of(child(files[place], "ContentType")), text_of(child(files[place], "Content"))


def changed_by_phone(item: Item, data: etree._Element) -> etree._Element | None:
    """Returns the properties of an item with the changes of a phone; ``None`` if it may not make them.

    A phone may change Read, Flag and Categories of mail (MS-ASEMAIL section 3.1.5.1.2). What the server sets,
    such as UmCallerID (2.2.2.83), it may not send.

    Args:
        item: the item.
        data: the ApplicationData of the Change.
    """
    properties = item.properties()
    for element in children(data):
        kind = (namespace_of(element), local_name(element))
        if kind == ("Email", "Read"):
            put(properties, T.IsRead("true" if text_of(element).strip() == "1" else "false"))
        elif kind == ("Email", "Flag"):
            status = text_of(child(element, "Status")).strip() or "0"
            if status not in _FLAGS:
                return None
            put(properties, T.Flag(T.FlagStatus(_FLAGS[status])))
        elif kind == ("Email", "Categories"):
            put(properties, T.Categories(*(T.String(text_of(name)) for name in children(element))))
        else:
            return None
    properties[:] = in_order(list(properties))
    return properties


def _addressed(stored: etree._Element) -> Iterator[etree._Element]:
    for name, holder in (
        ("To", "ToRecipients"),
        ("Cc", "CcRecipients"),
        ("From", "From"),
        ("ReplyTo", "ReplyTo"),
    ):
        people = children(child(stored, holder), "Mailbox")
        if people:
            yield EMAIL(name, ", ".join(_person(mailbox) for mailbox in people))
    shown = [
        text_of(child(mailbox, "Name")) or text_of(child(mailbox, "EmailAddress"))
        for mailbox in children(child(stored, "ToRecipients"), "Mailbox")
    ]
    if shown:
        yield EMAIL.DisplayTo("; ".join(shown))


def _person(mailbox: etree._Element) -> str:
    name, address = text_of(child(mailbox, "Name")), text_of(child(mailbox, "EmailAddress"))
    return f'"{name or address}" <{address}>'


def _milliseconds(time: str) -> str:
    return time.removesuffix("Z") + ".000Z" if time and "." not in time else time


def _attachments(
    stored: etree._Element, server_id: str, message_class: str, rank: int
) -> Iterator[etree._Element]:
    files = children(child(stored, "Attachments"), "FileAttachment")
    if not files:
        return
    duration = _extended(stored, {"PropertyTag": _DURATION})
    voice = rank >= WITH_VOICE and has_voice_prefix(message_class) and duration
    made = []
    for place, file in enumerate(files):
        content = text_of(child(file, "Content"))
        shown = AIRSYNCBASE.Attachment(
            AIRSYNCBASE.DisplayName(text_of(child(file, "Name"))),
            AIRSYNCBASE.FileReference(file_reference(server_id, place)),
            AIRSYNCBASE.Method("1"),
            AIRSYNCBASE.EstimatedDataSize(str(len(content) * 3 // 4 - content.count("="))),
        )
        if voice:  # the newest is number 1 (MS-ASEMAIL section 2.2.2.82), and files stand oldest first
            shown.append(EMAIL2.UmAttOrder(str(len(files) - place)))
            if place == len(files) - 1:
                shown.append(EMAIL2.UmAttDuration(duration))
        made.append(shown)
    yield AIRSYNCBASE.Attachments(*made)


def _extended(stored: etree._Element, names: Mapping[str, str]) -> str:
    for element in children(stored, "ExtendedProperty"):
        uri = child(element, "ExtendedFieldURI")
        if uri is not None and all(uri.get(key, "").lower() == name.lower() for key, name in names.items()):
            return text_of(child(element, "Value"))
    return ""


def _body(stored: etree._Element, wanted: Preference) -> etree._Element:
    body = child(stored, "Body")
    kept = "Text" if body is None else body.get("BodyType", "Text")
    text = text_of(body)
    kind = wanted.kind if wanted.kind in (_TEXT, _HTML, _MIME) else _TEXT
    if kind == _MIME:
        text = mime_of(stored).decode("utf-8", "replace")
    elif kind == _HTML and kept != "HTML":
        text = as_html(text)
    elif kind == _TEXT and kept == "HTML":
        text = as_text(text)
    whole = text.encode()
    cut = wanted.limit is not None and len(whole) > wanted.limit
    made = AIRSYNCBASE.Body(AIRSYNCBASE.Type(kind), AIRSYNCBASE.EstimatedDataSize(str(len(whole))))
    if cut:
        made.append(AIRSYNCBASE.Truncated("1"))
        text = whole[: wanted.limit].decode("utf-8", "ignore")
    if text:
        made.append(AIRSYNCBASE.Data(text))
    return made


def _flag(stored: etree._Element) -> etree._Element:
    status = text_of(child(stored, "Flag", "FlagStatus"))
    made = EMAIL.Flag()
    for number, name in _FLAGS.items():
        if status == name and number != "0":
            made.append(EMAIL.Status(number))
            made.append(EMAIL.FlagType("Flag for follow up"))
    return made


def _conversation(stored: etree._Element) -> Iterator[etree._Element]:
    """Email2 has the conversation as bytes (MS-ASCON section 2.2.2.3.3)."""
    identifier = child(stored, "ConversationId")
    guid = base64.b64decode("" if identifier is None else identifier.get("Id", ""))[-16:]
    index = base64.b64decode(text_of(child(stored, "ConversationIndex")))[1:6]  # MS-ASCON section 2.2.2.4
    for name, raw in (("ConversationId", guid), ("ConversationIndex", index)):
        if raw:
            data = etree.Element(OPAQUE)
            data.set("as", "base64")
            data.text = base64.b64encode(raw).decode()
            yield EMAIL2(name, data)
