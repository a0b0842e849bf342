"""The header field in which a server of this project tells the time on its clock.

A simulator's clock can be moved by hand or run fast. A recorder that reads this field records the times that
the server lived by, not those on the wall: a session of two minutes that was recorded in a second replays as
one of two minutes.
"""

from __future__ import annotations

import math
from dataclasses import replace

from inspector.wire.http import Headers, HttpRequest, HttpResponse, Responder

__all__ = ["CLOCK_HEADER", "Stamped", "clock_time", "without_clock_time"]

CLOCK_HEADER = "X-Ews-Inspector-Clock"


class Stamped:
    """A responder whose answers tell the clock's time at which their request was complete.

    Args:
        responder: who answers.
    """

    def __init__(self, responder: Responder) -> None:
        self.inner = responder

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        """Answers a request, with the time."""
        response = self.inner.respond(request, at)
        return replace(response, headers=Headers((*response.headers, (CLOCK_HEADER, repr(round(at, 6))))))


def clock_time(headers: Headers) -> float | None:
    """Returns the time that an answer tells, in seconds; ``None`` if it tells none that makes sense."""
    told = headers.first(CLOCK_HEADER)
    try:
        seconds = float(told) if told is not None else math.nan
    except ValueError:
        return None
    return seconds if 0 <= seconds < math.inf else None


def without_clock_time(headers: Headers) -> Headers:
    """Returns the fields less the one that tells the time."""
    return headers.without(CLOCK_HEADER)
