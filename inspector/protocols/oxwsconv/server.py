"""FindConversation (MS-OXWSCONV section 3.1.4.2): the messages of a folder, by conversation."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from inspector.protocols.common.answers import M, T, response_message
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, children, first_child, required, text_of
from inspector.protocols.common.versions import asked_product
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscore.shaped_items import values_of
from inspector.protocols.oxwscore.store import Item
from inspector.protocols.oxwssrch.paging import page
from inspector.protocols.oxwssrch.restrictions import refuse_others
from inspector.protocols.server import DocumentServer

_SINCE_2013 = 2013


def find_conversation(payload: etree._Element, mailbox: Mailbox, at: float) -> etree._Element:
    """MS-OXWSCONV section 3.1.4.2: the newest first. Orders are passed over."""
    name = "FindConversationResponse"
    try:
        folder = mailbox.folder_named(first_child(required(payload, "ParentFolderId")))
        refuse_others(payload)
    except OperationError as error:
        return response_message(name, error)
    found: dict[str, list[_Message]] = {}
    for item in mailbox.contents(folder):
        message = _Message(item)
        if message.conversation:
            found.setdefault(message.conversation, []).append(message)
    for messages in found.values():
        messages.sort(key=lambda each: (each.item.received, each.item.number), reverse=True)
    newest = sorted(
        found.values(), key=lambda each: (each[0].item.received, each[0].item.number), reverse=True
    )
    part, where = page(payload, newest)
    shown = M.Conversations(*(_conversation(mailbox, messages) for messages in part))
    content = [shown]
    if asked_product(payload, mailbox.product) >= _SINCE_2013:
        content.append(M.TotalConversationsInView(where["TotalItemsInView"]))
        content.append(M.IndexedOffset(where["IndexedPagingOffset"]))
    return response_message(name, None, *content)


class _Message:
    def __init__(self, item: Item) -> None:
        self.item = item
        self.stored = item.properties()
        named = child(self.stored, "ConversationId")
        self.conversation = "" if named is None else named.get("Id", "")

    def text(self, name: str) -> str:
        return text_of(child(self.stored, name))

    def people(self, *names: str) -> list[str]:
        """The names of those who stand in these properties."""
        boxes = (box for name in names for box in children(child(self.stored, name), "Mailbox"))
        return [text_of(child(box, "Name")) or text_of(child(box, "EmailAddress")) for box in boxes]


def _conversation(mailbox: Mailbox, messages: list[_Message]) -> etree._Element:
    newest = messages[0]
    sizes = (values_of(mailbox, each.item, each.stored, "Size") for each in messages)
    unread = [each for each in messages if not each.item.is_read]
    attached = any(children(child(each.stored, "Attachments")) for each in messages)
    shown = T.Conversation(T.ConversationId(Id=newest.conversation), T.ConversationTopic(_topic(newest)))
    shown.extend(_strings("UniqueRecipients", (p for m in messages for p in m.people(*_RECIPIENTS))))
    shown.extend(_strings("UniqueUnreadSenders", (p for m in unread for p in m.people("From"))))
    shown.extend(_strings("UniqueSenders", (p for m in messages for p in m.people("From"))))
    shown.append(T.LastDeliveryTime(newest.item.received))
    shown.append(T.HasAttachments("true" if attached else "false"))
    shown.append(T.MessageCount(str(len(messages))))
    shown.append(T.GlobalMessageCount(str(len(messages))))
    shown.append(T.UnreadCount(str(len(unread))))
    shown.append(T.GlobalUnreadCount(str(len(unread))))
    shown.append(T.Size(str(sum(int(text_of(size[0])) for size in sizes if size))))
    classes = dict.fromkeys(each.item.item_class for each in messages)
    shown.append(T.ItemClasses(*(T.ItemClass(each) for each in classes)))
    shown.append(T.Importance(newest.text("Importance") or "Normal"))
    shown.append(T.ItemIds(*(mailbox.item_id_element(each.item) for each in messages)))
    shown.append(T.GlobalItemIds(*(mailbox.item_id_element(each.item) for each in messages)))
    return shown


_RECIPIENTS = ("ToRecipients", "CcRecipients")


def _topic(message: _Message) -> str:
    return message.text("ConversationTopic") or message.text("Subject")


def _strings(name: str, values: Iterable[str]) -> list[etree._Element]:
    texts = [T.String(each) for each in dict.fromkeys(values)]
    return [T(name, *texts)] if texts else []


SERVER: DocumentServer[Mailbox] = DocumentServer(
    {"FindConversation": find_conversation},
    how_far={"FindConversation": "of one folder, the newest first; no orders; query strings are refused"},
)
"""The conversations of a mailbox."""
