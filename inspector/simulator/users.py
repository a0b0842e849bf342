"""Who makes a request: the authenticated user, or the one that is impersonated."""

from __future__ import annotations

import base64
import binascii

from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, children, text_of
from inspector.wire.http import HttpRequest
from inspector.wire.soap import Envelope

__all__ = ["impersonated", "user_of"]


def user_of(request: HttpRequest) -> str:
    """Returns the user name that a request carries: of Basic authentication, else of X-AnchorMailbox.

    NTLM names its user in the handshake, which ends before a request gets here.
    """
    scheme, _, blob = (request.header("authorization") or "").partition(" ")
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(blob, validate=True).decode("utf-8", "replace").partition(":")[0]
        except (binascii.Error, ValueError):
            return ""
    return (request.header("x-anchormailbox") or "").strip()


def impersonated(envelope: Envelope) -> str | None:
    """Returns the mail address that ExchangeImpersonation names (MS-OXWSCDATA section 2.2.3.3).

    Returns:
        The address, or ``None`` if the request has no such header.

    Raises:
        OperationError: ErrorInvalidExchangeImpersonationHeaderData.
    """
    header = envelope.header("ExchangeImpersonation")
    if header is None:
        return None
    named = children(child(header, "ConnectingSID"))
    address = text_of(named[0]).strip() if named else ""
    if "@" not in address:
        raise OperationError("ErrorInvalidExchangeImpersonationHeaderData")
    return address
