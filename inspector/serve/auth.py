"""Authentication challenges: what a server asks of a client before it answers.

A replay accepts any answer to its challenge; a simulator may ask for the right one with Basic and bearer.
"""

from __future__ import annotations

import base64
import hmac
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from inspector.bounded import Recent
from inspector.errors import UsageError
from inspector.protocols.common.oauth_sign_in import sign_in_of
from inspector.replay.answer import Answer, Origin, Source
from inspector.wire.http import Headers, HttpRequest, HttpResponse, Responder
from inspector.wire.ntlm import AUTHENTICATE, NEGOTIATE, decode_blob, pack_challenge, read_ntlm
from inspector.wire.responder_layer import Wrapper

_MAX_CONNECTIONS = 10_000
_SERVER = {
    "computer": "EXCHANGE",
    "domain": "EXAMPLE",
    "dns_computer": "exchange.example.invalid",
    "dns_domain": "example.invalid",
}


class Authentication(Protocol):
    """A way to ask clients who they are."""

    def challenge(self, request: HttpRequest) -> tuple[str, ...]:
        """Judges a request.

        Args:
            request: the request, complete.

        Returns:
            The values of the WWW-Authenticate fields to refuse it with; empty if it may pass.
        """
        ...

    def forget(self, connection: str) -> None:
        """Drops what is known of a connection that has ended."""
        ...


class Challenging(Wrapper):
    """A responder that lets a request through once the client has authenticated.

    Args:
        responder: who answers then.
        how: how the client has to authenticate.
    """

    def __init__(self, responder: Responder, how: Authentication) -> None:
        super().__init__(responder)
        self._how = how

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        """Answers 401 with a challenge, or as the responder does."""
        challenge = () if sign_in_of(request) is not None else self._how.challenge(request)
        if not challenge:
            return self.inner.respond(request, at)
        return Answer(
            Headers(("WWW-Authenticate", value) for value in challenge),
            status=401,
            reason="Unauthorized",
            origin=Origin(Source.REFUSED, note="authentication challenge"),
        )


@dataclass(frozen=True)
class Basic:
    """Basic authentication (RFC 7617).

    Args:
        users: passwords by user name; any name and password will do if empty.
        realm: the realm that the challenge names.
    """

    users: Mapping[str, str] | None = None
    realm: str = "Exchange"

    def challenge(self, request: HttpRequest) -> tuple[str, ...]:
        """Lets a request pass if it has the Basic credentials of a user."""
        return () if self._accepts(_credentials(request, "basic")) else (f'Basic realm="{self.realm}"',)

    def forget(self, connection: str) -> None:
        """Nothing is kept by connection."""

    def _accepts(self, token: str | None) -> bool:
        if token is None:
            return False
        try:
            text = base64.b64decode(token, validate=True).decode("utf-8")
        except ValueError:
            return False
        name, colon, password = text.partition(":")
        if not colon:
            return False
        wanted = self.users.get(name) if self.users else password
        return wanted is not None and hmac.compare_digest(wanted.encode(), password.encode())


@dataclass(frozen=True)
class Bearer:
    """Bearer tokens (RFC 6750).

    Args:
        tokens: the tokens that are accepted; any will do if empty.
    """

    tokens: Collection[str] = ()

    def challenge(self, request: HttpRequest) -> tuple[str, ...]:
        """Lets a request pass if it has an accepted token."""
        token = _credentials(request, "bearer")
        if token and (not self.tokens or any(hmac.compare_digest(token, one) for one in self.tokens)):
            return ()
        return ('Bearer realm="Exchange"',) if token is None else ('Bearer error="invalid_token"',)

    def forget(self, connection: str) -> None:
        """Nothing is kept by connection."""


class Ntlm:
    """NTLM over HTTP (MS-NTHT): a handshake of three legs that authenticates a connection.

    RFC 4559 section 6 tells of the connection. The challenge is a real one; whatever the client makes of
    it is accepted.
    """

    def __init__(self) -> None:
        self._passed: Recent[str, None] = Recent(_MAX_CONNECTIONS)

    def challenge(self, request: HttpRequest) -> tuple[str, ...]:
        """Takes a connection one leg further, or lets it pass if it has come through."""
        token = _credentials(request, "ntlm")
        if token is None:
            return () if request.connection in self._passed else ("NTLM",)
        message = read_ntlm(decode_blob(token) or b"")
        if message is not None and message.type == NEGOTIATE:
            self._passed.pop(request.connection, None)
            challenge = pack_challenge(os.urandom(8), _SERVER)
            return ("NTLM " + base64.b64encode(challenge).decode("ascii"),)
        if message is None or message.type != AUTHENTICATE:
            return ("NTLM",)
        self._passed.keep(request.connection, None)
        return ()

    def forget(self, connection: str) -> None:
        """A connection that has ended has to authenticate again if its name comes back."""
        self._passed.pop(connection, None)


def authentication(scheme: str, users: Mapping[str, str] | None = None) -> Authentication | None:
    """Makes the authentication that a ``--auth`` option names.

    Args:
        scheme: ``none``, ``basic``, ``ntlm`` or ``bearer``.
        users: for Basic, the passwords by user name; any will do if empty.

    Raises:
        UsageError: there is no such scheme here.
    """
    match scheme.lower():
        case "none":
            return None
        case "basic":
            return Basic(users)
        case "ntlm":
            return Ntlm()
        case "bearer":
            return Bearer()
    raise UsageError(f"there is no authentication {scheme!r}", fix="Use none, basic, ntlm or bearer.")


def _credentials(request: HttpRequest, scheme: str) -> str | None:
    for field in request.headers.every("authorization"):
        name, _, token = field.strip().partition(" ")
        if name.lower() == scheme:
            return token.strip()
    return None
