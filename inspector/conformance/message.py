"""A message as the rules see it: HTTP, envelope and what it was identified as, parsed once."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from inspector.conformance.finding import Direction
from inspector.protocols.registry import Identified
from inspector.wire.encoding import EncodingError
from inspector.wire.http import HttpRequest, HttpResponse
from inspector.wire.soap import Envelope, Fault, read_envelope
from inspector.wire.xml import XmlError, XmlProblem

__all__ = ["Message", "request_message", "response_message"]


@dataclass(frozen=True)
class Message:
    """One request or response.

    Args:
        direction: whose it is.
        http: the request, or the response.
        identified: what the request was identified as (of a response: its request).
        at: when it was complete, in seconds since the start of the recording.
        envelope: the SOAP message; ``None`` if it is none.
        problem: why it could not be read; ``None`` if it could, or if it is no SOAP message.
    """

    direction: Direction
    http: HttpRequest | HttpResponse
    identified: Identified
    at: float = 0.0
    envelope: Envelope | None = None
    problem: XmlError | None = None

    @property
    def payload(self) -> etree._Element | None:
        """The Body's first child, or ``None``."""
        return self.envelope.payload if self.envelope else None

    @property
    def fault(self) -> Fault | None:
        """The fault that it carries, or ``None``."""
        return self.envelope.fault if self.envelope else None


def request_message(request: HttpRequest, identified: Identified, at: float = 0.0) -> Message:
    """Makes the message of a request that :func:`~inspector.protocols.identify` has parsed."""
    return Message(Direction.REQUEST, request, identified, at, identified.envelope, identified.problem)


def response_message(response: HttpResponse, identified: Identified, at: float = 0.0) -> Message:
    """Reads a response. One that is not XML by its content type is no SOAP message, and no problem here."""
    envelope, problem = None, None
    if response.body and identified.endpoint.speaks_soap and "xml" in (response.media_type or "xml"):
        try:
            envelope = read_envelope(response.content)
        except XmlError as why:
            problem = why
        except EncodingError as why:
            problem = XmlError(why.what, XmlProblem("encoding"))
    return Message(Direction.RESPONSE, response, identified, at, envelope, problem)
