"""The operations of MS-OXWSPHOTO that clients ask for."""

from __future__ import annotations

from inspector.protocols.operation import Operation

OPERATIONS = (
    Operation(
        name="GetUserPhoto",
        section="3.1.4.1",
        headers=("RequestServerVersion",),
        since=2013,
    ),
)
