"""What a session has shown of messages that it saved, changed and deleted."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from lxml import etree

from inspector.bounded import ExpiringMap
from inspector.protocols.message import Message, children_of
from inspector.protocols.oxwsmsg.parts import (
    KEPT,
    asked_for,
    folder_named,
    id_of,
    item_id_of,
    item_of,
    plain_value,
)
from inspector.protocols.session import SessionState
from inspector.wire.soap import local_name


class SavedItem(msgspec.Struct, frozen=True):
    """A version of an item.

    Args:
        change_key: the version.
        values: the properties that were set for it, in the form of :func:`plain_value`.
        folder: the identifier of the folder that it was put in; empty if that is not known.
        put_by: the operation that put it there.
    """

    change_key: str
    values: dict[str, str]
    folder: str = ""
    put_by: str = ""


class SavedItems(SessionState):
    """The items of a session by identifier."""

    watches = ("CreateItem", "UpdateItem", "DeleteItem", "CopyItem", "MoveItem", "SendItem")
    by_name = True

    def __init__(self) -> None:
        self._saved: ExpiringMap[SavedItem] = ExpiringMap()
        self._deleted: ExpiringMap[float] = ExpiringMap()

    def __len__(self) -> int:
        return len(self._saved) + len(self._deleted)

    @property
    def has_deleted(self) -> bool:
        """Whether the session has deleted any item for good."""
        return bool(self._deleted)

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
        asked = request.memo(asked_for)
        for one, result in zip(asked, response.response_messages, strict=False):
            if result.get("ResponseClass") == "Success":
                self._take(operation.name, request, one, result, response.at)

    def _take(
        self, name: str, request: Message, one: etree._Element, result: etree._Element, at: float
    ) -> None:
        if name == "CreateItem":
            if local_name(one) == "Message":
                self._keep(result, children_of(one), folder_named(request, "SavedItemFolderId"), name, at)
        elif name == "UpdateItem":
            before = self._saved.get(id_of(item_id_of(one)))
            folder, put_by = (before.folder, before.put_by) if before else ("", "")
            self._keep(result, dict(_set_fields(one)), folder, put_by, at)
        else:
            self._gone(name, request, one, at)
            if name in ("CopyItem", "MoveItem"):
                self._keep(result, {}, folder_named(request, "ToFolderId"), name, at)

    def _gone(self, name: str, request: Message, one: etree._Element, at: float) -> None:
        """Notes that an identifier names nothing that was seen: its item was deleted, moved or sent."""
        gone = str(one.get("Id", ""))
        if name != "CopyItem":
            self._saved.drop(gone)
        payload = request.payload
        if name == "DeleteItem" and payload is not None and payload.get("DeleteType") == "HardDelete":
            self._deleted.put(gone, at, at)

    def _keep(
        self,
        result: etree._Element,
        parts: dict[str, etree._Element],
        folder: str,
        put_by: str,
        at: float,
    ) -> None:
        item_id = item_id_of(item_of(result))
        if item_id is None or not item_id.get("Id") or not item_id.get("ChangeKey"):
            return
        values = [(name, plain_value(name, parts[name])) for name in KEPT if name in parts]
        known = {name: value for name, value in values if value is not None}
        identifier = str(item_id.get("Id"))
        self._deleted.drop(identifier)
        self._saved.put(identifier, SavedItem(str(item_id.get("ChangeKey")), known, folder, put_by), at)


def _set_fields(change: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Yields the properties that an ItemChange sets, with their elements."""
    for field in change.iter("{*}SetItemField"):
        item = next((child for child in field.iterchildren(etree.Element) if len(child)), None)
        if item is not None:
            for element in item.iterchildren(etree.Element):
                yield local_name(element), element


SESSION_STATE = (SavedItems,)
"""What the rules remember of a session."""
