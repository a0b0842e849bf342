"""The operations of MS-OXWSRULES that clients ask for."""

from __future__ import annotations

from inspector.protocols.operation import WITH_TIME_ZONE, Operation

OPERATIONS = (
    Operation(
        name="GetInboxRules",
        section="3.1.4.1",
        headers=WITH_TIME_ZONE,
        since=2010,
    ),
)
