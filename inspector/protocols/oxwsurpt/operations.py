"""The operations of MS-OXWSURPT that clients ask for."""

from __future__ import annotations

from inspector.protocols.operation import Operation

OPERATIONS = (
    Operation(
        name="GetUserRetentionPolicyTags",
        section="3.1.4.1",
        headers=("RequestServerVersion",),
        since=2013,
    ),
)
