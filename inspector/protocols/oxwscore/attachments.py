"""Attachments of messages (MS-OXWSATT): kept whole, listed without their content.

Inside an item an attachment is named by a GUID; clients see an identifier that is made of it and the item's.
"""

from __future__ import annotations

import copy
import mimetypes
from collections.abc import Iterator, Sequence

from lxml import etree

from inspector.protocols.common.answers import T
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, children, text_of
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscore.since import ATTACHMENT_PROPERTIES
from inspector.protocols.oxwscore.store import Item
from inspector.wire.encoding import decode_base64
from inspector.wire.soap import local_name

_ORDER = (
    "AttachmentId",
    "Name",
    "ContentType",
    "ContentId",
    "ContentLocation",
    "Size",
    "LastModifiedTime",
    "IsInline",
    "IsContactPhoto",
)
_FILE, _ITEM = "FileAttachment", "ItemAttachment"


def held(stored: etree._Element) -> list[etree._Element]:
    """Returns the attachments of a message, from its properties."""
    return children(child(stored, "Attachments"))


def is_listed(stored: etree._Element) -> bool:
    """Tells what HasAttachments does: whether there is one that is not shown inside the body."""
    return any(text_of(child(each, "IsInline")) != "true" for each in held(stored))


def kept(mailbox: Mailbox, given: etree._Element, at: float) -> etree._Element:
    """Returns an attachment as it is kept: what the client gave, and what the server knows of it.

    Args:
        mailbox: the mailbox.
        given: the FileAttachment or ItemAttachment.
        at: the clock time, in seconds.

    Raises:
        OperationError: an attachment of another kind, or an item attachment without its item.
    """
    kind = local_name(given)
    parts = {local_name(part): copy.deepcopy(part) for part in children(given)}
    if kind == _FILE:
        content = parts.pop("Content", None)
        value = T.Content("".join(text_of(content).split()))
        size = len(decode_base64(text_of(value), strict=False) or b"")
        name = text_of(parts.get("Name"))
        guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
        parts.setdefault("ContentType", T.ContentType(guessed))
        parts.setdefault("IsContactPhoto", T.IsContactPhoto("false"))
    elif kind == _ITEM:
        inner = nested_item(given)
        if inner is None:
            raise OperationError("ErrorMissingItemForCreateItemAttachment")
        value = copy.deepcopy(inner)
        size = len(etree.tostring(value))
        parts = {name: part for name, part in parts.items() if name in _ORDER}
    else:
        raise OperationError("ErrorInvalidAttachmentId")
    parts["AttachmentId"] = T.AttachmentId(Id=mailbox.unique("attachment"))
    parts["Size"] = T.Size(str(size))
    parts["LastModifiedTime"] = T.LastModifiedTime(mailbox.time(at))
    parts.setdefault("IsInline", T.IsInline("false"))
    made = T(kind, *(parts[name] for name in _ORDER if name in parts), value)
    for part in made:
        part.tail = None
    return made


def nested_item(attachment: etree._Element) -> etree._Element | None:
    """Returns the item inside an ItemAttachment; ``None`` if it has none."""
    return next((part for part in children(attachment) if local_name(part) not in (*_ORDER, "Content")), None)


def listed(mailbox: Mailbox, item: Item, stored: etree._Element, product: int) -> Sequence[etree._Element]:
    """Returns what GetItem shows of the attachments: everything but their content.

    Args:
        mailbox: the mailbox.
        item: the item.
        stored: its properties.
        product: the year of the product whose schema the answer follows.
    """
    shown = T.Attachments()
    for attachment in held(stored):
        names = _visible(product, attachment)
        shown.append(T(local_name(attachment), *(_named(mailbox, item, part) for part in names)))
    return (shown,) if len(shown) else ()


def with_id(mailbox: Mailbox, item: Item, attachment: etree._Element) -> etree._Element:
    """Returns the AttachmentId of an attachment, as clients see it."""
    token = _token(attachment)
    return T.AttachmentId(Id=mailbox.attachment_id(item, token))


def taken_off(stored: etree._Element, token: str) -> bool:
    """Takes an attachment away from the properties of a message; tells whether it was there."""
    holder = child(stored, "Attachments")
    for attachment in held(stored):
        if _token(attachment) == token and holder is not None:
            holder.remove(attachment)
            if not len(holder):
                stored.remove(holder)
            return True
    return False


def _visible(product: int, attachment: etree._Element) -> Iterator[etree._Element]:
    for part in children(attachment):
        name = local_name(part)
        if name in _ORDER and (product >= 2010 or name not in ATTACHMENT_PROPERTIES):
            yield part


def _named(mailbox: Mailbox, item: Item, part: etree._Element) -> etree._Element:
    if local_name(part) == "AttachmentId":
        return T.AttachmentId(Id=mailbox.attachment_id(item, part.get("Id", "")))
    shown = copy.deepcopy(part)
    shown.tail = None
    return shown


def _token(attachment: etree._Element) -> str:
    handle = child(attachment, "AttachmentId")
    return "" if handle is None else handle.get("Id", "")
