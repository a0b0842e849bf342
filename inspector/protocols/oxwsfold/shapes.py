"""Folders as a FolderShape wants them (MS-OXWSFOLD section 2.2.4)."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence

from lxml import etree

from inspector.protocols.common.answers import T
from inspector.protocols.common.reading import child, children, text_of
from inspector.protocols.oxwscore.properties import extended_key
from inspector.protocols.oxwscore.store import Folder, MailboxStore
from inspector.wire.soap import local_name

__all__ = ["below", "folder_text", "kind_of", "shaped_folder"]

_KINDS = (
    ("IPF.Appointment", "CalendarFolder"),
    ("IPF.Contact", "ContactsFolder"),
    ("IPF.Task", "TasksFolder"),
)
_ALL = (
    "FolderId",
    "ParentFolderId",
    "FolderClass",
    "DisplayName",
    "TotalCount",
    "ChildFolderCount",
    "EffectiveRights",
    "DistinguishedFolderId",
    "UnreadCount",
)
_DEFAULT = ("FolderId", "DisplayName", "TotalCount", "ChildFolderCount", "UnreadCount")
_ENTRY_ID = "0x0fff"


def kind_of(folder: Folder) -> str:
    """Returns the local name of a folder's element, such as ``CalendarFolder``."""
    if folder.known_as == "voicemail":
        return "SearchFolder"
    return next((kind for prefix, kind in _KINDS if folder.folder_class.startswith(prefix)), "Folder")


def below(mailbox: MailboxStore, parent: int, deep: bool) -> Iterable[Folder]:
    """Yields the folders in a folder, and what is in them in turn if ``deep``."""
    for folder in mailbox.subfolders(parent):
        yield folder
        if deep:
            yield from below(mailbox, folder.number, deep)


def shaped_folder(mailbox: MailboxStore, folder: Folder, shape: etree._Element) -> etree._Element:
    """Returns a folder as a FolderShape wants it."""
    base = text_of(child(shape, "BaseShape"))
    names = set({"AllProperties": _ALL, "Default": _DEFAULT}.get(base, ("FolderId",)))
    wants_entry = False
    for path in children(child(shape, "AdditionalProperties")):
        names.add(path.get("FieldURI", "").removeprefix("folder:"))
        wants_entry |= local_name(path) == "ExtendedFieldURI" and extended_key(path)[0] == _ENTRY_ID
    shown = [element for name in _ALL if name in names for element in _values(mailbox, folder, name)]
    if wants_entry:
        entry = base64.b64encode(mailbox.ids.folder_entry(folder.number)).decode()
        uri = T.ExtendedFieldURI(PropertyTag="0xfff", PropertyType="Binary")
        at = next((n for n, item in enumerate(shown) if local_name(item) in _AFTER_EXTENDED), len(shown))
        shown.insert(at, T.ExtendedProperty(uri, T.Value(entry)))
    return T(kind_of(folder), *shown)


_AFTER_EXTENDED = ("EffectiveRights", "DistinguishedFolderId", "UnreadCount")


def _values(mailbox: MailboxStore, folder: Folder, name: str) -> Sequence[etree._Element]:
    if name == "FolderId":
        return (mailbox.folder_id_element(folder.number),)
    if name == "ParentFolderId":
        parent = mailbox.folder_id_element(folder.parent or folder.number)
        parent.tag = T.ParentFolderId().tag
        return (parent,)
    if name == "EffectiveRights":
        rights = ("CreateAssociated", "CreateContents", "CreateHierarchy", "Delete", "Modify", "Read")
        marks = [T(right, "true") for right in rights]
        if mailbox.product >= 2010:
            marks.append(T.ViewPrivateItems("true"))
        return (T.EffectiveRights(*marks),)
    if name == "DistinguishedFolderId" and (not folder.known_as or mailbox.product < 2013):
        return ()
    if name == "UnreadCount" and kind_of(folder) in ("CalendarFolder", "ContactsFolder"):
        return ()
    if name == "FolderClass" and not folder.folder_class:
        return ()
    return (T(name, folder_text(mailbox, folder, name)),)


def folder_text(mailbox: MailboxStore, folder: Folder, name: str) -> str:
    """Returns a property of a folder as text; empty if it has none of that name."""
    if name == "TotalCount":
        return str(sum(1 for _ in mailbox.contents(folder.number)))
    if name == "UnreadCount":
        return str(sum(not item.is_read for item in mailbox.contents(folder.number)))
    if name == "ChildFolderCount":
        return str(len(mailbox.subfolders(folder.number)))
    texts = {
        "DisplayName": folder.name,
        "FolderClass": folder.folder_class,
        "DistinguishedFolderId": folder.known_as,
        "FolderId": mailbox.ids.folder_id(folder.number),
        "ParentFolderId": mailbox.ids.folder_id(folder.parent),
    }
    return texts.get(name, "")
