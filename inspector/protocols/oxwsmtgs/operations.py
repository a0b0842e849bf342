"""The operations of MS-OXWSMTGS (section 3.1.4), which other documents have for items of other kinds."""

from __future__ import annotations

from inspector.protocols.oxwscore.item_operations import item_operations

OPERATIONS = item_operations(
    "CalendarItem",
    "MeetingMessage",
    "MeetingRequest",
    "MeetingResponse",
    "MeetingCancellation",
    move="3.1.4.6",
    update="3.1.4.9",
)
