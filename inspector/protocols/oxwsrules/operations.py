"""The operations of MS-OXWSRULES that clients ask for."""

from __future__ import annotations

from inspector.protocols.operation import Endpoint, Operation

OPERATIONS = (
    Operation(
        name="GetInboxRules",
        endpoint=Endpoint.EWS,
        section="3.1.4.1",
        headers=("ExchangeImpersonation", "MailboxCulture", "RequestServerVersion", "TimeZoneContext"),
        since=2010,
    ),
)
