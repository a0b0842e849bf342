"""Faults that depend on who asks and how much: throttling, and the end of EWS."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from hashlib import blake2b
from typing import Protocol

from inspector.bounded import Recent
from inspector.protocols.common.accounts import account_of, application_of
from inspector.protocols.identified_request import Identified
from inspector.wire.http import HttpRequest

RETIRED = "retired"
_WINDOW = 600.0  # seconds
_MOST_ACCOUNTS = 1000


class Limit(Protocol):
    """How many requests an account may send."""

    def exceeded(self, request: HttpRequest, known: Identified, at: float) -> bool:
        """Whether a request is one too many; one that is not counts from now on."""

    def answered(self, request: HttpRequest, known: Identified, at: float, delay: float) -> None:
        """Takes note that a request that counts is answered after so many seconds."""


class _Accounts(Recent[str, deque[float]]):
    """What is remembered of each account; of those that were seen long ago, nothing."""

    def of(self, request: HttpRequest, known: Identified) -> deque[float]:
        name = account_of(request, known.envelope).name
        self.keep(name, self.get(name, deque()))
        return self[name]


class _Rate:
    """At most so many requests in any 10 minutes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._accounts = _Accounts(_MOST_ACCOUNTS)

    def exceeded(self, request: HttpRequest, known: Identified, at: float) -> bool:
        sent = self._accounts.of(request, known)
        while sent and at - sent[0] >= _WINDOW:
            sent.popleft()
        if len(sent) >= self._limit:
            return True
        sent.append(at)
        return False

    def answered(self, request: HttpRequest, known: Identified, at: float, delay: float) -> None:
        """Nothing more is to be noted: the request has counted."""


class _Concurrency:
    """At most so many requests at once: one is in work until its answer has gone, its delay included."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._accounts = _Accounts(_MOST_ACCOUNTS)

    def exceeded(self, request: HttpRequest, known: Identified, at: float) -> bool:
        until = self._accounts.of(request, known)
        for end in [end for end in until if end <= at]:
            until.remove(end)
        if len(until) >= self._limit:
            return True
        until.append(_UNANSWERED)
        return False

    def answered(self, request: HttpRequest, known: Identified, at: float, delay: float) -> None:
        until = self._accounts.of(request, known)
        if _UNANSWERED in until:
            until.remove(_UNANSWERED)
        if delay > 0:
            until.append(at + delay)


_UNANSWERED = float("inf")

THROTTLING: Mapping[str, Callable[[int], Limit]] = {
    "throttle-concurrency": _Concurrency,
    "throttle-rate": _Rate,
}
"""The kinds that count the requests of each account."""


def is_retired(
    request: HttpRequest, known: Identified, share: float | None, seed: int, allow: tuple[str, ...]
) -> bool:
    """Whether EWS is at its end for whoever sends a request.

    Args:
        request: the request.
        known: what it was identified as.
        share: for which part of the mailboxes, by a hash of their names; ``None``: for all.
        seed: another seed, another part.
        allow: the applications that may go on: by the id in their bearer token, or a word of the user agent.
    """
    if not known.endpoint.speaks_soap:
        return False
    if allow:
        agent, application = (request.header("user-agent") or "").lower(), application_of(request)
        return not any(one.lower() == application or one.lower() in agent for one in allow)
    if share is None:
        return True
    name = account_of(request, known.envelope).name
    drawn = blake2b(f"{seed} {name}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(drawn, "big") < share * 2**64
