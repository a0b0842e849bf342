"""GetFolder, FindFolder and CreateFolder (MS-OXWSFOLD), as far as clients need them to find their way."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence

from lxml import etree

from inspector.protocols.common.answers import M, T, response_message
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, children, first_child, required, text_of
from inspector.protocols.oxwsmsg.properties import extended_key
from inspector.simulator.around.paging import page
from inspector.simulator.around.restrictions import fits
from inspector.simulator.folders import Folder
from inspector.simulator.mailbox import Mailbox
from inspector.wire.soap import local_name

__all__ = ["below", "create_folder", "find_folder", "get_folder", "kind_of", "shaped_folder"]

_KINDS = (
    ("IPF.Appointment", "CalendarFolder"),
    ("IPF.Contact", "ContactsFolder"),
    ("IPF.Task", "TasksFolder"),
)
_CLASSES = {kind: folder_class for folder_class, kind in _KINDS} | {"Folder": "IPF.Note"}
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


def get_folder(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSFOLD section 3.1.4.6."""
    shape = required(payload, "FolderShape")
    messages = M.ResponseMessages()
    for element in children(required(payload, "FolderIds")):
        try:
            folder = mailbox.folders[mailbox.folder_named(element)]
            shown = M.Folders(shaped_folder(mailbox, folder, shape))
            messages.append(response_message("GetFolderResponseMessage", None, shown))
        except OperationError as error:
            messages.append(response_message("GetFolderResponseMessage", error, M.Folders()))
    return M.GetFolderResponse(messages)


def find_folder(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSSRCH section 3.1.4.1."""
    shape = required(payload, "FolderShape")
    restriction = child(payload, "Restriction")
    messages = M.ResponseMessages()
    for element in children(required(payload, "ParentFolderIds")):
        try:
            inside = below(mailbox, mailbox.folder_named(element), payload.get("Traversal") == "Deep")
            found = [folder for folder in inside if _fits(mailbox, folder, restriction)]
            part, where = page(payload, found)
            shown = T.Folders(*(shaped_folder(mailbox, folder, shape) for folder in part))
            messages.append(response_message("FindFolderResponseMessage", None, M.RootFolder(shown, **where)))
        except OperationError as error:
            messages.append(response_message("FindFolderResponseMessage", error))
    return M.FindFolderResponse(messages)


def create_folder(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSFOLD section 3.1.4.2."""
    parent = required(payload, "ParentFolderId")
    messages = M.ResponseMessages()
    for element in children(required(payload, "Folders")):
        try:
            number = mailbox.folder_named(first_child(parent))
            name = text_of(child(element, "DisplayName"))
            if not name:
                raise OperationError("ErrorFolderSavePropertyError")
            if name.casefold() in {folder.name.casefold() for folder in mailbox.subfolders(number)}:
                raise OperationError("ErrorFolderExists")
            usual = _CLASSES.get(local_name(element), "IPF.Note")
            folder = mailbox.add_folder(number, name, text_of(child(element, "FolderClass")) or usual)
            shown = M.Folders(T(kind_of(folder), mailbox.folder_id_element(folder.number)))
            messages.append(response_message("CreateFolderResponseMessage", None, shown))
        except OperationError as error:
            messages.append(response_message("CreateFolderResponseMessage", error, M.Folders()))
    return M.CreateFolderResponse(messages)


def kind_of(folder: Folder) -> str:
    """Returns the local name of a folder's element, such as ``CalendarFolder``."""
    if folder.known_as == "voicemail":
        return "SearchFolder"
    return next((kind for prefix, kind in _KINDS if folder.folder_class.startswith(prefix)), "Folder")


def below(mailbox: Mailbox, parent: int, deep: bool) -> Iterable[Folder]:
    """Yields the folders in a folder, and what is in them in turn if ``deep``."""
    for folder in mailbox.subfolders(parent):
        yield folder
        if deep:
            yield from below(mailbox, folder.number, deep)


def shaped_folder(mailbox: Mailbox, folder: Folder, shape: etree._Element) -> etree._Element:
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


def _values(mailbox: Mailbox, folder: Folder, name: str) -> Sequence[etree._Element]:
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
    return (T(name, _text(mailbox, folder, name)),)


def _text(mailbox: Mailbox, folder: Folder, name: str) -> str:
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


def _fits(mailbox: Mailbox, folder: Folder, restriction: etree._Element | None) -> bool:
    def read(path: etree._Element) -> Sequence[str]:
        text = _text(mailbox, folder, path.get("FieldURI", "").removeprefix("folder:"))
        return (text,) if text else ()

    return all(fits(expression, read) for expression in children(restriction))
