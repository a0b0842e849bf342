"""The operations of MS-OXWSFOLD that clients ask around those of the other documents."""

from __future__ import annotations

from inspector.protocols.operation import WITH_TIME_ZONE, on_items

OPERATIONS = (
    on_items(name="CreateFolder", section="3.1.4.2", modifies=True, headers=WITH_TIME_ZONE),
    on_items(name="DeleteFolder", section="3.1.4.3", modifies=True),
    on_items(name="EmptyFolder", section="3.1.4.5", modifies=True, since=2010),
    on_items(name="GetFolder", section="3.1.4.6", headers=(*WITH_TIME_ZONE, "ManagementRole")),
    on_items(name="UpdateFolder", section="3.1.4.8", modifies=True, headers=WITH_TIME_ZONE),
)
