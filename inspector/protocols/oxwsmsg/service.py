"""The seven operations of MS-OXWSMSG as a server carries them out (section 3.1.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from lxml import etree

from inspector.protocols.common.answers import M, T, response_message
from inspector.protocols.common.failures import InvalidRequest, OperationError
from inspector.protocols.common.reading import attribute, child, children, only, required, text_of, truth
from inspector.protocols.common.versions import VERSIONS, asked_product
from inspector.protocols.oxwscore.changes import apply_updates, check_new
from inspector.protocols.oxwscore.shape import read_shape
from inspector.protocols.oxwscore.store import Item, MessageStore
from inspector.protocols.oxwscore.views import shaped, stub
from inspector.protocols.oxwsmsg.arrival import drafted, recipients, sent, touched
from inspector.protocols.oxwsmsg.replies import RESPONSES, answered
from inspector.protocols.oxwsmsg.since import SETTABLE
from inspector.wire.soap import local_name

__all__ = ["SERVICE"]

_DISPOSITIONS = ("SaveOnly", "SendOnly", "SendAndSaveCopy")
_RESOLUTIONS = ("NeverOverwrite", "AutoResolve", "AlwaysOverwrite")
_DISPOSALS = ("HardDelete", "SoftDelete", "MoveToDeletedItems")
_KINDS = ("Message", "Item")

One = Callable[[etree._Element], Sequence[etree._Element]]


def create_item(payload: etree._Element, store: MessageStore, at: float) -> etree._Element:
    """Section 3.1.4.2; what is done with the message is in 2.2.5.1."""
    only(payload, ("SavedItemFolderId", "Items"))
    disposition = attribute(payload, "MessageDisposition", _DISPOSITIONS)
    target = child(payload, "SavedItemFolderId")
    product = asked_product(payload, store.product)
    settable = [name for name, since in SETTABLE.items() if VERSIONS[since].product <= product]

    def one(given: etree._Element) -> Sequence[etree._Element]:
        kind = local_name(given)
        if kind not in (*_KINDS, *RESPONSES):
            raise OperationError("ErrorInvalidItemForOperationCreateItem")
        if not disposition:
            raise OperationError("ErrorMessageDispositionRequired")
        folder = _folder(store, target, "drafts" if disposition == "SaveOnly" else "sentitems")
        if kind in RESPONSES:
            message = answered(store, given, at)
        else:
            check_new(given, settable)
            message = drafted(store, given, at)
        if disposition == "SaveOnly":
            return (M.Items(stub(store, store.add(folder, message))),)
        _send(store, message, at, folder if disposition == "SendAndSaveCopy" else None)
        return (M.Items(),)

    return _each("CreateItem", children(required(payload, "Items")), one, with_items=True)


def get_item(payload: etree._Element, store: MessageStore, at: float) -> etree._Element:
    """Section 3.1.4.4."""
    only(payload, ("ItemShape", "ItemIds"))
    shape = read_shape(required(payload, "ItemShape"))

    def one(item_id: etree._Element) -> Sequence[etree._Element]:
        return (M.Items(shaped(store, store.item_named(item_id), shape)),)

    return _each("GetItem", _ids(payload), one, with_items=True)


def update_item(payload: etree._Element, store: MessageStore, at: float) -> etree._Element:
    """Section 3.1.4.7. Drafts can be updated as well as messages that were sent (docs/errata.md)."""
    only(payload, ("SavedItemFolderId", "ItemChanges"))
    resolution = attribute(payload, "ConflictResolution", _RESOLUTIONS)
    if not resolution:
        raise InvalidRequest(
            "The required attribute 'ConflictResolution' is missing", payload.sourceline or 0
        )
    disposition = attribute(payload, "MessageDisposition", _DISPOSITIONS)
    target = child(payload, "SavedItemFolderId")

    def one(item_change: etree._Element) -> Sequence[etree._Element]:
        item_id = required(item_change, "ItemId")
        item = store.item_named(item_id)
        if not disposition:
            raise OperationError("ErrorMessageDispositionRequired")
        seen = _seen(store, item, item_id, resolution)
        stored = item.properties()
        change = store.next_change()
        resolved = apply_updates(stored, required(item_change, "Updates"), change, seen)
        touched(store, stored, at)
        if disposition == "SaveOnly":
            items = M.Items(stub(store, store.change(item, stored, change)))
        else:
            folder = _folder(store, target, "sentitems") if disposition == "SendAndSaveCopy" else None
            _send(store, stored, at, folder)
            store.remove(item)
            items = M.Items()
        return (items, M.ConflictResults(T.Count(str(resolved))))

    changes = children(required(payload, "ItemChanges"), "ItemChange")
    return _each("UpdateItem", changes, one, with_items=True)


def send_item(payload: etree._Element, store: MessageStore, at: float) -> etree._Element:
    """Section 3.1.4.6."""
    only(payload, ("ItemIds", "SavedItemFolderId"))
    save = truth(payload, "SaveItemToFolder")
    if save is None:
        raise InvalidRequest("The required attribute 'SaveItemToFolder' is missing", payload.sourceline or 0)
    target = child(payload, "SavedItemFolderId")

    def one(item_id: etree._Element) -> Sequence[etree._Element]:
        if target is not None and not save:
            raise OperationError("ErrorInvalidSendItemSaveSettings")
        item = store.item_named(item_id)
        seen = store.changed_since(item, item_id)
        if seen is None:
            raise OperationError("ErrorChangeKeyRequired")
        if seen != item.change:
            raise OperationError("ErrorIrresolvableConflict")
        _send(store, item.properties(), at, _folder(store, target, "sentitems") if save else None)
        store.remove(item)
        return ()

    return _each("SendItem", _ids(payload), one)


def delete_item(payload: etree._Element, store: MessageStore, at: float) -> etree._Element:
    """Section 3.1.4.3."""
    only(payload, ("ItemIds",))
    disposal = attribute(payload, "DeleteType", _DISPOSALS)
    if not disposal:
        raise InvalidRequest("The required attribute 'DeleteType' is missing", payload.sourceline or 0)

    def one(item_id: etree._Element) -> Sequence[etree._Element]:
        item = store.item_named(item_id)
        if disposal == "HardDelete":
            store.remove(item)
            return ()
        # Exchange 2007 has no Recoverable Items folder that a client could see.
        dumpster = "recoverableitemsdeletions" if store.product >= 2010 else ""
        name = "deleteditems" if disposal == "MoveToDeletedItems" else dumpster
        if not name:
            store.remove(item)
        elif item.folder != store.known_folder(name):
            store.move(item, store.known_folder(name))
        return ()

    return _each("DeleteItem", _ids(payload), one)


def move_item(payload: etree._Element, store: MessageStore, at: float) -> etree._Element:
    """Section 3.1.4.5."""
    return _transfer("MoveItem", payload, store, store.move)


def copy_item(payload: etree._Element, store: MessageStore, at: float) -> etree._Element:
    """Section 3.1.4.1."""
    return _transfer("CopyItem", payload, store, store.copy)


SERVICE: Mapping[str, Callable[[etree._Element, MessageStore, float], etree._Element]] = {
    "CopyItem": copy_item,
    "CreateItem": create_item,
    "DeleteItem": delete_item,
    "GetItem": get_item,
    "MoveItem": move_item,
    "SendItem": send_item,
    "UpdateItem": update_item,
}
"""What carries out each operation: a function of the Body's child, the mailbox and the clock time."""


def _each(
    operation: str, asked: Sequence[etree._Element], one: One, *, with_items: bool = False
) -> etree._Element:
    """Answers with a response message for each thing that was asked for, in order."""
    messages = M.ResponseMessages()
    for element in asked:
        name = f"{operation}ResponseMessage"
        try:
            messages.append(response_message(name, None, *one(element)))
        except OperationError as error:
            messages.append(response_message(name, error, *([M.Items()] if with_items else [])))
    return M(f"{operation}Response", messages)


def _ids(payload: etree._Element) -> list[etree._Element]:
    ids = children(required(payload, "ItemIds"))
    if not ids:
        raise InvalidRequest("The element 'ItemIds' has incomplete content", payload.sourceline or 0)
    return ids


def _folder(store: MessageStore, target: etree._Element | None, default: str) -> int:
    named = next(iter(children(target)), None)
    return store.known_folder(default) if named is None else store.folder_named(named)


def _send(store: MessageStore, message: etree._Element, at: float, keep_in: int | None) -> None:
    """Sends a message; a copy of it is kept in a folder if one is given."""
    gone = sent(store, message, at)
    if keep_in is not None:
        store.add(keep_in, gone)
    store.deliver(recipients(gone), gone, at)


def _seen(store: MessageStore, item: Item, item_id: etree._Element, resolution: str) -> int | None:
    """Which version a client has seen, as far as that matters (ConflictResolutionType of MS-OXWSCORE)."""
    seen = store.changed_since(item, item_id)
    if resolution == "AlwaysOverwrite":
        return None
    if seen is None:
        raise OperationError("ErrorChangeKeyRequiredForWriteOperations")
    if resolution == "NeverOverwrite" and seen != item.change:
        raise OperationError("ErrorIrresolvableConflict")
    return seen


def _transfer(
    operation: str, payload: etree._Element, store: MessageStore, transfer: Callable[[Item, int], Item]
) -> etree._Element:
    only(payload, ("ToFolderId", "ItemIds", "ReturnNewItemIds"))
    target = required(payload, "ToFolderId")
    wanted = child(payload, "ReturnNewItemIds")
    silent = wanted is not None and text_of(wanted).strip() in ("false", "0")

    def one(item_id: etree._Element) -> Sequence[etree._Element]:
        try:
            folder = _folder(store, target, "inbox")
        except OperationError as error:
            code = "ErrorToFolderNotFound" if error.code == "ErrorFolderNotFound" else error.code
            raise OperationError(code) from None
        item = transfer(store.item_named(item_id), folder)
        return (M.Items() if silent else M.Items(stub(store, item)),)

    return _each(operation, _ids(payload), one, with_items=True)
