"""The operations of MS-OXWMT that clients ask for."""

from __future__ import annotations

from inspector.protocols.operation import Operation

OPERATIONS = (
    Operation(
        name="GetMailTips",
        section="3.1.4.1",
        headers=("MailboxCulture", "RequestServerVersion"),
        since=2010,
    ),
)
