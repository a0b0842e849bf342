"""The XML namespaces of Exchange Web Services (MS-OXWSCDATA section 2.2.1, MS-OXWUMS section 2.2.1), and of
ActiveSync (MS-ASWBXML section 2.1.2.1).
"""

from __future__ import annotations

from inspector.wire.element_paths import PREFIXES
from inspector.wire.soap import SOAP_11

__all__ = ["ERRORS", "MESSAGES", "PREFIXES", "SOAP_11", "TYPES"]

MESSAGES, TYPES, ERRORS = (PREFIXES[prefix] for prefix in "mte")
