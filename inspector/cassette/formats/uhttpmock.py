"""Traces of libuhttpmock (GNOME): ``>`` lines are sent, ``<`` lines received, two spaces end a message."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from inspector.cassette.formats.raw_http import parse_request, parse_response
from inspector.cassette.model import Interaction
from inspector.wire.http import Headers, HttpRequest, HttpResponse

__all__ = ["looks_like", "read"]

_STAMP = "soup-debug-timestamp"


def looks_like(head: bytes) -> bool:
    """Whether a file that begins so is a trace."""
    return head.startswith(b"> ") and b"HTTP/1." in head[:2000]


def read(path: Path) -> Iterator[Interaction]:
    """Yields the interactions of a trace, in order.

    Raises:
        UnreadableInput: a message in it is no HTTP.
    """
    request: HttpRequest | None = None
    began: float | None = None
    n = 0
    for sign, data in _messages(path):
        where = f"{path}, message {n + 1}"
        if sign == b">":
            if request is not None:
                n += 1
                yield Interaction(n, _at(request, began), _clean(request), error="no response in the trace")
            request = parse_request(data, where)
            began = _stamp(request) if began is None else began
        elif request is not None:
            n += 1
            response = parse_response(data, where)
            took = max(_stamp(response) - _stamp(request), 0.0)
            yield Interaction(n, _at(request, began), _clean(request), _clean_response(response), took=took)
            request = None
    if request is not None:
        yield Interaction(n + 1, _at(request, began), _clean(request), error="no response in the trace")


def _messages(path: Path) -> Iterator[tuple[bytes, bytes]]:
    sign, lines = b"", list[bytes]()
    for line in _lines(path):
        if line[:1] in (b">", b"<") and (not lines or line[:1] == sign):
            sign = line[:1]
            lines.append(line[2:].rstrip(b"\r") if len(lines) < 100 else line[2:])
            continue
        if lines:
            yield sign, b"\n".join(lines)
            lines = []
        if line[:1] in (b">", b"<"):
            sign = line[:1]
            lines.append(line[2:])
    if lines:
        yield sign, b"\n".join(lines)


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        for line in file:
            yield line.removesuffix(b"\n")


def _stamp(message: HttpRequest | HttpResponse) -> float:
    text = message.header(_STAMP) or ""
    return float(text) if text.isdecimal() else 0.0


def _at(request: HttpRequest, began: float | None) -> float:
    return max(_stamp(request) - (began or 0.0), 0.0)


def _plain(headers: Headers) -> Headers:
    return headers.without(_STAMP, "soup-debug")


def _clean(request: HttpRequest) -> HttpRequest:
    return HttpRequest(_plain(request.headers), request.body, request.method, request.url)


def _clean_response(response: HttpResponse) -> HttpResponse:
    return HttpResponse(_plain(response.headers), response.body, response.status, response.reason)
