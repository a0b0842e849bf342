"""The carrier of each kind of endpoint: the one table of them."""

from __future__ import annotations

from lxml import etree

from inspector.protocols.activesync.carrier import ActiveSync
from inspector.protocols.carrier import NOTHING, Carrier, Content, Grade, Result, unreadable
from inspector.protocols.operation import Endpoint
from inspector.wire.encoding import EncodingError
from inspector.wire.http import HttpRequest, HttpResponse
from inspector.wire.soap import SoapFault, local_name, read_envelope, read_envelopes
from inspector.wire.xml import XmlError


class Soap(Carrier):
    """SOAP 1.1: what is asked or answered is the Body's first child.

    Args:
        reads: with what the names of operations begin that only read.
    """

    def __init__(self, *reads: str) -> None:
        self._reads = reads

    def answer(self, response: HttpResponse, *, streamed: bool) -> Content:
        if not response.body or "xml" not in (response.media_type or "xml"):
            return NOTHING
        try:
            content = response.content
            return Content(read_envelopes(content)[0] if streamed else read_envelope(content))
        except (XmlError, EncodingError) as problem:
            return unreadable(problem)

    def content(self, message: HttpRequest | HttpResponse) -> Content:
        try:
            return Content(read_envelope(message.content))
        except (XmlError, EncodingError) as problem:
            return unreadable(problem)

    def result(self, payload: etree._Element, fault: SoapFault | None) -> Result:
        if fault is not None:
            kind = fault.detail_text("ExceptionType") or fault.detail_text("ResponseCode") or fault.code
            return Result(kind.rpartition(":")[2] or "Fault", Grade.ERROR)
        return _of_codes(payload)

    def only_reads(self, name: str) -> bool:
        return name.startswith(self._reads)


def _of_codes(payload: etree._Element) -> Result:
    """The first code that is no success; several response messages can stand in one answer."""
    seen = ""
    for element in payload.iter("{*}ResponseCode"):
        code = (element.text or "").strip()
        if code not in ("", "NoError"):
            parent = element.getparent()
            warns = parent is not None and parent.get("ResponseClass") == Grade.WARNING
            return Result(code, Grade.WARNING if warns else Grade.ERROR)
        seen = seen or code
    return Result(seen or "OK")


class Autodiscover(Carrier):
    """Autodiscover: plain XML (POX) without an envelope, or SOAP of its own documents; it changes nothing."""

    def asked(self, request: HttpRequest) -> tuple[str | None, Content]:
        found = NOTHING
        if request.method == "POST" and request.body:
            found = Content(SOAP.content(request).envelope)  # the plain form has no envelope
        payload = found.payload
        name = "Autodiscover" if payload is None else local_name(payload).removesuffix("RequestMessage")
        return name, found

    def only_reads(self, name: str) -> bool:
        return True


SOAP = Soap()
_HTTP = Carrier()

CARRIERS: dict[Endpoint, Carrier] = {
    Endpoint.EWS: Soap("Get", "Find", "Resolve", "Expand", "Search", "Sync", "Convert", "Export", "Is"),
    Endpoint.UM: SOAP,
    Endpoint.ACTIVESYNC: ActiveSync(),
    Endpoint.AUTODISCOVER: Autodiscover(),
    Endpoint.SCHEMA: _HTTP,
    Endpoint.OTHER: _HTTP,
}
"""The carrier of each kind of endpoint."""
