"""The Simulator: a Responder that answers as an Exchange server would by the documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from lxml import etree

from inspector.protocols import DOCUMENTS, Document, Endpoint, Identified, identify
from inspector.protocols.carriers import CARRIERS
from inspector.protocols.common.accounts import SignedIn
from inspector.protocols.common.answers import (
    envelope,
    invalid_request_fault,
    operation_fault,
    streamed_envelope,
)
from inspector.protocols.common.failures import InvalidRequest, OperationError, OperationFault
from inspector.protocols.common.operation_names import OPERATIONS_OF_EWS
from inspector.protocols.common.versions import DEFAULT_VERSION, ServerVersion, server_version
from inspector.protocols.server import AnswerStream, Directory, Mailbox
from inspector.simulator.account import Account, Common
from inspector.simulator.autodiscover import respond_to_autodiscover
from inspector.simulator.dispatch import work_of
from inspector.simulator.scenario import Contents, MailboxSpec, Scenario, read_scenario
from inspector.simulator.schema_files import schema_file
from inspector.simulator.store import Store
from inspector.simulator.streaming import StreamedBody
from inspector.simulator.users import impersonated, is_address, shared_mailbox, user_of
from inspector.simulator.validation import by_schema, is_soap
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.responder_layer import Layer

Validator = Callable[[Identified, ServerVersion], InvalidRequest | None]
"""Judges a request by the schema, as a server of that version does: what is wrong with it, or ``None``."""

DEFAULT_USER = "user@example.com"
_XML = Headers([("Cache-Control", "private"), ("Content-Type", "text/xml; charset=utf-8")])
_MOST_MAILBOXES = 1000  # that come into being by being asked for
_LOOKS = ("GET", "HEAD")
_EPOCH = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


@cache
def _answering() -> dict[Endpoint, tuple[Document, Callable[..., HttpResponse]]]:
    """The endpoints that one document answers whole."""
    return {
        endpoint: (document, document.server.respond)
        for document in DOCUMENTS
        if document.server and document.server.respond
        for endpoint in document.endpoints
    }


class Simulator(Layer):
    """A small Exchange.

    State follows from the requests and from the clock times that they carry; nothing runs in between.

    Args:
        scenario: whose mailboxes there are and what becomes of calls, or the path of a file that says so.
        version: the server version, such as ``Exchange2013``; Exchange2007_SP1 has its own texts and fewer
            operations.
        seed: what all identifiers and PINs follow from: the same requests get the same answers.
        epoch: the date and time at which the clock shows 0.
        store: an SQLite file that keeps mailboxes and settings; ``None``: they end with this object.
        more: what the first mailbox begins with besides what the scenario says.
        validator: judges requests before they are carried out; by the bundled schemas if not given. ``None``
            takes what the operations themselves can bear.

    Attributes:
        not_simulated: the operations of Exchange that were asked for in vain, and how often.

    Raises:
        UsageError: there is no profile of that version.
        InputError: the scenario or the store cannot be read.
        WriteError: the store cannot be written.
    """

    def __init__(
        self,
        scenario: Scenario | str | Path | None = None,
        *,
        version: str = DEFAULT_VERSION,
        seed: str = "ews-inspector",
        epoch: datetime = _EPOCH,
        store: str | Path | None = None,
        more: Contents = Contents(),  # noqa: B008 - it cannot change
        validator: Validator | None = by_schema,
    ) -> None:
        if scenario is None:
            scenario = Scenario()
        self.scenario = scenario if isinstance(scenario, Scenario) else read_scenario(scenario)
        self._more = more
        self.version: ServerVersion = server_version(version)
        self._validator = validator
        self._lock = Lock()
        self._store = Store(store)
        self._common = Common(
            seed,
            epoch.astimezone(UTC),
            self.version.product,
            self.scenario.with_a_mailbox_for_all(self._specs()[0].address),
            self._mailbox_here,
            self._store,
            Directory(lambda: [each.mailbox for each in self._accounts.values()], self._mailbox_of),
        )
        self._accounts: dict[str, Account] = {}
        self.not_simulated: Counter[str] = Counter()
        self._signed_in = SignedIn()
        self._restore()
        self._begin()

    @property
    def default_account(self) -> Account:
        """The account of a request that names no user."""
        return self._accounts[self._specs()[0].address.lower()]

    @property
    def default_mailbox(self) -> Mailbox:
        """The mailbox of a request that names no user."""
        return self.default_account.mailbox

    def account(self, address: str) -> Account | None:
        """Returns the account of a mail address; ``None`` if the scenario has none.

        A scenario without mailboxes has one for every address, from its first use on.
        """
        found = self._accounts.get(address.lower())
        if found is None and not self.scenario.mailboxes and is_address(address) and self._has_room():
            return self._open(MailboxSpec(address))
        return found

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        """Answers a request as of a clock time, in seconds.

        Raises:
            WriteError: the store cannot be written.
        """
        with self._lock:
            response = self._respond(request, at)
            self._store.commit()
            return response

    def state(self, at: float) -> dict[str, Any]:
        """Returns what the control API shows: the server's version, and mailboxes with their calls."""
        with self._lock:
            return {
                "version": self.version.name,
                "mailboxes": {
                    account.mailbox.address: {"items": len(account.mailbox.items), "calls": account.calls(at)}
                    for account in self._accounts.values()
                },
                "not_simulated": dict(self.not_simulated),
            }

    def reset(self) -> None:
        """Begins again: mailboxes and settings are as the scenario has them.

        Raises:
            WriteError: the store cannot be written.
        """
        with self._lock:
            self._accounts.clear()
            self.not_simulated.clear()
            self._store.clear()
            self._begin()

    def close(self) -> None:
        """Closes the store."""
        self._store.close()

    # -- accounts ------------------------------------------------------------------------------------------

    def _specs(self) -> tuple[MailboxSpec, ...]:
        first, *others = self.scenario.mailboxes or (MailboxSpec(DEFAULT_USER),)
        return (replace(first, contents=first.contents + self._more), *others)

    def _restore(self) -> None:
        specs = {spec.address.lower(): spec for spec in self._specs()}
        for address, kind, key, value in self._store.rows():
            if address not in self._accounts:
                spec = specs.get(address)
                if spec is None and self.scenario.mailboxes:
                    continue  # the scenario no longer has this user
                self._accounts[address] = Account(spec or MailboxSpec(address), self._common)
            self._accounts[address].restore(kind, key, value)

    def _begin(self) -> None:
        for spec in self._specs():
            if spec.address.lower() not in self._accounts:
                self._open(spec)
        self._store.commit()

    def _has_room(self) -> bool:
        return len(self._accounts) < _MOST_MAILBOXES

    def _open(self, spec: MailboxSpec) -> Account:
        account = self._accounts[spec.address.lower()] = Account(spec, self._common)
        account.begin()
        return account

    def _mailbox_here(self, address: str) -> Mailbox | None:
        account = self._accounts.get(address.lower())
        return None if account is None else account.mailbox

    def _mailbox_of(self, address: str) -> Mailbox | None:
        account = self.account(address)
        return None if account is None else account.mailbox

    # -- requests ------------------------------------------------------------------------------------------

    def _respond(self, request: HttpRequest, at: float) -> HttpResponse:
        request = self._signed_in.completed(request)
        for account in self._accounts.values():
            account.deliver(at)
        identified = identify(request)
        answering = _answering().get(identified.endpoint)
        if answering is not None:
            user = user_of(request) or CARRIERS[identified.endpoint].user(request)
            account = self._account_of_user(user) or self.default_account
            document, respond = answering
            return respond(request, identified, account.mailbox, account.state_of(document), at)
        if identified.endpoint is Endpoint.AUTODISCOVER:
            return respond_to_autodiscover(request, self.version, self._mailbox_of)
        if identified.endpoint is Endpoint.SCHEMA:
            return _description(request)
        if not identified.endpoint.speaks_soap:
            return HttpResponse(status=404, reason="Not Found")
        if identified.endpoint is Endpoint.EWS and request.method in _LOOKS:
            return _to_description(request)
        if request.method != "POST":
            return _not_allowed("GET, HEAD, POST" if identified.endpoint is Endpoint.EWS else "POST")
        try:
            answer = self._carried_out(request, identified, at)
        except OperationFault as failure:
            return self._soap(identified, failure.element(self.version), 500)
        except InvalidRequest as problem:
            return self._soap(identified, invalid_request_fault(problem, self.version), 500)
        except OperationError as error:
            return self._soap(identified, operation_fault(error), 500)
        if isinstance(answer, etree._Element):
            return self._soap(identified, answer, 200)
        return self._streamed(answer, at)

    def _carried_out(
        self, request: HttpRequest, identified: Identified, at: float
    ) -> etree._Element | AnswerStream:
        # Not well-formed, or no SOAP message at all: ErrorInvalidRequest (MS-OXWUMS section 2.2.2.1).
        payload = identified.envelope.payload if identified.envelope else None
        if (
            identified.envelope is None
            or payload is None
            or (self._validator and not is_soap(request, identified))
        ):
            raise OperationError("ErrorInvalidRequest")
        wanted = identified.envelope.header("RequestServerVersion")
        if wanted is not None and not self.version.understands(wanted.get("Version", "")):
            raise OperationError("ErrorInvalidServerVersion")
        try:
            work = work_of(identified, self.version)
        except OperationError:
            if identified.name in OPERATIONS_OF_EWS:
                self.not_simulated[identified.name] += 1
            raise
        invalid = self._validator(identified, self.version) if self._validator else None
        if invalid is not None:
            raise invalid
        return work(payload, self._account_of(request, identified), at)

    def _account_of(self, request: HttpRequest, identified: Identified) -> Account:
        assert identified.envelope is not None
        principal = impersonated(identified.envelope)
        if principal is not None:
            account = self.account(principal)
            if account is None:
                raise OperationError("ErrorNonExistentMailbox")
            return account
        # Whoever hosts the simulator has authenticated the user, or lets everyone in; all may open all boxes.
        assert identified.envelope.payload is not None
        shared = shared_mailbox(identified.envelope.payload)
        return (
            (self.account(shared) if shared else None)
            or self._account_of_user(user_of(request))
            or self.default_account
        )

    def _streamed(self, stream: AnswerStream, at: float) -> HttpResponse:
        def due(until: float) -> bytes:
            return b"".join(streamed_envelope(each, self.version) for each in stream.messages(until))

        def rest(until: float) -> bytes:
            with self._lock:
                for account in self._accounts.values():
                    account.deliver(until)
                return due(until)

        return HttpResponse(_XML, due(at), more=StreamedBody(stream, rest))

    def _envelope(self, identified: Identified, payload: etree._Element) -> bytes:
        # The bindings of the UM endpoint's own operations have no headers (MS-OXWUMS section 6).
        plain = identified.home is Endpoint.UM
        old = plain or self.version.product == 2007
        return envelope(payload, prefix="soap" if old else "s", version=None if plain else self.version)

    def _account_of_user(self, user: str) -> Account | None:
        """The account of a mail address, or of a login such as ``EXAMPLE\\anna``."""
        if "@" in user:
            return self.account(user)
        login = user.rpartition("\\")[2].lower()
        here = (each for address, each in self._accounts.items() if address.partition("@")[0] == login)
        return next(here, None)

    def _soap(self, identified: Identified, payload: etree._Element, status: int) -> HttpResponse:
        body = self._envelope(identified, payload)
        reason = "OK" if status == 200 else "Internal Server Error"
        return HttpResponse(status=status, reason=reason, headers=_XML, body=body)


def _not_allowed(methods: str) -> HttpResponse:
    return HttpResponse(status=405, reason="Method Not Allowed", headers=Headers([("Allow", methods)]))


def _to_description(request: HttpRequest) -> HttpResponse:
    """Exchange sends whoever looks at the endpoint to its description, beside which the schemas are."""
    where = request.path.rpartition("/")[0] + "/Services.wsdl"
    return HttpResponse(status=302, reason="Found", headers=Headers([("Location", where)]))


def _description(request: HttpRequest) -> HttpResponse:
    if request.method not in _LOOKS:
        return _not_allowed("GET, HEAD")
    name = request.path.rpartition("/")[2]
    if name.lower() == "exchange.asmx":  # with ?wsdl
        return _to_description(request)
    content = schema_file(name)
    if content is None:
        return HttpResponse(status=404, reason="Not Found")
    return HttpResponse(Headers([("Content-Type", "text/xml")]), content)
