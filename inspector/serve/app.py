"""From an ASGI request to a Responder and back."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from functools import lru_cache
from http import HTTPStatus
from types import TracebackType
from typing import Any

from inspector.clock import Clock
from inspector.replay.answer import Answer
from inspector.serve.connection_faults import deliver_broken
from inspector.serve.control import Control
from inspector.wire.fault import fault_response
from inspector.wire.http import Headers, HttpRequest, HttpResponse, MoreBody, Responder
from inspector.wire.soap import envelope_ends

__all__ = ["MAX_BODY", "Application", "error_text"]

MAX_BODY = 64 * 1024 * 1024
"""The most bytes that a request's body may have."""
_DRAIN = 256 * 1024 * 1024  # what is still read, and thrown away, of a body that is refused

_LOG = logging.getLogger("inspector.serve")

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

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
_WITHOUT_CONTENT = (204, 304)
_BAD_NAME = re.compile(r'[\x00-\x20\x7f()<>@,;:\\\[\]={}"]|^$')
_BAD_VALUE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


class Application:
    """The ASGI application that hosts a responder.

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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        with _Watched(scope):
            body = await _read(scope, receive, self.max_body)
            if isinstance(body, _TooLarge):
                await _send(scope, send, body.refusal(), close=True)
            elif body is not None:  # else the client has hung up
                await self._deliver(scope, send, self.answer(scope, body))

    def answer(self, scope: Scope, body: bytes) -> HttpResponse:
        """Answers a request; whatever goes wrong becomes a fault.

        Args:
            scope: the request without its body.
            body: its body.
        """
        at = self._clock.now()
        try:
            request = _request(scope, body)
            if self._control is not None and self._control.wants(request):
                return self._control.respond(request, at)
            return self._responder.respond(request, at)
        except Exception as problem:  # noqa: BLE001 - the server goes on, and the client hears of it
            text = error_text(problem)
            _LOG.error("%s %s: %s", scope["method"], scope["path"], text)
            return fault_response(f"ews-inspector failed to answer: {text}", said_by="error")

    def sender(self, response: HttpResponse) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
        """Returns an ASGI application that sends an answer which is known already."""

        async def deliver(scope: Scope, receive: Receive, send: Send) -> None:
            with _Watched(scope):
                await self._deliver(scope, send, response)

        return deliver

    def written(self, response: HttpResponse, *, keep_alive: bool) -> bytes | None:
        """Returns an answer as the bytes to send; ``None``: it needs more than sending.

        Args:
            response: the answer to a POST.
            keep_alive: whether the connection stays.
        """
        if (
            response.status in _WITHOUT_CONTENT
            or response.more is not None
            or (isinstance(response, Answer) and (response.broken is not None or response.parts_at))
        ):
            return None
        head = _head(response.status, response.headers, keep_alive)
        return b"%b%d\r\n\r\n%b" % (head, len(response.body), response.body)

    async def _deliver(self, scope: Scope, send: Send, response: HttpResponse) -> None:
        if response.delay > 0:
            # A clock that runs ten times as fast makes waits ten times as short; one that stands still, none.
            await asyncio.sleep(response.delay / (self._clock.speed or 1.0))
        if isinstance(response, Answer) and response.broken is not None:
            head = b"%b%d\r\n\r\n" % (_head(response.status, response.headers, True), len(response.body))
            await deliver_broken(response, head, scope["extensions"]["connection"])
        elif isinstance(response, Answer) and response.parts_at:
            await self._stream(scope, send, response)
        elif response.more is not None:
            await self._go_on(scope, send, response, response.more)
        else:
            await _send(scope, send, response, close=False)

    async def _stream(self, scope: Scope, send: Send, response: Answer) -> None:
        """Sends an answer message by message, each when the clock says that it is due."""
        begun = self._clock.now()
        ends = envelope_ends(response.body)
        await send(
            {
                "type": "http.response.start",
                "status": _status(response),
                "headers": list(_fields(response.headers)),
            }
        )
        sent = 0
        for at, end in zip(response.parts_at, ends, strict=False):
            while (left := begun + at - self._clock.now()) > 0:
                if scope["extensions"]["connection"].transport.is_closing():
                    return
                # A clock may be moved, or made to run, at any time.
                await asyncio.sleep(min(left / self._clock.speed, _LOOK) if self._clock.speed else _LOOK)
            await send({"type": "http.response.body", "body": response.body[sent:end], "more_body": True})
            sent = end
        await send({"type": "http.response.body", "body": response.body[sent:]})

    async def _go_on(self, scope: Scope, send: Send, response: HttpResponse, more: MoreBody) -> None:
        """Sends an answer that goes on as time goes by, until it ends or the client has gone."""
        fields = list(_fields(response.headers))
        await send({"type": "http.response.start", "status": _status(response), "headers": fields})
        part = response.body
        while True:
            ended = more.ended
            if part or ended:
                await send({"type": "http.response.body", "body": part, "more_body": not ended})
            if ended or scope["extensions"]["connection"].transport.is_closing():
                return
            await asyncio.sleep(_LOOK)
            part = more.by(self._clock.now())


class _Watched:
    """Ends the connection with one line in the log if an answer cannot be sent."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(problem, Exception):
            return False
        _LOG.error("%s %s: %s", self._scope["method"], self._scope["path"], error_text(problem))
        self._scope["extensions"]["connection"].transport.abort()
        return True


def error_text(problem: BaseException) -> str:
    """Says in one line what went wrong and where in the code, for a report to those who can mend it."""
    place = problem.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    at = f" ({place.tb_frame.f_globals.get('__name__', '?')}, line {place.tb_lineno})" if place else ""
    return f"{type(problem).__name__}: {problem}{at}".replace("\n", " ")


class _TooLarge:
    """Stands for a body that has more bytes than are taken."""

    def __init__(self, limit: int) -> None:
        self._limit = limit

    def refusal(self) -> HttpResponse:
        text = f"The request's body has more than {self._limit:,} bytes, which is all that is taken here."
        return fault_response(text, code="Client", status=413, reason="Content Too Large", said_by="refused")


async def _read(scope: Scope, receive: Receive, limit: int) -> bytes | _TooLarge | None:
    announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    if int(announced) > limit and any(name == b"expect" for name, _ in scope["headers"]):
        return _TooLarge(limit)  # the client waits for leave to send
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        part = message["body"]
        size += len(part)
        if size <= limit:
            parts.append(part)
        else:
            # Reading on lets the client finish sending, and so see why it is refused.
            parts.clear()
        if not message["more_body"]:
            break
        if size > limit + _DRAIN:
            return _TooLarge(limit)
    if size > limit:
        return _TooLarge(limit)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _request(scope: Scope, body: bytes) -> HttpRequest:
    headers = _headers(tuple(scope["headers"]))
    host = headers.first("host") or ""
    path = scope["raw_path"].decode("latin-1")
    query = scope["query_string"].decode("latin-1")
    url = f"{scope['scheme']}://{host}{path}" if host else path
    connection = scope["extensions"]["connection"].name
    return HttpRequest(headers, body, scope["method"], f"{url}?{query}" if query else url, connection)


@lru_cache(maxsize=64)
def _headers(fields: tuple[tuple[bytes, bytes], ...]) -> Headers:
    return Headers([(name.decode("latin-1"), value.decode("latin-1")) for name, value in fields])


async def _send(scope: Scope, send: Send, response: HttpResponse, *, close: bool) -> None:
    status = _status(response)
    fields = list(_fields(response.headers))
    body = response.body
    if status in _WITHOUT_CONTENT:
        body = b""
    elif scope["method"] == "HEAD" and not body:
        # The length of what a GET would have given is known from the recording alone.
        fields.append((b"content-length", (response.header("content-length") or "0").encode("latin-1")))
    else:
        fields.append((b"content-length", str(len(body)).encode()))
    if close:
        fields.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": fields})
    await send({"type": "http.response.body", "body": body})


def _status(response: HttpResponse) -> int:
    return response.status if 200 <= response.status <= 599 else 502


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
    """The head of an answer, up to the number of its bytes."""
    status = status if 200 <= status <= 599 else 502
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    lines = [b"HTTP/1.1 %d %b" % (status, phrase.encode("ascii"))]
    lines += [b"%b: %b" % field for field in _fields(headers)]
    if not keep_alive:
        lines.append(b"connection: close")
    return b"\r\n".join(lines) + b"\r\ncontent-length: "


def _can_be_sent(name: str, value: str) -> bool:
    """Whether a field of a recording is one that HTTP/1.1 has a form for."""
    return name.isascii() and not _BAD_NAME.search(name) and not _BAD_VALUE.search(value)
