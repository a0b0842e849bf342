"""Cassettes of vcrpy and of cassetter: YAML, format version 1 of both."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from inspector.cassette.model import Interaction
from inspector.errors import UnreadableInput
from inspector.wire.encoding import EncodingError, decode_content
from inspector.wire.http import Headers, HttpRequest, HttpResponse

__all__ = ["looks_like", "read"]


def looks_like(head: bytes) -> bool:
    """Whether a file that begins so is such a cassette."""
    start = head.lstrip()
    return (
        start.startswith((b"interactions:", b"http_interactions:"))
        or (start.startswith(b"version: 1") and b"interactions:" in start)
        or (start.startswith(b"{") and b'"interactions"' in start)
    )


def read(path: Path) -> Iterator[Interaction]:
    """Yields the interactions of a cassette, in order.

    Raises:
        UnreadableInput: it is no such cassette.
    """
    data = _load(path)
    entries = data.get("interactions") if isinstance(data, dict) else None
    if not isinstance(entries, list):
        raise UnreadableInput("the file has no list of interactions", str(path))
    began: float | None = None
    for n, entry in enumerate(entries, 1):
        try:
            when = _time(entry.get("recorded_at"))
            began = when if began is None else began
            yield _interaction(n, entry, max((when or 0.0) - (began or 0.0), 0.0))
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            raise UnreadableInput(f"interaction {n} cannot be read ({problem!r})", str(path)) from None


def _load(path: Path) -> Any:
    from ruamel.yaml import YAML  # here: slow to load, and rarely wanted
    from ruamel.yaml.error import YAMLError

    try:
        return YAML(typ="safe", pure=True).load(path.read_bytes())
    except (YAMLError, UnicodeDecodeError, RecursionError, ValueError) as problem:
        first = str(problem).strip().splitlines()[0] if str(problem).strip() else type(problem).__name__
        raise UnreadableInput(f"the file is no YAML ({first})", str(path)) from None


def _interaction(n: int, entry: dict[str, Any], at: float) -> Interaction:
    request, response = entry["request"], entry.get("response")
    the_request = HttpRequest(
        _headers(request), _body(request.get("body")), str(request["method"]).upper(), str(request["uri"])
    )
    if not response:
        return Interaction(n, at, the_request, error=str(entry.get("error") or "no response in the cassette"))
    status = response["status"]
    code, reason = (status["code"], status.get("message")) if isinstance(status, dict) else (status, "")
    headers, body = _headers(response), _body(response.get("body"))
    encoding = headers.first("content-encoding") or ""
    if encoding and not _is_encoded(body, encoding):
        # Both tools may keep the field of a body that they have decoded.
        headers = headers.without("content-encoding")
    else:
        encoding = ""
    the_response = HttpResponse(headers, body, int(code), str(reason or ""))
    return Interaction(n, at, the_request, the_response, response_encoding=encoding)


def _headers(message: dict[str, Any]) -> Headers:
    fields: list[tuple[str, str]] = []
    for name, values in (message.get("headers") or {}).items():
        for value in values if isinstance(values, list) else [values]:
            fields.append((str(name), _text(value)))
    return Headers(fields)


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _body(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, bytes):
        return body
    if isinstance(body, str):
        return body.encode("utf-8", "surrogateescape")
    if "base64_string" in body:
        return _base64(body["base64_string"])
    if "string" in body:
        return _body(body["string"])
    content = body.get("content")
    if body.get("type") in ("base64", "binary") and isinstance(content, str):
        return _base64(content)
    return json.dumps(content).encode() if isinstance(content, (dict, list)) else _body(content)


def _base64(text: Any) -> bytes:
    try:
        return base64.b64decode(str(text), validate=False)
    except binascii.Error as problem:
        raise ValueError(f"a body is not valid base64 ({problem})") from None


def _is_encoded(body: bytes, encoding: str) -> bool:
    try:
        decode_content(body, encoding)
    except EncodingError:
        return False
    return bool(body)


def _time(recorded_at: Any) -> float | None:
    if isinstance(recorded_at, datetime):
        return (recorded_at if recorded_at.tzinfo else recorded_at.replace(tzinfo=UTC)).timestamp()
    try:
        return datetime.fromisoformat(str(recorded_at)).timestamp() if recorded_at else None
    except ValueError:
        return None
