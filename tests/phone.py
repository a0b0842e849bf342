"""ActiveSync messages for tests."""

from __future__ import annotations

import base64
from urllib.parse import quote

from lxml import etree

from inspector.protocols.activesync.head import COMMANDS
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.wbxml import WBXML_TYPE, encode_wbxml

__all__ = ["SPACES", "answered", "asked", "packed_query"]

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


def packed_query(
    command: str,
    *,
    version: str,
    device_id: str,
    device_type: str,
    policy_key: int | None = None,
    locale: int = 0x0409,
) -> str:
    """Writes a query in its base64 form (MS-ASHTTP section 2.2.1.1.1.1).

    Args:
        command: one of ``COMMANDS``.
        version: such as ``14.1``.
        device_id: at most 255 bytes.
        device_type: likewise.
        policy_key: the key, or ``None``.
        locale: the language of the device, as an LCID.
    """
    packed = bytes((int(version.replace(".", "")), COMMANDS.index(command))) + locale.to_bytes(2, "little")
    key = b"" if policy_key is None else policy_key.to_bytes(4, "little")
    for piece in (device_id.encode(), key, device_type.encode()):
        packed += bytes((len(piece),)) + piece
    return quote(base64.b64encode(packed).decode(), safe="=")
