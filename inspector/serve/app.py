"""From an ASGI request to a Responder and back."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from inspector.clock import Clock
from inspector.serve.control import Control
from inspector.wire.fault import fault_response
from inspector.wire.http import Headers, HttpRequest, HttpResponse, Responder

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
        self._max_body = max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        try:
            await self._serve(scope, receive, send)
        except Exception as problem:  # noqa: BLE001 - a recording can hold what HTTP cannot say
            _LOG.error("%s %s: %s", scope.get("method"), scope.get("path"), error_text(problem))
            scope["extensions"]["connection"].transport.abort()

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _read(scope, receive, self._max_body)
        if body is None:
            return  # the client has hung up
        connection = scope["extensions"]["connection"]
        if isinstance(body, _TooLarge):
            response = body.refusal()
        else:
            request = _request(scope, body, connection.name)
            response = self._answer(request)
        if response.delay > 0:
            # A clock that runs ten times as fast makes waits ten times as short; one that stands still, none.
            await asyncio.sleep(response.delay / (self._clock.speed or 1.0))
        await _send(scope, send, response, close=isinstance(body, _TooLarge))

    def _answer(self, request: HttpRequest) -> HttpResponse:
        at = self._clock.now()
        try:
            if self._control is not None and self._control.wants(request):
                return self._control.respond(request, at)
            return self._responder.respond(request, at)
        except Exception as problem:  # noqa: BLE001 - whatever it is, the server goes on and the client hears of it
            text = error_text(problem)
            _LOG.error("%s %s: %s", request.method, request.path, text)
            return fault_response(f"ews-inspector failed to answer: {text}", said_by="error")


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


def _request(scope: Scope, body: bytes, connection: str) -> HttpRequest:
    fields = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    host = next((value for name, value in fields if name == "host"), "")
    path = scope["raw_path"].decode("latin-1")
    query = scope["query_string"].decode("latin-1")
    url = f"{scope['scheme']}://{host}{path}" if host else path
    return HttpRequest(Headers(fields), body, scope["method"], f"{url}?{query}" if query else url, connection)


async def _send(scope: Scope, send: Send, response: HttpResponse, *, close: bool) -> None:
    status = response.status if 200 <= response.status <= 599 else 502
    fields = [
        (name.encode("latin-1"), value.encode("latin-1", "replace"))
        for name, value in response.headers
        if name.lower() not in _HOP_BY_HOP and _can_be_sent(name, value)
    ]
    body = response.body
    if status in (204, 304):
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


def _can_be_sent(name: str, value: str) -> bool:
    """Whether a field of a recording is one that HTTP/1.1 has a form for."""
    return name.isascii() and not _BAD_NAME.search(name) and not _BAD_VALUE.search(value)
