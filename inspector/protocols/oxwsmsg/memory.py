"""What a session has shown of messages that it saved, changed and deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from inspector.protocols.history import Forgetful
from inspector.protocols.message import Message, children_of
from inspector.protocols.oxwsmsg.parts import KEPT, asked_for, item_id_of, item_of, plain_value
from inspector.wire.soap import local_name

__all__ = ["SavedItem", "SavedItems"]


@dataclass(frozen=True)
class SavedItem:
    """A version of an item.

    Args:
        change_key: the version.
        values: the properties that were set for it, in the form of :func:`plain_value`.
        folder: the identifier of the folder that it was saved in; empty if that is not known.
    """

    change_key: str
    values: dict[str, str]
    folder: str = ""


class SavedItems:
    """The items of a session by identifier."""

    watches = ("CreateItem", "UpdateItem", "DeleteItem", "MoveItem", "SendItem")

    def __init__(self) -> None:
        self._saved: Forgetful[SavedItem] = Forgetful()
        self._deleted: Forgetful[float] = Forgetful()

    def __len__(self) -> int:
        return len(self._saved) + len(self._deleted)

    def saved(self, item: str) -> SavedItem | None:
        """Returns the last version that the session made of an item, or ``None``."""
        return self._saved.get(item)

    def deleted_at(self, item: str) -> float | None:
        """Returns when the session's deletion of an item for good was answered, or ``None``."""
        return self._deleted.get(item)

    def observe(self, request: Message, response: Message | None) -> None:
        """Takes in an interaction."""
        operation = request.operation
        if operation is None or response is None:
            return
        asked = asked_for(operation.name, request.children)
        for one, verdict in zip(asked, response.verdicts, strict=False):
            if verdict.get("ResponseClass") == "Success":
                self._take(operation.name, request, one, verdict, response.at)

    def _take(
        self, name: str, request: Message, one: etree._Element, verdict: etree._Element, at: float
    ) -> None:
        if name == "CreateItem":
            folder = (
                next(request.children["SavedItemFolderId"].iterchildren("{*}FolderId"), None)
                if ("SavedItemFolderId" in request.children)
                else None
            )
            if local_name(one) == "Message":
                self._keep(verdict, children_of(one), "" if folder is None else str(folder.get("Id", "")), at)
        elif name == "UpdateItem":
            self._keep(verdict, dict(_set_fields(one)), "", at)
        else:  # deleted, moved or sent: the identifier names nothing that was seen
            gone = str(one.get("Id", ""))
            self._saved.drop(gone)
            payload = request.payload
            if name == "DeleteItem" and payload is not None and payload.get("DeleteType") == "HardDelete":
                self._deleted.put(gone, at, at)

    def _keep(
        self, verdict: etree._Element, parts: dict[str, etree._Element], folder: str, at: float
    ) -> None:
        item_id = item_id_of(item_of(verdict))
        if item_id is None or not item_id.get("Id") or not item_id.get("ChangeKey"):
            return
        values = {name: plain_value(name, parts[name]) for name in KEPT if name in parts}
        known = {name: value for name, value in values.items() if value is not None}
        identifier = str(item_id.get("Id"))
        self._deleted.drop(identifier)
        self._saved.put(identifier, SavedItem(str(item_id.get("ChangeKey")), known, folder), at)


def _set_fields(change: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Yields the properties that an ItemChange sets, with their elements."""
    for field in change.iter("{*}SetItemField"):
        item = next((child for child in field.iterchildren(etree.Element) if len(child)), None)
        if item is not None:
            for element in item.iterchildren(etree.Element):
                yield local_name(element), element
