"""Who makes a request: the authenticated user, or the one that is impersonated."""

from __future__ import annotations

import re

from lxml import etree

from inspector.protocols.common.accounts import IMPERSONATION, anchor_of
from inspector.protocols.common.accounts import user_of as credentials_of
from inspector.protocols.common.failures import OperationError
from inspector.protocols.common.reading import child, children, text_of
from inspector.wire.http import HttpRequest
from inspector.wire.soap import Envelope

_ADDRESS = re.compile(r"[^\s@<>\"\x00-\x20\x7f]+@[^\s@<>\"\x00-\x20\x7f]+")


def user_of(request: HttpRequest) -> str:
    """Returns the user that a request names beside its message: by X-AnchorMailbox, else by its credentials.

    Args:
        request: the request, with the credentials of its connection.
    """
    return anchor_of(request) or credentials_of(request)


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


def impersonated(envelope: Envelope) -> str | None:
    """Returns the mail address that ExchangeImpersonation names (MS-OXWSCDATA section 2.2.3.3).

    Returns:
        The address, or ``None`` if the request has no such header.

    Raises:
        OperationError: ErrorInvalidExchangeImpersonationHeaderData.
    """
    header = envelope.header(IMPERSONATION)
    if header is None:
        return None
    named = children(child(header, "ConnectingSID"))
    address = text_of(named[0]).strip() if named else ""
    if not is_address(address):
        raise OperationError("ErrorInvalidExchangeImpersonationHeaderData")
    return address
