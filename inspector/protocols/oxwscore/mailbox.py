"""A mailbox: folders, and items in them."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec
from lxml import etree

from inspector.bounded import Recent
from inspector.protocols.common.answers import T
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, text_of
from inspector.protocols.oxwscore.ids import Identifiers, uuid_from
from inspector.protocols.oxwscore.store import Event, Folder, Gone, Item, Watcher
from inspector.protocols.oxwsfold.folders import WELL_KNOWN
from inspector.protocols.persistence import Keeper
from inspector.wire.soap import local_name

_FOLDER, _ITEM = 1, 9  # what change keys begin with
MOST_GONE = 10_000
"""How many items and folders that are gone a mailbox remembers, for clients that synchronise."""
_FIRST_NUMBER = 1000
_VOICE_MAIL = "ipm.note.microsoft.voicemail"

PostOffice = Callable[[str], "Mailbox | None"]


@dataclass(frozen=True)
class Directory:
    """Who has a mailbox on the server.

    Args:
        everybody: returns all mailboxes that there are.
        find: returns the mailbox of a mail address; ``None`` if there is none, and none comes into being.
    """

    everybody: Callable[[], Iterable[Mailbox]] = tuple
    find: Callable[[str], Mailbox | None] = lambda address: None


class Mailbox:
    """One user's mailbox.

    Args:
        address: the primary mail address of whose it is.
        name: the display name.
        seed: what all identifiers follow from.
        epoch: the date and time at which the clock shows 0, in UTC.
        product: the year of the server's product.
        post_office: finds the mailbox of a mail address; ``None`` if it has none.
        mailbox: keeps what is in the mailbox.
        room_list: the list of rooms that it belongs to; empty: it is no room.
        directory: who else has a mailbox on the server.
    """

    def __init__(
        self,
        address: str,
        name: str,
        *,
        seed: str,
        epoch: datetime,
        product: int,
        post_office: PostOffice,
        keeper: Keeper,
        directory: Directory,
        room_list: str = "",
    ) -> None:
        self.address = address
        self.name = name
        self.product = product
        self.ids = Identifiers(seed, address)
        self.folders: dict[int, Folder] = {folder.number: folder for folder in WELL_KNOWN}
        self.items: dict[int, Item] = {}
        self._contents: dict[int, dict[int, None]] = {}
        self._known = {folder.known_as: folder.number for folder in WELL_KNOWN}
        self._epoch = epoch
        self.post_office = post_office
        self._store = keeper
        self._counters: dict[str, int] = {"changes": _FIRST_NUMBER}
        self._gone: Recent[int, Gone] = Recent(MOST_GONE)
        self._settings: dict[str, bytes] = {}
        self._watchers: list[Watcher] = []
        self.directory = directory
        self.room_list = room_list

    # -- what is kept --------------------------------------------------------------------------------------

    def restore(self, kind: str, key: str, value: bytes) -> None:
        """Takes what the store has kept: an item, a folder, a setting or a counter."""
        if kind == "item":
            self._place(msgspec.json.decode(value, type=Item))
        elif kind == "folder":
            folder = msgspec.json.decode(value, type=Folder)
            self.folders[folder.number] = folder
        elif kind == "gone":
            self._gone[int(key)] = msgspec.json.decode(value, type=Gone)
        elif kind == "setting":
            self._settings[key] = value
        elif kind == "counter":
            self._counters[key] = int(value)

    def setting(self, name: str) -> bytes | None:
        """Returns what was kept under a name; ``None`` if nothing was."""
        return self._settings.get(name)

    def keep_setting(self, name: str, value: bytes) -> None:
        """Keeps something under a name, in place of what was kept there."""
        self._settings[name] = value
        self._keep("setting", name, value)

    def watch(self, watcher: Watcher) -> None:
        """Has somebody told of all that happens from now on."""
        self._watchers.append(watcher)

    def _happened(self, kind: str, thing: Item | Folder, before: Item | Folder | None = None) -> None:
        for watcher in self._watchers:
            watcher(Event(kind, thing, before))

    def count(self, what: str) -> int:
        """Counts one more of something, and returns how many there are now."""
        number = self._counters[what] = self._counters.get(what, 0) + 1
        self._keep("counter", what, str(number).encode())
        return number

    def counted(self, what: str) -> int:
        """Returns how many of something there are now."""
        return self._counters.get(what, 0)

    def time(self, at: float) -> str:
        """Returns a clock time, in seconds, as an xs:dateTime in UTC, to the second."""
        return f"{self._epoch + timedelta(seconds=int(at)):%Y-%m-%dT%H:%M:%S}Z"

    def unique(self, *parts: object) -> str:
        """Returns a GUID that no other call returns."""
        return str(uuid_from(self.ids.seed, self.address.lower(), *parts, self.count("guids")))

    # -- folders -------------------------------------------------------------------------------------------

    def known_folder(self, name: str) -> int:
        """Returns the number of a well-known folder.

        Raises:
            OperationError: ErrorFolderNotFound.
        """
        if name not in self._known:
            raise OperationError("ErrorFolderNotFound")
        return self._known[name]

    def folder_class(self, number: int) -> str:
        """Returns the class of a folder, such as ``IPF.Note``; empty if it has none."""
        return self.folders[number].folder_class

    def folder_named(self, element: etree._Element) -> int:
        """Returns the number of the folder that a FolderId or DistinguishedFolderId names.

        Raises:
            OperationError: the id is malformed, that of an item, or of no folder of this mailbox.
        """
        if local_name(element) == "DistinguishedFolderId":
            # A delegate names the mailbox; only the owner's own is open here.
            named = text_of(child(element, "Mailbox", "EmailAddress")).strip().lower()
            if named and named != self.address.lower():
                raise OperationError("ErrorNonExistentMailbox")
            return self.known_folder(element.get("Id", ""))
        entry = self._entry(element)
        number = self.ids.folder_number(entry)
        if number is None and self.ids.item_number(entry) is not None:
            raise OperationError("ErrorCannotUseItemIdForFolderId")
        if number not in self.folders:
            raise OperationError("ErrorFolderNotFound")
        return self.folders[number].number

    def add_folder(self, parent: int, name: str, folder_class: str) -> Folder:
        """Makes a folder."""
        number = self.next_change()
        folder = Folder(number, name, parent, "", folder_class, number)
        self.folders[number] = folder
        self._keep("folder", str(number), msgspec.json.encode(folder))
        self._happened("Created", folder)
        return folder

    def keep_folder(self, folder: Folder) -> Folder:
        """Keeps a folder with another name or in another place."""
        changed = replace(folder, change=self.next_change())
        self._keep("folder", str(folder.number), msgspec.json.encode(changed))
        before = self.folders[folder.number]
        self.folders[folder.number] = changed
        if before.parent == changed.parent:
            self._happened("Modified", changed)
        else:
            self._happened("Moved", changed, before)
        return changed

    def remove_folder(self, folder: Folder) -> None:
        """Takes a folder away for good, with all that is in it."""
        for inside in self.subfolders(folder.number):
            self.remove_folder(inside)
        for item in list(self.contents(folder.number)):
            self.remove(item)
        del self.folders[folder.number]
        self._store.drop(self.address.lower(), "folder", str(folder.number))
        self._note_gone(Gone(folder.number, 0, folder.parent, is_folder=True))
        self._happened("Deleted", folder)

    def subfolders(self, parent: int) -> list[Folder]:
        return [folder for folder in self.folders.values() if folder.parent == parent]

    def contents(self, folder: int) -> Iterator[Item]:
        """Yields the items of a folder, in the order in which they came. Voice Mail is a search folder."""
        if self.folders[folder].known_as == "voicemail":
            yield from (
                item for item in self.items.values() if item.item_class.lower().startswith(_VOICE_MAIL)
            )
        else:
            yield from (self.items[number] for number in self._contents.get(folder, ()))

    def folder_id_element(self, number: int) -> etree._Element:
        """Returns the FolderId of a folder, with its change key."""
        change = self.folders[number].change
        return T.FolderId(Id=self.ids.folder_id(number), ChangeKey=self.ids.change_key(_FOLDER, change))

    def folder_entry(self, known_as: str) -> str:
        """Returns the EntryID of a well-known folder, in base64."""
        return base64.b64encode(self.ids.folder_entry(self._known[known_as])).decode()

    # -- items ---------------------------------------------------------------------------------------------

    def item_named(self, element: etree._Element) -> Item:
        """Returns the item that an ItemId names.

        Raises:
            OperationError: the id is malformed, that of a folder, or of no item of this mailbox.
        """
        if local_name(element) != "ItemId":
            raise OperationError("ErrorItemNotFound")  # occurrences of series are no messages
        entry = self._entry(element)
        if self.ids.folder_number(entry) is not None:
            raise OperationError("ErrorCannotUseFolderIdForItemId")
        item = self.items.get(self.ids.item_number(entry) or 0)
        if item is None:
            raise OperationError("ErrorItemNotFound")
        self.changed_since(item, element)
        return item

    def changed_since(self, item: Item, element: etree._Element) -> int | None:
        """Returns the number of the change that the ChangeKey of an ItemId names; ``None`` if it has none.

        Raises:
            OperationError: ErrorInvalidChangeKey.
        """
        change_key = element.get("ChangeKey")
        if not change_key:
            return None
        change = self.ids.change_of(change_key)
        if change is None:
            raise OperationError("ErrorInvalidChangeKey")
        return change

    def item_id_element(self, item: Item) -> etree._Element:
        """Returns the ItemId of an item, with its change key."""
        return T.ItemId(Id=self.item_id(item), ChangeKey=self.ids.change_key(_ITEM, item.change))

    def item_id(self, item: Item) -> str:
        """Returns the EWS id of an item."""
        return self.ids.item_id(item.number, item.born_in)

    def attachment_id(self, item: Item, token: str) -> str:
        """Returns the identifier of an attachment, by the GUID that names it inside its item."""
        return self.ids.attachment_id(item.number, item.born_in, token)

    def attachment_named(self, element: etree._Element) -> tuple[Item, str]:
        """Returns the item and the GUID of the attachment that an AttachmentId names.

        Raises:
            OperationError: the id is empty, malformed, or of an item that is not there.
        """
        handle = element.get("Id", "")
        if not handle:
            raise OperationError("ErrorInvalidIdEmpty")
        found = self.ids.attachment_of(handle)
        if found is None:
            known = self.ids.entry_of(handle) is not None
            raise OperationError("ErrorInvalidAttachmentId" if known else "ErrorInvalidIdMalformed")
        item = self.items.get(self.ids.item_number(found[0]) or 0)
        if item is None:
            raise OperationError("ErrorItemNotFound")
        return item, found[1]

    def entry_id(self, item: Item) -> str:
        """Returns the EntryID of an item, in base64: what StoreEntryId shows and PlayOnPhone takes."""
        return base64.b64encode(self.ids.item_entry(item.number, item.born_in)).decode()

    def next_change(self) -> int:
        """Returns the number of a new change."""
        return self.count("changes")

    def add(self, folder: int, properties: etree._Element) -> Item:
        """Puts a new item into a folder."""
        number = self.next_change()
        item = _described(
            Item(local_name(properties), number, folder, folder, number, "", "", False, b""), properties
        )
        self._put(item)
        self._happened("Created", item)
        return item

    def receive(self, properties: etree._Element) -> Item:
        """Puts new mail into the inbox."""
        item = self.add(self.known_folder("inbox"), properties)
        self._happened("NewMail", item)
        return item

    def change(self, item: Item, properties: etree._Element, change: int) -> Item:
        """Keeps changed properties of an item, whose change key moves on to that change."""
        changed = _described(replace(item, change=change), properties)
        self._put(changed)
        self._happened("Modified", changed)
        return changed

    def move(self, item: Item, folder: int) -> Item:
        """Moves an item to another folder, where it has a new id."""
        self._take_out(item)
        moved = self._born_again(item, folder)
        self._happened("Moved", moved, item)
        return moved

    def copy(self, item: Item, folder: int) -> Item:
        """Puts a copy of an item into a folder."""
        copied = self._born_again(item, folder)
        self._happened("Copied", copied, item)
        return copied

    def _born_again(self, item: Item, folder: int) -> Item:
        number = self.next_change()
        copied = replace(item, number=number, born_in=folder, folder=folder, change=number)
        self._put(copied)
        return copied

    def remove(self, item: Item) -> None:
        """Takes an item away for good."""
        self._take_out(item)
        self._happened("Deleted", item)

    def _take_out(self, item: Item) -> None:
        del self.items[item.number]
        del self._contents[item.folder][item.number]
        self._store.drop(self.address.lower(), "item", _key(item.number))
        self._touch(item.folder)
        self._note_gone(Gone(item.number, item.born_in, item.folder))

    def gone_since(self, removals: int) -> Iterator[tuple[int, Gone]]:
        """Yields what was taken out of its folder after so many removals, with the number of its removal.

        Raises:
            OperationError: ErrorInvalidSyncStateData: that is too long ago to be remembered.
        """
        if removals < self.counted("removals") - len(self._gone):
            raise OperationError("ErrorInvalidSyncStateData")
        yield from ((number, left) for number, left in self._gone.items() if number > removals)

    @property
    def voice_mail(self) -> Item:
        """The oldest voice message that is left.

        Raises:
            LookupError: there is none any more.
        """
        for item in self.contents(self.known_folder("voicemail")):
            return item
        raise LookupError(f"the mailbox of {self.address} has no voice message")

    # -- inside --------------------------------------------------------------------------------------------

    def _entry(self, element: etree._Element) -> bytes:
        handle = element.get("Id", "")
        if not handle:
            raise OperationError("ErrorInvalidIdEmpty")
        entry = self.ids.entry_of(handle)
        if entry is None:
            raise OperationError("ErrorInvalidIdMalformed")
        return entry

    def _put(self, item: Item) -> None:
        self._place(item)
        self._keep("item", _key(item.number), msgspec.json.encode(item))
        self._touch(item.folder)

    def _place(self, item: Item) -> None:
        self.items[item.number] = item
        self._contents.setdefault(item.folder, {})[item.number] = None

    def _note_gone(self, left: Gone) -> None:
        number = self.count("removals")
        self._keep("gone", _key(number), msgspec.json.encode(left))
        if oldest := self._gone.keep(number, left):
            self._store.drop(self.address.lower(), "gone", _key(oldest[0]))

    def _touch(self, folder: int) -> None:
        changed = replace(self.folders[folder], change=self._counters["changes"])
        self.folders[folder] = changed
        self._keep("folder", str(folder), msgspec.json.encode(changed))

    def _keep(self, kind: str, key: str, value: bytes) -> None:
        self._store.put(self.address.lower(), kind, key, value)


def _key(number: int) -> str:
    return f"{number:012}"  # the store sorts by key: items come back in the order in which they came


def _described(item: Item, properties: etree._Element) -> Item:
    """Notes of an item's properties what lists and counts need."""
    return replace(
        item,
        item_class=text_of(child(properties, "ItemClass")),
        received=text_of(child(properties, "DateTimeReceived")),
        is_read=text_of(child(properties, "IsRead")) not in ("false", "0"),
        xml=etree.tostring(properties),
    )
