"""The operations of MS-OXWSAVAIL that clients ask for."""

from __future__ import annotations

from inspector.protocols.common.namespaces import MESSAGES
from inspector.protocols.operation import Operation

OPERATIONS = (
    Operation(
        name="GetUserAvailability",
        section="3.1.4.1",
        request="GetUserAvailabilityRequest",
        response="GetUserAvailabilityResponse",
        soap_actions=(f"{MESSAGES}/GetUserAvailability",),
        headers=("ExchangeImpersonation", "TimeZoneContext", "RequestServerVersion"),
        made_anew={"FreeBusyViewOptions/TimeWindow": "a window around the present time"},
    ),
)
