"""What the operations on messages need of a mailbox: items in folders, identifiers, delivery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from lxml import etree

from inspector.wire.xml import parse_xml

__all__ = ["Item", "MessageStore"]


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

    def time(self, at: float) -> str:
        """Returns a clock time, in seconds, as an xs:dateTime."""
        ...

    def unique(self, *parts: object) -> str:
        """Returns a GUID that no other call returns."""
        ...

    def known_folder(self, name: str) -> int:
        """Returns the number of a well-known folder."""
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

    def deliver(self, addresses: Sequence[str], properties: etree._Element, at: float) -> None:
        """Puts a message into the inboxes of those recipients that have a mailbox here."""
