"""What operations need of a mailbox: items in folders, identifiers, delivery."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from lxml import etree

from inspector.protocols.oxwscore.ids import Identifiers
from inspector.wire.xml import parse_xml


@dataclass(frozen=True)
class Item:
    """An item of a mailbox.

    Args:
        kind: the local name of its element, such as ``Message``.
        number: its number in the mailbox; it gets a new one when it moves to another folder.
        born_in: the number of the folder in which it got this number.
        folder: the number of the folder that holds it.
        change: the number of its last change.
        item_class: its ItemClass.
        received: its DateTimeReceived.
        is_read: whether it has been read.
        xml: its properties, as an element of the types namespace. A property that was changed carries the
            number of that change in the attribute ``change``.
    """

    kind: str
    number: int
    born_in: int
    folder: int
    change: int
    item_class: str
    received: str
    is_read: bool
    xml: bytes

    def properties(self) -> etree._Element:
        """Returns the properties, as a tree of its own."""
        return parse_xml(self.xml)


@dataclass(frozen=True)
class Folder:
    """A folder.

    Args:
        number: its number in the mailbox; identifiers are made of it.
        name: its display name.
        parent: the number of the folder that holds it; 0 for the root.
        known_as: its distinguished name; empty if it is none of the well-known ones.
        folder_class: the FolderClass; empty if it has none.
        change: the number of its last change.
    """

    number: int
    name: str
    parent: int
    known_as: str = ""
    folder_class: str = "IPF.Note"
    change: int = 1


@dataclass(frozen=True)
class Gone:
    """An item or folder that is no longer in its folder: deleted, or, of items, moved away.

    Args:
        number: the number that it had.
        born_in: the number of the folder in which it got this number.
        folder: the number of the folder that it left.
        is_folder: whether it is a folder itself.
    """

    number: int
    born_in: int
    folder: int
    is_folder: bool = False


@dataclass(frozen=True)
class Event:
    """Something that happened in a mailbox.

    Args:
        kind: what happened: Created, Modified, Deleted, Moved, Copied or NewMail.
        thing: the item or folder that it happened to, as it is afterwards; as it was if it is deleted.
        before: the item or folder as it was, of what was moved or copied.
    """

    kind: str
    thing: Item | Folder
    before: Item | Folder | None = None


Watcher = Callable[[Event], None]


class MessageStore(Protocol):
    """The mailbox of the user who makes the request."""

    @property
    def address(self) -> str:
        """The primary mail address."""
        ...

    @property
    def name(self) -> str:
        """The display name."""
        ...

    @property
    def product(self) -> int:
        """The year of the server's product."""
        ...

    @property
    def ids(self) -> Identifiers:
        """Makes and reads the mailbox's identifiers."""
        ...

    def time(self, at: float) -> str:
        """Returns a clock time, in seconds, as an xs:dateTime."""
        ...

    def unique(self, *parts: object) -> str:
        """Returns a GUID that no other call returns."""
        ...

    def known_folder(self, name: str) -> int:
        """Returns the number of a well-known folder."""
        ...

    def folder_class(self, number: int) -> str:
        """Returns the class of a folder, such as ``IPF.Note``; empty if it has none."""
        ...

    def folder_named(self, element: etree._Element) -> int:
        """Returns the number of the folder that a FolderId or DistinguishedFolderId names.

        Raises:
            OperationError: ErrorFolderNotFound, ErrorInvalidIdMalformed and their kin.
        """
        ...

    def item_named(self, element: etree._Element) -> Item:
        """Returns the item that an ItemId names.

        Raises:
            OperationError: ErrorItemNotFound, ErrorInvalidIdMalformed and their kin.
        """
        ...

    def changed_since(self, item: Item, element: etree._Element) -> int | None:
        """Returns the number of the change that the ChangeKey of an ItemId names; ``None`` if it has none.

        Raises:
            OperationError: ErrorInvalidChangeKey.
        """
        ...

    def item_id_element(self, item: Item) -> etree._Element:
        """Returns the ItemId of an item, with its change key."""
        ...

    def attachment_id(self, item: Item, token: str) -> str:
        """Returns the identifier of an attachment.

        Args:
            item: the item that has it.
            token: the GUID that names it inside the item.
        """
        ...

    def folder_id_element(self, number: int) -> etree._Element:
        """Returns the FolderId of a folder, with its change key."""
        ...

    def entry_id(self, item: Item) -> str:
        """Returns the EntryID of an item, in base64."""
        ...

    def next_change(self) -> int:
        """Returns the number of a new change."""
        ...

    def add(self, folder: int, properties: etree._Element) -> Item:
        """Puts a new item into a folder."""
        ...

    def change(self, item: Item, properties: etree._Element, change: int) -> Item:
        """Keeps changed properties of an item, whose change key moves on to that change."""
        ...

    def move(self, item: Item, folder: int) -> Item:
        """Moves an item to another folder, where it has a new id."""
        ...

    def copy(self, item: Item, folder: int) -> Item:
        """Puts a copy of an item into a folder."""
        ...

    def remove(self, item: Item) -> None:
        """Takes an item away for good."""

    def receive(self, properties: etree._Element) -> Item:
        """Puts new mail into the inbox."""
        ...

    def deliver(self, addresses: Sequence[str], properties: etree._Element, at: float) -> None:
        """Puts a message into the inboxes of those recipients that have a mailbox here."""


class MailboxStore(MessageStore, Protocol):
    """The whole of a mailbox: its folders too, and what is gone."""

    @property
    def folders(self) -> Mapping[int, Folder]:
        """The folders by number."""
        ...

    @property
    def items(self) -> Mapping[int, Item]:
        """The items by number."""
        ...

    def watch(self, watcher: Watcher) -> None:
        """Has somebody told of all that happens from now on."""

    def setting(self, name: str) -> bytes | None:
        """Returns what was kept under a name; ``None`` if nothing was."""
        ...

    def keep_setting(self, name: str, value: bytes) -> None:
        """Keeps something under a name, in place of what was kept there."""

    @property
    def room_list(self) -> str:
        """The list of rooms that the mailbox belongs to; empty if it is no room's."""
        ...

    @property
    def directory(self) -> Directory:
        """Who else has a mailbox on the server."""
        ...

    def count(self, what: str) -> int:
        """Counts one more of something, and returns how many there are now."""
        ...

    def counted(self, what: str) -> int:
        """Returns how many of something there are now."""
        ...

    def contents(self, folder: int) -> Iterator[Item]:
        """Yields the items of a folder, in the order in which they came."""
        ...

    def subfolders(self, parent: int) -> list[Folder]: ...

    def add_folder(self, parent: int, name: str, folder_class: str) -> Folder:
        """Makes a folder."""
        ...

    def keep_folder(self, folder: Folder) -> Folder:
        """Keeps a folder with another name or in another place."""
        ...

    def remove_folder(self, folder: Folder) -> None:
        """Takes a folder away for good, with all that is in it."""

    def folder_entry(self, known_as: str) -> str:
        """Returns the EntryID of a well-known folder, in base64."""
        ...

    def item_id(self, item: Item) -> str:
        """Returns the EWS id of an item."""
        ...

    def attachment_named(self, element: etree._Element) -> tuple[Item, str]:
        """Returns the item and the GUID of the attachment that an AttachmentId names.

        Raises:
            OperationError: the id is empty, malformed, or of an item that is not there.
        """
        ...

    def gone_since(self, removals: int) -> Iterator[tuple[int, Gone]]:
        """Yields what was taken out of its folder after so many removals, with the number of its removal.

        Raises:
            OperationError: ErrorInvalidSyncStateData: that is too long ago to be remembered.
        """
        ...


@dataclass(frozen=True)
class Directory:
    """Who has a mailbox on the server.

    Args:
        everybody: returns all mailboxes that there are.
        find: returns the mailbox of a mail address; ``None`` if there is none, and none comes into being.
    """

    everybody: Callable[[], Iterable[MailboxStore]] = tuple
    find: Callable[[str], MailboxStore | None] = lambda address: None
