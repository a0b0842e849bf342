"""Replies and forwarded messages, as CreateItem makes them (MS-OXWSCORE, SmartResponseType).

What a client does not say the server takes from what is answered: subject, recipients, conversation,
and below the new text the old one.
"""

from __future__ import annotations

import base64
import copy
import html

from lxml import etree

from inspector.protocols.common.answers import T
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, children, required, text_of
from inspector.protocols.oxwscore.attachments import held
from inspector.protocols.oxwscore.bodies import as_html, as_text
from inspector.protocols.oxwscore.changes import put
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscore.new_items import touched
from inspector.protocols.oxwsmsg.arrival import drafted
from inspector.protocols.oxwsmsg.properties import PROPERTIES
from inspector.wire.soap import local_name

RESPONSES = {"ReplyToItem": "RE: ", "ReplyAllToItem": "RE: ", "ForwardItem": "FW: "}
"""The response objects that make a message, with what their subjects begin with."""

_TAKEN = (
    "ToRecipients",
    "CcRecipients",
    "BccRecipients",
    "IsReadReceiptRequested",
    "IsDeliveryReceiptRequested",
    "From",
)
_RULE = "-" * 20


def answered(mailbox: Mailbox, given: etree._Element, at: float) -> etree._Element:
    """Returns the properties of a reply or a forwarded message.

    Args:
        mailbox: the mailbox.
        given: the ReplyToItem, ReplyAllToItem or ForwardItem.
        at: the clock time, in seconds.

    Raises:
        OperationError: ErrorItemNotFound and its kin: there is no message that it answers.
        InvalidRequest: it does not say which.
    """
    kind = local_name(given)
    reference = T.ItemId(dict(required(given, "ReferenceItemId").attrib))
    item = mailbox.item_named(reference)
    if item.kind not in ("Message", "Item"):
        raise OperationError("ErrorInvalidItemForOperationCreateItem")
    old = item.properties()
    new = T.Message(T.Subject(_subject(kind, given, old)), _body(given, old))
    for name in _TAKEN:
        element = child(given, name)
        if element is not None:
            put(new, copy.deepcopy(element))
    if kind != "ForwardItem" and child(new, "ToRecipients") is None:
        _address(mailbox, new, old, everyone=kind == "ReplyAllToItem")
    if kind == "ForwardItem" and held(old):
        put(new, copy.deepcopy(required(old, "Attachments")))
    identifier = text_of(child(old, "InternetMessageId"))
    if identifier:
        put(new, T.InReplyTo(identifier))
        put(new, T.References(" ".join((text_of(child(old, "References")), identifier)).strip()))
    return touched(mailbox, _continued(mailbox, drafted(mailbox, new, at), old), at, PROPERTIES)


def _subject(kind: str, given: etree._Element, old: etree._Element) -> str:
    said = child(given, "Subject")
    if said is not None:
        return text_of(said)
    topic = text_of(child(old, "ConversationTopic")) or text_of(child(old, "Subject"))
    return RESPONSES[kind] + topic


def _body(given: etree._Element, old: etree._Element) -> etree._Element:
    """A Body stands for itself; NewBodyContent stands above what was written before."""
    whole, above = child(given, "Body"), child(given, "NewBodyContent")
    if whole is not None:
        return T.Body(text_of(whole), BodyType=whole.get("BodyType", "Text"))
    before = child(old, "Body")
    new, kept = text_of(above), text_of(before)
    kind = "Text" if above is None else above.get("BodyType", "Text")
    if above is None and before is not None:
        kind = before.get("BodyType", "Text")
    if before is not None and before.get("BodyType", "Text") != kind:
        kept = as_html(kept) if kind == "HTML" else as_text(kept)
    lines = list(_heading(old))
    if kind == "HTML":
        heading = "<br>".join(html.escape(line) for line in lines)
        return T.Body(f"{new}<hr><div>{heading}</div><br>{kept}", BodyType="HTML")
    return T.Body("\n".join((new, "", _RULE, *lines, "", kept)), BodyType="Text")


def _heading(old: etree._Element) -> list[str]:
    return [
        f"From: {_people(child(old, 'From'))}",
        f"Sent: {text_of(child(old, 'DateTimeSent'))}",
        f"To: {_people(child(old, 'ToRecipients'))}",
        f"Subject: {text_of(child(old, 'Subject'))}",
    ]


def _people(holder: etree._Element | None) -> str:
    return "; ".join(
        text_of(child(mailbox, "Name")) or text_of(child(mailbox, "EmailAddress"))
        for mailbox in children(holder, "Mailbox")
    )


def _address(store: Mailbox, new: etree._Element, old: etree._Element, *, everyone: bool) -> None:
    """To whom a reply goes: to ReplyTo or From, and if all are to have it, to those who got the old one."""
    asked = children(child(old, "ReplyTo"), "Mailbox") or children(child(old, "From"), "Mailbox")
    told = {store.address.lower()}

    def others(mailboxes: list[etree._Element]) -> list[etree._Element]:
        found = []
        for mailbox in mailboxes:
            address = text_of(child(mailbox, "EmailAddress")).strip().lower()
            if address not in told:
                told.add(address)
                found.append(copy.deepcopy(mailbox))
        return found

    to = others(asked) or [copy.deepcopy(mailbox) for mailbox in asked]
    if everyone:
        to += others(children(child(old, "ToRecipients"), "Mailbox"))
    if to:
        put(new, T.ToRecipients(*to))
    if everyone and child(new, "CcRecipients") is None:
        copies = others(children(child(old, "CcRecipients"), "Mailbox"))
        if copies:
            put(new, T.CcRecipients(*copies))


def _continued(mailbox: Mailbox, new: etree._Element, old: etree._Element) -> etree._Element:
    """An answer belongs to the conversation of what it answers; its index has five more bytes."""
    for name in ("ConversationTopic", "ConversationId"):
        element = child(old, name)
        if element is not None:
            put(new, copy.deepcopy(element))
    index = base64.b64decode(text_of(child(old, "ConversationIndex")))
    if index:
        added = bytes.fromhex(mailbox.unique("answer").replace("-", ""))[:5]
        put(new, T.ConversationIndex(base64.b64encode(index + added).decode()))
    return new
