"""Writing SOAP 1.1 faults: what a host says when it cannot give a real answer."""

from __future__ import annotations

from xml.sax.saxutils import escape

from inspector.wire.http import Headers, HttpResponse

SOAP_CONTENT_TYPE = "text/xml; charset=utf-8"

# XML 1.0 section 2.2: what remains after these can stand in a document.
_NOT_XML = dict.fromkeys(
    (*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF), "\ufffd"
)


def xml_text(text: str) -> str:
    """Writes any text so that it can stand in an XML document; what XML cannot say becomes U+FFFD."""
    return escape(text.translate(_NOT_XML))


def soap_fault(text: str, *, code: str = "Server", detail: str = "") -> bytes:
    """Writes a SOAP 1.1 fault (SOAP 1.1 section 4.4).

    Args:
        text: the faultstring, as plain text.
        code: the faultcode, one of SOAP's own: ``Client`` or ``Server``.
        detail: what stands in detail, as XML; no detail if empty.
    """
    inner = f"<detail>{detail}</detail>" if detail else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault>'
        f"<faultcode>s:{code}</faultcode>"
        f'<faultstring xml:lang="en-US">{xml_text(text)}</faultstring>{inner}'
        "</s:Fault></s:Body></s:Envelope>"
    ).encode()


def fault_response(
    text: str,
    *,
    code: str = "Server",
    detail: str = "",
    status: int = 500,
    reason: str = "",
    said_by: str = "",
) -> HttpResponse:
    """Makes the HTTP answer that carries a SOAP fault.

    Args:
        text: the faultstring, as plain text.
        code: as for :func:`soap_fault`.
        detail: as for :func:`soap_fault`.
        status: the status code; SOAP 1.1 section 6.2 demands 500.
        reason: the reason phrase; that of the status if empty.
        said_by: the value of the header ``X-Ews-Inspector``, by which a client tells such an answer from
            one of a real server; no such header if empty.
    """
    headers = [("Content-Type", SOAP_CONTENT_TYPE)]
    if said_by:
        headers.append(("X-Ews-Inspector", said_by))
    return HttpResponse(
        Headers(headers),
        soap_fault(text, code=code, detail=detail),
        status,
        reason or ("Internal Server Error" if status == 500 else ""),
    )
