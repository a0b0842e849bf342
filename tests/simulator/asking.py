"""Asking a simulator in a test. Every answer that it gives is judged by schema and rules on the way."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from inspector.conformance.check import Checker
from inspector.conformance.finding import Direction, Finding, Severity
from inspector.protocols import identify
from inspector.protocols.common.namespaces import MESSAGES, PREFIXES, TYPES
from inspector.simulator import Simulator
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.soap import SoapFault, read_envelope

__all__ = ["EWS", "UM", "Answer", "Asking", "item_id", "without_key"]

EWS, UM = "/EWS/Exchange.asmx", "/EWS/UM2007Legacy.asmx"
_FORM = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="{m}" xmlns:t="{t}">'
    "<s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
)


class Answer:
    """An answer of the simulator, with short ways to look into it."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response
        self.status = response.status
        self.envelope = read_envelope(response.body)

    @property
    def payload(self) -> etree._Element:
        assert self.envelope.payload is not None
        return self.envelope.payload

    @property
    def fault(self) -> SoapFault | None:
        return self.envelope.fault

    def all(self, path: str) -> list[Any]:
        """What an XPath from the payload finds; prefixes m, t and e."""
        found = self.payload.xpath(path, namespaces={k: v for k, v in PREFIXES.items() if k != "soap"})
        assert isinstance(found, list)
        return found

    def texts(self, path: str) -> list[str]:
        return [str(item) if isinstance(item, str) else item.text or "" for item in self.all(path)]

    def text(self, path: str) -> str:
        found = self.texts(path)
        assert len(found) == 1, f"{path}: {found} in {self.response.body.decode()}"
        return found[0]

    @property
    def codes(self) -> list[str]:
        """The response codes, of every response message in order."""
        return self.texts("descendant-or-self::*/m:ResponseCode")

    @property
    def code(self) -> str:
        assert len(self.codes) == 1, self.response.body.decode()
        return self.codes[0]


class Asking:
    """A client that knows nothing but envelopes.

    Args:
        simulator: whom it asks.
        user: the mail address by which it authenticates; empty: it does not.
        strict: whether an answer that breaks the schema or a rule fails the test. ``findings`` has them all.
        minded: the severities that fail it.
    """

    def __init__(
        self,
        simulator: Simulator | None = None,
        user: str = "",
        *,
        strict: bool = True,
        minded: tuple[Severity, ...] = (Severity.ERROR, Severity.WARNING),
        **options: Any,
    ) -> None:
        self.strict, self.minded = strict, minded
        self.findings: list[Finding] = []
        self.simulator = simulator or Simulator(**options)
        self.checker = Checker()
        self.headers = [("Content-Type", "text/xml; charset=utf-8")]
        if user:
            self.headers.append(("X-AnchorMailbox", user))
        self.header = ""

    def um(self, body: str, at: float = 0.0) -> Answer:
        return self.ask(UM, body, at)

    def ews(self, body: str, at: float = 0.0) -> Answer:
        return self.ask(EWS, body, at)

    def ask(self, path: str, body: str, at: float = 0.0) -> Answer:
        return self.raw(path, self.envelope(body), at)

    def envelope(self, body: str) -> bytes:
        """A request, as it is sent."""
        return _FORM.format(m=MESSAGES, t=TYPES, header=self.header, body=body).encode()

    def raw(self, path: str, content: bytes, at: float = 0.0) -> Answer:
        return Answer(self.respond(HttpRequest(url=path, headers=Headers(self.headers), body=content), at))

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        """Lets the simulator answer, as it does by itself, and judges the answer."""
        return self.judged(request, self.simulator.respond(request, at), at)

    def judged(self, request: HttpRequest, response: HttpResponse, at: float) -> HttpResponse:
        """Judges an answer, and returns it."""
        identified = identify(request)
        findings = self.checker.check(request, response, at=at, identified=identified)
        found = [
            finding
            for finding in findings
            if finding.direction is Direction.RESPONSE and finding.severity is not Severity.INFO
        ]
        self.findings += found
        wrong = [f"{one.code} {one.message} {one.path}" for one in found if one.severity in self.minded]
        if self.strict:
            assert not wrong, f"{wrong}\n{request.body.decode(errors='replace')}\n{response.body.decode()}"
        return response

    # -- what most tests need ------------------------------------------------------------------------------

    @property
    def voice_mail(self) -> str:
        """The EntryID of the voice message that every mailbox begins with."""
        mailbox = self.simulator.default_mailbox
        return mailbox.entry_id(mailbox.voice_mail)

    @property
    def voice_mail_item(self) -> str:
        """Its EWS id."""
        mailbox = self.simulator.default_mailbox
        return mailbox.item_id(mailbox.voice_mail)

    def create(
        self, message: str = "", disposition: str = "SaveOnly", folder: str = "", at: float = 0.0
    ) -> Answer:
        target = (
            folder and f'<m:SavedItemFolderId><t:DistinguishedFolderId Id="{folder}"/></m:SavedItemFolderId>'
        )
        return self.ews(
            f'<m:CreateItem MessageDisposition="{disposition}">{target}'
            f"<m:Items><t:Message>{message}</t:Message></m:Items></m:CreateItem>",
            at,
        )

    def draft(self, message: str = "<t:Subject>Hello</t:Subject>", folder: str = "", at: float = 0.0) -> str:
        """Makes a draft and returns its ItemId as a request has it, with id and change key."""
        answer = self.create(message, folder=folder, at=at)
        assert answer.code == "NoError", answer.response.body.decode()
        return item_id(answer)

    def get(self, *items: str, base: str = "AllProperties", more: str = "", at: float = 0.0) -> Answer:
        return self.ews(
            f"<m:GetItem><m:ItemShape><t:BaseShape>{base}</t:BaseShape>{more}</m:ItemShape>"
            f"<m:ItemIds>{''.join(items)}</m:ItemIds></m:GetItem>",
            at,
        )

    def find(self, folder: str, *, base: str = "IdOnly", more: str = "", view: str = "") -> Answer:
        return self.ews(
            f'<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>{base}</t:BaseShape></m:ItemShape>'
            f'{view}{more}<m:ParentFolderIds><t:DistinguishedFolderId Id="{folder}"/></m:ParentFolderIds>'
            "</m:FindItem>"
        )

    def subjects(self, folder: str) -> list[str]:
        """The subjects in a folder, the newest first."""
        return self.find(folder, base="AllProperties").texts(".//t:Subject")


def item_id(answer: Answer, at: int = 0) -> str:
    """The ItemId of an answer, as a request has it."""
    found = answer.all(".//t:ItemId")[at]
    return f'<t:ItemId Id="{found.get("Id")}" ChangeKey="{found.get("ChangeKey")}"/>'


def without_key(handle: str) -> str:
    return re.sub(r' ChangeKey="[^"]*"', "", handle)
