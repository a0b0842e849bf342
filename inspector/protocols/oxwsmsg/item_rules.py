"""Rules of MS-OXWSMSG over several messages: an item keeps what it was given, and is gone once deleted."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.protocols.message import Message
from inspector.protocols.oxwsmsg.memory import SavedItems
from inspector.protocols.oxwsmsg.parts import asked_for, item_id_of, item_of, items_shown, plain_value
from inspector.protocols.rule import MAY, MUST, Severity, Violation, response, rule
from inspector.protocols.session import History

_PUT = {
    "CreateItem": ("saved in", "2.2.5.1"),
    "MoveItem": ("moved to", "3.1.4.5"),
    "CopyItem": ("copied to", "3.1.4.1"),
}


@rule(
    "MSG030", "properties-as-set", MUST, section="2.2.4.1", on=response("GetItem"), severity=Severity.WARNING
)
def properties_as_set(message: Message, history: History) -> Iterator[Violation]:
    """GetItem returns the properties of a message as CreateItem or UpdateItem set them.

    Recipients, receipts, IsRead, IsResponseRequested, References and ReplyTo are read/write (section
    2.2.4.1). A message is in the folder that it was saved in (2.2.5.1), moved to (3.1.4.5) or copied to
    (3.1.4.1). Judged only for the very version that the session made: the ChangeKey must be the same. A
    warning, as servers replace addresses by the primary one.

    Good:
        <t:IsRead>true</t:IsRead>
    Bad:
        <t:IsRead>false</t:IsRead>
    """
    items = history.state(SavedItems)
    for _, _, parts in message.memo(items_shown):
        item_id = parts.get("ItemId")
        if item_id is None:
            continue
        saved = items.saved(str(item_id.get("Id", "")))
        if saved is None or saved.change_key != item_id.get("ChangeKey"):
            continue
        for name, value in saved.values.items():
            got = plain_value(name, parts[name]) if name in parts else None
            if got is not None and got != value:
                yield Violation(
                    f"{name} is {got[:80]!r}; this version was saved with {value[:80]!r}", parts[name]
                )
        folder = parts.get("ParentFolderId")
        if saved.folder and folder is not None and folder.get("Id") != saved.folder:
            done, section = _PUT[saved.put_by]
            yield Violation(
                f"the message is in another folder than the one that it was {done}",
                folder,
                "Id",
                section=section,
            )


@rule(
    "MSG031",
    "deleted-item-is-gone",
    MUST,
    section="3.1.4.3",
    on=response("GetItem", "SendItem", "UpdateItem", "DeleteItem", "CopyItem", "MoveItem"),
)
def deleted_item_is_gone(message: Message, history: History) -> Iterator[Violation]:
    """An item that was deleted for good is not found any more.

    DeleteItem deletes from the server store (section 3.1.4.3). Only HardDelete is judged, and only requests
    that were sent after the deletion was answered.

    Good:
        DeleteItem HardDelete of AAMkAGIw, then GetItem of AAMkAGIw gets ErrorItemNotFound
    Bad:
        DeleteItem HardDelete of AAMkAGIw, then GetItem of AAMkAGIw gets the item
    """
    items = history.state(SavedItems)
    if history.request is None or message.operation is None or not items.has_deleted:
        return
    asked = history.request.memo(asked_for)
    for one, result in zip(asked, message.response_messages, strict=False):
        item_id = one if one.get("Id") else item_id_of(one)
        deleted = None if item_id is None else items.deleted_at(str(item_id.get("Id", "")))
        if deleted is not None and history.asked_at >= deleted and result.get("ResponseClass") == "Success":
            yield Violation(f"the item was deleted for good {history.asked_at - deleted:.3f} s ago", result)


@rule("MSG033", "version-moves-on", MAY, section="3.1.4.4", on=response("UpdateItem"), severity=Severity.INFO)
def version_moves_on(message: Message, history: History) -> Iterator[Violation]:
    """A changed item gets a new ChangeKey.

    ChangeKey identifies a version of an item (section 3.1.4.4). Information only: a change to what was there
    already may leave the version, and example 4.3 shows the same key before and after.

    Good:
        <t:ItemId Id="AAMkAGIw" ChangeKey="CQAAABYAAB"/>
    Bad:
        <t:ItemId Id="AAMkAGIw" ChangeKey="CQAAABYAAA"/>
    """
    if history.request is None:
        return
    for change, result in zip(history.request.memo(asked_for), message.response_messages, strict=False):
        before, after = item_id_of(change), item_id_of(item_of(result))
        if before is None or after is None or result.get("ResponseClass") != "Success":
            continue
        if before.get("ChangeKey") and before.get("ChangeKey") == after.get("ChangeKey"):
            yield Violation("the item was changed and has the same ChangeKey as before", after, "ChangeKey")
