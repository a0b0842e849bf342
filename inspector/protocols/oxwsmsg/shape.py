"""Shaping items: which of its properties an answer shows (MS-OXWSMSG section 3.1.4.4)."""

from __future__ import annotations

import base64
import copy
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lxml import etree

from inspector.protocols.common.answers import T
from inspector.protocols.common.namespaces import TYPES
from inspector.protocols.common.reading import (
    boolean,
    child,
    children,
    first_child,
    one_of,
    required,
    text_of,
)
from inspector.protocols.oxwsmsg.attachments import is_listed, listed
from inspector.protocols.oxwsmsg.bodies import as_html, as_text, without_scripts
from inspector.protocols.oxwsmsg.mime import mime_of
from inspector.protocols.oxwsmsg.properties import PROPERTIES, extended_key, in_order, property_of
from inspector.protocols.oxwsmsg.store import Item, MessageStore
from inspector.wire.soap import local_name

__all__ = ["Shape", "read_options", "read_shape", "shaped", "stub", "values_of"]

_SHAPES = ("IdOnly", "Default", "AllProperties")
_BODY_TYPES = ("Best", "HTML", "Text")
_RIGHTS = ("CreateAssociated", "CreateContents", "CreateHierarchy", "Delete", "Modify", "Read")
_PREVIEW = 255
# What a server shows nowhere before this product (the schemas of the versions).
_SINCE = {
    2010: (
        "IsAssociated",
        "WebClientReadFormQueryString",
        "WebClientEditFormQueryString",
        "ConversationId",
        "UniqueBody",
        "StoreEntryId",
        "ReceivedBy",
        "ReceivedRepresenting",
    ),
    2013: ("Flag", "InstanceKey", "NormalizedBody", "Preview", "TextBody", "DisplayBcc", "ReminderNextTime"),
}


@dataclass(frozen=True)
class Shape:
    """What a client wants to see.

    Args:
        base: the base shape.
        names: properties that it asks for besides.
        extended: the extended properties that it asks for, by what identifies them.
        headers: the Internet message headers that it asks for, in lower case.
        mime: whether it wants MIME content.
        body_type: Best, HTML or Text.
        filtered: whether HTML is returned without scripts and the like.
        listing: whether the item is listed by FindItem, which shows no bodies and recipients.
    """

    base: str = "IdOnly"
    names: frozenset[str] = frozenset()
    extended: frozenset[tuple[str, ...]] = frozenset()
    headers: frozenset[str] = frozenset()
    mime: bool = False
    body_type: str = "Best"
    filtered: bool = False
    listing: bool = False

    def wants(self, name: str) -> bool:
        """Tells whether a property is to be shown."""
        known = PROPERTIES[name]
        if self.listing and known.body_of_item:
            return False
        if name in self.names or name == "ItemId" or (name == "MimeContent" and self.mime):
            return True
        return (self.base == "AllProperties" and not known.on_demand) or (
            self.base == "Default" and known.default
        )


def read_shape(element: etree._Element, *, listing: bool = False) -> Shape:
    """Reads an ItemShape.

    Args:
        element: the ItemShape.
        listing: whether it belongs to FindItem, which does not open the items.

    Raises:
        InvalidRequest: it has no BaseShape, or a value that is not in the schema.
    """
    base = one_of(required(element, "BaseShape"), _SHAPES)
    return replace(read_options(element), base=base, listing=listing)


def read_options(element: etree._Element | None) -> Shape:
    """Reads what an ItemShape and an AttachmentShape have in common; everything is wanted if there is none.

    Raises:
        InvalidRequest: a value that is not in the schema.
    """
    mime, body_type, filtered = (
        child(element, name) for name in ("IncludeMimeContent", "BodyType", "FilterHtmlContent")
    )
    names, extended, headers = set(), set(), set()
    for path in children(child(element, "AdditionalProperties")):
        kind = local_name(path)
        if kind == "FieldURI":
            known = property_of(path.get("FieldURI", ""))
            # A field of another kind of item is no error: the item at hand just does not have it.
            names.update([known.name] if known else [])
        elif kind == "ExtendedFieldURI":
            extended.add(extended_key(path))
        elif kind == "IndexedFieldURI" and path.get("FieldURI") == "item:InternetMessageHeader":
            headers.add(path.get("FieldIndex", "").lower())
    return Shape(
        "AllProperties",
        frozenset(names),
        frozenset(extended),
        frozenset(headers),
        mime is not None and boolean(mime),
        "Best" if body_type is None else one_of(body_type, _BODY_TYPES),
        filtered is not None and boolean(filtered),
    )


def stub(store: MessageStore, item: Item) -> etree._Element:
    """Returns an item that shows nothing but its id."""
    return T(item.kind, store.item_id_element(item))


def shaped(store: MessageStore, item: Item, shape: Shape) -> etree._Element:
    """Returns an item as a client wants to see it."""
    if shape.base == "IdOnly" and not (shape.names or shape.extended or shape.headers or shape.mime):
        return stub(store, item)
    stored = item.properties()
    missing = {name for since, names in _SINCE.items() if store.product < since for name in names}
    wanted = [name for name in PROPERTIES if shape.wants(name) and name not in missing]
    shown: list[etree._Element] = []
    for name in wanted:
        shown.extend(values_of(store, item, stored, shape, name))
    if shape.headers and "InternetMessageHeaders" not in wanted:
        shown.extend(_headers(stored, shape.headers))
    if shape.extended:
        shown.extend(
            _copied(element)
            for element in children(stored, "ExtendedProperty")
            if extended_key(first_child(element)) in shape.extended
        )
        shown.extend(_entry_id_property(store, item, shape))
    result = T(item.kind, *in_order(shown))
    if store.product < 2010:  # MailboxType is returned from Exchange 2010 on (product notes)
        etree.strip_elements(result, f"{{{TYPES}}}MailboxType")
    return result


def values_of(
    store: MessageStore, item: Item, stored: etree._Element, shape: Shape, name: str
) -> Sequence[etree._Element]:
    """Returns the elements of one property: worked out, or as they are kept.

    Args:
        store: the mailbox.
        item: the item.
        stored: its properties, as :meth:`Item.properties` returns them.
        shape: how a body is to be shown.
        name: the property.
    """
    if name == "ItemId":
        return (store.item_id_element(item),)
    if name == "ParentFolderId":
        parent = store.folder_id_element(item.folder)
        parent.tag = T.ParentFolderId().tag
        return (parent,)
    if name == "MimeContent":
        return (T.MimeContent(base64.b64encode(mime_of(stored)).decode(), CharacterSet="UTF-8"),)
    if name == "Size":
        return (T.Size(str(len(item.xml))),)
    if name == "StoreEntryId":
        return (T.StoreEntryId(store.entry_id(item)),)
    if name == "InstanceKey":
        return (T.InstanceKey(base64.b64encode(item.number.to_bytes(8, "big")).decode()),)
    if name == "IsRead":
        return (T.IsRead("true" if item.is_read else "false"),)
    if name == "HasAttachments":
        return (T.HasAttachments("true" if is_listed(stored) else "false"),)
    if name == "EffectiveRights":
        rights = {"Delete", "Modify", "Read"}
        marks = [T(right, "true" if right in rights else "false") for right in _RIGHTS]
        if store.product >= 2010:
            marks.append(T.ViewPrivateItems("true"))
        return (T.EffectiveRights(*marks),)
    if name in ("DisplayTo", "DisplayCc", "DisplayBcc"):
        return (T(name, _display(child(stored, f"{name.removeprefix('Display')}Recipients"))),)
    if name in _BODIES:
        return _body(stored, name, shape)
    if name == "ResponseObjects":
        return _response_objects(stored)
    if name == "Attachments":
        return listed(store, item, stored)
    return [_copied(element) for element in children(stored, name)]


_BODIES = {"Body": "", "TextBody": "Text", "UniqueBody": "", "NormalizedBody": "", "Preview": "Text"}


def _body(stored: etree._Element, name: str, shape: Shape) -> Sequence[etree._Element]:
    body = child(stored, "Body")
    if body is None:
        return ()
    kept = body.get("BodyType", "Text")
    wanted = _BODIES[name] or (kept if shape.body_type == "Best" else shape.body_type)
    text = text_of(body)
    if wanted != kept:
        text = as_html(text) if wanted == "HTML" else as_text(text)
    if name == "Preview":
        return (T.Preview(text[:_PREVIEW]),)
    if shape.filtered and wanted == "HTML":
        text = without_scripts(text)
    return (T(name, text, BodyType=wanted),)


def _headers(stored: etree._Element, wanted: frozenset[str]) -> Sequence[etree._Element]:
    found = [
        _copied(header)
        for header in children(child(stored, "InternetMessageHeaders"))
        if header.get("HeaderName", "").lower() in wanted
    ]
    return (T.InternetMessageHeaders(*found),) if found else ()


def _entry_id_property(store: MessageStore, item: Item, shape: Shape) -> Sequence[etree._Element]:
    """PidTagEntryId (0x0FFF): how clients got at the EntryID before there was StoreEntryId."""
    for key in shape.extended:
        if key[0] == "0x0fff":
            uri = T.ExtendedFieldURI(PropertyTag="0xfff", PropertyType="Binary")
            return (T.ExtendedProperty(uri, T.Value(store.entry_id(item))),)
    return ()


def _response_objects(stored: etree._Element) -> Sequence[etree._Element]:
    if text_of(child(stored, "IsDraft")) == "true":
        return ()
    return (T.ResponseObjects(T.ReplyToItem(), T.ReplyAllToItem(), T.ForwardItem()),)


def _display(recipients: etree._Element | None) -> str:
    shown = []
    for mailbox in children(recipients, "Mailbox"):
        shown.append(text_of(child(mailbox, "Name")) or text_of(child(mailbox, "EmailAddress")))
    return "; ".join(shown)


def _copied(element: etree._Element) -> etree._Element:
    shown = copy.deepcopy(element)
    shown.attrib.pop("change", None)
    shown.tail = None
    return shown
