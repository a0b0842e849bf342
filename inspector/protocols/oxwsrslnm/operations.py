"""The operations of MS-OXWSRSLNM that clients ask for."""

from __future__ import annotations

from inspector.protocols.operation import Operation

OPERATIONS = (Operation(name="ResolveNames", section="3.1.4.1"),)
