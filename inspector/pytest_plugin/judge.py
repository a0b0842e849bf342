"""The judge of a replayed session: what the documents say of what the client sent and was given."""

from __future__ import annotations

import threading

from inspector.conformance.finding import Finding, Severity
from inspector.conformance.project import project_of
from inspector.wire.http import HttpRequest, HttpResponse, Responder
from inspector.wire.responder_layer import Wrapper


class Judge(Wrapper):
    """A responder that has each exchange of another one judged.

    Args:
        responder: who answers.
    """

    def __init__(self, responder: Responder) -> None:
        super().__init__(responder)
        self._checker = project_of().checker()
        self._lock = threading.Lock()
        self._findings: list[Finding] = []

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        """Answers as the other responder does."""
        response = self.inner.respond(request, at)
        if not response.headers.first("X-Ews-Inspector"):  # a miss is no server's answer
            with self._lock:
                self._findings += self._checker.check(request, response, at=at)
        return response

    def findings(self, least: str) -> list[Finding]:
        """Returns the findings so far.

        Args:
            least: the least severity of those that are wanted: ``info``, ``warning`` or ``error``.
        """
        rank = Severity(least).rank
        return [finding for finding in self._findings if finding.severity.rank >= rank]
