"""The operations of MS-OXWSFOLD that clients ask around those of the other documents."""

from __future__ import annotations

from functools import partial

from inspector.protocols.operation import Endpoint, Operation

# A flow follows the items that a request takes; what a list shows, it does not issue.
_operation = partial(Operation, endpoint=Endpoint.EWS, takes=("ItemId/@Id",))
_WITH_TIME_ZONE = ("ExchangeImpersonation", "MailboxCulture", "RequestServerVersion", "TimeZoneContext")

OPERATIONS = (
    _operation(name="CreateFolder", section="3.1.4.2", modifies=True, headers=_WITH_TIME_ZONE),
    _operation(name="DeleteFolder", section="3.1.4.3", modifies=True),
    _operation(name="EmptyFolder", section="3.1.4.5", modifies=True, since=2010),
    _operation(name="GetFolder", section="3.1.4.6", headers=(*_WITH_TIME_ZONE, "ManagementRole")),
    _operation(name="UpdateFolder", section="3.1.4.8", modifies=True, headers=_WITH_TIME_ZONE),
)
