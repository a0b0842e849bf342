"""The operations of MS-OXWSDLGM that clients ask for."""

from __future__ import annotations

from inspector.protocols.operation import Endpoint, Operation

OPERATIONS = (Operation(name="GetDelegate", endpoint=Endpoint.EWS, section="3.1.4.2"),)
