"""GetAttachment, CreateAttachment and DeleteAttachment (MS-OXWSATT section 3.1.4)."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from inspector.protocols.common.answers import M, T, answer_each
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, children, required, text_of
from inspector.protocols.oxwscore.attachments import held, kept, nested_item, taken_off, with_id
from inspector.protocols.oxwscore.changes import put
from inspector.protocols.oxwscore.item_kinds import MAKERS, kind_of
from inspector.protocols.oxwscore.items import new_item
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscore.new_items import touched
from inspector.protocols.oxwscore.shape import Shape, read_options
from inspector.protocols.oxwscore.shaped_items import shaped
from inspector.protocols.oxwscore.store import Item
from inspector.protocols.server import DocumentServer
from inspector.wire.soap import local_name

_MOST_BYTES = 35 * 1024 * 1024  # of one message with its attachments, as servers are set


def create_attachment(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSATT section 3.1.4.1: each attachment moves the change key of its item on."""
    parent = required(payload, "ParentItemId")

    def one(given: etree._Element) -> Iterator[etree._Element]:
        item, made = _attached(mailbox, parent, given, at)
        handle = _rooted(mailbox, item, with_id(mailbox, item, made))
        yield M.Attachments(T(local_name(given), handle))

    return answer_each("CreateAttachment", children(required(payload, "Attachments")), one, M.Attachments)


def get_attachment(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSATT section 3.1.4.3."""
    wanted = read_options(child(payload, "AttachmentShape"))

    def one(handle: etree._Element) -> Iterator[etree._Element]:
        item, token = mailbox.attachment_named(handle)
        yield M.Attachments(_whole(mailbox, item, _find(item, token), wanted))

    return answer_each("GetAttachment", children(required(payload, "AttachmentIds")), one, M.Attachments)


def delete_attachment(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSATT section 3.1.4.2."""

    def one(handle: etree._Element) -> Iterator[etree._Element]:
        item, token = mailbox.attachment_named(handle)
        stored = item.properties()
        if not taken_off(stored, token):
            raise OperationError("ErrorInvalidAttachmentId")
        new = touched(mailbox, stored, at, kind_of(item.kind).properties)
        yield _rooted(mailbox, mailbox.change(item, new, mailbox.next_change()), M.RootItemId())

    return answer_each("DeleteAttachment", children(required(payload, "AttachmentIds")), one)


def _attached(
    mailbox: Mailbox, parent: etree._Element, given: etree._Element, at: float
) -> tuple[Item, etree._Element]:
    named = T.ItemId(dict(parent.attrib))
    item = mailbox.item_named(named)
    made = kept(mailbox, given, at)
    inner = nested_item(made)
    if inner is not None:
        if local_name(inner) not in MAKERS:
            raise OperationError("ErrorInvalidItemForOperationCreateItemAttachment")
        made.replace(inner, new_item(mailbox, inner, at))
    if len(item.xml) + int(text_of(child(made, "Size"))) > _MOST_BYTES:
        raise OperationError("ErrorAttachmentSizeLimitExceeded")
    stored = item.properties()
    holder = child(stored, "Attachments")
    if holder is None:
        holder = T.Attachments()
        put(stored, holder)
    holder.append(made)
    return mailbox.change(
        item, touched(mailbox, stored, at, kind_of(item.kind).properties), mailbox.next_change()
    ), made


def _find(item: Item, token: str) -> etree._Element:
    for attachment in held(item.properties()):
        handle = child(attachment, "AttachmentId")
        if handle is not None and handle.get("Id") == token:
            return attachment
    raise OperationError("ErrorInvalidAttachmentId")


def _whole(mailbox: Mailbox, item: Item, attachment: etree._Element, wanted: Shape) -> etree._Element:
    """An attachment with its content: bytes, or the item shaped as the client wants it."""
    kind, inner = local_name(attachment), nested_item(attachment)
    names = ("Name", "ContentType", "ContentId", "ContentLocation")
    shown = T(kind, with_id(mailbox, item, attachment))
    shown.extend(copy.deepcopy(part) for part in children(attachment) if local_name(part) in names)
    if inner is None:
        shown.append(T.Content(text_of(child(attachment, "Content"))))
        return shown
    inside = shaped(mailbox, replace(item, kind=local_name(inner), xml=etree.tostring(inner)), wanted)
    for name in ("ItemId", "ParentFolderId", "EffectiveRights"):  # those of the item around it
        for element in children(inside, name):
            inside.remove(element)
    shown.append(inside)
    return shown


def _rooted(mailbox: Mailbox, item: Item, element: etree._Element) -> etree._Element:
    """Notes the item that an attachment belongs to, with the change key that it has now."""
    root = mailbox.item_id_element(item)
    element.set("RootItemId", root.get("Id", ""))
    element.set("RootItemChangeKey", root.get("ChangeKey", ""))
    return element


SERVER: DocumentServer[Mailbox] = DocumentServer(
    {
        "CreateAttachment": create_attachment,
        "DeleteAttachment": delete_attachment,
        "GetAttachment": get_attachment,
    }
)
"""The operations on the attachments of items."""
