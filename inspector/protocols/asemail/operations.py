"""The ActiveSync commands whose answers carry the elements of MS-ASEMAIL that this project judges."""

from __future__ import annotations

from inspector.protocols.operation import Endpoint, Operation


def _command(name: str, section: str, *, modifies: bool = False) -> Operation:
    return Operation(
        name=name,
        endpoint=Endpoint.ACTIVESYNC,
        section=section,
        response=name,
        issues=("ServerId",),
        takes=("ServerId",),
        modifies=modifies,
    )


OPERATIONS = (
    _command("Sync", "3.1.5.1", modifies=True),
    _command("ItemOperations", "3.1.5.3"),
    _command("Search", "3.1.5.2"),
)
"""Sync, ItemOperations and Search; the sections are those of what MS-ASEMAIL says of each."""
