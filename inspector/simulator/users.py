"""Who makes a request: the authenticated user, or the one that is impersonated."""

from __future__ import annotations

import base64
import binascii
import re

from lxml import etree

from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, children, text_of
from inspector.wire.http import HttpRequest
from inspector.wire.soap import Envelope

__all__ = ["impersonated", "is_address", "shared_mailbox", "user_of"]

_ADDRESS = re.compile(r"[^\s@<>\"\x00-\x20\x7f]+@[^\s@<>\"\x00-\x20\x7f]+")


def user_of(request: HttpRequest) -> str:
    """Returns the user name that a request carries: of Basic authentication, else of X-AnchorMailbox.

    NTLM names its user in the handshake, which ends before a request gets here. A name with a domain is no
    mail address: what X-AnchorMailbox says is more use then.
    """
    named = _basic_user(request)
    anchor = (request.header("x-anchormailbox") or "").strip()
    return named if "@" in named or not anchor else anchor


def is_address(text: str) -> bool:
    """Tells whether a text can be the mail address of a mailbox."""
    return len(text) <= 254 and bool(_ADDRESS.fullmatch(text))


def shared_mailbox(payload: etree._Element) -> str:
    """Returns the mail address of the mailbox whose well-known folder a request names; empty if none."""
    for folder in payload.iter("{*}DistinguishedFolderId"):
        named = text_of(child(folder, "Mailbox", "EmailAddress")).strip()
        if named:
            return named
    return ""


def _basic_user(request: HttpRequest) -> str:
    scheme, _, blob = (request.header("authorization") or "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(blob, validate=True).decode("utf-8", "replace").partition(":")[0]
    except (binascii.Error, ValueError):
        return ""


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
    if not is_address(address):
        raise OperationError("ErrorInvalidExchangeImpersonationHeaderData")
    return address
