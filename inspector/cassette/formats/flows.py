"""mitmproxy's flow files, read and written by mitmproxy itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from inspector.cassette.formats.bodies import Body, marked
from inspector.cassette.formats.entry_fields import a_number, printable_text
from inspector.cassette.formats.import_report import ImportReport
from inspector.cassette.formats.times import EntryTimes, lasted
from inspector.cassette.formats.writing import Encoding
from inspector.cassette.model import Auth, CassetteHeader, Interaction
from inspector.errors import InputError
from inspector.wire.http import Headers, HttpRequest, HttpResponse, field_text

_ENCODED_ANEW = "bodies get their content-encoding anew: the bytes are others, their meaning is the same"
_OWN = "ews_inspector"
_TNETSTRING = re.compile(rb"\d{1,12}:(\d{1,3}):([A-Za-z_]{1,100})[;,]")
_LONGEST_PREFIX = 14  # mitmproxy reads twelve digits


def why_not(head: bytes) -> str:
    """Says why a file that begins so holds no flows (tnetstrings of dictionaries); empty if it does."""
    found = _TNETSTRING.match(head)
    if found is None:
        return "it does not begin with a tnetstring of a dictionary"
    return "" if len(found[2]) == int(found[1]) else "its first key is not as long as it says"


def read(path: Path, report: ImportReport) -> Iterator[Interaction]:
    """Yields the HTTP flows of a file, in order.

    Raises:
        InputError: it is no flow file, or it is cut; what is before the cut comes out first.
    """
    from mitmproxy import http, io

    timeline = EntryTimes()
    n = number = 0
    size = path.stat().st_size
    with path.open("rb") as file:
        while file.tell() < size:
            number += 1
            end = _end_of_flow(file, size, str(path))
            try:
                flow = next(iter(io.FlowReader(file).stream()), None)
                one = _interaction(n + 1, flow, timeline) if _is_exchange(flow, http) else None
            except Exception as problem:  # noqa: BLE001 - mitmproxy raises whatever a strange state makes it trip over
                report.leave_out(f"flow {number}", _why(problem))
                one = None
            file.seek(end)
            if one is not None:
                n += 1
                yield one


def _is_exchange(flow: Any, http: Any) -> bool:
    return isinstance(flow, http.HTTPFlow) and flow.request.method != "CONNECT"


def _end_of_flow(file: IO[bytes], size: int, where: str) -> int:
    """Looks where the tnetstring that begins here ends; it may claim any length.

    Raises:
        InputError: none begins here, or it is cut.
    """
    start = file.tell()
    digits, colon, _ = file.read(_LONGEST_PREFIX).partition(b":")
    file.seek(start)
    if not colon or not digits.isdigit():
        raise InputError("the flow file cannot be read any further: what comes next is no flow", where)
    end = start + len(digits) + 1 + int(digits) + 1
    if end > size:
        told = f"the next flow has {int(digits):,} bytes, and {size - start:,} follow"
        raise InputError(f"the flow file is cut: {told}", where)
    return end


def _why(problem: Exception) -> str:
    """Why a flow cannot be read. What mitmproxy says shows the flow, save where it is of a newer version."""
    said = str(problem)
    newer = "version" in said and len(said) < 200 and "loaded=" not in said
    return said if newer else "mitmproxy cannot read it"


def _encoded(interaction: Interaction, header: CassetteHeader) -> tuple[bytes, set[str]]:
    """A flow; the cassette's creation is the time from which flows count."""
    from mitmproxy import io

    packed = BytesIO()
    io.FlowWriter(packed).add(_flow(interaction, _began(header.created)))
    coded = interaction.request_encoding or interaction.response_encoding
    return packed.getvalue(), {_ENCODED_ANEW} if coded else set()


ENCODING = Encoding(_encoded)
"""How a flow file is written."""


@lru_cache(16)
def _began(created: str) -> float:
    try:
        return datetime.fromisoformat(created).timestamp()
    except ValueError:
        return datetime(2000, 1, 1, tzinfo=UTC).timestamp()


def _interaction(n: int, flow: Any, timeline: EntryTimes) -> Interaction:
    own = json.loads(flow.metadata.get(_OWN) or "{}")
    own = own if isinstance(own, dict) else {}
    asked = a_number(flow.request.timestamp_end) or a_number(flow.request.timestamp_start)
    at, timed = timeline.at(asked)
    conn = printable_text(own.get("conn") or flow.client_conn.id)
    request = HttpRequest(
        _headers(flow.request),
        flow.request.raw_content or b"",
        printable_text(flow.request.method).upper(),
        printable_text(flow.request.url),
        conn,
    )
    posted = Body() if flow.request.raw_content is not None else Body.absent("is not in the flow")
    response, error, answered, ended = None, None, Body(), asked
    if flow.response is not None and (flow.error is None or own.get("missing")):
        ended = a_number(flow.response.timestamp_end) or asked
        response = HttpResponse(
            _headers(flow.response),
            flow.response.raw_content or b"",
            flow.response.status_code,
            printable_text(field_text(flow.response.data.reason)),
        )
        answered = Body() if flow.response.raw_content is not None else Body.absent("is not in the flow")
    if flow.error is not None or response is None:
        said = own.get("error") or (flow.error.msg if flow.error else "no response in the flow")
        error = printable_text(said)
    auth = own.get("auth")
    told_at, told_took = a_number(own.get("at")), a_number(own.get("took"))
    found = Interaction(
        n=int(own.get("n") or n),
        at=max(told_at, 0.0) if told_at is not None else at,
        took=max(told_took, 0.0) if told_took is not None else lasted(asked, ended),
        request=request,
        response=response,
        error=error,
        conn=conn,
        endpoint=printable_text(own.get("endpoint") or ""),
        operation=printable_text(own.get("operation") or ""),
        auth=Auth(str(auth["scheme"]), int(auth.get("legs", 1)), str(auth.get("application") or ""))
        if auth
        else None,
        findings=tuple(one for one in own.get("findings") or () if isinstance(one, dict)),
        extra=_extra(own),
    )
    return marked(found, posted, answered, timed=timed)


def _extra(own: dict[str, Any]) -> dict[str, Any]:
    """What a cassette said besides, of an interaction that was written here."""
    missing = own.get("missing")
    sides = missing.items() if isinstance(missing, dict) else ()
    extra: dict[str, Any] = {
        side: {"body_missing": why} for side, why in sides if side in ("request", "response")
    }
    return extra | ({"times": "none"} if own.get("times") == "none" else {})


def _headers(message: Any) -> Headers:
    return Headers([(field_text(name), field_text(value)) for name, value in message.headers.fields])


def _flow(interaction: Interaction, began: float) -> Any:
    """The same interaction is always the same flow: what mitmproxy makes up is taken from it."""
    from mitmproxy import connection, flow, http

    start = began + interaction.at
    client = connection.Client(
        peername=("127.0.0.1", 0),
        sockname=("127.0.0.1", 0),
        timestamp_start=start,
        id=interaction.conn or "c0",
    )
    made = http.HTTPFlow(client, connection.Server(address=None))
    made.id = str(UUID(int=interaction.n))
    made.server_conn.id = f"{made.client_conn.id} server"
    made.timestamp_created = start
    url, method, fields = (
        interaction.request.url,
        interaction.request.method,
        _fields(interaction.request.headers),
    )
    try:
        made.request = http.Request.make(
            method, f"http://localhost{url}" if url.startswith("/") else url, b"", fields
        )
    except ValueError:  # no URL of a host: what stands there is kept as the path
        made.request = http.Request.make(method, "http://localhost/", b"", fields)
        made.request.path = url
    _fill(made.request, interaction.request.body, interaction.request.headers, interaction.request_encoding)
    made.request.timestamp_start = made.request.timestamp_end = start
    if interaction.response is not None:
        response = interaction.response
        made.response = http.Response.make(response.status, b"", _fields(response.headers))
        made.response.data.reason = response.reason.encode("utf-8")  # mitmproxy itself takes Latin-1 alone
        _fill(made.response, response.body, response.headers, interaction.response_encoding)
        made.response.timestamp_start = made.response.timestamp_end = start + interaction.took
    if interaction.error is not None:
        made.error = flow.Error(interaction.error, start + interaction.took)
    line = interaction.to_json()
    own = {key: value for key, value in line.items() if key not in ("request", "response")}
    if missing := {side: why for side in ("request", "response") if (why := interaction.missing_from(side))}:
        own["missing"] = missing
    made.metadata[_OWN] = json.dumps(own)
    return made


def _fields(headers: Headers) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((name.encode("utf-8"), value.encode("utf-8")) for name, value in headers)


def _fill(message: Any, body: bytes, headers: Headers, encoding: str) -> None:
    from mitmproxy.net import encoding as codings

    if encoding and headers.first("content-encoding") is None:
        try:
            body = codings.encode(body, encoding)
            message.headers["content-encoding"] = encoding
        except ValueError:
            pass  # a coding that mitmproxy cannot write: the body stands without
    message.raw_content = body
    # Request.make and Response.make have counted an empty body.
    length = headers.first("content-length")
    if length is None:
        message.headers.pop("content-length", None)
    else:
        message.headers["content-length"] = str(len(body)) if encoding else length
