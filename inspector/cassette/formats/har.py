"""HTTP Archive 1.2. What it has no place for stands in fields that begin with ``_``, as the format allows."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from inspector.cassette.formats.entry_fields import EntryError
from inspector.cassette.formats.har_entry import interaction_of
from inspector.cassette.formats.har_stream import CannotGoOn, NoEntries, entries, start_times
from inspector.cassette.formats.import_report import ImportReport
from inspector.cassette.formats.text_file import beginning
from inspector.cassette.formats.times import EntryTimes, seconds_of
from inspector.cassette.formats.writing import Encoding
from inspector.cassette.model import CassetteHeader, Interaction
from inspector.errors import InputError
from inspector.version import __version__
from inspector.wire.encoding import charset_parameter
from inspector.wire.http import Headers, HttpRequest, HttpResponse

_NO_TEXT = (
    "HAR has no encoding for request bodies: one that is no text stands there as mitmproxy writes it (with "
    "surrogates for what is no UTF-8), and once more as base64 in _textBase64"
)
_NOT_DECODED = (
    "a text in HAR has no content-encoding: a body whose encoding is broken stands there as it came"
)
_LOG = re.compile(r'"log"\s*:\s*\{')
_LAST_YEAR = 9_000  # and three hundred years more, which is the longest that a cassette lasts
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_CODINGS = ("gzip", "deflate", "br", "zstd")  # those that other readers know


def why_not(head: bytes) -> str:
    """Says why a file that begins so is no archive; empty if it is one."""
    start = beginning(head).lstrip("\ufeff \t\r\n")
    if not start.startswith("{"):
        return "it is no JSON object"
    if not _LOG.search(start) and not ('"entries"' in start and '"startedDateTime"' in start):
        return "it has no log"
    return ""


def read(path: Path, report: ImportReport) -> Iterator[Interaction]:
    """Yields the interactions of an archive, in order, one by one. It may be compressed.

    Raises:
        InputError: it is no archive, or it is cut; what is before the cut comes out first.
    """
    n = 0
    try:
        known = (when for text in start_times(path) if (when := seconds_of(text)) is not None)
        timeline = EntryTimes(min(known, default=None))
        for n, entry in enumerate(entries(path), 1):
            when = seconds_of(entry.get("startedDateTime")) if isinstance(entry, dict) else None
            try:
                yield interaction_of(n, entry, *timeline.at(when), report)
            except EntryError as problem:
                report.leave_out(f"entry {n}", str(problem))
    except NoEntries:
        raise InputError("the file is no HAR: it has no log with entries", str(path)) from None
    except CannotGoOn as problem:
        raise InputError(
            f"the archive cannot be read any further after entry {n}: {problem}", str(path)
        ) from None


def _encoded(interaction: Interaction, header: CassetteHeader) -> tuple[bytes, set[str]]:
    """An entry; the cassette's creation is the time from which entries count."""
    entry = _entry(interaction, _time(header.created))
    losses = {_NO_TEXT} if "_textBase64" in entry["request"].get("postData", ()) else set()
    losses |= {_NOT_DECODED} if "headers" in entry["_ews"] else set()
    # What it makes of a surrogate, \\udcff, is what JSON writes for one.
    return json.dumps(entry, ensure_ascii=False).encode("utf-8", "backslashreplace"), losses


def _begin() -> bytes:
    creator = json.dumps({"name": "ews-inspector", "version": __version__})
    return f'{{"log": {{"version": "1.2", "creator": {creator}, "entries": [\n'.encode()


ENCODING = Encoding(_encoded, _begin(), b",\n", b"\n]}}\n")
"""How an archive is written."""


@lru_cache(16)
def _time(text: object) -> datetime:
    """When a cassette says that it began; some day if it does not, or so late that no days are left."""
    try:
        when = datetime.fromisoformat(str(text))
    except ValueError:
        return _EPOCH
    if when.year > _LAST_YEAR:
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
    missing = {side: why for side in sides if (why := interaction.missing_from(side))}
    return own | ({"headers": whole} if whole else {}) | ({"missing": missing} if missing else {})


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
