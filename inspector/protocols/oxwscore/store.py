"""What a mailbox holds, and what happens in it: items, folders, and those that are gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

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
