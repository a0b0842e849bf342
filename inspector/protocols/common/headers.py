"""The SOAP headers that a server of Exchange's knows."""

from __future__ import annotations

from lxml import etree

from inspector.protocols.common.namespaces import TYPES
from inspector.wire.soap import SOAP_11, namespace_of

HEADERS = frozenset(
    f"{{{TYPES}}}{name}"
    for name in (
        *("DateTimePrecision", "ExchangeImpersonation", "MailboxCulture", "ManagementRole"),
        *("OpenAsAdminOrSystemService", "ProxyPartnerToken", "ProxySecurityContext", "ProxySuggesterSid"),
        *("RequestServerVersion", "SerializedSecurityContext", "ServerVersionInfo", "TimeZoneContext"),
    )
)
"""The headers of the types namespace that published schemas have, in Clark notation."""

# Some endpoints of Exchange want these; clients send them to the plain one too.
_UNDERSTOOD = (
    "http://www.w3.org/2005/08/addressing",
    "http://schemas.xmlsoap.org/ws/2004/08/addressing",
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd",
)
_NEXT = "http://schemas.xmlsoap.org/soap/actor/next"


def is_understood(block: etree._Element) -> bool:
    """Tells whether a server may process a message that has this header block (SOAP 1.1 section 4.2.3).

    Args:
        block: a header block of a request.

    Returns:
        Whether the server knows it, need not, or is not whom it is meant for.
    """
    if block.get(f"{{{SOAP_11}}}mustUnderstand", "").strip() not in ("1", "true"):
        return True
    meant_for = block.get(f"{{{SOAP_11}}}actor", "").strip()
    if meant_for not in ("", _NEXT):
        return True
    return block.tag in HEADERS or namespace_of(block) in _UNDERSTOOD
