"""Where the parts of the item operations' messages stand, for rules and memories."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from inspector.protocols.message import Direction, Message, children_of, text_of
from inspector.wire.soap import LOCAL_NAMES, local_name

READ_ONLY = frozenset(
    (
        "ConversationIndex",
        "ConversationTopic",
        "InternetMessageId",
        "ReceivedBy",
        "ReceivedRepresenting",
        "ApprovalRequestData",
        "VotingInformation",
        "ReminderMessageData",
    )
)
"""The properties of a message that only the server sets (MS-OXWSMSG section 2.2.4.1)."""

_BOOLEANS = {"1": "true", "0": "false"}
_RECIPIENTS = ("ToRecipients", "CcRecipients", "BccRecipients", "ReplyTo")
_PLAIN = (
    "IsReadReceiptRequested",
    "IsDeliveryReceiptRequested",
    "IsRead",
    "IsResponseRequested",
    "References",
)

KEPT = (*_PLAIN, *_RECIPIENTS)
"""The properties whose value a server returns as it was set."""

_LISTS = {
    "CreateItem": "Items",
    "UpdateItem": "ItemChanges",
    "GetItem": "ItemIds",
    "DeleteItem": "ItemIds",
    "SendItem": "ItemIds",
    "CopyItem": "ItemIds",
    "MoveItem": "ItemIds",
}


def asked_for(request: Message) -> list[etree._Element]:
    """Returns what a request lists, one for each response message: items, changes or identifiers."""
    operation = request.operation
    listed = None if operation is None else request.children.get(_LISTS[operation.name])
    return [] if listed is None else [each for each in listed if isinstance(each.tag, str)]


def item_shape(message: Message) -> dict[str, etree._Element]:
    """Returns the children of the ItemShape that was asked for, by local name, of a request or its answer."""
    if message.request is not None:
        return message.request.memo(item_shape)
    asked = message.children if message.direction is Direction.REQUEST else message.request_children
    return children_of(asked.get("ItemShape"))


def items_shown(
    message: Message,
) -> list[tuple[etree._Element, etree._Element | None, dict[str, etree._Element]]]:
    """Returns the response messages with the item that each carries and the item's children by local name."""
    return [
        (result, item := _item_in(parts), children_of(item))
        for result, parts in message.response_message_parts
    ]


def item_of(result: etree._Element) -> etree._Element | None:
    """Returns the item that a response message carries, or ``None``."""
    return _item_in(children_of(result))


def _item_in(parts: dict[str, etree._Element]) -> etree._Element | None:
    items = parts.get("Items")
    for item in () if items is None else items:
        if isinstance(item.tag, str):  # not a comment
            return item
    return None


def item_id_of(item: etree._Element | None) -> etree._Element | None:
    """Returns the ItemId of an item, or ``None``."""
    return children_of(item).get("ItemId")


def id_of(item_id: etree._Element | None) -> str:
    """Returns the Id of an ItemId; empty if there is none."""
    return "" if item_id is None else str(item_id.get("Id", ""))


def folder_named(request: Message, name: str) -> str:
    """Returns the identifier of the folder that a request names; empty if it is a distinguished one.

    Args:
        request: the request.
        name: the child that names it.
    """
    for each in request.children.get(name, ()):
        if local_name(each) == "FolderId":
            return str(each.get("Id", ""))
    return ""


def messages_in(request: Message) -> list[etree._Element]:
    """Returns the items of a CreateItem request, if all of them are messages; else nothing."""
    items = request.memo(asked_for)
    return items if all(LOCAL_NAMES[item.tag] == "Message" for item in items) else []


def addresses(element: etree._Element) -> Iterator[str]:
    """Yields the mail addresses in a list of recipients, in lower case."""
    for address in element.iter("{*}EmailAddress"):
        yield text_of(address).lower()


def plain_value(name: str, element: etree._Element) -> str | None:
    """Returns the value of a property in a form that can be compared.

    Args:
        name: the property.
        element: its element.

    Returns:
        The value; ``None`` if it cannot be compared, as with a name that the server resolves.
    """
    if name in _PLAIN:
        return _BOOLEANS.get(text_of(element), " ".join(text_of(element).split()))
    found = sorted(addresses(element))
    mailboxes = sum(1 for _ in element.iterchildren("{*}Mailbox"))
    return " ".join(found) if len(found) == mailboxes and all("@" in each for each in found) else None
