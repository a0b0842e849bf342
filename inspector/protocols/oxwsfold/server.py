"""The operations of MS-OXWSFOLD, as far as clients need them to find their way."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from inspector.protocols.common.answers import M, T, answer_each
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, children, first_child, required, text_of
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwsfold.changes import delete_folder, empty_folder, update_folder
from inspector.protocols.oxwsfold.shapes import kind_of, shaped_folder
from inspector.protocols.server import DocumentServer
from inspector.wire.soap import local_name

_CLASSES = {
    "CalendarFolder": "IPF.Appointment",
    "ContactsFolder": "IPF.Contact",
    "TasksFolder": "IPF.Task",
}


def get_folder(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSFOLD section 3.1.4.6."""
    shape = required(payload, "FolderShape")

    def one(handle: etree._Element) -> Iterator[etree._Element]:
        folder = mailbox.folders[mailbox.folder_named(handle)]
        yield M.Folders(shaped_folder(mailbox, folder, shape))

    return answer_each("GetFolder", children(required(payload, "FolderIds")), one, M.Folders)


def create_folder(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSFOLD section 3.1.4.2."""
    parent = required(payload, "ParentFolderId")

    def one(given: etree._Element) -> Iterator[etree._Element]:
        number = mailbox.folder_named(first_child(parent))
        name = text_of(child(given, "DisplayName"))
        if not name:
            raise OperationError("ErrorFolderSavePropertyError")
        if name.casefold() in {folder.name.casefold() for folder in mailbox.subfolders(number)}:
            raise OperationError("ErrorFolderExists")
        usual = _CLASSES.get(local_name(given), "IPF.Note")
        folder = mailbox.add_folder(number, name, text_of(child(given, "FolderClass")) or usual)
        yield M.Folders(T(kind_of(folder), mailbox.folder_id_element(folder.number)))

    return answer_each("CreateFolder", children(required(payload, "Folders")), one, M.Folders)


SERVER: DocumentServer[Mailbox] = DocumentServer(
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
