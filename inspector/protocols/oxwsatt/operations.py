"""The operations of MS-OXWSATT that clients ask around those of the other documents."""

from __future__ import annotations

from inspector.protocols.operation import WITH_TIME_ZONE, on_items

OPERATIONS = (
    on_items(name="CreateAttachment", section="3.1.4.1", modifies=True, headers=WITH_TIME_ZONE),
    on_items(name="DeleteAttachment", section="3.1.4.2", modifies=True),
    on_items(name="GetAttachment", section="3.1.4.3", headers=WITH_TIME_ZONE),
)
