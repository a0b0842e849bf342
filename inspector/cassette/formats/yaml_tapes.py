"""Cassettes of vcrpy (versions 0 and 1), of cassetter, and of Ruby's VCR: YAML or JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from inspector.cassette.formats.bodies import Body, as_decoded, base64_body, hand_redacted, marked
from inspector.cassette.formats.entry_fields import (
    EntryError,
    Json,
    a_status,
    a_text,
    an_object,
    bytes_of,
    named_fields,
    printable_text,
)
from inspector.cassette.formats.import_report import ImportReport
from inspector.cassette.formats.text_file import beginning
from inspector.cassette.formats.times import EntryTimes, seconds_of
from inspector.cassette.formats.yaml_items import BadItem, Plain, items
from inspector.cassette.model import Interaction
from inspector.wire.encoding import media_type_of
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wording import plural

_LISTS = ("interactions", "http_interactions")
_YAML = re.compile(r"^(?:(?:http_)?interactions\s*:|-\s+request\s*:)", re.M)
_JSON = re.compile(r'\A\s*(?:\{|\[\s*\{)[^\0]{0,4000}?"(?:(?:http_)?interactions"\s*:|request"\s*:)')
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})*\Z")
_DEFAULT_PORTS = {"http": "80", "https": "443"}


def why_not(head: bytes) -> str:
    """Says why a file that begins so is no such cassette; empty if it is one."""
    start = beginning(head).lstrip("\ufeff")
    if start.lstrip().startswith(("{", "[")):
        return "" if _JSON.match(start) else "the object has no interactions"
    return "" if _YAML.search(start) else "no line of its beginning is 'interactions:'"


def read(path: Path, report: ImportReport) -> Iterator[Interaction]:
    """Yields the interactions of a cassette, in order. vcrpy tells no times; then they have none.

    Raises:
        InputError: it is no such cassette, or cannot be read any further.
    """
    timeline = EntryTimes()
    n = 0
    for number, entry in enumerate(items(path, _LISTS), 1):
        try:
            if isinstance(entry, BadItem):
                raise EntryError(str(entry))
            if not isinstance(entry, dict):
                raise EntryError("it is no object")
            at, timed = timeline.at(seconds_of(entry.get("recorded_at")))
            one = _interaction(n + 1, entry, at, timed, report, f"interaction {number}")
        except EntryError as problem:
            report.leave_out(f"interaction {number}", str(problem))
            continue
        n += 1
        yield one


def _interaction(
    n: int, entry: Json, at: float, timed: bool, report: ImportReport, place: str
) -> Interaction:
    request, response = an_object(entry, "request", "it"), entry.get("response")
    headers = _headers(request, report, f"{place}: the request")
    posted = _body(request, headers, "body")
    asked = HttpRequest(
        headers, posted.content, a_text(request, "method", "the request").upper(), _url(request)
    )
    if not response:
        error = printable_text(entry.get("error") or "no response in the cassette")
        return marked(Interaction(n, at, asked, error=error), posted, Body(), timed=timed)
    if not isinstance(response, dict):
        raise EntryError("its response is no object")
    status = response.get("status", response.get("status_code"))
    code, reason = (status.get("code"), status.get("message")) if isinstance(status, dict) else (status, "")
    number = a_status(code)
    if not number:
        raise EntryError("its answer has no status")
    headers = _headers(response, report, f"{place}: the response")
    answered = _body(response, headers, "body" if "body" in response else "content")
    headers, encoding = as_decoded(headers, answered.content)
    the_response = HttpResponse(headers, answered.content, number, printable_text(reason or ""))
    found = Interaction(n, at, asked, the_response, response_encoding=encoding)
    return marked(found, posted, answered, timed=timed)


def _url(request: Json) -> str:
    if request.get("uri") is not None or request.get("host") is None:
        return a_text(request, "uri", "the request")
    scheme, port = str(request.get("protocol") or "http"), str(request.get("port") or "")
    place = f":{port}" if port and port != _DEFAULT_PORTS.get(scheme) else ""
    return printable_text(f"{scheme}://{request['host']}{place}{request.get('path') or '/'}")


def _headers(message: Json, report: ImportReport, place: str) -> Headers:
    fields, nameless = named_fields(message.get("headers"))
    if nameless:
        report.note(f"{place}: {plural(nameless, 'header field')} without a name left out")
    return fields


def _body(message: Json, headers: Headers, name: str) -> Body:
    body = _unpacked(message.get(name), headers.first("content-length"))
    media_type = media_type_of(headers.first("content-type"))
    text = body.content[:200].decode("latin-1")
    return Body.redacted() if len(body.content) < 200 and hand_redacted(text, media_type) else body


def _unpacked(body: Any, length: str | None) -> Body:
    if body is None:
        return Body()
    if isinstance(body, bytes):
        return Body(body)
    if isinstance(body, str):
        return Body(bytes_of(body))
    if isinstance(body, list):
        return Body(json.dumps(_json_of(body)).encode())
    if not isinstance(body, dict):
        raise EntryError("a body is neither a text nor bytes")
    if isinstance(packed := body.get("base64_string"), str):
        return base64_body(packed)
    if "string" in body:
        string = body["string"]
        coded = isinstance(string, str) and str(body.get("encoding")).upper() == "BASE64"
        return base64_body(string) if coded else _unpacked(string, length)
    content, kind = body.get("content"), body.get("type")
    if isinstance(content, str) and kind in ("base64", "binary"):
        return _packed(content, str(kind), length)
    if isinstance(content, (dict, list)) or (kind == "json" and isinstance(content, Plain)):
        return Body(json.dumps(_json_of(content), ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return _unpacked(content, length)


def _packed(content: str, kind: str, length: str | None) -> Body:
    """cassetter's bytes: ``binary`` is hexadecimal, or base64; where it could be both, the length decides."""
    text = "".join(content.split())
    if kind == "binary" and _HEX.match(text):
        as_hex, as_base64 = Body(bytes.fromhex(text)), base64_body(text)
        lengths = {str(len(as_hex.content)): as_hex, str(len(as_base64.content)): as_base64}
        return lengths.get(length or "", as_hex)
    return base64_body(text)


def _json_of(content: Any) -> Any:
    """A body's JSON with its numbers and truths, which stand in no quotes."""
    if isinstance(content, dict):
        return {str(name): _json_of(value) for name, value in content.items()}
    if isinstance(content, list):
        return [_json_of(value) for value in content]
    if isinstance(content, Plain):
        try:
            return json.loads(content, parse_int=lambda digits: int(digits) if len(digits) < 400 else digits)
        except ValueError:
            return str(content)
    return printable_text(content) if isinstance(content, bytes) else content
