"""mitmproxy's flow files, read and written by mitmproxy itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from inspector.cassette.model import Auth, CassetteHeader, Interaction
from inspector.cassette.rewrite import private
from inspector.errors import UnreadableInput
from inspector.wire.http import Headers, HttpRequest, HttpResponse

__all__ = ["looks_like", "read", "write"]

_ENCODED_ANEW = "bodies get their content-encoding anew: the bytes are others, their meaning is the same"
_MOST_CLIENTS = 1_000  # connections that are remembered; one that is made again is the same by its name
_OWN = "ews_inspector"


def looks_like(head: bytes) -> bool:
    """Whether a file that begins so holds flows (tnetstrings of a dictionary)."""
    size, colon, _ = head[:20].partition(b":")
    return bool(colon) and size.isdigit() and (b"version" in head or b"client_conn" in head)


def read(path: Path) -> Iterator[Interaction]:
    """Yields the HTTP flows of a file, in order.

    Raises:
        UnreadableInput: it is no flow file, or it is cut; what is before the cut comes out first.
    """
    from mitmproxy import exceptions, http, io

    began: float | None = None
    n = 0
    with path.open("rb") as file:
        try:
            for flow in io.FlowReader(file).stream():
                if isinstance(flow, http.HTTPFlow) and flow.request.method != "CONNECT":
                    n += 1
                    began = flow.request.timestamp_start if began is None else began
                    yield _interaction(n, flow, began)
        except exceptions.FlowReadException as problem:
            raise UnreadableInput(
                f"the flow file cannot be read any further ({problem})", str(path)
            ) from None


def write(interactions: Iterable[Interaction], header: CassetteHeader, path: Path) -> set[str]:
    """Writes interactions as flows, one after the other.

    Args:
        interactions: what to write.
        header: of the cassette; its creation is the time from which flows count.
        path: the file, which must not exist.

    Returns:
        What the format could not carry, a sentence each.
    """
    from mitmproxy import io

    try:
        began = datetime.fromisoformat(header.created).timestamp()
    except ValueError:
        began = datetime(2000, 1, 1, tzinfo=UTC).timestamp()
    clients: dict[str, Any] = {}
    with open(path, "xb", opener=private) as file:
        writer = io.FlowWriter(file)
        losses: set[str] = set()
        for interaction in interactions:
            writer.add(_flow(interaction, began, clients))
            if interaction.request_encoding or interaction.response_encoding:
                losses.add(_ENCODED_ANEW)
            if len(clients) > _MOST_CLIENTS:
                clients.clear()
    return losses


def _interaction(n: int, flow: Any, began: float) -> Interaction:
    own = json.loads(flow.metadata.get(_OWN) or "{}")
    asked = flow.request.timestamp_end or flow.request.timestamp_start
    conn = str(own.get("conn") or flow.client_conn.id)
    request = HttpRequest(
        _headers(flow.request),
        flow.request.raw_content or b"",
        flow.request.method.upper(),
        flow.request.url,
        conn,
    )
    response, error, ended = None, None, asked
    if flow.response is not None and flow.error is None:
        ended = flow.response.timestamp_end or asked
        response = HttpResponse(
            _headers(flow.response),
            flow.response.raw_content or b"",
            flow.response.status_code,
            flow.response.reason,
        )
    else:
        error = own.get("error") or (flow.error.msg if flow.error else "no response in the flow")
    auth = own.get("auth")
    return Interaction(
        n=int(own.get("n") or n),
        at=float(own["at"]) if "at" in own else max(asked - began, 0.0),
        took=float(own["took"]) if "took" in own else max(ended - asked, 0.0),
        request=request,
        response=response,
        error=error,
        conn=conn,
        endpoint=str(own.get("endpoint") or ""),
        operation=str(own.get("operation") or ""),
        auth=Auth(str(auth["scheme"]), int(auth.get("legs", 1))) if auth else None,
        findings=tuple(own.get("findings") or ()),
    )


def _headers(message: Any) -> Headers:
    return Headers([(_decoded(name), _decoded(value)) for name, value in message.headers.fields])


def _decoded(text: bytes) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("latin-1")  # RFC 9110 section 5.5


def _flow(interaction: Interaction, began: float, clients: dict[str, Any]) -> Any:
    from mitmproxy import connection, flow, http

    start = began + interaction.at
    client = clients.get(interaction.conn)
    if client is None:
        client = connection.Client(
            peername=("127.0.0.1", 0),
            sockname=("127.0.0.1", 0),
            timestamp_start=start,
            id=interaction.conn or "c0",
        )
        clients[interaction.conn] = client
    made = http.HTTPFlow(client, connection.Server(address=None))
    url = interaction.request.url
    if url.startswith("/"):
        url = f"http://localhost{url}"
    made.request = http.Request.make(
        interaction.request.method, url, b"", _fields(interaction.request.headers)
    )
    _fill(made.request, interaction.request.body, interaction.request.headers, interaction.request_encoding)
    made.request.timestamp_start = made.request.timestamp_end = start
    made.client_conn.timestamp_start = start
    if interaction.response is not None:
        response = interaction.response
        made.response = http.Response.make(response.status, b"", _fields(response.headers))
        made.response.reason = response.reason
        _fill(made.response, response.body, response.headers, interaction.response_encoding)
        made.response.timestamp_start = made.response.timestamp_end = start + interaction.took
    if interaction.error is not None:
        made.error = flow.Error(interaction.error, start + interaction.took)
    line = interaction.to_json()
    own = {key: value for key, value in line.items() if key not in ("request", "response")}
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
