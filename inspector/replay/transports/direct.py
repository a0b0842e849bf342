"""From what an HTTP library wants to send, to what it would have received."""

from __future__ import annotations

from collections.abc import Iterable

from inspector.clock import Clock
from inspector.replay.answer import Answer, ConnectionFault
from inspector.wire.http import Headers, HttpRequest, HttpResponse, Responder

# What says how an answer came over a connection; its length is told anew.
_OF_THE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length"}
# Without a socket there is no half of an answer: what breaks a connection gives no answer at all.
_BREAKS = {ConnectionFault.RESET_BEFORE, ConnectionFault.RESET_WITHIN, ConnectionFault.TRUNCATE}


class ConnectionBroken(ConnectionResetError):
    """The recorded connection broke, so this one does."""


class Direct:
    """A responder with its clock, asked without a socket.

    Args:
        responder: who answers.
        clock: tells the time at which a request is made.
        connection: the name of the connection that requests seem to come by.
    """

    def __init__(self, responder: Responder, clock: Clock, connection: str = "in-process") -> None:
        self._responder = responder
        self._clock = clock
        self._connection = connection

    def answer(self, method: str, url: str, headers: Iterable[tuple[str, str]], body: bytes) -> HttpResponse:
        """Answers a request.

        Args:
            method: its method.
            url: its URL, absolute.
            headers: name and value of each field.
            body: the bytes that would be sent.

        Returns:
            The answer, with fields that make sense without a connection. Its delay is for the caller to wait,
            in real seconds.

        Raises:
            ConnectionBroken: the recorded connection broke before its answer was complete.
        """
        request = HttpRequest(Headers(headers), body, method.upper(), url, self._connection)
        response = self._responder.respond(request, self._clock.now())
        if isinstance(response, Answer) and response.broken in _BREAKS:
            raise ConnectionBroken(response.origin.note or "the recorded connection was reset")
        fields = [field for field in response.headers if field[0].lower() not in _OF_THE_CONNECTION]
        fields.append(("Content-Length", str(len(response.body))))
        return HttpResponse(
            Headers(fields),
            response.body,
            response.status,
            response.reason,
            response.delay / (self._clock.speed or 1.0),
        )
