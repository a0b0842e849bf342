"""The operations of MS-OXWSPED that clients ask for."""

from __future__ import annotations

from inspector.protocols.operation import Operation

OPERATIONS = (
    Operation(
        name="GetPasswordExpirationDate",
        section="3.1.4.1",
        headers=("MailboxCulture", "RequestServerVersion"),
        since=2010,
    ),
)
