"""The operations of MS-OXWSCVTID that clients ask around those of the other documents."""

from __future__ import annotations

from inspector.protocols.operation import on_items

OPERATIONS = (
    on_items(name="ConvertId", section="3.1.4.1", headers=("ExchangeImpersonation", "RequestServerVersion")),
)
