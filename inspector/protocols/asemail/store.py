"""What the ActiveSync commands need of a mailbox, beside what the operations on messages need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from inspector.protocols.oxwsmsg.store import Item, MessageStore

__all__ = ["FolderFacts", "PhoneStore"]


class FolderFacts(Protocol):
    """A folder."""

    @property
    def number(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def parent(self) -> int: ...
    @property
    def known_as(self) -> str: ...
    @property
    def folder_class(self) -> str: ...


class PhoneStore(MessageStore, Protocol):
    """The mailbox of the user whose phone it is."""

    @property
    def folders(self) -> Mapping[int, FolderFacts]:
        """The folders by number."""
        ...

    @property
    def items(self) -> Mapping[int, Item]:
        """The items by number."""
        ...

    def contents(self, folder: int) -> Iterator[Item]:
        """Yields the items of a folder, in the order in which they came."""
        ...
