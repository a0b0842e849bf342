"""Kinds of items: what a document says of its own, for the operations that all kinds share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from inspector.protocols.oxwscore import properties
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscore.properties import Properties, Property
from inspector.protocols.oxwscore.store import Item


@dataclass(frozen=True)
class Asked:
    """A request that makes, changes or deletes items.

    Args:
        payload: the Body's child of the request.
        mailbox: the mailbox.
        at: the clock time, in seconds.
        change: the number of the change to an item that is changed.
    """

    payload: etree._Element
    store: Mailbox
    at: float
    change: int = 0


def kept(asked: Asked, item: Item | None, stored: etree._Element, folder: int) -> Item:
    """Keeps a new or changed item, as most kinds do.

    Args:
        asked: the request.
        item: the item as it was; ``None``: it is new.
        stored: its properties now.
        folder: the folder for a new one.
    """
    if item is None:
        return asked.store.add(folder, stored)
    return asked.store.change(item, stored, asked.change)


@dataclass(frozen=True, eq=False, kw_only=True)
class ItemKind:
    """A kind of items.

    Args:
        name: the local name of its element.
        properties: its properties.
        folder: the well-known folder for new ones that name none.
        folder_class: what the class of a folder begins with that can hold new ones; empty: any can.
        misplaced: the response code that refuses another folder.
        demands: by operation, the attribute that a request about an item of this kind must have, its values,
            and the response code that tells that it is missing.
        finish: adds what follows from the other properties: after making, and after each change.
        keep: keeps a new item or a changed one as :func:`kept` does, and does what the request wants besides.
            Returns ``None`` if nothing is kept.
        settable: read-only properties that a new one can have all the same, with the year of the product that
            takes them first.
        indexed: by the field URI of an IndexedFieldURI, the property whose entries it names, and the child of
            the entry; an empty child means the entry itself.
        has_mime: whether it has MIME content.
        responses: the response objects that a client can make of one.
    """

    name: str
    properties: Properties
    folder: str
    folder_class: str = ""
    misplaced: str = ""
    demands: Mapping[str, tuple[str, tuple[str, ...], str]] = field(default_factory=dict)
    finish: Callable[[Mailbox, etree._Element, float], None] = lambda store, stored, at: None
    keep: Callable[[Asked, Item | None, etree._Element, int], Item | None] = kept
    settable: Mapping[str, int] = field(default_factory=dict)
    indexed: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    has_mime: bool = False
    responses: tuple[str, ...] = ()

    @cached_property
    def _by_uri(self) -> Mapping[str, Property]:
        return {each.uri: each for each in self.properties.values()}

    def property_of(self, uri: str) -> Property | None:
        """Returns the property that a field URI names, such as ``item:Subject``; ``None``: there is none."""
        return self._by_uri.get(uri)

    def in_order(self, elements: Iterable[etree._Element]) -> list[etree._Element]:
        """Returns property elements in the order of the schema; those of the same name keep theirs."""
        return properties.in_order(elements, self.properties)
