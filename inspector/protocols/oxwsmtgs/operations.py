"""The operations of MS-OXWSMTGS (section 3.1.4), which other documents have for items of other kinds."""

from __future__ import annotations

from functools import partial

from inspector.protocols.operation import Endpoint, Operation

__all__ = ["OPERATIONS"]

_operation = partial(
    Operation,
    endpoint=Endpoint.EWS,
    item_kinds=("CalendarItem", "MeetingMessage", "MeetingRequest", "MeetingResponse", "MeetingCancellation"),
)
_ITEMS = ("ItemId/@Id",)
_WITH_TIME_ZONE = ("ExchangeImpersonation", "MailboxCulture", "RequestServerVersion", "TimeZoneContext")

OPERATIONS = (
    _operation(name="CopyItem", section="3.1.4.1", issues=_ITEMS, takes=_ITEMS, modifies=True),
    _operation(name="CreateItem", section="3.1.4.2", issues=_ITEMS, modifies=True, headers=_WITH_TIME_ZONE),
    _operation(name="DeleteItem", section="3.1.4.3", takes=_ITEMS, modifies=True),
    _operation(name="GetItem", section="3.1.4.4", takes=_ITEMS, headers=_WITH_TIME_ZONE),
    _operation(name="MoveItem", section="3.1.4.6", issues=_ITEMS, takes=_ITEMS, modifies=True),
    _operation(
        name="UpdateItem",
        section="3.1.4.9",
        issues=_ITEMS,
        takes=_ITEMS,
        modifies=True,
        headers=_WITH_TIME_ZONE,
    ),
)
