"""What a replay needs to know of a request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from inspector.protocols.handles import handles_in
from inspector.protocols.operation import Operation
from inspector.protocols.registry import Identified, identify
from inspector.replay.keys import Matching, MatchKey
from inspector.wire.http import HttpRequest


class IncomingRequest:
    """A request that is parsed when somebody first looks into it, and once for all who do.

    Args:
        request: the request.
        identified: what it was identified as; ``None``: it was not yet.
    """

    __slots__ = ("_identified", "_scrubbed", "request")

    def __init__(self, request: HttpRequest, identified: Identified | None = None) -> None:
        self.request = request
        self._identified = identified
        self._scrubbed: tuple[object, IncomingRequest] | None = None

    @property
    def identified(self) -> Identified:
        """What it asks for, with its message."""
        if self._identified is None:
            self._identified = identify(self.request)
        return self._identified

    def scrubbed(self, scrub: Callable[[HttpRequest], HttpRequest]) -> IncomingRequest:
        """Returns it as scrubbing leaves it; what the same scrubbing made last is made once.

        Args:
            scrub: the scrubbing.
        """
        if self._scrubbed is None or self._scrubbed[0] != scrub:
            request = scrub(self.request)
            same = (request.body, request.url) == (self.request.body, self.request.url)
            made = IncomingRequest(request, self.identified if same else None)
            self._scrubbed = (scrub, made)
        return self._scrubbed[1]


@dataclass(frozen=True)
class RequestInfo:
    """What a request asks for.

    Args:
        key: its match key.
        endpoint: the kind of endpoint, as text.
        name: the operation's name; empty if it cannot be told.
        operation: the operation, if one of the documents defines it.
        takes: the handles that it names.
        impersonated: whom it impersonates, if that is compared; empty: nobody.
    """

    key: MatchKey
    endpoint: str
    name: str
    operation: Operation | None
    takes: tuple[str, ...]
    impersonated: str = ""

    @cached_property
    def call(self) -> str:
        """The call identifier that a poll or a disconnect names; empty for all else."""
        model = self.operation.document.timed if self.operation else None
        if model is None or not self.takes or not (self.name in model.polls or self.name in model.ends):
            return ""
        return self.takes[0]

    @property
    def identified(self) -> Identified:
        """What the request was identified as, without its message."""
        return Identified(self.key.endpoint, self.name or None, self.operation)


def info_of(incoming: IncomingRequest, matching: Matching) -> RequestInfo:
    """Reads a request.

    Args:
        incoming: the request; it is parsed.
        matching: how requests are compared.
    """
    identified = incoming.identified
    operation, payload = identified.operation, identified.payload
    takes: list[str] = []
    if operation is not None and operation.takes and identified.envelope is not None and payload is not None:
        takes = handles_in(payload, operation.takes)
    impersonated = matching.impersonated(identified)
    return RequestInfo(
        matching.key(incoming.request, identified, impersonated),
        str(identified.endpoint),
        identified.name or "",
        operation,
        tuple(takes),
        impersonated,
    )
