"""MarkAsJunk and MarkAllItemsAsRead (MS-OXWSCORE section 3.1.4): what is done with items of any kind."""

from __future__ import annotations

from lxml import etree

from inspector.protocols.common.answers import M, T, response_message
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import boolean, children, required, truth
from inspector.protocols.oxwscore.changes import put
from inspector.protocols.oxwscore.store import MailboxStore
from inspector.protocols.server import DocumentServer


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


def mark_all_items_as_read(payload: etree._Element, mailbox: MailboxStore, at: float) -> etree._Element:
    """MS-OXWSCORE section 3.1.4.7. Read receipts are never sent here."""
    read = boolean(required(payload, "ReadFlag"))
    messages = M.ResponseMessages()
    for element in children(required(payload, "FolderIds")):
        try:
            for item in list(mailbox.contents(mailbox.folder_named(element))):
                if item.is_read != read:
                    stored, change = item.properties(), mailbox.next_change()
                    put(stored, T.IsRead("true" if read else "false"), change)
                    mailbox.change(item, stored, change)
            messages.append(response_message("MarkAllItemsAsReadResponseMessage"))
        except OperationError as error:
            messages.append(response_message("MarkAllItemsAsReadResponseMessage", error))
    return M.MarkAllItemsAsReadResponse(messages)


SERVER: DocumentServer[MailboxStore] = DocumentServer(
    {"MarkAllItemsAsRead": mark_all_items_as_read, "MarkAsJunk": mark_as_junk},
    how_far={
        "MarkAllItemsAsRead": "no read receipts",
        "MarkAsJunk": "moves the message; senders are not blocked",
    },
)
"""What is done with items of any kind."""
