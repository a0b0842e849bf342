"""ActiveSync messages for tests."""

from __future__ import annotations

from lxml import etree

from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.wbxml import WBXML_TYPE, encode_wbxml

__all__ = ["SPACES", "answered", "asked"]

SPACES = 'xmlns="AirSync" xmlns:e="Email" xmlns:e2="Email2" xmlns:b="AirSyncBase"'
"""The declarations that short messages are written with."""


def asked(
    command: str, xml: str = "", *, query: str = "", device: str = "phone1", **headers: str
) -> HttpRequest:
    """Makes a request of a phone.

    Args:
        command: the command.
        xml: the body; empty for none.
        query: the whole query, in place of a plain one.
        device: the device's identifier.
        headers: further header fields, with ``_`` for ``-``.
    """
    fields = {"MS-ASProtocolVersion": "16.1", "Content-Type": WBXML_TYPE}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    line = query or f"Cmd={command}&User=anna@example.com&DeviceId={device}&DeviceType=phone"
    body = encode_wbxml(etree.fromstring(xml)) if xml else b""
    url = f"https://mail.example.com/Microsoft-Server-ActiveSync?{line}"
    return HttpRequest(Headers(fields.items()), body, url=url)


def answered(xml: str = "", status: int = 200) -> HttpResponse:
    """Makes an answer.

    Args:
        xml: the body; empty for none.
        status: the HTTP status.
    """
    body = encode_wbxml(etree.fromstring(xml)) if xml else b""
    return HttpResponse(Headers([("Content-Type", WBXML_TYPE)] if xml else []), body, status)
