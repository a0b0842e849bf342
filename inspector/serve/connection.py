"""A client's connection: HTTP/1.1 (RFC 9112), read by httptools' parser, answered on the spot if possible.

A head that came before to the byte is not parsed again: clients send the same one with each request, so that
most requests cost a look-up and a slice. An answer that takes time (a wait, a stream, a broken connection) is
a task; what the client sends meanwhile is read when it is done, so that answers go out in order.
"""

from __future__ import annotations

import asyncio
import itertools
import re
from collections import deque
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import httptools

from inspector.bounded import ClearedWhenFull
from inspector.serve.app import Application, too_large
from inspector.wire.http import Headers, HttpRequest, HttpResponse

MAX_HEAD = 256 * 1024
"""The most bytes that the request line and the header fields of a request may have together."""

_DRAIN = 256 * 1024 * 1024  # what is still read, and thrown away, of a body that is refused
_UPGRADE = re.compile(rb"\r\nupgrade:[^\r\n]*", re.I)
_HEAD_END = b"\r\n\r\n"
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_MOST_HEADS, _LONGEST_HEAD, _LONGEST_BODY = 1024, 8192, 1_000_000  # of what is known again
_MOST_UNREAD = 256 * 1024  # bytes that a client may send ahead of an answer
_serial = itertools.count(1)


class _Head(NamedTuple):
    """A head that came before.

    Args:
        request: the request without its body.
        length: how many bytes its body has.
        keep_alive: whether the connection stays.
    """

    request: HttpRequest
    length: int
    keep_alive: bool


class Connection(asyncio.Protocol):
    """A connection.

    Args:
        application: who answers.
        others: the open connections of the server, among which it is as long as it is open.
        ended: called with the connection's name when it has ended.

    Attributes:
        name: address, port and a serial number, as ports are used again.
        transport: what it writes to.
        used: when something came last, by the loop's time in seconds.
        chunked: whether the client reads chunks (RFC 9112 section 7.1): one of HTTP/1.0 does not.
    """

    transport: Any

    def __init__(
        self, application: Application, others: set[Connection], ended: Callable[[str], None]
    ) -> None:
        self.name = ""
        self.used = 0.0
        self.chunked = True
        self._application = application
        self._others = others
        self._ended = ended
        self._scheme = "http"
        self._heads = _known_heads("http")
        self._loop = asyncio.get_running_loop()
        self._writable = asyncio.Event()
        self._writable.set()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self._waiting: deque[tuple[HttpRequest, bool]] = deque()  # requests behind the one that takes time
        self._unread = b""  # what came behind them
        self._known: _Head | None = None  # the request that is read: of a known head ...
        self._missing = 0
        self._parser: Any = httptools.HttpRequestParser(self)  # ... or by the parser
        self._between = self._in_head = True
        self._ended_messages = 0
        self._head_bytes = 0
        self._raw_head = b""
        self._url = b""
        self._fields: list[tuple[bytes, bytes]] = []
        self._parts: list[bytes] = []
        self._size = 0
        self._keep_alive = True

    # What asyncio calls.

    def connection_made(self, transport: Any) -> None:
        """Names the connection."""
        self.transport = transport
        self._others.add(self)
        peer = transport.get_extra_info("peername")
        address = f"{peer[0]}:{peer[1]}" if isinstance(peer, tuple) and len(peer) > 1 else "local"
        self.name = f"{address}#{next(_serial)}"
        if transport.get_extra_info("sslcontext"):
            self._scheme, self._heads = "https", _known_heads("https")
        self.used = self._loop.time()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tells that the connection has ended."""
        self._others.discard(self)
        self._waiting.clear()
        self._unread = b""
        self._writable.set()
        self._ended(self.name)

    def pause_writing(self) -> None:
        """The client does not read as fast as it is written to."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """The client has read."""
        self._writable.set()

    def data_received(self, data: bytes) -> None:
        """Takes what has come from the client."""
        self.used = self._loop.time()
        while data and not self.transport.is_closing():
            if self._task is not None:
                self._unread += data
                if len(self._unread) > _MOST_UNREAD:
                    self.transport.pause_reading()
                return
            data = self._body_of_known(data) if self._known is not None else self._message(data)

    # What the server calls.

    @property
    def task(self) -> asyncio.Task[None] | None:
        """The answer that is under way, if one is."""
        return self._task

    def shutdown(self) -> None:
        """Closes the connection, after the answer that is under way."""
        self._stopping = True
        if self._task is None:
            self.transport.close()

    async def drained(self) -> None:
        """Waits until the client has read what was written."""
        await self._writable.wait()

    # A request whose head is known.

    def _message(self, data: bytes) -> bytes:
        """Begins to read a request, or goes on; returns what is not read of the data."""
        if not self._between:
            return self._parsed(data)
        end = data.find(_HEAD_END, 0, _LONGEST_HEAD) + len(_HEAD_END)
        if end < len(_HEAD_END):
            return self._parsed(data)
        head = data[:end]
        known = self._heads.get(head)
        if known is None or known.length > self._application.max_body:
            self._raw_head = head
            return self._parsed(data)
        stop = end + known.length
        if len(data) < stop:
            self._known = known
            self._missing = stop - len(data)
            self._parts = [data[end:]]
            return b""
        self._complete(known.request.sent(data[end:stop], self.name), known.keep_alive)
        return data[stop:] if len(data) > stop else b""

    def _body_of_known(self, data: bytes) -> bytes:
        known = self._known
        assert known is not None
        self._parts.append(data[: self._missing])
        rest = data[self._missing :]
        self._missing -= len(self._parts[-1])
        if not self._missing:
            self._known = None
            self._complete(known.request.sent(b"".join(self._parts), self.name), known.keep_alive)
        return rest

    # A request that is parsed.

    def _parsed(self, data: bytes) -> bytes:
        if self._between and b"pgrade:" in data:
            # Java's client offers h2c with each first request; the parser would drop the body with the offer.
            head, end, rest = data.partition(_HEAD_END)
            data = _UPGRADE.sub(b"", head) + end + rest
        before = self._ended_messages
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._refuse("Another protocol is not spoken here.")
        except httptools.HttpParserError:
            self._refuse("This is no HTTP/1.1 request.")
        # What came with the end of the message before is bounded by the size of one read.
        if self._in_head and self._ended_messages == before:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD:
                self._refuse(f"The header fields have more than {MAX_HEAD} bytes.")
        return b""

    def on_message_begin(self) -> None:
        """Begins a request."""
        self._between = False
        self._url = b""
        self._fields = []
        self._parts = []
        self._size = 0

    def on_url(self, url: bytes) -> None:
        """Takes a part of the request's target."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Takes a field; one behind a chunked body is read and not kept."""
        if self._in_head:
            self._fields.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """Ends the head of a request."""
        self._in_head = False
        self._head_bytes = 0
        version = self._parser.get_http_version()
        self.chunked = version != "1.0"
        self._keep_alive = self.chunked and self._parser.should_keep_alive()
        _target(self._url)  # it raises what is no URL
        fields = dict(self._fields)
        if fields.get(b"expect", b"").lower() == b"100-continue" and self._task is None:
            self._raw_head = b""
            if int(fields.get(b"content-length", b"0")) > self._application.max_body:
                self._end_with(too_large(self._application.max_body))  # the client waits for leave to send
            else:
                self.transport.write(_CONTINUE)

    def on_body(self, body: bytes) -> None:
        """Takes a part of a body. Reading on lets a client finish that sends too much, and so see why."""
        self._size += len(body)
        if self._size <= self._application.max_body:
            self._parts.append(body)
        elif self._size > self._application.max_body + _DRAIN:
            self._end_with(too_large(self._application.max_body))

    def on_message_complete(self) -> None:
        """Ends a request, and answers it."""
        self._in_head = self._between = True
        self._ended_messages += 1
        if self.transport.is_closing():
            return
        if self._size > self._application.max_body:
            self._end_with(too_large(self._application.max_body))
            return
        request = self._request()
        if self._raw_head:
            self._keep_head(request)
        self._complete(request.sent(b"".join(self._parts), self.name), self._keep_alive)

    def _request(self) -> HttpRequest:
        headers = _headers(tuple(self._fields))
        method = self._parser.get_method().decode("ascii")
        return HttpRequest(headers, method=method, url=_url(self._scheme, headers, _target(self._url)))

    def _keep_head(self, request: HttpRequest) -> None:
        """Notes a head whose body's length it tells, for requests that have the same one."""
        head, self._raw_head = self._raw_head, b""
        names = [name for name, _ in self._fields]
        if (
            self._keep_alive
            and self._size <= _LONGEST_BODY
            and not {b"transfer-encoding", b"expect"} & set(names)
            and (self._size == 0) is not (b"content-length" in names)
        ):
            _ = request.path  # what is worked out now, requests with this head have
            self._heads.keep(head, _Head(request, self._size, self._keep_alive))

    # Answers.

    def _complete(self, request: HttpRequest, keep_alive: bool) -> None:
        if self._task is not None or self._waiting:
            self._waiting.append((request, keep_alive))
        else:
            self._answer(request, keep_alive)

    def _answer(self, request: HttpRequest, keep_alive: bool) -> None:
        application = self._application
        response = application.answer(request)
        if response.delay <= 0 and self._writable.is_set():
            written = application.written(response, request.method, keep_alive=keep_alive)
            if written is not None:
                self.transport.write(written)
                if not keep_alive:
                    self.transport.close()
                return
        self._task = self._loop.create_task(application.deliver(self, request, response, keep_alive))
        self._task.add_done_callback(self._delivered)

    def _delivered(self, task: asyncio.Task[None]) -> None:
        """Goes on with what has come while the answer was under way."""
        self._task = None
        if self._stopping:
            self.transport.close()
        while self._waiting and self._task is None and not self.transport.is_closing():
            self._answer(*self._waiting.popleft())
        if self._task is None and self._unread and not self.transport.is_closing():
            data, self._unread = self._unread, b""
            self.transport.resume_reading()
            self.data_received(data)

    def _refuse(self, text: str) -> None:
        if not self.transport.is_closing():
            body = text.encode()
            fields = Headers([("Content-Type", "text/plain; charset=utf-8")])
            self._end_with(HttpResponse(fields, body, 400, "Bad Request"))

    def _end_with(self, response: HttpResponse) -> None:
        """Answers and closes: what comes now on the connection cannot be told to be a request."""
        self._waiting.clear()
        written = self._application.written(response, "POST", keep_alive=False)
        if written is not None and not self.transport.is_closing():
            self.transport.write(written)
        self.transport.close()


@lru_cache(maxsize=2)
def _known_heads(scheme: str) -> ClearedWhenFull[bytes, _Head]:
    """The heads that came before, of all connections."""
    return ClearedWhenFull(_MOST_HEADS)


@lru_cache(maxsize=256)
def _target(url: bytes) -> str:
    """Path and query of a request's target: a whole URL where the client takes this for its proxy."""
    parsed = httptools.parse_url(url)
    path = parsed.path.decode("latin-1")
    return f"{path}?{parsed.query.decode('latin-1')}" if parsed.query else path


def _url(scheme: str, headers: Headers, target: str) -> str:
    host = headers.first("host")
    return f"{scheme}://{host}{target}" if host else target


@lru_cache(maxsize=64)
def _headers(fields: tuple[tuple[bytes, bytes], ...]) -> Headers:
    return Headers([(name.decode("latin-1"), value.decode("latin-1")) for name, value in fields])
