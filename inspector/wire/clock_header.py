"""The header field in which a server of this project tells the time on its clock.

A simulator's clock can be moved by hand or run fast. A recorder that reads this field records the times that
the server lived by, not those on the wall: a session of two minutes that was recorded in a second replays as
one of two minutes.
"""

from __future__ import annotations

import math
from dataclasses import replace

from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.responder_layer import Wrapper

CLOCK_HEADER = "X-Ews-Inspector-Clock"


class Stamped(Wrapper):
    """A responder whose answers tell the clock's time at which their request was complete."""

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


class ServerTime:
    """Tells when exchanges happened: by the server's clock if it tells the time, else by the wall.

    Args:
        start: what the first time that the server tells is counted as, in seconds.
    """

    def __init__(self, start: float = 0.0) -> None:
        self._start = start
        self._first: float | None = None
        self._last = start

    def at(self, response: HttpResponse | None, wall: float) -> float:
        """Returns the time of an exchange, in seconds since the start of the recording.

        Args:
            response: the answer; ``None`` if there was none.
            wall: the time on the wall, in seconds since the start of the recording.
        """
        told = clock_time(response.headers) if response is not None else None
        if told is not None:
            if self._first is None:
                self._first = told
            self._last = max(self._start + told - self._first, 0.0)
        # Once the server has told the time, an exchange without an answer happened at the time told last.
        return wall if self._first is None else self._last
