"""Judging requests before they are answered, and refusing bad ones as Exchange would."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace

from inspector.conformance.finding import Direction, Finding, Level, Severity
from inspector.conformance.project import Project
from inspector.protocols.common.answers import envelope, invalid_request_fault, operation_fault
from inspector.protocols.common.failures import InvalidRequest, OperationError
from inspector.protocols.common.versions import DEFAULT_VERSION, VERSIONS, ServerVersion
from inspector.protocols.message import request_message
from inspector.protocols.operation import Endpoint
from inspector.protocols.registry import Identified, identify
from inspector.replay.answer import Answer, Found, Origin, Source
from inspector.wire.http import Headers, HttpRequest, HttpResponse, Responder
from inspector.wire.responder_layer import Wrapper
from inspector.wire.soap_fault import SOAP_CONTENT_TYPE

_ORDER = {Level.WIRE: 0, Level.XSD: 1}
_NOT_JUDGED = ("CDT001",)


class Strict(Wrapper):
    """A responder that lets good requests through only.

    A request that is not well-formed, or breaks what its document demands, gets the fault
    ErrorInvalidRequest; one that is not valid by the schema gets ErrorSchemaValidation (MS-OXWUMS section
    2.2.2.1). What is found in the others goes to the journal. Whether it came by HTTPS is not
    judged: it came to a stand-in.

    Args:
        responder: who answers the good ones.
        version: the server version that the faults are those of.
        project: what is reported, and by which schemas.
        as_scrubbed: makes of what was found in a request what may be told of it, in journals and answers.

    Raises:
        UsageError: there is no such schema set.
    """

    def __init__(
        self,
        responder: Responder,
        project: Project,
        version: ServerVersion = VERSIONS[DEFAULT_VERSION],
        as_scrubbed: Callable[[HttpRequest, Found], Found] = lambda request, found: found,
    ) -> None:
        super().__init__(responder)
        self._as_scrubbed = as_scrubbed
        self._version = version
        self._project = project.with_options(ignore=_NOT_JUDGED)
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        """Forgets the session."""
        with self._lock:
            self._checker = self._project.checker()

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        """Refuses a bad request, or answers as the other responder does."""
        identified = identify(request)
        with self._lock:
            found = self._checker.check_message(request_message(request, identified, at))
        worst = [finding for finding in found if finding.severity is Severity.ERROR]
        if worst and identified.endpoint.speaks_soap:
            return self._refusal(request, identified, worst, found)
        response = self.inner.respond(request, at)
        with self._lock:
            judged = self._checker.check(request, response, at=at, identified=identified)
        asked = [finding for finding in judged if finding.direction is Direction.REQUEST]
        if asked and isinstance(response, Answer):
            return replace(
                response,
                origin=replace(response.origin, findings=self._as_scrubbed(request, _as_json(asked))),
            )
        return response

    def _refusal(
        self, request: HttpRequest, identified: Identified, worst: list[Finding], found: Iterable[Finding]
    ) -> Answer:
        # What cannot be read cannot be valid, and what is not valid breaks rules as well.
        first = min(worst, key=lambda finding: _ORDER.get(finding.level, len(_ORDER)))
        message = str(self._as_scrubbed(request, _as_json([first]))[0]["message"])
        if first.level is Level.XSD:
            reason = InvalidRequest(message.rstrip("."), first.line)
            fault = invalid_request_fault(reason, self._version)
        else:
            fault = operation_fault(OperationError("ErrorInvalidRequest"))
            text = fault.find("faultstring")
            assert text is not None
            text.text = f"{(text.text or '').rstrip('.')}: {message.rstrip('.')}."
        old = identified.endpoint is Endpoint.UM or self._version.product == 2007
        origin = Origin(
            Source.REFUSED,
            str(identified.endpoint),
            identified.name or "",
            note=f"{first.code} {message}",
            findings=self._as_scrubbed(request, _as_json(found)),
        )
        return Answer(
            Headers((("Content-Type", SOAP_CONTENT_TYPE),)),
            envelope(fault, prefix="soap" if old else "s"),
            500,
            "Internal Server Error",
            origin=origin,
        )


def _as_json(findings: Iterable[Finding]) -> Found:
    return tuple(finding.to_json() for finding in findings)
