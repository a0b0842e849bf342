"""The operations of MS-OXWSGTZ that clients ask around those of the other documents."""

from __future__ import annotations

from functools import partial

from inspector.protocols.operation import Deviation, Endpoint, Operation

# A flow follows the items that a request takes; what a list shows, it does not issue.
_operation = partial(Operation, endpoint=Endpoint.EWS, takes=("ItemId/@Id",))

OPERATIONS = (
    _operation(
        name="GetServerTimeZones",
        section="3.1.4.1",
        headers=("MailboxCulture", "RequestServerVersion"),
        since=2010,
        deviations=(
            Deviation(
                code="XSD102",
                name="server-time-zones",
                what="The time zone definitions of GetServerTimeZonesResponse follow the schema.",
                why="Exchange itself sends transitions that its own schema does not allow, and the schema "
                "demands definitions even of an answer that says that an error happened: known of the "
                "product.",
                lacking="GetServerTimeZonesResponseMessage",
                within="TimeZoneDefinition",
            ),
        ),
    ),
)
