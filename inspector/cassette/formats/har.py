"""HTTP Archive 1.2. What it has no place for stands in fields that begin with ``_``, as the format allows."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from inspector.cassette.model import Auth, CassetteHeader, Interaction
from inspector.errors import UnreadableInput
from inspector.wire.http import Headers, HttpRequest, HttpResponse

__all__ = ["LOSSES", "looks_like", "read", "write"]

LOSSES = (
    "HAR has no encoding for request bodies: one that is no UTF-8 text is base64 with _encoding, which other "
    "readers take for text",
)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def looks_like(head: bytes) -> bool:
    """Whether a file that begins so is an archive."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"{") and b'"log"' in start[:400] and b'"ews_cassette"' not in start


def read(path: Path) -> Iterator[Interaction]:
    """Yields the interactions of an archive, in order.

    Raises:
        UnreadableInput: it is no archive.
    """
    try:
        entries = msgspec.json.decode(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))["log"]["entries"]
    except (msgspec.DecodeError, KeyError, TypeError, RecursionError, UnicodeDecodeError):
        raise UnreadableInput("the file is no HAR: it has no log with entries", str(path)) from None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise UnreadableInput("the entries of the archive are no list of objects", str(path))
    times = [_time(entry.get("startedDateTime")) for entry in entries]
    began = min(times, default=_EPOCH)
    for n, (entry, when) in enumerate(zip(entries, times, strict=True), 1):
        try:
            yield _interaction(n, entry, (when - began).total_seconds())
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            raise UnreadableInput(f"entry {n} cannot be read ({problem!r})", str(path)) from None


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
