"""The operations of MS-OXWSFOLD, as far as clients need them to find their way."""

from __future__ import annotations

from lxml import etree

from inspector.protocols.common.answers import M, T, response_message
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, children, first_child, required, text_of
from inspector.protocols.oxwscore.store import MailboxStore
from inspector.protocols.oxwsfold.changes import delete_folder, empty_folder, update_folder
from inspector.protocols.oxwsfold.shapes import kind_of, shaped_folder
from inspector.protocols.server import DocumentServer
from inspector.wire.soap import local_name

_CLASSES = {
    "CalendarFolder": "IPF.Appointment",
    "ContactsFolder": "IPF.Contact",
    "TasksFolder": "IPF.Task",
}


def get_folder(payload: etree._Element, mailbox: MailboxStore, at: float) -> etree._Element:
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


def create_folder(payload: etree._Element, mailbox: MailboxStore, at: float) -> etree._Element:
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


SERVER: DocumentServer[MailboxStore] = DocumentServer(
    {
        "CreateFolder": create_folder,
        "DeleteFolder": delete_folder,
        "EmptyFolder": empty_folder,
        "GetFolder": get_folder,
        "UpdateFolder": update_folder,
    },
    how_far={"CreateFolder": "of every kind, without permissions", "UpdateFolder": "the name"},
)
"""The operations on the folders of a mailbox."""
