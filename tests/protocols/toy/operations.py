"""The operations of MS-TOY: one of its own, and one that mail has too, here for posts."""

from __future__ import annotations

from inspector.protocols.operation import Endpoint, Operation

__all__ = ["OPERATIONS"]

OPERATIONS = (
    Operation(name="MendToy", endpoint=Endpoint.EWS, section="3.1", takes=("ToyId/@Id",), modifies=True),
    Operation(
        name="CreateItem",
        endpoint=Endpoint.EWS,
        section="3.2",
        issues=("ItemId/@Id",),
        modifies=True,
        item_kinds=("PostItem",),
    ),
)
