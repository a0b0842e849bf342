"""The operations of MS-OXWSCONV that clients ask for."""

from __future__ import annotations

from inspector.protocols.operation import Operation

OPERATIONS = (
    Operation(
        name="FindConversation",
        section="3.1.4.2",
        headers=("ExchangeImpersonation", "RequestServerVersion"),
        since=2010,
    ),
)
