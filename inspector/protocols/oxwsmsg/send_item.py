"""What only messages have: SendItem (MS-OXWSMSG section 3.1.4.6). The rest is what all items have."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from lxml import etree

from inspector.protocols.common.answers import answer_each
from inspector.protocols.common.failures import InvalidRequest, OperationError
from inspector.protocols.common.reading import child, only, truth
from inspector.protocols.oxwscore.item_kinds import kind_of
from inspector.protocols.oxwscore.items import SERVICE as SHARED
from inspector.protocols.oxwscore.items import folder_of, ids_of
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwsmsg.sending import send


def send_item(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """Section 3.1.4.6."""
    only(payload, ("ItemIds", "SavedItemFolderId"))
    save = truth(payload, "SaveItemToFolder")
    if save is None:
        raise InvalidRequest("The required attribute 'SaveItemToFolder' is missing", payload.sourceline or 0)
    target = child(payload, "SavedItemFolderId")

    def one(item_id: etree._Element) -> Sequence[etree._Element]:
        if target is not None and not save:
            raise OperationError("ErrorInvalidSendItemSaveSettings")
        item = mailbox.item_named(item_id)
        seen = mailbox.changed_since(item, item_id)
        if seen is None:
            raise OperationError("ErrorChangeKeyRequired")
        if seen != item.change:
            raise OperationError("ErrorIrresolvableConflict")
        copies = folder_of(mailbox, target, "sentitems") if save else None
        send(mailbox, item.properties(), at, copies, kind_of(item.kind).properties)
        mailbox.remove(item)
        return ()

    return answer_each("SendItem", ids_of(payload), one)


SERVICE: Mapping[str, Callable[[etree._Element, Mailbox, float], etree._Element]] = {
    **SHARED,
    "SendItem": send_item,
}
"""What carries out each operation: a function of the Body's child, the mailbox and the clock time."""
