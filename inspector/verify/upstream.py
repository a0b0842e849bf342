"""The way to a live server: one connection, credentials that never show."""

from __future__ import annotations

import base64
import re
import ssl
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Self

import httpx
import spnego

from inspector.errors import UsageError
from inspector.verify.verifier import NoAnswer
from inspector.wire.http import Headers, HttpRequest, HttpResponse

_TRUST = "Trust its certificate with --ca FILE, or accept any with --insecure."
_MOST_BYTES = 256 * 1024 * 1024
_CHALLENGE = re.compile(r"\b(NTLM|Negotiate)\s+([A-Za-z0-9+/=]+)", re.I)


@dataclass(frozen=True)
class Credentials:
    """Who asks. Nothing of it is ever shown.

    Args:
        user: the name; ``DOMAIN\\name`` or an address. Empty: there is only a header, or nothing.
        password: its password.
        header: the value of the Authorization field, such as ``Bearer ...``.
        ntlm: answers an NTLM challenge, rather than sending the password (Basic).
    """

    user: str = ""
    password: str = field(default="", repr=False)
    header: str = field(default="", repr=False)
    ntlm: bool = False

    def secrets(self) -> tuple[bytes, ...]:
        """Returns what must not be shown, as it could stand in an answer."""
        basic = base64.b64encode(f"{self.user}:{self.password}".encode()) if self.password else b""
        token = self.header.partition(" ")[2] or self.header
        found = (self.password.encode(), basic, self.header.encode(), token.encode())
        return tuple(sorted({one for one in found if len(one) >= 4}, key=len, reverse=True))


class Upstream:
    """A live server.

    Args:
        credentials: who asks.
        ca: a file of certificates to trust instead of the usual ones; empty: those.
        insecure: accepts any certificate.
        timeout: seconds that an answer may take.

    Raises:
        UsageError: the certificates cannot be read.
    """

    def __init__(
        self,
        credentials: Credentials | None = None,
        *,
        ca: str = "",
        insecure: bool = False,
        timeout: float = 120.0,
    ) -> None:
        self._credentials = credentials or Credentials()
        try:
            context = ssl.create_default_context(cafile=ca or None)
        except (OSError, ssl.SSLError) as problem:
            raise UsageError(f"the certificates cannot be read ({problem})", ca) from None
        if insecure:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        # NTLM authenticates a connection, so there is one.
        self._client = httpx.Client(
            auth=_auth(self._credentials),
            verify=context,
            timeout=timeout,
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=1),
        )

    def send(self, request: HttpRequest) -> HttpResponse:
        """Sends a request, once. Redirections are answers as others are.

        Raises:
            NoAnswer: there is no whole answer.
        """
        if not request.method.isascii():
            raise NoAnswer("the request cannot be sent: its method is none of HTTP's", request.host)
        headers = [*request.headers]
        if self._credentials.header:
            headers.append(("Authorization", self._credentials.header))
        # As bytes: what HTTP cannot say in a field is for the connection to refuse.
        fields_sent = [tuple(text.encode("utf-8", "surrogateescape") for text in one) for one in headers]
        try:
            with self._client.stream(
                request.method, request.url, headers=fields_sent, content=request.body
            ) as answer:
                body = self._read(answer)
        except UnicodeError:
            raise NoAnswer(
                "the request cannot be sent: a header field is none of HTTP's", request.host
            ) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as problem:
            told = str(problem) or type(problem).__name__
            fix = _TRUST if "CERTIFICATE_VERIFY_FAILED" in told else ""
            raise NoAnswer(f"no answer: {self._hidden(told)}", request.host, fix) from None
        fields = Headers(answer.headers.multi_items()).without("content-encoding", "transfer-encoding")
        reason = self._hidden(answer.reason_phrase)
        return HttpResponse(
            Headers((name, self._hidden(value)) for name, value in fields), body, answer.status_code, reason
        )

    def close(self) -> None:
        """Closes the connection."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self, answer: httpx.Response) -> bytes:
        body = bytearray()
        for part in answer.iter_bytes():
            body += part
            if len(body) > _MOST_BYTES:
                raise NoAnswer(f"the answer is longer than {_MOST_BYTES:,} bytes")
        return self._without_secrets(bytes(body))

    def _without_secrets(self, content: bytes) -> bytes:
        """A server that repeats what it was told is not repeated."""
        for secret in self._credentials.secrets():
            content = content.replace(secret, b"[credential]")
        return content

    def _hidden(self, text: str) -> str:
        return self._without_secrets(text.encode("utf-8", "surrogateescape")).decode("utf-8", "replace")


def _auth(credentials: Credentials) -> httpx.Auth | None:
    if not credentials.user:
        return None
    if credentials.ntlm:
        return _Ntlm(credentials)
    return httpx.BasicAuth(credentials.user, credentials.password)


class _Ntlm(httpx.Auth):
    """The handshake of NTLM over HTTP: a request that is refused, two legs, and the answer (MS-NTHT 3)."""

    requires_response_body = True

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        answer = yield request
        offered = answer.headers.get("www-authenticate", "").lower()
        if answer.status_code != 401 or "ntlm" not in offered:
            return
        context = spnego.client(
            self._credentials.user, self._credentials.password, hostname=request.url.host, protocol="ntlm"
        )
        request.headers["Authorization"] = _leg(context.step())
        answer = yield request
        challenge = _CHALLENGE.search(answer.headers.get("www-authenticate", ""))
        if answer.status_code != 401 or challenge is None:
            return
        try:
            request.headers["Authorization"] = _leg(context.step(base64.b64decode(challenge[2])))
        except (ValueError, spnego.exceptions.SpnegoError):
            return  # it is no challenge: the 401 is the answer
        yield request


def _leg(token: bytes | None) -> str:
    return "NTLM " + base64.b64encode(token or b"").decode("ascii")
