"""A single SOAP message without its other half: its payload says whose it is, and of which operation."""

from __future__ import annotations

from inspector.protocols.message import Direction, Message, request_message
from inspector.protocols.operation import Endpoint
from inspector.protocols.registry import answered, identify
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.soap import local_name, read_envelope
from inspector.wire.xml import XmlError

__all__ = ["PATHS", "lone_message"]

PATHS = {Endpoint.EWS: "/EWS/Exchange.asmx", Endpoint.UM: "/EWS/UM2007Legacy.asmx"}
"""The usual path of each endpoint that speaks SOAP."""

# A file says nothing of its transport; this is how its message would have travelled.
_HEADERS = Headers([("Content-Type", "text/xml")])


def lone_message(content: bytes, endpoint: Endpoint | None = None) -> Message:
    """Reads a message. One whose payload is a fault, or ends in ``Response``, is a response.

    Args:
        content: the SOAP message.
        endpoint: where it was sent to, or came from; where its operation is at home if ``None``.
    """
    try:
        envelope = read_envelope(content)
    except XmlError:
        envelope = None  # what is wrong with it is found again, and said, when the message is judged
    payload = envelope.payload if envelope else None
    if payload is None or not local_name(payload).endswith(("Response", "Fault")):
        return _request(content, endpoint)
    identified = answered(payload, endpoint)
    return Message(
        Direction.RESPONSE, HttpResponse(headers=_HEADERS, body=content), identified, envelope=envelope
    )


def _request(content: bytes, endpoint: Endpoint | None) -> Message:
    request = HttpRequest(url=PATHS[endpoint or Endpoint.EWS], headers=_HEADERS, body=content)
    identified = identify(request)
    home = identified.operation.endpoint if identified.operation else Endpoint.EWS
    if endpoint is None and home is not Endpoint.EWS:
        return _request(content, home)
    return request_message(request, identified)
