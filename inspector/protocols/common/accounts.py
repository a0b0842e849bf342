"""Which account a request is made for, as far as a recording shows it."""

from __future__ import annotations

from inspector.protocols.message import Message
from inspector.wire.http import HttpRequest

__all__ = ["account_of"]


def account_of(request: Message) -> str:
    """Returns what tells accounts apart: the connection, with the credentials if each request carries them.

    NTLM and Negotiate authenticate a connection (RFC 4559 section 6), and scrubbed credentials may all be
    alike; so the same account on two connections counts as two, and nobody's state is taken for another's.
    """
    http = request.http
    assert isinstance(http, HttpRequest)
    credentials = http.header("authorization") or ""
    on_each_request = credentials[:5].lower() in ("basic", "beare")
    impersonated = request.soap_header("ExchangeImpersonation")
    whom = "" if impersonated is None else "".join(str(part) for part in impersonated.itertext()).strip()
    return f"{http.connection} {credentials if on_each_request else ''} {whom}"
