"""The XML namespaces of Exchange Web Services (MS-OXWSCDATA section 2.2.1, MS-OXWUMS section 2.2.1)."""

from __future__ import annotations

from inspector.wire.soap import SOAP_11

__all__ = ["ERRORS", "MESSAGES", "PREFIXES", "SOAP_11", "TYPES"]

MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
ERRORS = "http://schemas.microsoft.com/exchange/services/2006/errors"

PREFIXES = {"soap": SOAP_11, "m": MESSAGES, "t": TYPES, "e": ERRORS}
"""The prefixes that paths in messages, rules and diffs are written with."""
