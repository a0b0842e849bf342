"""HTTP messages as they stand in text files: a start line, fields, an empty line, and the body."""

from __future__ import annotations

import re

from inspector.errors import UnreadableInput
from inspector.wire.http import Headers, HttpRequest, HttpResponse

__all__ = ["is_response", "parse_request", "parse_response"]

_REQUEST_LINE = re.compile(rb"([A-Z]{1,20}) (\S+)(?: HTTP/[\d.]+)?\s*\Z")
_STATUS_LINE = re.compile(rb"HTTP/[\d.]+ (\d{3})(?: (.*))?\Z")
_HOST = re.compile(r"[\w.\-\[\]:]+\Z")


def is_response(head: bytes) -> bool:
    """Whether a message that begins so is a response."""
    return head.startswith(b"HTTP/")


def parse_request(data: bytes, where: str, scheme: str = "https") -> HttpRequest:
    """Reads a request.

    Args:
        data: the whole message.
        where: the file, for messages.
        scheme: what the URL begins with if the message does not say.

    Raises:
        UnreadableInput: it is none.
    """
    first, headers, body = _parts(data)
    found = _REQUEST_LINE.match(first)
    if found is None:
        raise UnreadableInput("the first line is no HTTP request line", where)
    url = found[2].decode("latin-1")
    host = headers.first("host") or ""
    if url.startswith("/") and _HOST.match(host):
        url = f"{scheme}://{host}{url}"
    return HttpRequest(headers, body, found[1].decode(), url)


def parse_response(data: bytes, where: str) -> HttpResponse:
    """Reads a response.

    Raises:
        UnreadableInput: it is none.
    """
    first, headers, body = _parts(data)
    found = _STATUS_LINE.match(first)
    if found is None:
        raise UnreadableInput("the first line is no HTTP status line", where)
    return HttpResponse(headers, body, int(found[1]), (found[2] or b"").decode("latin-1").strip())


def _parts(data: bytes) -> tuple[bytes, Headers, bytes]:
    end = re.search(rb"\r?\n\r?\n", data)
    head, body = (data[: end.start()], data[end.end() :]) if end else (data.rstrip(b"\r\n"), b"")
    lines = head.replace(b"\r\n", b"\n").split(b"\n")
    fields = [line.decode("latin-1").partition(":") for line in lines[1:] if b":" in line]
    headers = Headers([(name.strip(), value.strip()) for name, _, value in fields])
    if (headers.first("transfer-encoding") or "").lower().endswith("chunked"):
        joined = _dechunked(body)
        if joined is not None:
            return lines[0], headers.without("transfer-encoding"), joined
    return lines[0], headers, body


def _dechunked(body: bytes) -> bytes | None:
    """The chunks joined; ``None`` if it is not chunked, whatever the header says."""
    joined = bytearray()
    at = 0
    while True:
        end = body.find(b"\r\n", at)
        size = body[at:end].partition(b";")[0].strip() if end >= 0 else b""
        if not re.fullmatch(rb"[0-9A-Fa-f]{1,8}", size):
            return None
        length = int(size, 16)
        if length == 0:
            return bytes(joined)
        joined += body[end + 2 : end + 2 + length]
        at = end + 4 + length
