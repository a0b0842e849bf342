"""Autodiscover in JSON: the address of one protocol for one mailbox, asked by a GET.

Both forms are of Exchange 2016 and Exchange Online: ``autodiscover.json?Email=...&Protocol=...``, and
``autodiscover.json/v1.0/ADDRESS?Protocol=...``. No document has them: docs/simulator.md says what shows them.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote

import msgspec

from inspector.protocols.endpoints import ADDRESSES
from inspector.protocols.operation import Endpoint
from inspector.protocols.server import Mailbox
from inspector.simulator.users import is_address
from inspector.wire.http import Headers, HttpRequest, HttpResponse

_PROTOCOLS = {
    "ActiveSync": ADDRESSES[Endpoint.ACTIVESYNC],
    "AutodiscoverV1": "/autodiscover/autodiscover.xml",
    "Ews": ADDRESSES[Endpoint.EWS],
}


def respond_in_json(request: HttpRequest, base: str, find: Callable[[str], Mailbox | None]) -> HttpResponse:
    """Answers a request to ``autodiscover.json``.

    Args:
        request: the request.
        base: scheme and authority of the addresses that are told.
        find: finds the mailbox of a mail address.
    """
    given = {name.lower(): value.strip() for name, value in parse_qsl(request.query)}
    rest = request.path.partition(".json")[2].strip("/").split("/")
    in_path = unquote(rest[1]) if len(rest) > 1 and rest[0].lower().startswith("v1") else ""
    address, wanted = in_path or given.get("email", ""), given.get("protocol", "")
    if not wanted:
        text = "A valid value must be provided for the query parameter 'Protocol'"
        return _refused("MandatoryParameterMissing", text)
    if not address:
        return _refused("MandatoryParameterMissing", "A valid smtp address must be provided")
    if not is_address(address):
        return _refused("InvalidUserId", f"The given SMTP address is invalid '{address[:100]}'")
    protocol = next((each for each in _PROTOCOLS if each.lower() == wanted.lower()), None)
    if protocol is None:
        known = ",".join(_PROTOCOLS)
        text = f"The given protocol value '{wanted[:100]}' is invalid. Supported values are '{known}'"
        return _refused("InvalidProtocol", text)
    if find(address) is None:
        return HttpResponse(Headers([("Cache-Control", "private")]), b"", 404, "Not Found")
    return _told(HTTPStatus.OK, {"Protocol": protocol, "Url": base + _PROTOCOLS[protocol]})


def _refused(code: str, text: str) -> HttpResponse:
    return _told(HTTPStatus.BAD_REQUEST, {"ErrorCode": code, "ErrorMessage": text})


def _told(status: HTTPStatus, said: dict[str, str]) -> HttpResponse:
    fields = Headers([("Cache-Control", "private"), ("Content-Type", "application/json; charset=utf-8")])
    return HttpResponse(fields, msgspec.json.encode(said), status.value, status.phrase)
