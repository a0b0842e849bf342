"""How Exchange Online says with status 403 that it has turned EWS off."""

from __future__ import annotations

POLICY_HEADER = "X-EWS-Policy-Reason"
"""The header field that says why."""

POLICY_REASONS = (
    "EWS is disabled for this user or tenant",
    "EWS is blocked by policy for this user or tenant",
)
"""What it says: EWS is off for a mailbox, or only some applications may use it."""
