"""Whose mailbox a request is about: one notion of account for replays, the simulator and the rules.

It is the user that ExchangeImpersonation names (MS-OXWSCDATA section 2.2.3.3), else the mailbox that
X-AnchorMailbox names, else the user whose credentials the request carries.
"""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import msgspec
from lxml import etree

from inspector.bounded import Recent
from inspector.protocols.message import Message
from inspector.wire.encoding import decode_base64
from inspector.wire.http import Headers, HttpRequest
from inspector.wire.ntlm import decode_blob, read_ntlm
from inspector.wire.soap import Envelope

IMPERSONATION = "ExchangeImpersonation"
ANCHOR = "X-AnchorMailbox"
CREDENTIALS = "Authorization"
_GUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_MOST_NAME = 512  # characters
_MOST_CLAIMS = 64 * 1024
SIGNS_IN = ("ntlm", "nego")
"""How the credentials begin that authenticate a connection, and not a request (RFC 4559 section 6)."""

_MOST_CONNECTIONS = 4096


class RequestAccount(NamedTuple):
    """Whose mailbox a request is about.

    Args:
        name: a mail address, a user name or a SID, in lower case; empty if the request does not tell.
        source: the header that tells: :data:`IMPERSONATION`, :data:`ANCHOR` or :data:`CREDENTIALS`; empty
            if none does.
    """

    name: str = ""
    source: str = ""


def account_of(request: HttpRequest, envelope: Envelope | None) -> RequestAccount:
    """Returns whose mailbox a request is about.

    Args:
        request: the request.
        envelope: its SOAP message; ``None`` if it is none.
    """
    if name := impersonated_by(envelope):
        return RequestAccount(name, IMPERSONATION)
    if name := anchor_of(request):
        return RequestAccount(name, ANCHOR)
    name = user_of(request)
    return RequestAccount(name, CREDENTIALS) if name else RequestAccount()


def impersonated_by(envelope: Envelope | None) -> str:
    """Returns whom ExchangeImpersonation names, in lower case; empty if a message has no such header."""
    if envelope is None or envelope.head is None:
        return ""
    header = envelope.header(IMPERSONATION)
    if header is None:
        return ""
    told = "".join(each.text or "" for each in header.iter(etree.Element)).strip()
    return told.lower() or "nobody"  # a header without a name is refused: it is not as if it were not there


def anchor_of(request: HttpRequest) -> str:
    """Returns the mailbox that X-AnchorMailbox names, in lower case; empty if the field is not there.

    Exchange takes ``SMTP:anna@example.com`` for the address alone.
    """
    anchor = (request.header(ANCHOR) or "").strip().lower()[:_MOST_NAME]
    return anchor.removeprefix("smtp:")


def user_of(request: HttpRequest) -> str:
    """Returns the user whose credentials a request carries, in lower case; empty if it does not tell.

    Basic credentials tell with each request (RFC 7617), the last message of an NTLM handshake for all that
    follows on its connection (RFC 4559 section 6). A bearer token is opaque.
    """
    return _user_named(request.header(CREDENTIALS) or "")


@lru_cache(maxsize=256)  # a client sends the same with every request
def _user_named(credentials: str) -> str:
    scheme, _, token = credentials.strip().partition(" ")
    if scheme.lower() == "basic":
        return basic_user(token).lower()[:_MOST_NAME]
    if scheme.lower() in ("ntlm", "negotiate"):
        return _ntlm_user(token).lower()[:_MOST_NAME]
    return ""


def application_of(request: HttpRequest) -> str:
    """Returns the id of the application that a bearer token was issued for; empty if it does not tell.

    Microsoft Entra names it ``appid`` in tokens of version 1, and ``azp`` in those of version 2.

    Returns:
        A GUID in lower case: what is none is not Microsoft Entra's.
    """
    scheme, _, token = (request.header(CREDENTIALS) or "").strip().partition(" ")
    parts = token.strip().split(".")
    if scheme.lower() != "bearer" or len(parts) != 3 or len(parts[1]) > _MOST_CLAIMS:
        return ""
    try:
        claims = msgspec.json.decode(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (msgspec.DecodeError, RecursionError, ValueError):
        return ""
    named = (claims.get("appid") or claims.get("azp")) if isinstance(claims, dict) else None
    return named.lower() if isinstance(named, str) and _GUID.fullmatch(named) else ""


def account_of_message(request: Message) -> str:
    """Returns what tells the accounts of a recording apart for the rules: the connection, and the account.

    NTLM authenticates a connection, and scrubbed credentials may all be alike; so the same account on two
    connections counts as two, and nobody's state is taken for another's.

    Args:
        request: a request.
    """
    return request.memo(_account_of_message)


def _account_of_message(request: Message) -> str:
    http = request.http
    assert isinstance(http, HttpRequest)
    credentials = http.header(CREDENTIALS) or ""
    bearer = credentials if credentials[:6].lower() == "bearer" else ""
    names_nobody = request.head is not None and IMPERSONATION not in request.head.blocks
    account = account_of(http, None if names_nobody else request.envelope)
    return f"{http.connection} {account.name} {bearer}"


class SignedIn:
    """Remembers the credentials that connections came with: NTLM tells them once for all that follows."""

    def __init__(self) -> None:
        self._by_connection: Recent[str, str] = Recent(_MOST_CONNECTIONS)

    def completed(self, request: HttpRequest) -> HttpRequest:
        """Returns a request with the credentials of its connection, if it has none of its own."""
        if not request.connection:
            return request
        own = request.header(CREDENTIALS)
        if own is None:
            known = self._by_connection.use(request.connection)
            return (
                request
                if known is None
                else replace(request, headers=Headers((*request.headers, (CREDENTIALS, known))))
            )
        if own[:4].lower() in SIGNS_IN:
            self._by_connection.keep(request.connection, own)
        return request


def basic_user(token: str) -> str:
    """Returns the user of Basic credentials (RFC 7617); empty if they cannot be read."""
    return (decode_base64(token.strip()) or b"").decode("utf-8", "replace").partition(":")[0]


def _ntlm_user(token: str) -> str:
    blob = decode_blob(token)
    message = read_ntlm(blob) if blob else None
    if message is None or not message.texts.get("user"):
        return ""
    user, domain = message.texts["user"], message.texts.get("domain", "")
    # A user principal name has its domain; clients put what the server's challenge named beside it.
    return f"{domain}\\{user}" if domain and "@" not in user else user
