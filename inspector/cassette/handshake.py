"""Folding the legs of an authentication handshake into one interaction.

A client repeats its request after each 401 (RFC 9110 section 11.7.1, RFC 4559 section 4). NTLM and Negotiate
authenticate the connection, so what follows on it needs no credentials; Basic, Digest and Bearer authenticate
each request, on any connection.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from inspector.cassette.model import Auth, Interaction
from inspector.wire.http import HttpRequest, HttpResponse
from inspector.wire.recent import Recent

__all__ = ["Exchange", "Folded", "Handshakes", "exchange_of", "folded"]

_MOST_LEGS = 8  # a client that is challenged for ever does not fill the memory
_MOST_OPEN = 1_000  # challenges that wait for an answer; an importer is not told when connections end
_MOST_AUTHENTICATED = 100_000  # connections; the same
_OF_CONNECTION = ("ntlm", "negotiate", "kerberos")
_NAMES = {name.lower(): name for name in ("Basic", "Bearer", "Digest", "NTLM", "Negotiate", "Kerberos")}


@dataclass(frozen=True)
class Exchange:
    """A request and how it ended.

    Args:
        conn: names the client's connection.
        peer: names the client's machine.
        request_encoding: the content-encoding that was taken off the request's body already.
        response_encoding: the same of the response's.
        auth: how it was authenticated, where the source has folded its handshake already.
        extra: what the source says besides (:class:`~inspector.cassette.model.Interaction`).
        request: the request.
        response: the response; ``None`` if there was none.
        at: when the request was complete, in seconds since the start of the recording.
        took: seconds from there to the complete response, or to the error.
        error: why there is no (whole) response.
    """

    conn: str
    request: HttpRequest
    response: HttpResponse | None = None
    at: float = 0.0
    took: float = 0.0
    error: str | None = None
    peer: str = ""
    request_encoding: str = ""
    response_encoding: str = ""
    auth: Auth | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Folded:
    """What is to be recorded.

    Args:
        exchange: the last leg.
        auth: how it was authenticated; ``None`` if it was not.
        legs: those before it, which are not recorded themselves.
    """

    exchange: Exchange
    auth: Auth | None = None
    legs: tuple[Exchange, ...] = ()

    def interaction(
        self,
        n: int,
        *,
        endpoint: str = "",
        operation: str = "",
        findings: tuple[dict[str, object], ...] = (),
    ) -> Interaction:
        """Returns it as the cassette has it.

        Args:
            n: its number; 0 if the writer is to number it.
            endpoint: as in :class:`~inspector.cassette.model.Interaction`.
            operation: as in the same.
            findings: as in the same.
        """
        exchange = self.exchange
        return Interaction(
            n=n,
            at=exchange.at,
            took=exchange.took,
            request=exchange.request,
            response=exchange.response,
            error=exchange.error,
            conn=exchange.conn,
            endpoint=endpoint,
            operation=operation,
            auth=self.auth,
            findings=findings,
            request_encoding=exchange.request_encoding,
            response_encoding=exchange.response_encoding,
            extra=exchange.extra,
        )


class Handshakes:
    """Follows each connection's authentication.

    A challenge that the client is expected to answer waits for that answer; all else comes out at once.
    """

    def __init__(self) -> None:
        self._open: dict[str, list[Exchange]] = {}
        self._authenticated: Recent[str, str] = Recent(_MOST_AUTHENTICATED)

    def add(self, exchange: Exchange) -> Iterator[Folded]:
        """Takes the next exchange of a connection.

        Yields:
            What is complete now: nothing while a handshake goes on, else the exchange with the legs before
            it, and first a challenge that the client left unanswered.
        """
        credentials = _scheme(exchange.request.header("authorization"))
        if credentials is None:
            yield from self._abandoned(exchange.conn)
        elif exchange.conn not in self._open and credentials.lower() not in _OF_CONNECTION:
            self._adopt(exchange)
        legs = self._open.get(exchange.conn, [])
        if _asks_on(exchange, credentials) and len(legs) < _MOST_LEGS:
            self._open.setdefault(exchange.conn, []).append(exchange)
            if len(self._open) > _MOST_OPEN:
                yield from self._abandoned(next(iter(self._open)))
            return
        self._open.pop(exchange.conn, None)
        yield Folded(exchange, self._auth(exchange, credentials, len(legs) + 1), tuple(legs))

    def closed(self, conn: str) -> Iterator[Folded]:
        """Takes note that a connection has ended.

        Yields:
            The challenge that the client left unanswered on it, if there is one.
        """
        yield from self._abandoned(conn)
        self._authenticated.pop(conn, None)

    def finish(self) -> Iterator[Folded]:
        """Yields the challenges that are still unanswered on all connections."""
        for conn in list(self._open):
            yield from self.closed(conn)

    def _abandoned(self, conn: str) -> Iterator[Folded]:
        legs = self._open.pop(conn, None)
        if legs:
            scheme = _scheme(legs[-1].request.header("authorization"))
            yield Folded(legs[-1], Auth(scheme, len(legs)) if scheme else None, tuple(legs[:-1]))

    def _adopt(self, exchange: Exchange) -> None:
        """Clients may answer a challenge on another connection than the one that it came on."""
        for conn, legs in self._open.items():
            last = legs[-1]
            if last.peer == exchange.peer and _same_request(last.request, exchange.request):
                self._open[exchange.conn] = self._open.pop(conn)
                return

    def _auth(self, exchange: Exchange, credentials: str | None, legs: int) -> Auth | None:
        if exchange.auth is not None and exchange.auth.legs >= legs:
            return exchange.auth
        if credentials is None:
            scheme = self._authenticated.use(exchange.conn)
            return Auth(scheme, 1) if scheme else None
        accepted = exchange.response is not None and exchange.response.status != 401
        if accepted and credentials.lower() in _OF_CONNECTION:
            self._authenticated.keep(exchange.conn, credentials)
        return Auth(credentials, legs)


def folded(interactions: Iterable[Interaction]) -> Iterator[Interaction]:
    """Folds the handshakes of another tool's recording, which has every leg for itself; numbers what is left.

    So each has the number that it gets in the cassette that ``convert`` makes.
    """
    handshakes = Handshakes()

    def each_folded() -> Iterator[Folded]:
        for one in interactions:
            yield from handshakes.add(exchange_of(one))
        yield from handshakes.finish()

    for n, each in enumerate(each_folded(), 1):
        yield each.interaction(n)


def exchange_of(interaction: Interaction) -> Exchange:
    """Returns an interaction of another tool's recording, whose handshakes are not folded, as an exchange."""
    return Exchange(
        conn=interaction.conn or "c1",
        request=interaction.request,
        response=interaction.response,
        at=interaction.at,
        took=interaction.took,
        error=interaction.error,
        peer="source",
        request_encoding=interaction.request_encoding,
        response_encoding=interaction.response_encoding,
        auth=interaction.auth,
        extra=interaction.extra,
    )


def _asks_on(exchange: Exchange, credentials: str | None) -> bool:
    """Whether the client is expected to come back with (more) credentials."""
    if exchange.response is None or exchange.response.status != 401:
        return False
    challenges = list(exchange.response.headers.every("www-authenticate"))
    if credentials is None:
        return bool(challenges)
    # A second leg is asked for by a blob in the same scheme; the bare name of it is a refusal.
    return credentials.lower() in _OF_CONNECTION and any(
        len(part) > 1 and part[0].lower() == credentials.lower()
        for challenge in challenges
        for part in [challenge.split(None, 1)]
    )


def _scheme(authorization: str | None) -> str | None:
    if not authorization:
        return None
    word = authorization.split(None, 1)[0]
    # What is no scheme could be a bare token, which must not get into a cassette as a name.
    return _NAMES.get(word.lower(), word if word.isalpha() and len(word) < 16 else "other")


def _same_request(one: HttpRequest, other: HttpRequest) -> bool:
    return (one.method, one.url, one.body) == (other.method, other.url, other.body)
