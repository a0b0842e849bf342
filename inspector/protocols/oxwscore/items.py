"""What clients do with items of any kind (MS-OXWSCORE section 3.1.4): make, read, change, delete, move, copy.

What is of one kind only, that kind says (:class:`inspector.protocols.oxwscore.item_kind.ItemKind`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from lxml import etree

from inspector.protocols.common.answers import M, T, answer_each
from inspector.protocols.common.failures import InvalidRequest, OperationError
from inspector.protocols.common.reading import attribute, child, children, only, required, text_of
from inspector.protocols.common.versions import asked_product
from inspector.protocols.oxwscore.changes import apply_updates, check_new
from inspector.protocols.oxwscore.item_kind import Asked, ItemKind
from inspector.protocols.oxwscore.item_kinds import MAKERS, kind_of
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscore.new_items import touched
from inspector.protocols.oxwscore.shape import read_shape
from inspector.protocols.oxwscore.shaped_items import shaped, stub
from inspector.protocols.oxwscore.store import Item
from inspector.wire.soap import local_name

_RESOLUTIONS = ("NeverOverwrite", "AutoResolve", "AlwaysOverwrite")
_DISPOSALS = ("HardDelete", "SoftDelete", "MoveToDeletedItems")


def create_item(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSCORE section 3.1.4.2; what is done with a new item, its kind says."""
    only(payload, ("SavedItemFolderId", "Items"))
    asked = Asked(payload, mailbox, at)

    def one(given: etree._Element) -> Sequence[etree._Element]:
        if local_name(given) not in MAKERS:
            raise OperationError("ErrorInvalidItemForOperationCreateItem")
        kind, _ = MAKERS[local_name(given)]
        _demand(payload, kind, "CreateItem")
        folder = folder_of(mailbox, child(payload, "SavedItemFolderId"), kind.folder)
        if not mailbox.folder_class(folder).startswith(kind.folder_class):
            raise OperationError(kind.misplaced)
        item = kind.keep(asked, None, new_item(mailbox, given, at), folder)
        return (M.Items() if item is None else M.Items(stub(mailbox, item)),)

    return answer_each("CreateItem", children(required(payload, "Items")), one, M.Items)


def new_item(mailbox: Mailbox, given: etree._Element, at: float) -> etree._Element:
    """Returns the properties of a new item: what the client gave, and what the server adds.

    Args:
        mailbox: the mailbox.
        given: the element of the request, of a name that ``MAKERS`` has.
        at: the clock time, in seconds.

    Raises:
        OperationError: something is given that cannot be, or that is wrong.
    """
    kind, make = MAKERS[local_name(given)]
    if local_name(given) in (kind.name, "Item"):  # others are answers to an item, with a content of their own
        check_new(given, kind, asked_product(given, mailbox.product))
    return make(mailbox, given, at)


def get_item(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSCORE section 3.1.4.4."""
    only(payload, ("ItemShape", "ItemIds"))
    shape = read_shape(required(payload, "ItemShape"))

    def one(item_id: etree._Element) -> Sequence[etree._Element]:
        return (M.Items(shaped(mailbox, mailbox.item_named(item_id), shape)),)

    return answer_each("GetItem", ids_of(payload), one, M.Items)


def update_item(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSCORE section 3.1.4.9. Messages that were sent can be updated too (docs/errata.md)."""
    only(payload, ("SavedItemFolderId", "ItemChanges"))
    resolution = attribute(payload, "ConflictResolution", _RESOLUTIONS)
    if not resolution:
        raise InvalidRequest(
            "The required attribute 'ConflictResolution' is missing", payload.sourceline or 0
        )

    def one(item_change: etree._Element) -> Sequence[etree._Element]:
        item_id = required(item_change, "ItemId")
        item = mailbox.item_named(item_id)
        kind = kind_of(item.kind)
        _demand(payload, kind, "UpdateItem")
        seen = _seen(mailbox, item, item_id, resolution)
        stored = item.properties()
        change = mailbox.next_change()
        resolved = apply_updates(kind, stored, required(item_change, "Updates"), change, seen)
        kind.finish(mailbox, stored, at)
        touched(mailbox, stored, at, kind.properties)
        kept = kind.keep(Asked(payload, mailbox, at, change), item, stored, item.folder)
        items = M.Items() if kept is None else M.Items(stub(mailbox, kept))
        return (items, M.ConflictResults(T.Count(str(resolved))))

    changes = children(required(payload, "ItemChanges"), "ItemChange")
    return answer_each("UpdateItem", changes, one, M.Items)


def delete_item(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSCORE section 3.1.4.3."""
    only(payload, ("ItemIds",))
    disposal = attribute(payload, "DeleteType", _DISPOSALS)
    if not disposal:
        raise InvalidRequest("The required attribute 'DeleteType' is missing", payload.sourceline or 0)

    def one(item_id: etree._Element) -> Sequence[etree._Element]:
        item = mailbox.item_named(item_id)
        _demand(payload, kind_of(item.kind), "DeleteItem")
        if disposal == "HardDelete":
            mailbox.remove(item)
            return ()
        # Exchange 2007 has no Recoverable Items folder that a client could see.
        dumpster = "recoverableitemsdeletions" if mailbox.product >= 2010 else ""
        name = "deleteditems" if disposal == "MoveToDeletedItems" else dumpster
        if not name:
            mailbox.remove(item)
        elif item.folder != mailbox.known_folder(name):
            mailbox.move(item, mailbox.known_folder(name))
        return ()

    return answer_each("DeleteItem", ids_of(payload), one)


def move_item(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSCORE section 3.1.4.7."""
    return _transfer("MoveItem", payload, mailbox, mailbox.move)


def copy_item(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSCORE section 3.1.4.1."""
    return _transfer("CopyItem", payload, mailbox, mailbox.copy)


SERVICE: Mapping[str, Callable[[etree._Element, Mailbox, float], etree._Element]] = {
    "CopyItem": copy_item,
    "CreateItem": create_item,
    "DeleteItem": delete_item,
    "GetItem": get_item,
    "MoveItem": move_item,
    "UpdateItem": update_item,
}
"""What carries out the operations that all kinds share: the Body's child, the mailbox, the clock time."""


def ids_of(payload: etree._Element) -> list[etree._Element]:
    """Returns the identifiers that a request lists.

    Raises:
        InvalidRequest: there are none.
    """
    ids = children(required(payload, "ItemIds"))
    if not ids:
        raise InvalidRequest("The element 'ItemIds' has incomplete content", payload.sourceline or 0)
    return ids


def folder_of(mailbox: Mailbox, target: etree._Element | None, default: str) -> int:
    """Returns the number of the folder in a TargetFolderId; of a well-known one if there is none.

    Raises:
        OperationError: there is no such folder.
    """
    named = next(iter(children(target)), None)
    return mailbox.known_folder(default) if named is None else mailbox.folder_named(named)


def _demand(payload: etree._Element, kind: ItemKind, operation: str) -> None:
    if operation in kind.demands:
        name, values, missing = kind.demands[operation]
        if not attribute(payload, name, values):
            raise OperationError(missing)


def _seen(mailbox: Mailbox, item: Item, item_id: etree._Element, resolution: str) -> int | None:
    """Which version a client has seen, as far as that matters (ConflictResolutionType of MS-OXWSCORE)."""
    seen = mailbox.changed_since(item, item_id)
    if resolution == "AlwaysOverwrite":
        return None
    if seen is None:
        raise OperationError("ErrorChangeKeyRequiredForWriteOperations")
    if resolution == "NeverOverwrite" and seen != item.change:
        raise OperationError("ErrorIrresolvableConflict")
    return seen


def _transfer(
    operation: str, payload: etree._Element, mailbox: Mailbox, transfer: Callable[[Item, int], Item]
) -> etree._Element:
    only(payload, ("ToFolderId", "ItemIds", "ReturnNewItemIds"))
    target = required(payload, "ToFolderId")
    wanted = child(payload, "ReturnNewItemIds")
    silent = wanted is not None and text_of(wanted).strip() in ("false", "0")

    def one(item_id: etree._Element) -> Sequence[etree._Element]:
        try:
            folder = folder_of(mailbox, target, "inbox")
        except OperationError as error:
            code = "ErrorToFolderNotFound" if error.code == "ErrorFolderNotFound" else error.code
            raise OperationError(code) from None
        item = transfer(mailbox.item_named(item_id), folder)
        return (M.Items() if silent else M.Items(stub(mailbox, item)),)

    return answer_each(operation, ids_of(payload), one, M.Items)
