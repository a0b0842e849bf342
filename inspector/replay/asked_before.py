"""Requests of late: what a client sends again, to the byte or with other values, is not parsed again."""

from __future__ import annotations

from collections import OrderedDict

from inspector.replay.asked import Asked, asked_of
from inspector.replay.forms import forms_for
from inspector.replay.keys import Matching
from inspector.wire.http import HttpRequest

__all__ = ["AskedBefore"]

_KEPT = 2048
_KEPT_BYTES = 16 * 1024


class AskedBefore:
    """Reads requests, and remembers those of late: a client that polls sends the same bytes again and again.

    Args:
        matching: how requests are compared.
    """

    def __init__(self, matching: Matching) -> None:
        self._matching = matching
        self._known: OrderedDict[tuple[str, str, str | None, bytes], Asked] = OrderedDict()
        self._forms = forms_for(matching.volatile.added)

    def read(self, request: HttpRequest) -> Asked:
        """Returns what a request asks for."""
        if self._matching.looks_at_headers or len(request.body) > _KEPT_BYTES:
            return asked_of(request, self._matching)
        encoding = request.header("content-encoding")
        # All that a request is identified and matched by.
        known = (request.method, request.url, encoding, request.body)
        asked = self._known.get(known)
        if asked is None:
            asked = self._forms.read(request) if encoding is None else None
            self._known[known] = asked = asked or asked_of(request, self._matching)
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return asked
