"""The operations of MS-OXWSPHOTO that clients ask for."""

from __future__ import annotations

from inspector.protocols.operation import Endpoint, Operation

OPERATIONS = (
    Operation(
        name="GetUserPhoto",
        endpoint=Endpoint.EWS,
        section="3.1.4.1",
        headers=("RequestServerVersion",),
        since=2013,
    ),
)
