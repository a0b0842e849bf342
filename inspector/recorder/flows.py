"""What mitmproxy says of an exchange, in this package's terms."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from mitmproxy import http

from inspector.cassette.model import Interaction
from inspector.protocols import Endpoint, endpoint_of
from inspector.protocols.common.autodiscover import point_to
from inspector.scrub.withheld import PassedOn
from inspector.wire import Headers, HttpRequest, HttpResponse
from inspector.wire.http import field_text
from inspector.wire.soap import envelope_ends

HUNG_UP = "client hung up"

# What mitmproxy says when an exchange breaks, and what the cassette says.
_BROKEN = (
    ("client disconnected", HUNG_UP),
    ("connect call failed", "server refused the connection"),
    ("connection refused", "server refused the connection"),
    ("server closed connection", "server closed the connection before its answer was complete"),
    ("server disconnected", "server closed the connection before its answer was complete"),
    ("connection reset", "server reset the connection"),
    ("timed out", "no answer in time"),
    ("timeout", "no answer in time"),
    ("certificate", "the server's certificate was refused"),
    ("getaddrinfo", "the server's name is not known"),
    ("name or service not known", "the server's name is not known"),
)


def is_recorded(flow: http.HTTPFlow) -> bool:
    """Whether a request is one for a cassette; in doubt it is."""
    if flow.websocket is not None or flow.request.method == "CONNECT":
        return False
    try:
        asked = HttpRequest(method=flow.request.method, url=flow.request.path)
        return endpoint_of(asked) is not Endpoint.OTHER
    except Exception:  # noqa: BLE001 - better recorded under no name than passed on unseen
        return True


def exchange_of_flow(
    flow: http.HTTPFlow, conn: str, started: float, too_large: str, stopped: str | None = None
) -> Interaction:
    """Returns a flow as an exchange.

    Args:
        flow: the flow.
        conn: names the client's connection.
        started: when the recording began, in seconds since the epoch.
        too_large: why a body is not kept that was passed on while it came.
        stopped: why the exchange is recorded before it has ended; ``None`` if it has.
    """
    asked = flow.request.timestamp_end or flow.request.timestamp_start
    response, error = None, None
    if stopped is not None:
        error, ended = stopped, time.time()
    elif flow.error is not None:
        error, ended = _broken(flow), flow.error.timestamp
    else:
        assert flow.response is not None
        response, ended = _response(flow.response, too_large), flow.response.timestamp_end or time.time()
    return Interaction(
        n=0,  # the writer numbers them
        conn=conn,
        request=_request(flow.request, conn, too_large),
        response=response,
        at=max(asked - started, 0.0),
        took=max(ended - asked, 0.0),
        error=error,
    )


def peer_of(flow: http.HTTPFlow) -> str:
    """Returns the address of the client's machine; empty if it is not known."""
    peer = flow.client_conn.peername
    return str(peer[0]) if peer else ""


def with_streamed(
    exchange: Interaction,
    flow: http.HTTPFlow,
    streamed: bytes,
    most: int,
    came: Sequence[tuple[float, int]] = (),
) -> Interaction:
    """Returns an exchange with the answer that was passed on while it came, as far as it was kept.

    Args:
        exchange: the exchange.
        flow: the flow that it was.
        streamed: what was kept of the answer.
        most: how many bytes are kept of an answer.
        came: when it came: seconds since the request was complete, and how many bytes there were by then.
    """
    assert flow.response is not None
    error = exchange.error
    cut = error is not None and error.startswith(HUNG_UP)
    stream: dict[str, Any] = {"parts_at": _parts_at(streamed, came)} | ({"cut": True} if cut else {})
    if cut:
        error = None  # that is how a client ends its subscription
    elif error is None and len(streamed) >= most:
        error = f"more than {most:,} bytes were streamed; what came after is not kept"
    answer = replace(_response(flow.response, ""), body=streamed)
    extra = {**exchange.extra, "stream": stream}
    return replace(exchange, response=answer, error=error, extra=extra)


def _parts_at(streamed: bytes, came: Sequence[tuple[float, int]]) -> list[float]:
    """When each of the messages had come that a stream is made of, in seconds since its request."""
    times, sizes = [at for at, _ in came], [size for _, size in came]
    return [
        round(times[min(bisect_left(sizes, end), len(times) - 1)], 3)
        for end in envelope_ends(streamed)
        if times
    ]


def point_to_proxy(flow: http.HTTPFlow) -> None:
    """Autodiscover tells a client where to go; in reverse mode that is us. The cassette has the original."""
    assert flow.response is not None
    request = HttpRequest(method=flow.request.method, url=flow.request.path)
    if endpoint_of(request) is not Endpoint.AUTODISCOVER:
        return
    client = flow.client_conn
    host, port = client.sockname[:2]
    base = f"{'https' if client.tls else 'http'}://{f'[{host}]' if ':' in host else host}:{port}"
    for name in ("location", "x-autodiscover-location"):
        if name in flow.response.headers:
            value = flow.response.headers[name].encode("utf-8", "surrogateescape")
            flow.response.headers[name] = point_to(value, base, flow.request.host).decode(
                "utf-8", "surrogateescape"
            )
    content = flow.response.get_content(strict=False)
    if content and (moved := point_to(content, base, flow.request.host)) != content:
        flow.response.content = moved


def _request(request: http.Request, conn: str, too_large: str) -> HttpRequest:
    return HttpRequest(
        _headers(request), _body(request, too_large), request.method.upper(), _utf8(request.url), conn
    )


def _response(response: http.Response, too_large: str) -> HttpResponse:
    return HttpResponse(
        _headers(response), _body(response, too_large), response.status_code, _utf8(response.reason)
    )


def _headers(message: http.Message) -> Headers:
    return Headers([(field_text(name), field_text(value)) for name, value in message.headers.fields])


def _body(message: http.Message, too_large: str) -> bytes:
    """The body; of one that went by unkept a marker."""
    if too_large and message.raw_content is None and message.stream:
        passed = message.stream if isinstance(message.stream, PassedOn) else PassedOn(b"")
        return passed.marker(too_large).encode()
    return message.raw_content or b""


def _utf8(text: str) -> str:
    """mitmproxy keeps bytes that are not UTF-8 as lone surrogates, which no JSON file can hold."""
    return field_text(text.encode("utf-8", "surrogateescape"))


def _broken(flow: http.HTTPFlow) -> str:
    assert flow.error is not None
    message, lower = flow.error.msg, flow.error.msg.lower()
    if "peer closed connection" in lower:
        who = HUNG_UP if flow.response is None else "server closed the connection"
        return f"{who} in the middle of a body ({message.rstrip('.')})"
    for part, what in _BROKEN:
        if part in lower:
            return f"{what} ({message.rstrip('.')})"
    return str(message)
