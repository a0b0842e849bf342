"""The kinds of items that a mailbox can hold, each from its document: the one list of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lxml import etree

from inspector.protocols.oxwscont.contacts import CONTACT, new_contact
from inspector.protocols.oxwscore.item_kind import ItemKind
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.protocols.oxwscore.properties import ITEM, properties_of
from inspector.protocols.oxwsmsg.arrival import drafted
from inspector.protocols.oxwsmsg.replies import RESPONSES, answered
from inspector.protocols.oxwsmsg.sending import MESSAGE
from inspector.protocols.oxwsmtgs.calendar import CALENDAR_ITEM, new_calendar_item
from inspector.protocols.oxwsmtgs.meetings import MEETING_MESSAGES
from inspector.protocols.oxwstask.tasks import TASK, new_task

Maker = Callable[[Mailbox, etree._Element, float], etree._Element]
"""Makes a new item's properties of the mailbox, the request's element and the clock time in seconds."""

_KINDS = {kind.name: kind for kind in (MESSAGE, CALENDAR_ITEM, CONTACT, TASK, *MEETING_MESSAGES)}
_OTHER = ItemKind(name="Item", properties=properties_of(ITEM), folder="drafts")

MAKERS: Mapping[str, tuple[ItemKind, Maker]] = {
    "Message": (MESSAGE, drafted),
    "Item": (MESSAGE, drafted),
    **dict.fromkeys(RESPONSES, (MESSAGE, answered)),
    "CalendarItem": (CALENDAR_ITEM, new_calendar_item),
    "Contact": (CONTACT, new_contact),
    "Task": (TASK, new_task),
}
"""What CreateItem takes, by the local name of its element: the kind that comes of it, and what makes it."""


def kind_of(name: str) -> ItemKind:
    """Returns a kind of items by the local name of its element; a bare item's if no document has it."""
    return _KINDS.get(name, _OTHER)
