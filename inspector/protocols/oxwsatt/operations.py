"""The operations of MS-OXWSATT that clients ask around those of the other documents."""

from __future__ import annotations

from functools import partial

from inspector.protocols.operation import Endpoint, Operation

# A flow follows the items that a request takes; what a list shows, it does not issue.
_operation = partial(Operation, endpoint=Endpoint.EWS, takes=("ItemId/@Id",))
_WITH_TIME_ZONE = ("ExchangeImpersonation", "MailboxCulture", "RequestServerVersion", "TimeZoneContext")

OPERATIONS = (
    _operation(name="CreateAttachment", section="3.1.4.1", modifies=True, headers=_WITH_TIME_ZONE),
    _operation(name="DeleteAttachment", section="3.1.4.2", modifies=True),
    _operation(name="GetAttachment", section="3.1.4.3", headers=_WITH_TIME_ZONE),
)
