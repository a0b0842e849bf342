"""The operations of MS-OXWCONFIG that clients ask for."""

from __future__ import annotations

from inspector.protocols.operation import Operation

OPERATIONS = (Operation(name="GetServiceConfiguration", section="3.1.4.1", since=2010),)
