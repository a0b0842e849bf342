"""MarkAsJunk and MarkAllItemsAsRead (MS-OXWSCORE section 3.1.4): what is done with items of any kind."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from inspector.protocols.common.answers import M, T, answer_each
from inspector.protocols.common.reading import boolean, children, required, truth
from inspector.protocols.oxwscore.changes import put
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.server import DocumentServer


def mark_as_junk(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSCORE section 3.1.4.6. Blocked senders are not kept: nothing here delivers mail by them."""
    target = mailbox.known_folder("junkemail" if truth(payload, "IsJunk") else "inbox")

    def one(item_id: etree._Element) -> Iterator[etree._Element]:
        item = mailbox.item_named(item_id)
        if truth(payload, "MoveItem"):
            moved = mailbox.item_id_element(mailbox.move(item, target))
            moved.tag = M.MovedItemId().tag
            yield moved

    return answer_each("MarkAsJunk", children(required(payload, "ItemIds")), one)


def mark_all_items_as_read(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSCORE section 3.1.4.7. Read receipts are never sent here."""
    read = boolean(required(payload, "ReadFlag"))

    def one(handle: etree._Element) -> tuple[()]:
        for item in list(mailbox.contents(mailbox.folder_named(handle))):
            if item.is_read != read:
                stored, change = item.properties(), mailbox.next_change()
                put(stored, T.IsRead("true" if read else "false"), change)
                mailbox.change(item, stored, change)
        return ()

    return answer_each("MarkAllItemsAsRead", children(required(payload, "FolderIds")), one)


SERVER: DocumentServer[Mailbox] = DocumentServer(
    {"MarkAllItemsAsRead": mark_all_items_as_read, "MarkAsJunk": mark_as_junk},
    how_far={
        "MarkAllItemsAsRead": "no read receipts",
        "MarkAsJunk": "moves the message; senders are not blocked",
    },
)
"""What is done with items of any kind."""
