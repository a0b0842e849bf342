"""FolderSync: the folders of a mailbox (MS-ASCMD section 2.2.1.5)."""

from __future__ import annotations

import zlib

from lxml import etree

from inspector.protocols.asemail.devices import Device, Known
from inspector.protocols.asemail.numbers import number_in
from inspector.protocols.asemail.writing import FOLDER
from inspector.protocols.common.reading import child, text_of
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscore.store import Folder

# MS-ASCMD section 2.2.3.186.3
_TYPES = {
    "inbox": 2,
    "drafts": 3,
    "deleteditems": 4,
    "sentitems": 5,
    "outbox": 6,
    "tasks": 7,
    "calendar": 8,
    "contacts": 9,
    "notes": 10,
    "journal": 11,
}
_USER_TYPES = (("IPF.Note", 12), ("IPF.Appointment", 13), ("IPF.Contact", 14), ("IPF.Task", 15))
_HIDDEN = frozenset(("quickcontacts", "imcontactlist", "searchfolders", "voicemail"))


def folder_sync(root: etree._Element | None, mailbox: Mailbox, device: Device) -> etree._Element:
    """Answers a FolderSync with what has changed since the phone's SyncKey.

    Args:
        root: the request.
        mailbox: the mailbox.
        device: the phone.
    """
    key = text_of(child(root, "SyncKey")).strip()
    if not key:
        return FOLDER.FolderSync(FOLDER.Status("10"))  # malformed (MS-ASCMD section 2.2.3.177.4)
    if key == "0":
        device.hierarchy.states.clear()
        before: Known | None = {}
    else:
        before = device.hierarchy.at(key)
    if before is None:
        return FOLDER.FolderSync(FOLDER.Status("9"))  # the key is not good: begin with 0
    folders = {
        str(folder.number): folder for folder in mailbox.folders.values() if _is_shown(folder, mailbox)
    }
    top = mailbox.known_folder("msgfolderroot")
    now = {server_id: _fingerprint(folder) for server_id, folder in folders.items()}
    changes = [
        *(_described("Add", folders[each], top) for each in now if each not in before),
        *(
            _described("Update", folders[each], top)
            for each in now
            if each in before and before[each] != now[each]
        ),
        *(FOLDER.Delete(FOLDER.ServerId(each)) for each in before if each not in now),
    ]
    if changes or key == "0":
        key = device.hierarchy.keep(int(key), now)
    return FOLDER.FolderSync(
        FOLDER.Status("1"),
        FOLDER.SyncKey(key),
        FOLDER.Changes(FOLDER.Count(str(len(changes))), *changes),
    )


def _fingerprint(folder: Folder) -> int:
    return zlib.crc32(f"{folder.parent}/{folder.name}".encode())


def folder_of(collection_id: str, mailbox: Mailbox) -> Folder | None:
    """Returns the folder that a CollectionId names, if phones see it; ``None`` if there is none."""
    number = number_in(collection_id)
    folder = None if number is None else mailbox.folders.get(number)
    return folder if folder is not None and _is_shown(folder, mailbox) else None


def _is_shown(folder: Folder, mailbox: Mailbox) -> bool:
    return folder.known_as not in _HIDDEN and _below(folder, mailbox)


def _below(folder: Folder, mailbox: Mailbox) -> bool:
    """Whether a folder stands, however deep, in the one that users see the top of."""
    top = mailbox.known_folder("msgfolderroot")
    seen = {folder.number}
    parent = folder.parent
    while parent != top:
        above = mailbox.folders.get(parent)
        if above is None or above.number in seen:
            return False
        seen.add(above.number)
        parent = above.parent
    return True


def _described(change: str, folder: Folder, top: int) -> etree._Element:
    kind = _TYPES.get(folder.known_as)
    if kind is None:
        kind = next((number for start, number in _USER_TYPES if folder.folder_class.startswith(start)), 1)
    return FOLDER(
        change,
        FOLDER.ServerId(str(folder.number)),
        FOLDER.ParentId("0" if folder.parent == top else str(folder.parent)),
        FOLDER.DisplayName(folder.name),
        FOLDER.Type(str(kind)),
    )
