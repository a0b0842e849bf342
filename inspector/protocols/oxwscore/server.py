"""MarkAsJunk (MS-OXWSCORE section 3.1.4.6): moves a message to the Junk Email folder, or out of it."""

from __future__ import annotations

from lxml import etree

from inspector.protocols.common.answers import M, response_message
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import children, required, truth
from inspector.protocols.oxwscore.store import MailboxStore
from inspector.protocols.server import Server

__all__ = ["SERVER"]


def mark_as_junk(payload: etree._Element, mailbox: MailboxStore, at: float) -> etree._Element:
    """MS-OXWSCORE section 3.1.4.6. Blocked senders are not kept: nothing here delivers mail by them."""
    target = mailbox.known_folder("junkemail" if truth(payload, "IsJunk") else "inbox")
    messages = M.ResponseMessages()
    for element in children(required(payload, "ItemIds")):
        try:
            item = mailbox.item_named(element)
            content = []
            if truth(payload, "MoveItem"):
                moved = mailbox.item_id_element(mailbox.move(item, target))
                moved.tag = M.MovedItemId().tag
                content.append(moved)
            messages.append(response_message("MarkAsJunkResponseMessage", None, *content))
        except OperationError as error:
            messages.append(response_message("MarkAsJunkResponseMessage", error))
    return M.MarkAsJunkResponse(messages)


SERVER: Server[MailboxStore] = Server({"MarkAsJunk": mark_as_junk})
"""What is done with items of any kind."""
