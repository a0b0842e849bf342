"""A single SOAP message without its other half: its payload says whose it is, and of which operation."""

from __future__ import annotations

import re

from inspector.protocols.endpoints import ADDRESSES
from inspector.protocols.identified_request import Identified
from inspector.protocols.message import Direction, Message, request_message
from inspector.protocols.operation import Endpoint
from inspector.protocols.registry import answered, guessed_answer, identify
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.soap import Envelope, local_name, namespace_of, read_envelope
from inspector.wire.xml import XmlError

PATHS = {endpoint: path for endpoint, path in ADDRESSES.items() if endpoint.speaks_soap}
"""The usual path of each endpoint that speaks SOAP."""

AUTODISCOVER = "/autodiscover/autodiscover.xml"
_AUTODISCOVER = re.compile(
    rb"""\s{0,64}(?:<\?xml[^>]{0,200}>\s{0,64})?<(?:[\w.-]{1,64}:)?Autodiscover\s[^>]{0,1024}?/autodiscover/"""
)
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
    except XmlError as problem:  # what is wrong with it is said when the message is judged
        if _AUTODISCOVER.match(content):
            return _autodiscover(content, Direction.REQUEST)
        asked = guessed_answer(content, endpoint)
        return _request(content, endpoint) if asked is None else _answer(content, asked, problem=problem)
    payload = envelope.payload
    if payload is not None and namespace_of(payload).lower().endswith("/autodiscover"):
        is_answer = local_name(payload).endswith("ResponseMessage")
        return _autodiscover(content, Direction.RESPONSE if is_answer else Direction.REQUEST)
    if payload is None or not local_name(payload).endswith(("Response", "Fault")):
        return _request(content, endpoint)
    return _answer(content, answered(payload, endpoint), envelope=envelope)


def _answer(
    content: bytes, identified: Identified, envelope: Envelope | None = None, problem: XmlError | None = None
) -> Message:
    response = HttpResponse(headers=_HEADERS, body=content)
    return Message(Direction.RESPONSE, response, identified, envelope=envelope, problem=problem)


def _autodiscover(content: bytes, direction: Direction) -> Message:
    """Autodiscover by SOAP or by plain XML: known, and not judged."""
    request = HttpRequest(url=AUTODISCOVER, headers=_HEADERS, body=content)
    return Message(direction, request, identify(request))


def _request(content: bytes, endpoint: Endpoint | None) -> Message:
    request = HttpRequest(url=PATHS[endpoint or Endpoint.EWS], headers=_HEADERS, body=content)
    identified = identify(request)
    home = identified.operation.endpoint if identified.operation else Endpoint.EWS
    if endpoint is None and home is not Endpoint.EWS:
        return _request(content, home)
    return request_message(request, identified)
