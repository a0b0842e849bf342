"""The operations of MS-OXWSSRCH that clients ask around those of the other documents."""

from __future__ import annotations

from functools import partial

from inspector.protocols.operation import Endpoint, Operation

# A flow follows the items that a request takes; what a list shows, it does not issue.
_operation = partial(Operation, endpoint=Endpoint.EWS, takes=("ItemId/@Id",))
_WITH_TIME_ZONE = ("ExchangeImpersonation", "MailboxCulture", "RequestServerVersion", "TimeZoneContext")
_OF_FINDING = (*_WITH_TIME_ZONE, "DateTimePrecision", "ManagementRole")

OPERATIONS = (
    _operation(name="FindFolder", section="3.1.4.1", headers=_OF_FINDING),
    _operation(
        name="FindItem",
        section="3.1.4.2",
        headers=_OF_FINDING,
        made_anew=dict.fromkeys(
            ("CalendarView/@StartDate", "CalendarView/@EndDate"), "a window around the present time"
        ),
    ),
)
