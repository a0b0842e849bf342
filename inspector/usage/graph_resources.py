"""Which kind of thing of Microsoft Graph an element, a folder or an item class of EWS is about."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from inspector.bounded import Recent

_MEETINGS = ("MeetingMessage", "MeetingRequest", "MeetingResponse", "MeetingCancellation")
ITEM_KINDS = {
    "Item": "",
    "Message": "message",
    **dict.fromkeys(_MEETINGS, "message"),
    "SharingMessage": "message",
    "CalendarItem": "event",
    "Contact": "contact",
    "DistributionList": "contact",
    "Task": "todoTask",
    "PostItem": "mailboxItem",
    "RoleMember": "",
    "Network": "",
    "Person": "",
    "Booking": "",
}
"""The items of EWS, each with the resource; empty: the name does not tell, or Graph has none for it."""

RESPONSE_OBJECTS = {
    **dict.fromkeys(("ReplyToItem", "ReplyAllToItem", "ForwardItem", "SuppressReadReceipt"), "message"),
    **dict.fromkeys(("AcceptItem", "TentativelyAcceptItem", "DeclineItem", "CancelCalendarItem"), "event"),
    **dict.fromkeys(("ProposeNewTime", "AddItem"), "event"),
    **dict.fromkeys(("RemoveItem", "PostReplyItem", "AcceptSharingInvitation"), ""),
}
"""What stands among the items of CreateItem and is none: what is done with another item."""

FOLDER_KINDS = {
    "Folder": "message",
    "SearchFolder": "message",
    "CalendarFolder": "event",
    "ContactsFolder": "contact",
    "TasksFolder": "todoTask",
}
"""The folders of EWS, each with the resource of what lies in it."""

OF_FOLDERS = {
    **dict.fromkeys(
        """
        inbox drafts outbox sentitems deleteditems junkemail msgfolderroot searchfolders voicemail
        recoverableitemsdeletions conversationhistory archive scheduled archivemsgfolderroot
        archivedeleteditems archiveinbox
        """.split(),  # noqa: SIM905 - a list of names reads better as text
        "message",
    ),
    "calendar": "event",
    "contacts": "contact",
    "tasks": "todoTask",
}
"""The distinguished folders, each with the resource of what lies in it, where one sort of things does."""

_FAMILIES = {
    **dict.fromkeys(("Message", "SharingMessage"), ("message", "item")),
    **dict.fromkeys(_MEETINGS, ("meetingRequest", "meeting", "message", "calendar", "item")),
    "CalendarItem": ("calendar", "item"),
    "Contact": ("contacts", "item"),
    "DistributionList": ("distributionlist", "contacts", "item"),
    "Task": ("task", "item"),
    "PostItem": ("postitem", "message", "item"),
    "Item": ("item",),
    **dict.fromkeys(RESPONSE_OBJECTS, ("message", "calendar", "item")),
    **dict.fromkeys(FOLDER_KINDS, ("folder",)),
}


def families_of(kind: str) -> tuple[str, ...]:
    """Returns the first parts of the FieldURIs of an item's or a folder's properties, the nearest first.

    Args:
        kind: the local name of the item or folder.
    """
    return _FAMILIES.get(kind, ())


class KnownKinds:
    """Remembers of which kind a thing is whose identifier an answer had; what was not named for long goes.

    Args:
        most: how many identifiers are remembered.
    """

    def __init__(self, most: int = 65_536) -> None:
        self._most = most
        self._kinds: Recent[bytes, str] = Recent(most)

    def __contains__(self, name: bytes) -> bool:
        return name in self._kinds

    def is_sure(self, others: int) -> bool:
        """Whether nothing was forgotten yet, nor would be if so many others were remembered besides."""
        return len(self._kinds) + others <= self._most

    def learn(self, shown: Iterable[tuple[bytes, str]]) -> None:
        """Remembers things, as they are :func:`named`, each with its kind."""
        for name, kind in shown:
            self._kinds.keep(name, kind)

    def of(self, names: Iterable[bytes]) -> set[str]:
        """Returns the kinds of those that are known."""
        known = [name for name in names if name in self._kinds]
        for name in known:
            self._kinds.move_to_end(name)
        return {self._kinds[name] for name in known}


def named(identifier: str) -> bytes:
    """Returns what stands for an identifier where many are remembered."""
    return blake2b(identifier.encode("utf-8", "surrogatepass"), digest_size=8).digest()
