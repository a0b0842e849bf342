"""Which kind of thing of Microsoft Graph an element, a folder or an item class of EWS is about."""

from __future__ import annotations

__all__ = ["FOLDER_KINDS", "ITEM_KINDS", "OF_FOLDERS", "RESPONSE_OBJECTS", "families_of"]

_MEETINGS = ("MeetingMessage", "MeetingRequest", "MeetingResponse", "MeetingCancellation")
ITEM_KINDS = {
    "Item": "",
    "Message": "message",
    **dict.fromkeys(_MEETINGS, "message"),
    "CalendarItem": "event",
    "Contact": "contact",
    "DistributionList": "contact",
    "Task": "todoTask",
    "PostItem": "",
    "RoleMember": "",
    "Network": "",
    "Person": "",
    "Booking": "",
}
"""The items of EWS, each with the resource; empty: Graph has no resource of its own for it."""

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
        [
            "inbox",
            "drafts",
            "outbox",
            "sentitems",
            "deleteditems",
            "junkemail",
            "msgfolderroot",
            "searchfolders",
            "voicemail",
            "recoverableitemsdeletions",
            "conversationhistory",
            "archive",
            "scheduled",
            "archivemsgfolderroot",
            "archivedeleteditems",
            "archiveinbox",
        ],
        "message",
    ),
    "calendar": "event",
    "contacts": "contact",
    "tasks": "todoTask",
}
"""The distinguished folders, each with the resource of what lies in it, where one sort of things does."""

_FAMILIES = {
    "Message": ("message", "item"),
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
