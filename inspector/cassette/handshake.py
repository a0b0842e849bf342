"""Folding the legs of an authentication handshake into one interaction.

A client repeats its request after each 401 (RFC 9110 section 11.7.1, RFC 4559 section 4). NTLM and Negotiate
authenticate the connection, so what follows on it needs no credentials; Basic, Digest and Bearer authenticate
each request, on any connection.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from inspector.bounded import Recent
from inspector.cassette.model import Auth, Interaction
from inspector.wire.http import HttpRequest

_MOST_LEGS = 8  # a client that is challenged for ever does not fill the memory
_MOST_OPEN = 1_000  # challenges that wait for an answer; an importer is not told when connections end
_MOST_AUTHENTICATED = 100_000  # connections; the same
_OF_CONNECTION = ("ntlm", "negotiate", "kerberos")
_NAMES = {name.lower(): name for name in ("Basic", "Bearer", "Digest", "NTLM", "Negotiate", "Kerberos")}


@dataclass(frozen=True)
class Folded:
    """What is to be recorded.

    Args:
        interaction: the last leg, with how it was authenticated.
        legs: those before it, which are not recorded themselves.
    """

    interaction: Interaction
    legs: tuple[Interaction, ...] = ()


class _Open(NamedTuple):
    """The legs so far of a client whose machine has this name."""

    peer: str
    legs: list[Interaction]


class Handshakes:
    """Follows each connection's authentication.

    A challenge that the client is expected to answer waits for that answer; all else comes out at once.
    """

    def __init__(self) -> None:
        self._open: Recent[str, _Open] = Recent(_MOST_OPEN)
        self._authenticated: Recent[str, str] = Recent(_MOST_AUTHENTICATED)

    def add(self, exchange: Interaction, peer: str = "") -> Iterator[Folded]:
        """Takes the next exchange of a connection.

        Args:
            exchange: the exchange; its number, operation and findings do not matter.
            peer: names the client's machine.

        Yields:
            What is complete now: nothing while a handshake goes on, else the exchange with the legs before
            it, and first a challenge that the client left unanswered.
        """
        credentials = _scheme(exchange.request.header("authorization"))
        if credentials is None:
            yield from self._abandoned(exchange.conn)
        elif exchange.conn not in self._open and credentials.lower() not in _OF_CONNECTION:
            self._adopt(exchange, peer)
        legs = self._open.get(exchange.conn, _Open(peer, [])).legs
        if _asks_on(exchange, credentials) and len(legs) < _MOST_LEGS:
            if gone := self._open.change(exchange.conn, _Open(peer, [*legs, exchange])):
                yield _unanswered(gone[1])
            return
        self._open.pop(exchange.conn, None)
        auth = self._auth(exchange, credentials, len(legs) + 1)
        yield Folded(exchange.changed(auth=auth), tuple(legs))

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
        if conn in self._open:
            yield _unanswered(self._open.pop(conn))

    def _adopt(self, exchange: Interaction, peer: str) -> None:
        """Clients may answer a challenge on another connection than the one that it came on."""
        for conn, before in self._open.items():
            if before.peer == peer and _same_request(before.legs[-1].request, exchange.request):
                self._open[exchange.conn] = self._open.pop(conn)
                return

    def _auth(self, exchange: Interaction, credentials: str | None, legs: int) -> Auth | None:
        if exchange.auth is not None and exchange.auth.legs >= legs:
            return exchange.auth
        if credentials is None:
            scheme = self._authenticated.use(exchange.conn)
            return Auth(scheme, 1) if scheme else None
        accepted = exchange.response is not None and exchange.response.status != 401
        if accepted and credentials.lower() in _OF_CONNECTION:
            self._authenticated.keep(exchange.conn, credentials)
        return Auth(credentials, legs)


def _unanswered(challenge: _Open) -> Folded:
    *legs, last = challenge.legs
    scheme = _scheme(last.request.header("authorization"))
    return Folded(last.changed(auth=Auth(scheme, len(legs) + 1) if scheme else None), tuple(legs))


def folded(interactions: Iterable[Interaction]) -> Iterator[Interaction]:
    """Folds the handshakes of another tool's recording, which has every leg for itself; numbers what is left.

    So each has the number that it gets in the cassette that ``convert`` makes.
    """
    handshakes = Handshakes()

    def each_folded() -> Iterator[Folded]:
        for one in interactions:
            yield from handshakes.add(unfolded(one))
        yield from handshakes.finish()

    for n, each in enumerate(each_folded(), 1):
        yield each.interaction.changed(n=n, endpoint="", operation="", findings=())


def unfolded(interaction: Interaction) -> Interaction:
    """Returns an interaction of another tool's recording on a connection: all are on one if none is named."""
    return interaction.changed(conn=interaction.conn or "c1")


def _asks_on(exchange: Interaction, credentials: str | None) -> bool:
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
