"""From a request to a Responder, and back to the bytes that a client gets."""

from __future__ import annotations

import asyncio
import logging
import re
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Protocol

from inspector.clock import Clock
from inspector.replay.answer import Answer
from inspector.serve.connection_faults import deliver_broken
from inspector.serve.control import Control
from inspector.wire.http import Headers, HttpRequest, HttpResponse, MoreBody, Responder
from inspector.wire.soap import envelope_ends
from inspector.wire.soap_fault import fault_response

MAX_BODY = 64 * 1024 * 1024
"""The most bytes that a request's body may have."""

_LOG = logging.getLogger("inspector.serve")

# RFC 9110 section 7.6.1; the length is worked out anew.
_HOP_BY_HOP = frozenset(
    {
        "connection",
        "content-length",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
_LOOK = 0.02  # seconds after which a clock is looked at again
_LOOK_FOR_MORE = 0.1  # seconds after which who makes an answer that goes on is asked again
_WITHOUT_CONTENT = (204, 304)
_SENT_HEAD = "_sent_head"  # in an answer that a replay gives again: its head over a connection that stays
_BAD_NAME = re.compile(r'[\x00-\x20\x7f()<>@,;:\\\[\]={}"]|^$')
_BAD_VALUE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


class Connection(Protocol):
    """What an answer that takes time is sent over."""

    transport: Any
    chunked: bool

    async def drained(self) -> None:
        """Waits until the client has read what was written."""
        ...


class Application:
    """Answers requests by a responder, and sends what it answers.

    Args:
        responder: who answers.
        clock: tells the time at which a request is complete.
        control: answers what is asked under its own path; ``None``: nothing is.
        max_body: the most bytes that a request's body may have.
    """

    def __init__(
        self, responder: Responder, clock: Clock, control: Control | None, max_body: int = MAX_BODY
    ) -> None:
        self._responder = responder
        self._clock = clock
        self._control = control
        self.max_body = max_body

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Answers a request; whatever goes wrong becomes a fault.

        Args:
            request: the request, complete.
        """
        at = self._clock.now()
        try:
            if self._control is not None and self._control.wants(request):
                return self._control.respond(request, at)
            return self._responder.respond(request, at)
        except Exception as problem:  # noqa: BLE001 - the server goes on, and the client hears of it
            text = error_text(problem)
            _LOG.error("%s %s: %s", request.method, request.path, text)
            return fault_response(f"ews-inspector failed to answer: {text}", said_by="error")

    def written(self, response: HttpResponse, method: str, *, keep_alive: bool) -> bytes | None:
        """Returns an answer as the bytes to send; ``None``: it needs more than sending.

        Args:
            response: the answer.
            method: the method of the request.
            keep_alive: whether the connection stays.
        """
        sent: bytes | None = response.__dict__.get(_SENT_HEAD)
        if sent is not None and keep_alive and method != "HEAD":
            return sent + response.body
        if response.more is not None or (
            isinstance(response, Answer) and (response.broken is not None or response.parts_at)
        ):
            return None
        head = _head(response.status, response.headers, keep_alive)
        body = response.body
        if response.status in _WITHOUT_CONTENT:
            return head + b"\r\n"
        if method == "HEAD":
            # The length of what a GET would have given is known from the recording alone.
            length = len(body) or response.header("content-length") or "0"
            return b"%bcontent-length: %b\r\n\r\n" % (head, str(length).encode("latin-1"))
        head = b"%bcontent-length: %d\r\n\r\n" % (head, len(body))
        if keep_alive:
            response.__dict__[_SENT_HEAD] = head
        return head + body

    async def deliver(
        self, connection: Connection, request: HttpRequest, response: HttpResponse, keep_alive: bool
    ) -> None:
        """Sends an answer that takes time. If it cannot be sent, a line in the log says so.

        Args:
            connection: the client's connection.
            request: what is answered.
            response: the answer.
            keep_alive: whether the connection stays.
        """
        try:
            if response.delay > 0:
                # A clock that runs ten times as fast makes waits ten times as short; one that stands, none.
                await asyncio.sleep(response.delay / (self._clock.speed or 1.0))
            if isinstance(response, Answer) and response.broken is not None:
                head = _head(response.status, response.headers, True)
                whole = b"%bcontent-length: %d\r\n\r\n" % (head, len(response.body))
                await deliver_broken(response, whole, connection.transport)
                return
            if isinstance(response, Answer) and response.parts_at:
                await self._stream(_Parts(connection, response, keep_alive), response)
            elif response.more is not None:
                await self._go_on(_Parts(connection, response, keep_alive), response.body, response.more)
            else:
                await connection.drained()
                connection.transport.write(self.written(response, request.method, keep_alive=keep_alive))
            if not keep_alive:
                connection.transport.close()
        except Exception as problem:  # noqa: BLE001 - the server goes on
            _LOG.error("%s %s: %s", request.method, request.path, error_text(problem))
            connection.transport.abort()

    async def _stream(self, body: _Parts, response: Answer) -> None:
        """Sends an answer message by message, each when the clock says that it is due."""
        begun = self._clock.now()
        whole, sent = response.body, 0
        for at, end in zip((*response.parts_at, 0.0), (*envelope_ends(whole), len(whole)), strict=False):
            while (left := begun + at - self._clock.now()) > 0:
                if body.gone:
                    return
                # A clock may be moved, or made to run, at any time.
                await asyncio.sleep(min(left / self._clock.speed, _LOOK) if self._clock.speed else _LOOK)
            await body.send(whole[sent:end])
            sent = end
        body.end()

    async def _go_on(self, body: _Parts, begins: bytes, more: MoreBody) -> None:
        """Sends an answer that goes on as time goes by, until it ends or the client has gone."""
        part = begins
        while True:
            ended = more.ended
            await body.send(part)
            if ended:
                body.end()
            if ended or body.gone:
                return
            part = more.by(self._clock.now())
            if not part and not more.ended:
                await asyncio.sleep(_LOOK_FOR_MORE)


class _Parts:
    """A body that goes out in parts: as chunks (RFC 9112 section 7.1), to one of HTTP/1.0 as it is."""

    def __init__(self, connection: Connection, response: HttpResponse, keep_alive: bool) -> None:
        self._connection = connection
        self._chunked = connection.chunked
        head = _head(response.status, response.headers, keep_alive)
        end = b"transfer-encoding: chunked\r\n\r\n" if self._chunked else b"\r\n"
        connection.transport.write(head + end)

    @property
    def gone(self) -> bool:
        """Whether the client has hung up."""
        return bool(self._connection.transport.is_closing())

    async def send(self, part: bytes) -> None:
        if part:
            await self._connection.drained()
            sent = b"%x\r\n%b\r\n" % (len(part), part) if self._chunked else part
            self._connection.transport.write(sent)

    def end(self) -> None:
        if self._chunked:
            self._connection.transport.write(b"0\r\n\r\n")


def error_text(problem: BaseException) -> str:
    """Says in one line what went wrong and where in the code, for a report to those who can mend it."""
    place = problem.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    at = f" ({place.tb_frame.f_globals.get('__name__', '?')}, line {place.tb_lineno})" if place else ""
    return f"{type(problem).__name__}: {problem}{at}".replace("\n", " ")


def too_large(limit: int) -> HttpResponse:
    """Returns the answer to a request whose body is too large.

    Args:
        limit: how many bytes it may have.
    """
    text = f"The request's body has more than {limit:,} bytes, which is all that is taken here."
    return fault_response(text, code="Client", status=413, reason="Content Too Large", said_by="refused")


@lru_cache(maxsize=1024)
def _fields(headers: Headers) -> tuple[tuple[bytes, bytes], ...]:
    """The fields of an answer as they go out."""
    return tuple(
        (name.lower().encode("latin-1"), value.encode("latin-1", "replace"))
        for name, value in headers
        if name.lower() not in _HOP_BY_HOP and _can_be_sent(name, value)
    )


@lru_cache(maxsize=1024)
def _head(status: int, headers: Headers, keep_alive: bool) -> bytes:
    """The head of an answer without what says how long its body is."""
    status = status if 200 <= status <= 599 else 502
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    lines = [b"HTTP/1.1 %d %b" % (status, phrase.encode("ascii"))]
    lines += [b"%b: %b" % field for field in _fields(headers)]
    if not keep_alive:
        lines.append(b"connection: close")
    return b"\r\n".join(lines) + b"\r\n"


def _can_be_sent(name: str, value: str) -> bool:
    """Whether a field of a recording is one that HTTP/1.1 has a form for."""
    return name.isascii() and not _BAD_NAME.search(name) and not _BAD_VALUE.search(value)
