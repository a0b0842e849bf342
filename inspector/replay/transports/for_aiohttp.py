"""A responder as a connector of aiohttp.

aiohttp writes the request as it would to a socket, and reads the answer as it would from one; between the two
there is nothing but memory.
"""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import httptools
from aiohttp.client_proto import ResponseHandler

from inspector.clock import Clock
from inspector.replay.transports.direct import ConnectionBroken, Direct
from inspector.wire.http import HttpResponse, Responder


class AiohttpTransport(aiohttp.BaseConnector):
    """Answers a client of aiohttp without a socket: ``ClientSession(connector=AiohttpTransport(...))``.

    Args:
        responder: who answers.
        clock: tells the time at which a request is made.
    """

    def __init__(self, responder: Responder, clock: Clock) -> None:
        super().__init__(force_close=True)
        self._direct = Direct(responder, clock)

    async def _create_connection(self, req: Any, traces: Any, timeout: Any) -> ResponseHandler:
        handler = ResponseHandler(self._loop)
        handler.connection_made(_Memory(handler, self._direct, req.url.scheme, self._loop))
        return handler


class _Memory(asyncio.Transport):
    """What aiohttp takes for the connection to a server."""

    def __init__(
        self, client: ResponseHandler, direct: Direct, scheme: str, loop: asyncio.AbstractEventLoop
    ) -> None:
        super().__init__()
        self._client = client
        self._direct = direct
        self._scheme = scheme
        self._loop = loop
        self._parser = httptools.HttpRequestParser(self)
        self._closing = False
        self._begin()

    def _begin(self) -> None:
        self._target = b""
        self._fields: list[tuple[str, str]] = []
        self._body: list[bytes] = []

    # What httptools tells of the request.

    def on_url(self, url: bytes) -> None:
        """Takes a part of the request line."""
        self._target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Takes a header field."""
        self._fields.append((name.decode("latin-1"), value.decode("latin-1")))

    def on_body(self, part: bytes) -> None:
        """Takes a part of the body."""
        self._body.append(part)

    def on_message_complete(self) -> None:
        """Answers."""
        host = next((value for name, value in self._fields if name.lower() == "host"), "")
        url = f"{self._scheme}://{host}{self._target.decode('latin-1')}"
        method = self._parser.get_method().decode("latin-1")
        fields, body = self._fields, b"".join(self._body)
        self._begin()
        try:
            answer = self._direct.answer(method, url, fields, body)
        except ConnectionBroken as problem:
            self._loop.call_soon(self._lose, problem)
            return
        self._loop.call_later(answer.delay, self._deliver, answer)

    def _deliver(self, answer: HttpResponse) -> None:
        head = f"HTTP/1.1 {answer.status} {answer.reason}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in answer.headers)
        if not self._closing:
            self._client.data_received(head.encode("latin-1", "replace") + b"\r\n" + answer.body)

    def _lose(self, problem: Exception | None) -> None:
        if not self._closing:
            self._closing = True
            self._client.connection_lost(problem)

    # What aiohttp asks of a transport.

    def write(self, data: Any) -> None:
        """Takes bytes of the request."""
        self._parser.feed_data(bytes(data))

    def is_closing(self) -> bool:
        """Says whether the connection has ended."""
        return self._closing

    def close(self) -> None:
        """Ends the connection."""
        self._lose(None)

    def abort(self) -> None:
        """Ends the connection."""
        self._lose(None)

    def pause_reading(self) -> None:
        """There is no more to come than what was delivered."""

    def resume_reading(self) -> None:
        """There is no more to come than what was delivered."""

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Tells nothing: there is no socket."""
        return default
