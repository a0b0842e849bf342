"""The operations of MS-OXWSCORE that clients ask around those of the other documents."""

from __future__ import annotations

from inspector.protocols.operation import Operation, on_items

OPERATIONS = (
    Operation(name="MarkAllItemsAsRead", section="3.1.4.7", modifies=True, since=2013),
    on_items(name="MarkAsJunk", section="3.1.4.6", modifies=True, since=2013),
)
