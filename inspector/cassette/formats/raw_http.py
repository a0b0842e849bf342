"""HTTP messages as they stand in text files: a start line, fields, an empty line, and the body."""

from __future__ import annotations

import re

from inspector.errors import InputError
from inspector.wire.http import Headers, HttpRequest, HttpResponse

_REQUEST_LINE = re.compile(rb"([A-Z]{1,20}) (\S+)(?: HTTP/[\d.]+)?\s*\Z")
_STATUS_LINE = re.compile(rb"HTTP/[\d.]+ (\d{3})(?: (.*))?\Z")
_LONGEST_HEAD = 1_000_000  # bytes; servers stop at 64 kB
_MOST_HEADS = 30  # of answers after one another: curl follows 50 redirects, browsers 20
_HOST = re.compile(r"[\w.\-\[\]:]+\Z")


def is_response(head: bytes) -> bool:
    """Whether a message that begins so is a response."""
    return _STATUS_LINE.match(head.partition(b"\n")[0].rstrip(b"\r")) is not None


def is_request(head: bytes) -> bool:
    """Whether a message that begins so is a request."""
    return _REQUEST_LINE.match(head.partition(b"\n")[0]) is not None


def parse_request(data: bytes, where: str, scheme: str = "https") -> HttpRequest:
    """Reads a request.

    Args:
        data: the whole message.
        where: the file, for messages.
        scheme: what the URL begins with if the message does not say.

    Raises:
        InputError: it is none.
    """
    first, headers, body = _parts(data, where)
    found = _REQUEST_LINE.match(first)
    if found is None:
        raise InputError("the first line is no HTTP request line", where)
    url = found[2].decode("latin-1")
    host = headers.first("host") or ""
    if url.startswith("/") and _HOST.match(host):
        url = f"{scheme}://{host}{url}"
    return HttpRequest(headers, body, found[1].decode(), url)


def parse_response(data: bytes, where: str) -> HttpResponse:
    """Reads a response. Of several after one another, as ``curl -i`` writes them, the last one counts.

    Raises:
        InputError: it is none.
    """
    return parse_responses(data, where)[-1]


def parse_responses(data: bytes, where: str) -> list[HttpResponse]:
    """Reads a response and those before it: challenges, redirects. Interim ones (1xx) are passed over.

    ``curl -i`` writes the heads of all of them, and the body of the last one alone; others write each body.

    Raises:
        InputError: it is none.
    """
    found: list[HttpResponse] = []
    for _ in range(_MOST_HEADS):
        first, headers, body = _parts(data, where)
        status_line = _STATUS_LINE.match(first)
        if status_line is None:
            if found:
                break  # what follows is the last one's body
            raise InputError("the first line is no HTTP status line", where)
        status, rest = int(status_line[1]), _next_head(body, headers)
        if rest is not None and not _is_final(status):
            body, data = body[: len(body) - len(rest)], rest
        else:
            rest = None
        if not 100 <= status < 200 or status == 101 or rest is None:
            reason = (status_line[2] or b"").decode("latin-1").strip()
            found.append(HttpResponse(headers, body, status, reason))
        if rest is None:
            break
    return found


def _is_final(status: int) -> bool:
    """Whether a client that follows what it is told sends nothing after such an answer."""
    return status >= 400 and status not in (401, 407)


def _next_head(body: bytes, headers: Headers) -> bytes | None:
    """What begins with the next status line: at once, or after a body of the length that the header tells."""
    length = headers.first("content-length") or ""
    for start in (0, int(length) if length.isdecimal() and len(length) < 16 else 0):
        rest = body[start : start + 4096].lstrip(b"\r\n")
        line = rest.partition(b"\n")[0].rstrip(b"\r")
        if line.startswith(b"HTTP/") and _STATUS_LINE.match(line):
            return body[body.index(rest[:64], start) :]
    return None


def _parts(data: bytes, where: str) -> tuple[bytes, Headers, bytes]:
    end = re.search(rb"\r?\n\r?\n", data)
    head, body = (data[: end.start()], data[end.end() :]) if end else (data.rstrip(b"\r\n"), b"")
    if len(head) > _LONGEST_HEAD:
        raise InputError(f"its header is longer than {_LONGEST_HEAD:,} bytes", where)
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
