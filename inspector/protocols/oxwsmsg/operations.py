"""The seven operations of MS-OXWSMSG (section 3.1.4), as they concern ``t:Message``."""

from __future__ import annotations

from functools import partial

from inspector.protocols.operation import WITH_TIME_ZONE, Operation

_operation = partial(Operation, item_kinds=("Message",))
_ITEMS = ("ItemId/@Id",)

OPERATIONS = (
    _operation(name="CopyItem", section="3.1.4.1", issues=_ITEMS, takes=_ITEMS, modifies=True),
    _operation(
        name="CreateItem",
        section="3.1.4.2",
        issues=_ITEMS,
        takes=("ReferenceItemId/@Id",),
        modifies=True,
        made_anew={"Items/*/MimeContent": "each message gets a date, an id and boundaries of its own"},
        headers=WITH_TIME_ZONE,
    ),
    _operation(name="DeleteItem", section="3.1.4.3", takes=_ITEMS, modifies=True),
    _operation(name="GetItem", section="3.1.4.4", takes=_ITEMS, headers=WITH_TIME_ZONE),
    _operation(name="MoveItem", section="3.1.4.5", issues=_ITEMS, takes=_ITEMS, modifies=True),
    _operation(name="SendItem", section="3.1.4.6", takes=_ITEMS, modifies=True),
    _operation(
        name="UpdateItem",
        made_anew={"ItemChanges/*/Updates/*/*/MimeContent": "as for CreateItem"},
        section="3.1.4.7",
        issues=_ITEMS,
        takes=_ITEMS,
        modifies=True,
        headers=WITH_TIME_ZONE,
    ),
)
