"""HTTP Archive 1.2. What it has no place for stands in fields that begin with ``_``, as the format allows."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from inspector.cassette.formats.har_stream import NoEntries, entries, start_times
from inspector.cassette.model import Auth, CassetteHeader, Interaction
from inspector.cassette.rewrite import private
from inspector.errors import UnreadableInput
from inspector.wire.encoding import charset_parameter
from inspector.wire.http import Headers, HttpRequest, HttpResponse

__all__ = ["looks_like", "read", "write"]

_NO_TEXT = (
    "HAR has no encoding for request bodies: one that is no text stands there as mitmproxy writes it (with "
    "surrogates for what is no UTF-8), and once more as base64 in _textBase64"
)
_NOT_DECODED = (
    "a text in HAR has no content-encoding: a body whose encoding is broken stands there as it came"
)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_CODINGS = ("gzip", "deflate", "br", "zstd")  # those that other readers know


def looks_like(head: bytes) -> bool:
    """Whether a file that begins so is an archive."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"{") and b'"log"' in start[:400]


def read(path: Path) -> Iterator[Interaction]:
    """Yields the interactions of an archive, in order, one by one.

    Raises:
        UnreadableInput: it is no archive, or it is cut; what is before the cut comes out first.
    """
    n = 0
    try:
        began = min(map(_time, start_times(path)), default=_EPOCH)
        for n, entry in enumerate(entries(path), 1):
            at = (_time(entry.get("startedDateTime")) - began).total_seconds()
            yield _interaction(n, entry, max(at, 0.0))
    except NoEntries:
        raise UnreadableInput("the file is no HAR: it has no log with entries", str(path)) from None
    except EOFError:
        raise UnreadableInput(f"the archive is cut, or no JSON, after entry {n}", str(path)) from None
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as problem:
        raise UnreadableInput(f"entry {max(n, 1)} cannot be read ({problem!r})", str(path)) from None


def write(interactions: Iterable[Interaction], header: CassetteHeader, path: Path) -> set[str]:
    """Writes interactions as an archive, one after the other.

    Args:
        interactions: what to write.
        header: of the cassette; its creation is the time from which entries count.
        path: the file, which must not exist.

    Returns:
        What the format could not carry, a sentence each.
    """
    from inspector import __version__

    began = _time(header.created)
    creator = {"name": "ews-inspector", "version": __version__}
    losses: set[str] = set()
    # What it makes of a surrogate, \\udcff, is what JSON writes for one.
    with open(path, "x", encoding="utf-8", errors="backslashreplace", opener=private) as out:
        out.write(f'{{"log": {{"version": "1.2", "creator": {json.dumps(creator)}, "entries": [\n')
        for number, interaction in enumerate(interactions):
            entry = _entry(interaction, began)
            losses |= {_NO_TEXT} if "_textBase64" in entry["request"].get("postData", ()) else set()
            losses |= {_NOT_DECODED} if "headers" in entry["_ews"] else set()
            out.write(",\n" if number else "")
            out.write(json.dumps(entry, ensure_ascii=False))
        out.write("\n]}}\n")
    return losses


def _time(text: object) -> datetime:
    try:
        when = datetime.fromisoformat(str(text))
    except ValueError:
        return _EPOCH
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _entry(interaction: Interaction, began: datetime) -> dict[str, Any]:
    request = interaction.request
    milliseconds = round(interaction.took * 1000, 3)
    entry: dict[str, Any] = {
        "startedDateTime": (began + timedelta(seconds=interaction.at)).isoformat(timespec="microseconds"),
        "time": milliseconds,
        "request": {
            "method": request.method,
            "url": f"http://localhost{request.url}" if request.url.startswith("/") else request.url,
            "httpVersion": "HTTP/1.1",
            "headers": _fields(request.headers, interaction.request_encoding),
            "queryString": [
                {"name": name, "value": value}
                for name, value in parse_qsl(request.query, keep_blank_values=True)
            ],
            "cookies": [],
            "headersSize": -1,
            "bodySize": -1 if interaction.request_encoding else len(request.body),
        },
        "response": _response(interaction.response, interaction.response_encoding),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        "_ews": _own(interaction),
    }
    if request.body:
        entry["request"]["postData"] = _post_data(request)
    if interaction.conn:
        entry["connection"] = interaction.conn
    return entry


def _own(interaction: Interaction) -> dict[str, Any]:
    """What the format has no place for."""
    line = interaction.to_json()
    own = {key: value for key, value in line.items() if key not in ("request", "response", "at", "took")}
    if interaction.request.url.startswith("/"):
        own["url"] = interaction.request.url
    sides = {"request": interaction.request, "response": interaction.response or HttpResponse()}
    codings = {"request": interaction.request_encoding, "response": interaction.response_encoding}
    if coded := {side: coding for side, coding in codings.items() if coding and coding not in _CODINGS}:
        own["codings"] = coded
    whole = {name: one.headers for name, one in sides.items() if one.header("content-encoding") is not None}
    return own | ({"headers": whole} if whole else {})


def _response(response: HttpResponse | None, encoding: str) -> dict[str, Any]:
    if response is None:  # the format demands one; browsers write a status of 0
        response = HttpResponse(status=0, reason="")
    content_type = response.header("content-type")
    text = _text(response.body, content_type)
    packed = {"text": base64.b64encode(response.body).decode("ascii"), "encoding": "base64"}
    return {
        "status": response.status,
        "statusText": response.reason,
        "httpVersion": "HTTP/1.1",
        "headers": _fields(response.headers, encoding),
        "cookies": [],
        "content": {"size": len(response.body), "mimeType": content_type or ""}
        | (packed if text is None else {"text": text}),
        "redirectURL": response.header("location") or "",
        "headersSize": -1,
        "bodySize": -1 if encoding else len(response.body),
    }


def _post_data(request: HttpRequest) -> dict[str, str]:
    body, content_type = request.body, request.header("content-type")
    text = _text(body, content_type)
    if text is None and charset_parameter(content_type) is None:
        text = _in(body, "utf-8")
    post = {"mimeType": content_type or ""}
    if text is not None:
        return post | {"text": text}
    packed = base64.b64encode(body).decode("ascii")
    return post | {"text": body.decode("utf-8", "surrogateescape"), "_textBase64": packed}


def _fields(headers: Headers, encoding: str) -> list[dict[str, str]]:
    """The header fields; Content-Encoding only if the body stands beside them decoded, as readers expect."""
    fields = [{"name": name, "value": value} for name, value in headers.without("content-encoding")]
    return [*fields, {"name": "Content-Encoding", "value": encoding}] if encoding in _CODINGS else fields


def _text(body: bytes, content_type: str | None) -> str | None:
    """A body as the text that every reader turns into the same bytes; ``None`` if there is none."""
    return _in(body, charset_parameter(content_type) or "ascii")


def _in(body: bytes, codec: str) -> str | None:
    try:
        text = body.decode(codec)
        return text if text.encode(codec) == body else None
    except LookupError:
        return _in(body, "ascii")
    except UnicodeError:
        return None


def _interaction(n: int, entry: dict[str, Any], at: float) -> Interaction:
    request, response, own = entry["request"], entry["response"], entry.get("_ews") or {}
    request_headers, request_encoding = _headers(request, "request", own)
    conn = str(own.get("conn") or entry.get("connection") or "")
    the_request = HttpRequest(
        request_headers,
        _posted(request.get("postData") or {}, request_headers),
        str(request["method"]).upper(),
        str(own.get("url") or request["url"]),
        conn,
    )
    status = int(response.get("status") or 0)
    the_response, response_encoding = None, ""
    if status:
        response_headers, response_encoding = _headers(response, "response", own)
        body = _content(response.get("content") or {}, response_headers)
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


def _headers(message: dict[str, Any], side: str, own: dict[str, Any]) -> tuple[Headers, str]:
    """The fields less Content-Encoding, since texts in an archive are decoded; and what that was."""
    whole = (own.get("headers") or {}).get(side)
    if whole is not None:  # written here, with the body as it came
        return Headers([(str(name), str(value)) for name, value in whole]), ""
    fields = Headers([(str(one["name"]), str(one["value"])) for one in message.get("headers") or ()])
    # HTTP/2 pseudo-fields (:authority) are what browsers write.
    fields = Headers([field for field in fields if not field[0].startswith(":")])
    coding = (own.get("codings") or {}).get(side) or fields.first("content-encoding") or ""
    return fields.without("content-encoding"), str(coding)


def _posted(post: dict[str, Any], headers: Headers) -> bytes:
    packed = post.get("_textBase64")
    if packed is not None:
        return base64.b64decode(packed)
    return _bytes(str(post.get("text") or ""), headers.first("content-type"))


def _content(content: dict[str, Any], headers: Headers) -> bytes:
    text = str(content.get("text") or "")
    if content.get("encoding") == "base64":
        return base64.b64decode(text)
    return _bytes(text, headers.first("content-type"))


def _bytes(text: str, content_type: str | None) -> bytes:
    """A text as the bytes that its Content-Type tells of, else as UTF-8; surrogates escape bytes."""
    if not text:
        return b""  # and no byte order mark
    for codec, errors in (
        (charset_parameter(content_type) or "utf-8", "strict"),
        ("utf-8", "surrogateescape"),
    ):
        try:
            return text.encode(codec, errors)
        except (UnicodeError, LookupError):
            continue
    return text.encode("utf-8", "surrogatepass")
