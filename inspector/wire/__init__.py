"""Bytes to messages and back. Knows HTTP, XML, SOAP and NTLM blobs; knows no document."""

from inspector.wire.http import Headers, HttpRequest, HttpResponse, Responder
from inspector.wire.soap import Envelope, SoapFault, read_envelope
from inspector.wire.xml import XmlError, parse_xml

__all__ = [
    "Envelope",
    "Headers",
    "HttpRequest",
    "HttpResponse",
    "Responder",
    "SoapFault",
    "XmlError",
    "parse_xml",
    "read_envelope",
]
