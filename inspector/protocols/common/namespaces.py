"""The XML namespaces of Exchange Web Services (MS-OXWSCDATA section 2.2.1, MS-OXWUMS section 2.2.1), and of
ActiveSync (MS-ASWBXML section 2.1.2.1).
"""

from __future__ import annotations

from inspector.wire.soap import SOAP_11
from inspector.wire.wbxml import CODE_PAGES

__all__ = ["ERRORS", "MESSAGES", "PREFIXES", "SOAP_11", "TYPES"]

MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
ERRORS = "http://schemas.microsoft.com/exchange/services/2006/errors"

PREFIXES = {"soap": SOAP_11, "m": MESSAGES, "t": TYPES, "e": ERRORS} | {
    page.prefix: page.namespace for page in CODE_PAGES
}
"""The prefixes that paths in messages, rules and diffs are written with."""
