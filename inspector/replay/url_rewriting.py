"""Autodiscover answers that point to where the client has asked, instead of to the recorded server."""

from __future__ import annotations

from dataclasses import replace

from inspector.protocols.common.autodiscover import point_to
from inspector.replay.answer import Answer
from inspector.wire.http import Headers, HttpRequest

_ADDRESSES = frozenset(("location", "content-location"))


def pointed(answer: Answer, request: HttpRequest, upstream_host: str) -> Answer:
    """Returns an Autodiscover answer with its endpoint addresses at the origin of the request.

    Args:
        answer: the recorded answer.
        request: the request that it answers; one that names no host leaves the answer as it is.
        upstream_host: the host that the recorded client asked.
    """
    host = request.url.partition("://")[2].partition("/")[0] or request.header("host") or ""
    if not host or not host.isascii():
        return answer
    base = f"{request.scheme or 'http'}://{host}"
    headers = Headers(
        (name, point_to(value.encode(), base, upstream_host).decode())
        if name.lower() in _ADDRESSES
        else (name, value)
        for name, value in answer.headers
    )
    return replace(answer, headers=headers, body=point_to(answer.body, base, upstream_host))
