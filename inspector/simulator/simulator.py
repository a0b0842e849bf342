"""The Simulator: a Responder that answers as an Exchange server would by the documents."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from lxml import etree

from inspector.protocols import Endpoint, Identified, identify
from inspector.protocols.common.answers import envelope, invalid_request_fault, operation_fault
from inspector.protocols.common.failures import InvalidRequest, OperationError
from inspector.protocols.common.versions import DEFAULT_VERSION, ServerVersion, server_version
from inspector.protocols.oxwums.failures import UmFault, um_fault
from inspector.protocols.oxwums.service import SERVICE as OXWUMS
from inspector.simulator.mailbox import Mailbox
from inspector.simulator.scenario import MailboxSpec, Scenario, read_scenario
from inspector.simulator.schema_files import schema_file
from inspector.wire.http import Headers, HttpRequest, HttpResponse

__all__ = ["Simulator", "Validator"]

Validator = Callable[[Identified], InvalidRequest | None]
"""Judges a request by the schema: what is wrong with it, or ``None``."""

_DEFAULT_USER = "user@example.com"
_EPOCH = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


class Simulator:
    """A small Exchange.

    State follows from the requests and from the clock times that they carry; nothing runs in between.

    Args:
        scenario: whose mailboxes there are and what becomes of calls, or the path of a file that says so.
        version: the server version, such as ``Exchange2013``; Exchange2007_SP1 has its own texts and fewer
            operations.
        seed: what all identifiers and PINs follow from: the same requests get the same answers.
        epoch: the date and time at which the clock shows 0.
        validator: judges requests by the schema; services check what they need in any case.

    Raises:
        UsageError: there is no profile of that version.
        UnreadableInput: the scenario file cannot be read.
    """

    def __init__(
        self,
        scenario: Scenario | str | Path | None = None,
        *,
        version: str = DEFAULT_VERSION,
        seed: str = "ews-inspector",
        epoch: datetime = _EPOCH,
        validator: Validator | None = None,
    ) -> None:
        if scenario is None:
            scenario = Scenario()
        self.scenario = scenario if isinstance(scenario, Scenario) else read_scenario(scenario)
        self.version: ServerVersion = server_version(version)
        self._seed = seed
        self._epoch = epoch.astimezone(UTC)
        self._validator = validator
        self._lock = Lock()
        self._mailboxes: dict[str, Mailbox] = {}
        for spec in self.scenario.mailboxes or (MailboxSpec(_DEFAULT_USER),):
            self._open(spec)

    @property
    def default_mailbox(self) -> Mailbox:
        """The mailbox of a request that names no user."""
        return next(iter(self._mailboxes.values()))

    def mailbox(self, address: str) -> Mailbox | None:
        """Returns the mailbox of a mail address; ``None`` if the scenario has none."""
        found = self._mailboxes.get(address.lower())
        if found is None and not self.scenario.mailboxes and "@" in address.strip("@"):
            return self._open(MailboxSpec(address))
        return found

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        """Answers a request as of a clock time, in seconds."""
        with self._lock:
            return self._respond(request, at)

    def _open(self, spec: MailboxSpec) -> Mailbox:
        mailbox = Mailbox(spec, self.scenario, self._seed, self._epoch)
        self._mailboxes[spec.address.lower()] = mailbox
        return mailbox

    def _respond(self, request: HttpRequest, at: float) -> HttpResponse:
        identified = identify(request)
        if identified.endpoint is Endpoint.SCHEMA and request.method == "GET":
            return _description(request)
        if not identified.endpoint.speaks_soap:
            return HttpResponse(status=404, reason="Not Found")
        if request.method != "POST":
            return HttpResponse(status=405, reason="Method Not Allowed", headers=Headers([("Allow", "POST")]))
        try:
            payload = self._carried_out(request, identified, at)
        except UmFault as failure:
            return self._soap(identified, um_fault(failure, self.version), 500)
        except InvalidRequest as problem:
            return self._soap(identified, invalid_request_fault(problem, self.version), 500)
        except OperationError as error:
            return self._soap(identified, operation_fault(error), 500)
        return self._soap(identified, payload, 200)

    def _carried_out(self, request: HttpRequest, identified: Identified, at: float) -> etree._Element:
        # Not well-formed, or no SOAP message at all: ErrorInvalidRequest (MS-OXWUMS section 2.2.2.1).
        if identified.envelope is None or identified.envelope.payload is None:
            raise OperationError("ErrorInvalidRequest", as_fault=True)
        operation = identified.operation
        if operation is None or not self.version.has(operation) or not _is_at_home(identified):
            raise OperationError("ErrorInvalidRequest", as_fault=True)
        problem = self._validator(identified) if self._validator else None
        if problem is not None:
            raise problem
        mailbox = self._mailbox_of(request)
        return OXWUMS[operation.name](identified.envelope.payload, mailbox, at)

    def _mailbox_of(self, request: HttpRequest) -> Mailbox:
        user = _user_of(request)
        return (self.mailbox(user) if user else None) or self.default_mailbox

    def _soap(self, identified: Identified, payload: etree._Element, status: int) -> HttpResponse:
        old = identified.endpoint is Endpoint.UM or self.version.product == 2007
        body = envelope(
            payload,
            prefix="soap" if old else "s",
            version=None if identified.endpoint is Endpoint.UM else self.version,
        )
        reason = "OK" if status == 200 else "Internal Server Error"
        headers = Headers([("Cache-Control", "private"), ("Content-Type", "text/xml; charset=utf-8")])
        return HttpResponse(status=status, reason=reason, headers=headers, body=body)


def _description(request: HttpRequest) -> HttpResponse:
    content = schema_file(request.path.rpartition("/")[2])
    if content is None:
        return HttpResponse(status=404, reason="Not Found")
    return HttpResponse(Headers([("Content-Type", "text/xml")]), content)


def _is_at_home(identified: Identified) -> bool:
    """Section 3.1.4.7 of MS-OXWUMS puts PlayOnPhone2 on the UM endpoint, its sisters on EWS: both will do."""
    operation = identified.operation
    return operation is not None and (
        operation.endpoint is identified.endpoint or operation.name == "PlayOnPhone2"
    )


def _user_of(request: HttpRequest) -> str:
    scheme, _, blob = (request.header("authorization") or "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        user = base64.b64decode(blob, validate=True).decode("utf-8", "replace").partition(":")[0]
    except (binascii.Error, ValueError):
        return ""
    return user
