"""What the server adds to a message when it is created, sent and delivered (MS-OXWSMSG section 2.2.4.1)."""

from __future__ import annotations

import base64
import copy
import re
from collections.abc import Iterable

from lxml import etree

from inspector.protocols.common.answers import T
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, children, text_of
from inspector.protocols.oxwscore.changes import put
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscore.mime import properties_of
from inspector.protocols.oxwscore.new_items import (
    completed_mailboxes,
    defaults,
    given_properties,
    mailbox_element,
    put_times,
    touched,
)
from inspector.protocols.oxwscore.properties import Properties, in_order
from inspector.protocols.oxwsmsg.properties import PROPERTIES

_PREFIX = re.compile(r"^(?:(?:re|fw|fwd|aw|wg)\s*:\s*)+", re.IGNORECASE)
_DEFAULTS = (
    ("IsReadReceiptRequested", "false"),
    ("IsDeliveryReceiptRequested", "false"),
    ("IsResponseRequested", "false"),
)


def drafted(mailbox: Mailbox, given: etree._Element, at: float) -> etree._Element:
    """Returns the properties of a new message: what the client gave, and what the server adds.

    Args:
        mailbox: the mailbox.
        given: the Message element of the request.
        at: the clock time, in seconds.

    Raises:
        OperationError: ErrorMimeContentInvalid.
    """
    new = T.Message()
    mime = child(given, "MimeContent")
    if mime is not None:
        for element in properties_of(text_of(mime)):
            put(new, element)
    given_properties(new, (element for element in children(given) if element is not mime), PROPERTIES)
    defaults(new, "IPM.Note", _DEFAULTS)
    for name in ("ToRecipients", "CcRecipients", "BccRecipients", "ReplyTo", "From", "Sender"):
        completed_mailboxes(child(new, name))
    put_times(mailbox, new, at)
    _converse(mailbox, new)
    _mark(new, draft=text_of(child(new, "IsDraft")) != "false")
    if child(new, "IsRead") is None:
        put(new, T.IsRead("true"))
    return touched(mailbox, new, at, PROPERTIES)


def sent(mailbox: Mailbox, draft: etree._Element, at: float) -> etree._Element:
    """Returns the properties of a message that has been sent.

    Raises:
        OperationError: ErrorInvalidRecipients if it has no recipient, or one without an address.
    """
    if not recipients(draft) or not all(recipients(draft)):
        text = "A message can't be sent because it contains no recipients." if not recipients(draft) else ""
        usual = "At least one recipient isn't valid."
        raise OperationError("ErrorInvalidRecipients", f"{usual}, {text}" if text else usual)
    message = copy.deepcopy(draft)
    me = mailbox_element(mailbox.name, mailbox.address)
    for name in ("From", "Sender"):
        if child(message, name) is None:
            put(message, T(name, copy.deepcopy(me)))
    now = mailbox.time(at)
    put(message, T.DateTimeSent(now))
    put(message, T.DateTimeReceived(now))
    if child(message, "InternetMessageId") is None:
        domain = mailbox.address.partition("@")[2]
        put(message, T.InternetMessageId(f"<{mailbox.unique('message')}@{domain}>"))
    _mark(message, draft=False)
    put(message, T.IsRead("true"))
    put(message, T.IsFromMe("true"))
    return touched(mailbox, message, at, PROPERTIES)


def recipients(message: etree._Element) -> list[str]:
    """Returns the addresses that a message goes to."""
    return [
        text_of(child(mailbox, "EmailAddress")).strip()
        for name in ("ToRecipients", "CcRecipients", "BccRecipients")
        for mailbox in children(child(message, name), "Mailbox")
    ]


def received(
    message: etree._Element, owner: etree._Element, now: str, properties: Properties = PROPERTIES
) -> etree._Element:
    """Returns what a recipient finds in the inbox.

    Args:
        message: the properties of the message as it was sent.
        owner: the Mailbox element of the recipient.
        now: when it arrives, as an xs:dateTime.
        properties: the table of its kind.
    """
    delivered = copy.deepcopy(message)
    for name in ("BccRecipients", "IsFromMe", "ExtendedProperty"):
        for element in children(delivered, name):
            delivered.remove(element)
    for element in delivered.iter(etree.Element):
        element.attrib.pop("change", None)
    put(delivered, T.IsFromMe("false"))
    put(delivered, T.IsRead("false"))
    put(delivered, T.DateTimeReceived(now))
    put(delivered, T.DateTimeCreated(now))
    put(delivered, T.LastModifiedTime(now))
    put(delivered, T.ReceivedBy(copy.deepcopy(owner)))
    put(delivered, T.ReceivedRepresenting(copy.deepcopy(owner)))
    delivered[:] = in_order(delivered, properties)
    return delivered


def deliver(
    store: Mailbox,
    addresses: Iterable[str],
    message: etree._Element,
    at: float,
    properties: Properties = PROPERTIES,
) -> None:
    """Puts a message into the inboxes of those recipients that have a mailbox on the server, each once.

    Args:
        mailbox: the sender's mailbox.
        addresses: the recipients'.
        message: the properties of the message as it was sent.
        at: the clock time, in seconds.
        properties: the table of its kind.
    """
    for address in dict.fromkeys(address.lower() for address in addresses):
        mailbox = store.post_office(address)
        if mailbox is not None:
            owner = mailbox_element(mailbox.name, mailbox.address)
            mailbox.receive(received(message, owner, mailbox.time(at), properties))


def _converse(mailbox: Mailbox, new: etree._Element) -> None:
    """A message that answers no other begins a conversation: topic, index and id follow from its subject."""
    topic = _PREFIX.sub("", text_of(child(new, "Subject")).strip())
    guid = bytes.fromhex(mailbox.unique("conversation").replace("-", ""))
    put(new, T.ConversationIndex(base64.b64encode(b"\x01" + guid[:5] + guid).decode()))
    put(new, T.ConversationTopic(topic))
    put(new, T.ConversationId(Id=base64.b64encode(b"conversation" + guid).decode()))


def _mark(message: etree._Element, *, draft: bool) -> None:
    values: Iterable[tuple[str, bool]] = (
        ("IsSubmitted", False),
        ("IsDraft", draft),
        ("IsFromMe", False),
        ("IsResend", False),
        ("IsUnmodified", not draft),
        ("IsAssociated", False),
    )
    for name, value in values:
        put(message, T(name, "true" if value else "false"))
