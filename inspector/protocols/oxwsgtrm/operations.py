"""The operations of MS-OXWSGTRM that clients ask for."""

from __future__ import annotations

from inspector.protocols.operation import Operation

OPERATIONS = (
    Operation(name="GetRoomLists", section="3.1.4.1", since=2010),
    Operation(name="GetRooms", section="3.1.4.2", since=2010),
)
