"""Requests of late: what a client sends again, to the byte or with other values, is not parsed again."""

from __future__ import annotations

from inspector.bounded import Recent
from inspector.replay.keys import Matching
from inspector.replay.request_info import IncomingRequest, RequestInfo, info_of
from inspector.replay.request_templates import templates_for

_KEPT = 2048
_KEPT_BYTES = 16 * 1024


class RequestCache:
    """Reads requests, and remembers those of late: a client that polls sends the same bytes again and again.

    Args:
        matching: how requests are compared.
    """

    def __init__(self, matching: Matching) -> None:
        self._matching = matching
        self._known: Recent[tuple[str, str, str | None, bytes], RequestInfo] = Recent(_KEPT)
        self._templates = templates_for(matching.volatile.added, matching.accounts, matching.is_set is None)

    def read(self, incoming: IncomingRequest) -> RequestInfo:
        """Returns what a request asks for."""
        request = incoming.request
        if self._matching.looks_at_headers or len(request.body) > _KEPT_BYTES:
            return info_of(incoming, self._matching)
        encoding = request.headers.first("content-encoding")
        # All that a request is identified and matched by.
        known = (request.method, request.url, encoding, request.body)
        info = self._known.get(known)  # no use(): that costs a tenth of a hit, and its template stays known
        if info is None:
            info = self._templates.read(incoming) if encoding is None else None
            self._known.keep(known, info := info or info_of(incoming, self._matching))
        return info
