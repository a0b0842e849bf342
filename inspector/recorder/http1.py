"""What mitmproxy's HTTP/1 client cannot do, taught to it: interim answers, and trailers of chunked bodies.

mitmproxy (11 and 12) takes an interim answer (RFC 9110 section 15.2) for the answer and then drops the
connection, and raises at a trailer section (section 6.5), after which the client waits for ever. Interim
answers and trailers are left out here, which an intermediary may do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from h11 import EndOfMessage
from mitmproxy.proxy.events import DataReceived
from mitmproxy.proxy.layers.http import _http1

_INTERIM = re.compile(rb"HTTP/1\.[01] 1(?!01)[0-9]{2}[ \r\n]")


def teach_http1() -> None:
    """Changes mitmproxy's HTTP/1 in this process; may be called again."""
    if getattr(_http1.Http1Client.read_headers, "past_interim", False):
        return
    _http1.make_body_reader = _without_trailers(_http1.make_body_reader)
    _http1.Http1Client.read_headers = _past_interim(_http1.Http1Client.read_headers)


def _past_interim(read_headers: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    def read(self: Any, event: Any) -> Iterator[Any]:
        if isinstance(event, DataReceived) and self.request is not None:
            while _INTERIM.match(bytes(self.buf)) and self.buf.maybe_extract_lines() is not None:
                pass
        yield from read_headers(self, event)

    read.past_interim = True  # type: ignore[attr-defined]
    return read


def _without_trailers(make_reader: Callable[..., Any]) -> Callable[..., Any]:
    def make(expected_size: int | None) -> Any:
        reader = make_reader(expected_size)
        return reader if expected_size is not None else _Chunked(reader)

    return make


class _Chunked:
    """A reader of chunked bodies whose end has no trailers."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self.read_eof = reader.read_eof

    def __call__(self, buffer: Any) -> Any:
        event = self._reader(buffer)
        return EndOfMessage() if isinstance(event, EndOfMessage) else event
