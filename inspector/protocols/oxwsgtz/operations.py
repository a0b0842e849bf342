"""The operations of MS-OXWSGTZ that clients ask around those of the other documents."""

from __future__ import annotations

from inspector.protocols.operation import Deviation, on_items

OPERATIONS = (
    on_items(
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
