"""The operations of MS-OXWSSRCH that clients ask around those of the other documents."""

from __future__ import annotations

from inspector.protocols.operation import WITH_TIME_ZONE, on_items

_OF_FINDING = (*WITH_TIME_ZONE, "DateTimePrecision", "ManagementRole")

OPERATIONS = (
    on_items(name="FindFolder", section="3.1.4.1", headers=_OF_FINDING),
    on_items(
        name="FindItem",
        section="3.1.4.2",
        headers=_OF_FINDING,
        made_anew=dict.fromkeys(
            ("CalendarView/@StartDate", "CalendarView/@EndDate"), "a window around the present time"
        ),
    ),
)
