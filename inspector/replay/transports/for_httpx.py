"""A responder as a transport of httpx, for its synchronous and its asynchronous client."""

from __future__ import annotations

import asyncio
import time

import httpx

from inspector.clock import Clock
from inspector.replay.transports.direct import ConnectionBroken, Direct
from inspector.wire.http import HttpResponse, Responder


class HttpxTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers a client of httpx without a socket.

    Args:
        responder: who answers.
        clock: tells the time at which a request is made.

    >>> from inspector.clock import ManualClock
    >>> class Hello:
    ...     def respond(self, request, at):
    ...         return HttpResponse(body=b"hello")
    >>> httpx.Client(transport=HttpxTransport(Hello(), ManualClock())).get("https://mail.example.com/").text
    'hello'
    """

    def __init__(self, responder: Responder, clock: Clock) -> None:
        self._direct = Direct(responder, clock)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answers a request."""
        answer = self._answer(request, request.read())
        if answer.delay:
            time.sleep(min(answer.delay, _patience(request)))
        return _response(answer, request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answers a request."""
        answer = self._answer(request, await request.aread())
        if answer.delay:
            await asyncio.sleep(min(answer.delay, _patience(request)))
        return _response(answer, request)

    def _answer(self, request: httpx.Request, body: bytes) -> HttpResponse:
        try:
            return self._direct.answer(request.method, str(request.url), request.headers.multi_items(), body)
        except ConnectionBroken as problem:
            raise httpx.ReadError(str(problem), request=request) from problem


def _patience(request: httpx.Request) -> float:
    """The seconds that a client waits for an answer."""
    seconds = request.extensions.get("timeout", {}).get("read")
    return float("inf") if seconds is None else float(seconds)


def _response(answer: HttpResponse, request: httpx.Request) -> httpx.Response:
    if answer.delay > (patience := _patience(request)):
        raise httpx.ReadTimeout(f"no answer in {patience} seconds", request=request)
    return httpx.Response(
        answer.status,
        headers=list(answer.headers),
        content=answer.body,
        extensions={"reason_phrase": answer.reason.encode("ascii", "replace")},
    )
