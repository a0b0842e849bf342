"""The operations of MS-OXWSUSRCFG that clients ask for."""

from __future__ import annotations

from inspector.protocols.operation import Endpoint, Operation

OPERATIONS = (Operation(name="GetUserConfiguration", endpoint=Endpoint.EWS, section="3.1.4.3", since=2010),)
