"""What a replay needs to know of a request, kept for requests that come again byte for byte."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from inspector.protocols.handles import handles_in
from inspector.protocols.operation import Operation
from inspector.protocols.registry import identify
from inspector.replay.calls import call_handle
from inspector.replay.keys import Matching, MatchKey
from inspector.wire.http import HttpRequest

__all__ = ["Asked", "AskedBefore"]

_KEPT = 4096
_KEPT_BYTES = 16 * 1024


@dataclass(frozen=True)
class Asked:
    """What a request asks for.

    Args:
        key: its match key.
        endpoint: the kind of endpoint, as text.
        name: the operation's name; empty if it cannot be told.
        operation: the operation, if one of the documents defines it.
        call: the call identifier that a poll or a disconnect names; empty for all else.
        takes: the handles that it names.
    """

    key: MatchKey
    endpoint: str
    name: str
    operation: Operation | None
    call: str
    takes: tuple[str, ...]


class AskedBefore:
    """Reads requests, and remembers those of late: a client that polls sends the same bytes again and again.

    Args:
        matching: how requests are compared.
    """

    def __init__(self, matching: Matching) -> None:
        self._matching = matching
        self._known: OrderedDict[tuple[str, str, str | None, bytes], Asked] = OrderedDict()

    def read(self, request: HttpRequest) -> Asked:
        """Returns what a request asks for."""
        if self._matching.looks_at_headers or len(request.body) > _KEPT_BYTES:
            return self._read(request)
        # All that a request is identified and matched by.
        known = (request.method, request.url, request.header("content-encoding"), request.body)
        asked = self._known.get(known)
        if asked is None:
            asked = self._known[known] = self._read(request)
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return asked

    def _read(self, request: HttpRequest) -> Asked:
        identified = identify(request)
        operation, envelope = identified.operation, identified.envelope
        payload = envelope.payload if envelope is not None else None
        takes: list[str] = []
        if operation is not None and operation.takes and payload is not None:
            takes = handles_in(payload, operation.takes)
        return Asked(
            self._matching.key(request, identified),
            str(identified.endpoint),
            identified.name or "",
            operation,
            call_handle(identified),
            tuple(takes),
        )
