"""The operations on items that each document has for items of its own kinds (MS-OXWSCORE section 3.1.4)."""

from __future__ import annotations

from functools import partial

from inspector.protocols.operation import WITH_TIME_ZONE, Operation

_ITEMS = ("ItemId/@Id",)


def item_operations(
    *item_kinds: str, move: str = "3.1.4.5", update: str = "3.1.4.6"
) -> tuple[Operation, ...]:
    """Returns the rows of a document that says nothing of its own about them.

    Args:
        item_kinds: the elements of its items.
        move: its section on MoveItem.
        update: its section on UpdateItem.
    """
    row = partial(Operation, item_kinds=item_kinds)
    changed = partial(row, issues=_ITEMS, takes=_ITEMS, modifies=True)
    return (
        changed(name="CopyItem", section="3.1.4.1"),
        row(name="CreateItem", section="3.1.4.2", issues=_ITEMS, modifies=True, headers=WITH_TIME_ZONE),
        row(name="DeleteItem", section="3.1.4.3", takes=_ITEMS, modifies=True),
        row(name="GetItem", section="3.1.4.4", takes=_ITEMS, headers=WITH_TIME_ZONE),
        changed(name="MoveItem", section=move),
        changed(name="UpdateItem", section=update, headers=WITH_TIME_ZONE),
    )
