"""Since when a server knows what belongs to a message (MS-OXWSMSG section 8, and docs/errata.md)."""

from __future__ import annotations

from inspector.protocols.common.schema_versions import version_rank
from inspector.protocols.message import Message

PROPERTIES = {
    "ApprovalRequestData": "Exchange2013_SP1",
    "VotingInformation": "Exchange2013_SP1",
    "ReminderMessageData": "Exchange2013_SP1",
}
"""Properties of a message, with the schema version that brought them."""

NEWEST = max(PROPERTIES.values(), key=lambda name: version_rank(name) or 0)
"""The schema version that has all of them."""

ATTRIBUTES = {"SuppressReadReceipts": "Exchange2013_SP1"}
"""Attributes of requests, likewise."""

SETTABLE = {"InternetMessageId": "Exchange2013"}
"""Read-only properties that CreateItem can set, with the schema version since which it can."""


def asked_version(request: Message) -> str:
    """Returns the schema version that a request asks for; empty if it names none."""
    return request.soap_header_value("RequestServerVersion", "Version") or ""


def is_older(version: str, since: str) -> bool | None:
    """Tells whether a schema version came before another; ``None`` if one of them is not known."""
    rank, other = version_rank(version), version_rank(since)
    return None if rank is None or other is None else rank < other
