"""The first exchange costs what the second does: what is loaded on demand is loaded before."""

from __future__ import annotations

from inspector.cassette import Interaction
from inspector.conformance.check import Checker
from inspector.protocols.common.namespaces import MESSAGES
from inspector.protocols.lone_message import PATHS
from inspector.protocols.registry import operations
from inspector.scrub import Scrubber
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.soap import SOAP_11

_XML = Headers([("Content-Type", "text/xml; charset=utf-8")])


def warm_up(checker: Checker | None, scrubber: Scrubber) -> None:
    """Loads the schemas, rules and tables that a recording needs.

    Args:
        checker: judges in the same way as the one of the recording, and is not used for anything else;
            ``None`` if nothing is judged.
        scrubber: likewise.
    """
    for endpoint, path in PATHS.items():  # each has a schema of its own
        operation = next(each for each in operations() if each.endpoint is endpoint)
        request = HttpRequest(_XML, _soap(operation.request), url=f"http://localhost{path}")
        response = HttpResponse(_XML, _soap(operation.response))
        if checker is not None:
            checker.check(request, response)
        scrubber.scrub(Interaction(1, 0.0, request, response))


def _soap(name: str) -> bytes:
    return (
        f'<s:Envelope xmlns:s="{SOAP_11}"><s:Body><{name} xmlns="{MESSAGES}"/></s:Body></s:Envelope>'.encode()
    )
