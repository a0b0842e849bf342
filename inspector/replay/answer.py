"""An answer that says where it comes from, for the journal."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from inspector.wire.http import HttpResponse

Found = tuple[dict[str, object], ...]
"""Findings, as JSON objects."""


class Source(StrEnum):
    """Where an answer comes from."""

    RECORDED = "recorded"
    SYNTHESISED = "synthesised"
    SIMULATED = "simulated"
    FAULT = "fault"
    REFUSED = "refused"
    LOGIN = "login"
    MISS = "miss"
    OTHER = "other"


@dataclass(frozen=True)
class Origin:
    """What is known of an answer and of the request that it answers.

    Args:
        source: where the answer comes from.
        endpoint: the kind of endpoint of the request.
        operation: the operation's name; empty if it is not known.
        handle: the handle that the request names; empty if there is none.
        cassette: the file of the recording that answered; empty if none did.
        n: its number in that cassette; 0 if none did.
        note: what else a reader of the journal should know, such as the state of a call.
        findings: what the judge found in the request, as JSON objects.
    """

    source: Source
    endpoint: str = ""
    operation: str = ""
    handle: str = ""
    cassette: str = ""
    n: int = 0
    note: str = ""
    findings: tuple[dict[str, object], ...] = ()


class ConnectionFault(StrEnum):
    """How a connection lets an answer down; whoever hosts the responder carries it out."""

    RESET_BEFORE = "reset-before"
    RESET_WITHIN = "reset-within"
    RESET_AFTER = "reset-after"
    TRUNCATE = "truncate"
    DRIBBLE = "dribble"


@dataclass(frozen=True)
class Answer(HttpResponse):
    """A response with its origin.

    Args:
        origin: where it comes from.
        broken: how the connection lets it down; ``None``: it does not.
        broken_seconds: how long that takes, where it takes time.
        parts_at: when each SOAP message of a streamed answer is due, in clock seconds after its request;
            empty: all of it at once.
    """

    origin: Origin = field(default_factory=lambda: Origin(Source.OTHER))
    broken: ConnectionFault | None = None
    broken_seconds: float = 0.0
    parts_at: tuple[float, ...] = ()

    @classmethod
    def of(cls, response: HttpResponse, origin: Origin) -> Self:
        """Returns a response with its origin.

        Args:
            response: the response.
            origin: where it comes from.
        """
        return cls(
            response.headers,
            response.body,
            response.status,
            response.reason,
            response.delay,
            origin,
            more=response.more,
        )
