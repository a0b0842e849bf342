"""The operations of MS-OXWSCORE that clients ask around those of the other documents."""

from __future__ import annotations

from functools import partial

from inspector.protocols.operation import Endpoint, Operation

# A flow follows the items that a request takes; what a list shows, it does not issue.
_operation = partial(Operation, endpoint=Endpoint.EWS, takes=("ItemId/@Id",))

OPERATIONS = (
    Operation(name="MarkAllItemsAsRead", endpoint=Endpoint.EWS, section="3.1.4.7", modifies=True, since=2013),
    _operation(name="MarkAsJunk", section="3.1.4.6", modifies=True, since=2013),
)
