"""The ActiveSync side of a mailbox: what a phone needs to receive voice messages, and to be refused.

Section numbers are those of MS-ASHTTP where none other is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from inspector.protocols.activesync.head import PROTOCOL_VERSIONS, ActiveSyncHead, read_head
from inspector.protocols.asemail.devices import Device, Devices
from inspector.protocols.asemail.fetch import estimate, item_operations, ping, search
from inspector.protocols.asemail.hierarchy import folder_sync
from inspector.protocols.asemail.provision import policy_status, provision, settings
from inspector.protocols.asemail.sync import sync
from inspector.protocols.identified_request import Identified
from inspector.protocols.oxwscore.mailbox import Mailbox
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.wbxml import WBXML_TYPE, encode_wbxml

_SINCE = {"12.1": 2007, "14.0": 2010, "14.1": 2010, "16.0": 2016, "16.1": 2016}
_PROVISION_FIRST = PROTOCOL_VERSIONS.index("14.0")  # before that, HTTP says it (MS-ASPROV section 3.1.5.1)


@dataclass(frozen=True)
class _Call:
    """A command with all that it needs."""

    root: etree._Element | None
    head: ActiveSyncHead
    mailbox: Mailbox
    device: Device
    at: float

    def keys(self) -> Iterator[int]:
        while True:  # a key is 32 bits and not 0
            yield int(self.mailbox.unique("policy").replace("-", "")[:8], 16) or 1


_Answer = tuple[etree._Element | None, float]

SERVICE: dict[str, tuple[str, Callable[[_Call], _Answer]]] = {
    "Provision": (
        "Provision",
        lambda call: (provision(call.root, call.head, call.device, call.keys()), 0),
    ),
    "FolderSync": ("FolderHierarchy", lambda call: (folder_sync(call.root, call.mailbox, call.device), 0)),
    "Sync": (
        "AirSync",
        lambda call: (sync(call.root, call.mailbox, call.device, call.head.rank, call.at), 0),
    ),
    "ItemOperations": (
        "ItemOperations",
        lambda call: (item_operations(call.root, call.mailbox, call.head.rank), 0),
    ),
    "Search": ("Search", lambda call: (search(call.root, call.mailbox, call.head.rank), 0)),
    "GetItemEstimate": (
        "GetItemEstimate",
        lambda call: (estimate(call.root, call.mailbox, call.device, call.at), 0),
    ),
    "Ping": ("Ping", lambda call: ping(call.root, call.mailbox, call.device, call.at)),
    "Settings": ("Settings", lambda call: (settings(call.root, call.mailbox.address), 0)),
}
"""Each command with the namespace of its root element and what carries it out."""


def versions_of(product: int) -> tuple[str, ...]:
    """Returns the protocol versions that a product speaks here, oldest first.

    Args:
        product: the year of the server's product.
    """
    return tuple(version for version, since in _SINCE.items() if product >= since)


def respond(
    request: HttpRequest, identified: Identified, mailbox: Mailbox, devices: Devices, at: float
) -> HttpResponse:
    """Answers a request to the ActiveSync endpoint.

    Args:
        request: the request.
        identified: what it was identified as; its body is not decoded again.
        mailbox: the user's mailbox.
        devices: the user's phones.
        at: the clock time, in seconds.
    """
    versions = versions_of(mailbox.product)
    if request.method == "OPTIONS":
        return HttpResponse(Headers([*_common(mailbox), *_offered(versions), ("Content-Length", "0")]))
    if request.method != "POST":
        return HttpResponse(Headers([("Allow", "OPTIONS,POST")]), status=405, reason="Method Not Allowed")
    head = read_head(request)
    served = SERVICE.get(head.command or "")
    if identified.problem is not None or head.command is None or not head.device_id:
        return HttpResponse(Headers(_common(mailbox)), status=400, reason="Bad Request")
    if served is None:
        return HttpResponse(Headers(_common(mailbox)), status=501, reason="Not Implemented")
    if head.version not in versions:
        offered = [*_common(mailbox), *_offered(versions)]
        return HttpResponse(Headers(offered), status=400, reason="Bad Request")
    device = devices.get(head.device_id)
    namespace, carry_out = served
    refused = "" if head.command in ("Provision", "Settings") else policy_status(head, device)
    if refused and head.rank < _PROVISION_FIRST:
        return HttpResponse(
            Headers(_common(mailbox)), status=449, reason="Retry after sending a PROVISION command"
        )
    if refused:
        return _sent(_status(head.command, namespace, refused), 0, mailbox)
    answer, delay = carry_out(_Call(identified.bare, head, mailbox, device, at))
    return _sent(answer, delay, mailbox)


def _status(command: str, namespace: str, status: str) -> etree._Element:
    root = etree.Element(f"{{{namespace}}}{command}", nsmap={None: namespace})
    etree.SubElement(root, f"{{{namespace}}}Status").text = status
    return root


def _sent(answer: etree._Element | None, delay: float, mailbox: Mailbox) -> HttpResponse:
    body = b"" if answer is None else encode_wbxml(answer)
    fields = [*_common(mailbox), ("Content-Type", WBXML_TYPE)] if body else _common(mailbox)
    return HttpResponse(Headers(fields), body, delay=delay)


def _common(mailbox: Mailbox) -> list[tuple[str, str]]:
    server = {2007: "8.1", 2010: "14.2", 2013: "15.0"}.get(mailbox.product, "15.1")
    return [("Cache-Control", "private"), ("MS-Server-ActiveSync", server)]


def _offered(versions: tuple[str, ...]) -> list[tuple[str, str]]:
    """What a phone learns by OPTIONS (section 2.2.2.1.2)."""
    return [
        ("Allow", "OPTIONS,POST"),
        ("Public", "OPTIONS,POST"),
        ("MS-ASProtocolVersions", ",".join(versions)),
        ("MS-ASProtocolCommands", ",".join(SERVICE)),
    ]
