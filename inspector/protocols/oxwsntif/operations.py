"""The operations of MS-OXWSNTIF that clients ask for."""

from __future__ import annotations

from inspector.protocols.common.namespaces import MESSAGES
from inspector.protocols.operation import Operation

OPERATIONS = (
    Operation(name="GetEvents", section="3.1.4.1", takes=("SubscriptionId",), issues=("SubscriptionId",)),
    Operation(
        name="GetStreamingEvents",
        section="3.1.4.2",
        takes=("SubscriptionId",),
        since=2010,
        streamed=True,
        # The published binding has the action of GetEvents.
        soap_actions=(f"{MESSAGES}/GetStreamingEvents", f"{MESSAGES}/GetEvents"),
    ),
    Operation(
        name="Subscribe",
        section="3.1.4.3",
        issues=("SubscriptionId",),
        modifies=True,
        made_anew={"PushSubscriptionRequest/URL": "the client listens on another port at each run"},
    ),
    Operation(name="Unsubscribe", section="3.1.4.4", takes=("SubscriptionId",), modifies=True),
)
