"""The operations of MS-OXWSSYNC that clients ask around those of the other documents."""

from __future__ import annotations

from inspector.protocols.operation import on_items

OPERATIONS = (
    on_items(name="SyncFolderHierarchy", section="3.1.4.1"),
    on_items(name="SyncFolderItems", section="3.1.4.2"),
)
