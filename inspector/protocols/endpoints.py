"""Which kind of endpoint a request is sent to."""

from __future__ import annotations

import re
from functools import lru_cache

from inspector.protocols.operation import Endpoint
from inspector.wire.http import HttpRequest

ADDRESSES = {
    Endpoint.EWS: "/EWS/Exchange.asmx",
    Endpoint.UM: "/EWS/UM2007Legacy.asmx",
    Endpoint.ACTIVESYNC: "/Microsoft-Server-ActiveSync",
}
"""The paths of the endpoints whose address Autodiscover tells, as servers have them."""

# Paths are matched without regard to case; proxies put folders in front.
_PATHS = (
    (re.compile(r"/um2007legacy\.asmx(/|$)|/unifiedmessaging/service\.asmx(/|$)", re.I), Endpoint.UM),
    (re.compile(r"/exchange\.asmx(/|$)", re.I), Endpoint.EWS),
    (re.compile(r"/microsoft-server-activesync(/|$)", re.I), Endpoint.ACTIVESYNC),
    (re.compile(r"/autodiscover/autodiscover\.(xml|svc|json)(/|$)", re.I), Endpoint.AUTODISCOVER),
    (re.compile(r"/ews/[^/]+\.(xsd|wsdl)$", re.I), Endpoint.SCHEMA),
)


def endpoint_of(request: HttpRequest) -> Endpoint:
    """Says which kind of endpoint a request is sent to, by its path."""
    if (
        request.method == "GET"
        and request.query.lower() in ("wsdl", "singlewsdl")
        and request.path.lower().endswith(".asmx")
    ):
        return Endpoint.SCHEMA
    return _of_url(request.url)


@lru_cache(maxsize=1024)
def _of_url(url: str) -> Endpoint:
    path = HttpRequest(url=url).path
    return next((endpoint for pattern, endpoint in _PATHS if pattern.search(path)), Endpoint.OTHER)
