"""The operations of MS-OXWSCVTID that clients ask around those of the other documents."""

from __future__ import annotations

from functools import partial

from inspector.protocols.operation import Endpoint, Operation

# A flow follows the items that a request takes; what a list shows, it does not issue.
_operation = partial(Operation, endpoint=Endpoint.EWS, takes=("ItemId/@Id",))

OPERATIONS = (
    _operation(
        name="ConvertId", section="3.1.4.1", headers=("ExchangeImpersonation", "RequestServerVersion")
    ),
)
