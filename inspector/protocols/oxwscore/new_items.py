"""What the server adds to every new item, and to every item that is changed."""

from __future__ import annotations

import copy
from collections.abc import Iterable

from lxml import etree

from inspector.protocols.common.answers import T
from inspector.protocols.common.reading import child, children, text_of
from inspector.protocols.oxwscore.attachments import held, kept
from inspector.protocols.oxwscore.changes import put
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscore.mapi import meant_by
from inspector.protocols.oxwscore.properties import Properties, in_order
from inspector.wire.soap import local_name

_DEFAULTS = (
    ("Subject", ""),
    ("Sensitivity", "Normal"),
    ("Importance", "Normal"),
    ("ReminderIsSet", "false"),
    ("ReminderMinutesBeforeStart", "0"),
    ("Culture", "en-US"),
)


def given_properties(new: etree._Element, given: Iterable[etree._Element], properties: Properties) -> None:
    """Puts what a client gave into a new item; extended properties stand side by side.

    A tag that stands for properties of the item sets these.

    Args:
        new: the properties of the item.
        given: the elements of the request.
        properties: the table of its kind.
    """
    for element in given:
        value = copy.deepcopy(element)
        value.tail = None
        if local_name(element) == "ExtendedProperty":
            meant = meant_by(value, properties)
            for each in [] if meant is None else meant:
                put(new, each)
            if meant is None:
                new.append(value)
        else:
            put(new, value)


def defaults(new: etree._Element, item_class: str, more: Iterable[tuple[str, str]] = ()) -> None:
    """Puts what an item has that its client did not give.

    Args:
        new: the properties of the item.
        item_class: its ItemClass.
        more: what its kind has besides what all items have: names and texts.
    """
    for name, value in (("ItemClass", item_class), *_DEFAULTS, *more):
        if child(new, name) is None:
            put(new, T(name, value))
    if child(new, "Body") is None:
        put(new, T.Body("", BodyType="Text"))


def put_times(mailbox: Mailbox, new: etree._Element, at: float) -> None:
    """Notes when an item was made, and takes its attachments.

    Args:
        mailbox: the mailbox.
        new: the properties of the item.
        at: the clock time, in seconds.

    Raises:
        OperationError: there is an attachment that cannot be kept.
    """
    if child(new, "Attachments") is not None:
        put(new, T.Attachments(*(kept(mailbox, attachment, at) for attachment in held(new))))
    now = mailbox.time(at)
    for name in ("DateTimeReceived", "DateTimeSent", "DateTimeCreated"):
        if child(new, name) is None:
            put(new, T(name, now))


def touched(mailbox: Mailbox, stored: etree._Element, at: float, properties: Properties) -> etree._Element:
    """Notes who changed an item last and when, and puts its properties in order.

    Args:
        mailbox: the mailbox.
        stored: the properties of the item.
        at: the clock time, in seconds.
        properties: the table of its kind.
    """
    put(stored, T.LastModifiedName(mailbox.name))
    put(stored, T.LastModifiedTime(mailbox.time(at)))
    stored[:] = in_order(list(stored), properties)
    return stored


def mailbox_element(name: str, address: str) -> etree._Element:
    """Returns the Mailbox element of a person."""
    return T.Mailbox(T.Name(name), T.EmailAddress(address), T.RoutingType("SMTP"), T.MailboxType("Mailbox"))


def completed_mailboxes(holder: etree._Element | None) -> None:
    """Adds what the server knows of people: the name (the address itself) and how mail is routed."""
    for mailbox in children(holder, "Mailbox"):
        parts = {local_name(part): part for part in children(mailbox)}
        address = text_of(parts.get("EmailAddress")).strip()
        parts.setdefault("Name", T.Name(address))
        parts.setdefault("RoutingType", T.RoutingType("SMTP"))
        order = ("Name", "EmailAddress", "RoutingType", "MailboxType", "ItemId", "OriginalDisplayName")
        mailbox[:] = [parts[name] for name in order if name in parts]
