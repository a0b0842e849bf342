"""Endpoint URLs in Autodiscover answers, pointed to somebody who stands in for the server."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from inspector.protocols.endpoints import ADDRESSES, endpoint_of
from inspector.protocols.operation import Endpoint
from inspector.wire.http import HttpRequest

_URL = re.compile(rb"(https?)://([^/\s<>\"'?#]{1,255})(/[^\s<>\"']{1,2000})", re.IGNORECASE)


def point_to(content: bytes, base: str, upstream_host: str = "") -> bytes:
    """Returns an answer (or the value of a Location field) with its endpoint URLs at another origin.

    Addresses of EWS, UM and ActiveSync all move, whatever host they name: servers name internal hosts too. An
    Autodiscover address moves only if it names the upstream itself: a redirect to another service is not ours
    to serve. Everything else stays.

    Args:
        content: the bytes, without content-encoding.
        base: scheme and authority of the stand-in, such as ``http://127.0.0.1:8080``.
        upstream_host: the host name that the stand-in speaks for.
    """
    origin = base.rstrip("/").encode("ascii")

    def moved(found: re.Match[bytes]) -> bytes:
        url = found[0].decode("utf-8", "replace")
        endpoint = endpoint_of(HttpRequest(url=url))
        if endpoint in ADDRESSES or (
            endpoint is Endpoint.AUTODISCOVER and _host(url) == upstream_host.lower()
        ):
            return origin + found[3]
        return found[0]

    return _URL.sub(moved, content)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
