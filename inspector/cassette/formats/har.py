"""HTTP Archive 1.2. What it has no place for stands in fields that begin with ``_``, as the format allows."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qsl

from inspector.cassette.model import Auth, CassetteHeader, Interaction
from inspector.errors import UnreadableInput
from inspector.wire.encoding import MAX_CONTENT
from inspector.wire.http import Headers, HttpRequest, HttpResponse

__all__ = ["LOSSES", "looks_like", "read", "write"]

LOSSES = (
    "HAR has no encoding for request bodies: one that is no UTF-8 text is base64 with _encoding, which other "
    "readers take for text",
)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
# An archive can be larger than memory, so it is read in pieces. Within a JSON text, quotes are escaped.
_PIECE = 1024 * 1024  # characters
_LONGEST = 4 * MAX_CONTENT  # characters of one entry; of what stands before the first, too
_ENTRIES = re.compile(r'(?<!\\)"entries"\s*:\s*\[')
_STARTED = re.compile(r'(?<!\\)"startedDateTime"\s*:\s*"([^"\\]{1,64})"')
_STARTED_SIZE = 200
_BETWEEN = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder()


def looks_like(head: bytes) -> bool:
    """Whether a file that begins so is an archive."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"{") and b'"log"' in start[:400] and b'"ews_cassette"' not in start


def read(path: Path) -> Iterator[Interaction]:
    """Yields the interactions of an archive, in order.

    Raises:
        UnreadableInput: it is no archive.
    """
    n = 0
    try:
        with _opened(path) as file:
            began = min((_time(text) for text in _started(file)), default=_EPOCH)
        with _opened(path) as file:
            for n, entry in enumerate(_entries(file), 1):
                at = (_time(entry.get("startedDateTime")) - began).total_seconds()
                yield _interaction(n, entry, max(at, 0.0))
    except _NoEntries:
        raise UnreadableInput("the file is no HAR: it has no log with entries", str(path)) from None
    except EOFError:
        raise UnreadableInput(f"the archive is cut, or no JSON, after entry {n}", str(path)) from None
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as problem:
        raise UnreadableInput(f"entry {max(n, 1)} cannot be read ({problem!r})", str(path)) from None


def write(interactions: Iterable[Interaction], header: CassetteHeader, path: Path) -> None:
    """Writes interactions as an archive, one after the other.

    Args:
        interactions: what to write.
        header: of the cassette; its creation is the time from which entries count.
        path: the file, which must not exist.
    """
    from inspector import __version__

    began = _time(header.created)
    creator = {"name": "ews-inspector", "version": __version__}
    with path.open("x", encoding="utf-8") as out:
        out.write(f'{{"log": {{"version": "1.2", "creator": {json.dumps(creator)}, "entries": [\n')
        for number, interaction in enumerate(interactions):
            out.write(",\n" if number else "")
            out.write(json.dumps(_entry(interaction, began), ensure_ascii=False))
        out.write("\n]}}\n")


class _NoEntries(Exception):
    """There is no list of entries."""


def _opened(path: Path) -> IO[str]:
    return path.open(encoding="utf-8-sig", newline="")


def _started(file: IO[str]) -> Iterator[str]:
    """Yields when each entry began, some of them twice."""
    text = _after_entries(file)
    while text:
        for found in _STARTED.finditer(text):
            yield found[1]
        piece = file.read(_PIECE)
        text = text[-_STARTED_SIZE:] + piece if piece else ""


def _entries(file: IO[str]) -> Iterator[Any]:
    """Yields the entries, decoded.

    Raises:
        EOFError: the file ends before the list does, or the next entry is no JSON.
    """
    text, at = _after_entries(file), 0
    while True:
        at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing, too
        if text.startswith("]", at):
            return
        try:
            entry, end = _DECODER.raw_decode(text, at)
        except json.JSONDecodeError:
            piece = file.read(max(_PIECE, len(text) - at))
            if not piece or len(text) - at > _LONGEST:
                raise EOFError from None
            text, at = text[at:] + piece, 0
            continue
        yield entry
        at = end


def _after_entries(file: IO[str]) -> str:
    """Reads up to the list of entries, and returns what it has read of that."""
    text = ""
    while (found := _ENTRIES.search(text)) is None:
        piece = file.read(max(_PIECE, len(text)))
        if not piece or len(text) > _LONGEST:
            raise _NoEntries
        text += piece
    return text[found.end() :]


def _time(text: object) -> datetime:
    try:
        when = datetime.fromisoformat(str(text))
    except ValueError:
        return _EPOCH
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _entry(interaction: Interaction, began: datetime) -> dict[str, Any]:
    request, response = interaction.request, interaction.response
    milliseconds = round(interaction.took * 1000, 3)
    entry: dict[str, Any] = {
        "startedDateTime": (began + timedelta(seconds=interaction.at)).isoformat(timespec="microseconds"),
        "time": milliseconds,
        "request": {
            "method": request.method,
            "url": request.url,
            "httpVersion": "HTTP/1.1",
            "headers": _fields(request.headers, interaction.request_encoding),
            "queryString": [
                {"name": name, "value": value}
                for name, value in parse_qsl(request.query, keep_blank_values=True)
            ],
            "cookies": [],
            "headersSize": -1,
            "bodySize": len(request.body),
        },
        "response": _response(response, interaction.response_encoding),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        "_ews": _own(interaction),
    }
    if request.body:
        entry["request"]["postData"] = {"mimeType": request.header("content-type") or ""} | _text(
            request.body, "_encoding"
        )
    if interaction.conn:
        entry["connection"] = interaction.conn
    return entry


def _own(interaction: Interaction) -> dict[str, Any]:
    line = interaction.to_json()
    return {key: value for key, value in line.items() if key not in ("request", "response", "at", "took")}


def _response(response: HttpResponse | None, encoding: str) -> dict[str, Any]:
    if response is None:  # the format demands one; browsers write a status of 0
        response = HttpResponse(status=0, reason="")
    return {
        "status": response.status,
        "statusText": response.reason,
        "httpVersion": "HTTP/1.1",
        "headers": _fields(response.headers, encoding),
        "cookies": [],
        "content": {"size": len(response.body), "mimeType": response.header("content-type") or ""}
        | _text(response.body, "encoding"),
        "redirectURL": response.header("location") or "",
        "headersSize": -1,
        "bodySize": -1 if encoding else len(response.body),
    }


def _fields(headers: Headers, encoding: str) -> list[dict[str, str]]:
    fields = [{"name": name, "value": value} for name, value in headers]
    return [*fields, {"name": "Content-Encoding", "value": encoding}] if encoding else fields


def _text(body: bytes, encoding_key: str) -> dict[str, str]:
    try:
        return {"text": body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"text": base64.b64encode(body).decode("ascii"), encoding_key: "base64"}


def _interaction(n: int, entry: dict[str, Any], at: float) -> Interaction:
    request, response, own = entry["request"], entry["response"], entry.get("_ews") or {}
    request_headers, request_encoding = _headers(request)
    post = request.get("postData") or {}
    body = _bytes(post.get("text") or "", str(post.get("_encoding") or ""))
    conn = str(own.get("conn") or entry.get("connection") or "")
    the_request = HttpRequest(
        request_headers, body, str(request["method"]).upper(), str(request["url"]), conn
    )
    status = int(response.get("status") or 0)
    the_response, response_encoding = None, ""
    if status:
        response_headers, response_encoding = _headers(response)
        content = response.get("content") or {}
        body = _bytes(content.get("text") or "", str(content.get("encoding") or ""))
        the_response = HttpResponse(response_headers, body, status, str(response.get("statusText") or ""))
    auth = own.get("auth")
    return Interaction(
        n=int(own.get("n") or n),
        at=at,
        took=max(float(entry.get("time") or 0.0), 0.0) / 1000,
        request=the_request,
        response=the_response,
        error=own.get("error") or (None if status else "no response in the archive"),
        conn=conn,
        endpoint=str(own.get("endpoint") or ""),
        operation=str(own.get("operation") or ""),
        auth=Auth(str(auth["scheme"]), int(auth.get("legs", 1))) if auth else None,
        findings=tuple(own.get("findings") or ()),
        request_encoding=request_encoding,
        response_encoding=response_encoding,
    )


def _headers(message: dict[str, Any]) -> tuple[Headers, str]:
    """The fields less Content-Encoding, since texts in an archive are decoded; and what that was."""
    fields = Headers([(str(one["name"]), str(one["value"])) for one in message.get("headers") or ()])
    # HTTP/2 pseudo-fields (:authority) are what browsers write.
    fields = Headers([field for field in fields if not field[0].startswith(":")])
    return fields.without("content-encoding"), fields.first("content-encoding") or ""


def _bytes(text: str, encoding: str) -> bytes:
    return base64.b64decode(text) if encoding == "base64" else text.encode("utf-8", "surrogatepass")
