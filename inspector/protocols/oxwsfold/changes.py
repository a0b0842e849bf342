"""UpdateFolder, DeleteFolder and EmptyFolder (MS-OXWSFOLD section 3.1.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lxml import etree

from inspector.protocols.common.answers import M, T, answer_each
from inspector.protocols.common.failures import InvalidRequest, OperationError
from inspector.protocols.common.reading import (
    attribute,
    child,
    children,
    first_child,
    required,
    text_of,
    truth,
)
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscore.store import Folder
from inspector.protocols.oxwsfold.shapes import kind_of
from inspector.wire.soap import local_name

_DISPOSALS = ("HardDelete", "SoftDelete", "MoveToDeletedItems")
_NAME = "folder:DisplayName"
_PERMISSIONS = "folder:PermissionSet"
_NOT_EMPTIED = ("root", "msgfolderroot", "voicemail", "searchfolders")


def update_folder(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSFOLD section 3.1.4.8: a folder of the user's own can get another name."""

    def one(change: etree._Element) -> Sequence[etree._Element]:
        folder = _own(mailbox, first_child(change), "ErrorFolderSavePropertyError")
        for update in children(required(change, "Updates")):
            uri = first_child(update).get("FieldURI", "")
            if (local_name(update), uri) == ("DeleteFolderField", _PERMISSIONS):
                continue  # which is what some clients say of a folder that never had any
            if uri != _NAME or local_name(update) != "SetFolderField":
                raise OperationError("ErrorInvalidPropertySet", field=uri)
            folder = _renamed(mailbox, folder, text_of(child(update[-1], "DisplayName")))
        return (M.Folders(T(kind_of(folder), mailbox.folder_id_element(folder.number))),)

    changes = children(required(payload, "FolderChanges"), "FolderChange")
    return answer_each("UpdateFolder", changes, one, M.Folders)


def delete_folder(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSFOLD section 3.1.4.3."""
    disposal = _disposal(payload)
    trash = mailbox.known_folder("deleteditems")

    def one(handle: etree._Element) -> Sequence[etree._Element]:
        folder = _own(mailbox, handle, "ErrorDeleteDistinguishedFolder")
        if disposal == "MoveToDeletedItems" and folder.parent != trash:
            mailbox.keep_folder(replace(folder, parent=trash))
        else:
            mailbox.remove_folder(folder)
        return ()

    return answer_each("DeleteFolder", children(required(payload, "FolderIds")), one)


def empty_folder(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSFOLD section 3.1.4.5."""
    disposal, folders_too = _disposal(payload), truth(payload, "DeleteSubFolders")
    trash = mailbox.known_folder("deleteditems")

    def one(handle: etree._Element) -> Sequence[etree._Element]:
        folder = mailbox.folders[mailbox.folder_named(handle)]
        if folder.known_as in _NOT_EMPTIED:
            raise OperationError("ErrorCannotEmptyFolder")
        keep = disposal == "MoveToDeletedItems" and folder.number != trash
        for item in list(mailbox.contents(folder.number)):
            if keep:
                mailbox.move(item, trash)
            else:
                mailbox.remove(item)
        for inside in mailbox.subfolders(folder.number) if folders_too else ():
            if keep:
                mailbox.keep_folder(replace(inside, parent=trash))
            elif not inside.known_as:
                mailbox.remove_folder(inside)
        return ()

    return answer_each("EmptyFolder", children(required(payload, "FolderIds")), one)


def _disposal(payload: etree._Element) -> str:
    disposal = attribute(payload, "DeleteType", _DISPOSALS)
    if not disposal:
        raise InvalidRequest("The required attribute 'DeleteType' is missing", payload.sourceline or 0)
    return disposal


def _own(mailbox: Mailbox, handle: etree._Element, otherwise: str) -> Folder:
    """The folder of an id, which must not be one that every mailbox has."""
    folder = mailbox.folders[mailbox.folder_named(handle)]
    if folder.known_as:
        raise OperationError(otherwise)
    return folder


def _renamed(mailbox: Mailbox, folder: Folder, name: str) -> Folder:
    if not name:
        raise OperationError("ErrorFolderSavePropertyError")
    others = (one for one in mailbox.subfolders(folder.parent) if one.number != folder.number)
    if name.casefold() in {one.name.casefold() for one in others}:
        raise OperationError("ErrorFolderExists")
    return mailbox.keep_folder(replace(folder, name=name))
