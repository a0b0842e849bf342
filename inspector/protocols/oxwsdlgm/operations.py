"""The operations of MS-OXWSDLGM that clients ask for."""

from __future__ import annotations

from inspector.protocols.operation import Operation

OPERATIONS = (Operation(name="GetDelegate", section="3.1.4.2"),)
