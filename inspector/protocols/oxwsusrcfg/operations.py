"""The operations of MS-OXWSUSRCFG that clients ask for."""

from __future__ import annotations

from inspector.protocols.operation import Operation

OPERATIONS = (Operation(name="GetUserConfiguration", section="3.1.4.3", since=2010),)
