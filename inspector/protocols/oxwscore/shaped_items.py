"""Items as answers show them: what is kept of them, and what is worked out (MS-OXWSMSG section 3.1.4.4)."""

from __future__ import annotations

import base64
import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from lxml import etree

from inspector.protocols.common.answers import T
from inspector.protocols.common.namespaces import TYPES
from inspector.protocols.common.reading import child, children, text_of
from inspector.protocols.oxwscore.attachments import is_listed, listed
from inspector.protocols.oxwscore.bodies import as_html, as_text, without_scripts
from inspector.protocols.oxwscore.item_kind import ItemKind
from inspector.protocols.oxwscore.item_kinds import kind_of
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscore.mapi import extended_property
from inspector.protocols.oxwscore.mime import mime_of
from inspector.protocols.oxwscore.shape import Shape, names_shown
from inspector.protocols.oxwscore.store import Item
from inspector.wire.soap import local_name

_RIGHTS = ("CreateAssociated", "CreateContents", "CreateHierarchy", "Delete", "Modify", "Read")
_OWN = ("Delete", "Modify", "Read")
_PREVIEW = 255
_PARENT, _MAILBOX_TYPE = f"{{{TYPES}}}ParentFolderId", f"{{{TYPES}}}MailboxType"


@dataclass(frozen=True)
class _View:
    """An item that is looked at.

    Args:
        mailbox: the mailbox.
        item: the item.
        kind: its kind.
        stored: its properties.
        shape: what is to be seen of it.
    """

    mailbox: Mailbox
    item: Item
    kind: ItemKind
    stored: etree._Element
    shape: Shape

    @property
    def product(self) -> int:
        """The year of the product whose schema the answer follows."""
        return min(self.mailbox.product, self.shape.product)

    def text(self, name: str) -> str:
        return text_of(child(self.stored, name))


Shown = Sequence[etree._Element]


def stub(mailbox: Mailbox, item: Item) -> etree._Element:
    """Returns an item that shows nothing but its id."""
    return T(item.kind, mailbox.item_id_element(item))


def shaped(mailbox: Mailbox, item: Item, shape: Shape) -> etree._Element:
    """Returns an item as a client wants to see it."""
    if shape.is_bare:
        return stub(mailbox, item)
    kind = kind_of(item.kind)
    view = _View(mailbox, item, kind, item.properties(), shape)
    kept: dict[str, list[etree._Element]] = {}
    for element in view.stored:
        kept.setdefault(local_name(element), []).append(element)
    names = names_shown(shape, mailbox.product, kind)
    shown: list[etree._Element] = []
    for name in names:
        make = _WORKED_OUT.get(name)
        shown.extend(kept.get(name, ()) if make is None else make(view))
    if shape.headers and "InternetMessageHeaders" not in names:
        shown.extend(_headers(view))
    if shape.indexed:
        shown.extend(_entries(view, names))
    for wanted in shape.extended:
        shown.extend(extended_property(mailbox, item, view.stored, wanted))
    # What is shown as it is kept moves over: the tree was read for this answer alone.
    result = T(
        item.kind, *(kind.in_order(shown) if shape.headers or shape.extended or shape.indexed else shown)
    )
    for element in result:
        element.attrib.pop("change", None)
    if view.product < 2010:  # MailboxType is returned from Exchange 2010 on (product notes)
        etree.strip_elements(result, _MAILBOX_TYPE)
    return result


def values_of(mailbox: Mailbox, item: Item, stored: etree._Element, name: str) -> Shown:
    """Returns the elements of one property, to be looked at.

    Args:
        mailbox: the mailbox.
        item: the item.
        stored: its properties, as :meth:`Item.properties` returns them.
        name: the property.
    """
    make = _WORKED_OUT.get(name)
    return (
        children(stored, name)
        if make is None
        else make(_View(mailbox, item, kind_of(item.kind), stored, Shape()))
    )


def _parent(view: _View) -> Shown:
    parent = view.mailbox.folder_id_element(view.item.folder)
    parent.tag = _PARENT
    return (parent,)


def _mime(view: _View) -> Shown:
    if not view.kind.has_mime:
        return ()
    return (T.MimeContent(base64.b64encode(mime_of(view.stored)).decode(), CharacterSet="UTF-8"),)


def _instance_key(view: _View) -> Shown:
    return (T.InstanceKey(base64.b64encode(view.item.number.to_bytes(8, "big")).decode()),)


@cache
def _rights(product: int) -> etree._Element:
    marks = [T(right, "true" if right in _OWN else "false") for right in _RIGHTS]
    if product >= 2010:
        marks.append(T.ViewPrivateItems("true"))
    return T.EffectiveRights(*marks)


def _response_objects(view: _View) -> Shown:
    if view.text("IsDraft") == "true" or not view.kind.responses:
        return ()
    return (T.ResponseObjects(*(T(name) for name in view.kind.responses)),)


_SHOWN_TO = {
    "DisplayTo": ("ToRecipients", "RequiredAttendees"),
    "DisplayCc": ("CcRecipients", "OptionalAttendees"),
    "DisplayBcc": ("BccRecipients", "Resources"),
}


def _display(name: str) -> Callable[[_View], Shown]:
    def make(view: _View) -> Shown:
        holders = [child(view.stored, holder) for holder in _SHOWN_TO[name]]
        people = [one for holder in holders if holder is not None for one in holder.iter("{*}Mailbox")]
        known = (text_of(child(one, "Name")) or text_of(child(one, "EmailAddress")) for one in people)
        return (T(name, "; ".join(known)),)

    return make


def _body(name: str, kind: str = "") -> Callable[[_View], Shown]:
    """Makes a body: of this kind, or of the one that the client wants."""

    def make(view: _View) -> Shown:
        body = child(view.stored, "Body")
        if body is None:
            return ()
        kept = body.get("BodyType", "Text")
        wanted = kind or (kept if view.shape.body_type == "Best" else view.shape.body_type)
        text = text_of(body)
        if wanted != kept:
            text = as_html(text) if wanted == "HTML" else as_text(text)
        if name == "Preview":
            return (T.Preview(text[:_PREVIEW]),)
        if view.shape.filtered and wanted == "HTML":
            text = without_scripts(text)
        return (T(name, text, BodyType=wanted),)

    return make


def _flag(name: str, tells: Callable[[_View], bool]) -> Callable[[_View], Shown]:
    return lambda view: (T(name, "true" if tells(view) else "false"),)


_WORKED_OUT: Mapping[str, Callable[[_View], Shown]] = {
    "Attachments": lambda view: listed(view.mailbox, view.item, view.stored, view.product),
    "Body": _body("Body"),
    "DisplayBcc": _display("DisplayBcc"),
    "DisplayCc": _display("DisplayCc"),
    "DisplayTo": _display("DisplayTo"),
    "EffectiveRights": lambda view: (copy.deepcopy(_rights(view.product)),),
    "HasAttachments": _flag("HasAttachments", lambda view: is_listed(view.stored)),
    "InstanceKey": _instance_key,
    "IsRead": _flag("IsRead", lambda view: view.item.is_read),
    "ItemId": lambda view: (view.mailbox.item_id_element(view.item),),
    "MimeContent": _mime,
    "NormalizedBody": _body("NormalizedBody"),
    "ParentFolderId": _parent,
    "Preview": _body("Preview", "Text"),
    "ResponseObjects": _response_objects,
    "Size": lambda view: (T.Size(str(len(view.item.xml))),),
    "StoreEntryId": lambda view: (T.StoreEntryId(view.mailbox.entry_id(view.item)),),
    "TextBody": _body("TextBody", "Text"),
    "UniqueBody": _body("UniqueBody"),
}
"""The properties that are not shown as they are kept."""


def _headers(view: _View) -> Shown:
    found = [
        copy.deepcopy(header)
        for header in children(child(view.stored, "InternetMessageHeaders"))
        if header.get("HeaderName", "").lower() in view.shape.headers
    ]
    return (T.InternetMessageHeaders(*found),) if found else ()


def _entries(view: _View, names: Sequence[str]) -> Shown:
    """The entries of dictionaries that a client asks for one by one."""
    wanted: dict[str, set[str]] = {}
    for uri, key in view.shape.indexed:
        name = view.kind.indexed.get(uri, ("",))[0]
        if name and name not in names:
            wanted.setdefault(name, set()).add(key)
    found = []
    for name, keys in wanted.items():
        entries = [
            copy.deepcopy(each) for each in children(child(view.stored, name)) if each.get("Key") in keys
        ]
        found += [T(name, *entries)] if entries else []
    return found
