"""What ``validate`` calls an error a strict replay refuses, and the simulator refuses it and does nothing."""

from __future__ import annotations

import re

import pytest

from inspector.conformance.check import Checker
from inspector.conformance.finding import Finding, Severity
from inspector.conformance.project import Project
from inspector.protocols.common.namespaces import MESSAGES, SOAP_11, TYPES
from inspector.replay.strict import Strict
from inspector.simulator import Simulator
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.soap import read_envelope

BODY = (
    '<m:CreateFolder><m:ParentFolderId><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderId>'
    "<m:Folders><t:Folder><t:DisplayName>New</t:DisplayName></t:Folder></m:Folders></m:CreateFolder>"
)
ENVELOPE = (
    f'<s:Envelope xmlns:s="{SOAP_11}" xmlns:m="{MESSAGES}" xmlns:t="{TYPES}">'
    f"<s:Header></s:Header><s:Body>{BODY}</s:Body></s:Envelope>"
)


def headed(header: str) -> str:
    return ENVELOPE.replace("<s:Header>", f"<s:Header>{header}")


WRONG = {
    "an operation in a namespace that ends in /messages": ENVELOPE.replace(MESSAGES, "urn:x/messages"),
    "an operation in no namespace": re.sub(r"xmlns:m=\S+", "", ENVELOPE).replace("m:", ""),
    "an Envelope in no namespace": re.sub(r"xmlns:s=\S+", "", ENVELOPE).replace("s:", ""),
    "SOAP 1.2": ENVELOPE.replace(SOAP_11, "http://www.w3.org/2003/05/soap-envelope"),
    "two operations": ENVELOPE.replace(BODY, BODY * 2),
    "an unknown header that must be understood": headed('<x:y xmlns:x="urn:x" s:mustUnderstand="1"/>'),
    "a misspelt header that must be understood": headed(
        '<t:RequestServerVersio Version="Exchange2013" s:mustUnderstand="1"/>'
    ),
    "what the schema does not have": ENVELOPE.replace("<t:DisplayName>", "<t:Nickname/><t:DisplayName>"),
    "no XML": ENVELOPE[:-9],
}
RIGHT = {
    "as it should be": ENVELOPE,
    "an unknown header": headed('<x:y xmlns:x="urn:x"/>'),
    "an unknown header that need not be understood": headed('<x:y xmlns:x="urn:x" s:mustUnderstand="0"/>'),
    "an unknown header for somebody on the way": headed(
        '<x:y xmlns:x="urn:x" s:mustUnderstand="1" s:actor="urn:gateway"/>'
    ),
    "a known header that must be understood": headed(
        '<t:RequestServerVersion Version="Exchange2013" s:mustUnderstand="1"/>'
    ),
    "an address that must be understood": headed(
        '<a:Action xmlns:a="http://www.w3.org/2005/08/addressing" s:mustUnderstand="1">x</a:Action>'
    ),
}


def request(body: str) -> HttpRequest:
    headers = Headers([("Content-Type", "text/xml; charset=utf-8")])
    return HttpRequest(url="/EWS/Exchange.asmx", headers=headers, body=body.encode())


def errors(body: str) -> list[Finding]:
    return [each for each in Checker().check(request(body), None) if each.severity is Severity.ERROR]


def verdicts(simulator: Simulator, body: str) -> tuple[HttpResponse, HttpResponse]:
    """What the simulator answers, and what a strict stand-in does that would have it answer."""
    return simulator.respond(request(body), 0.0), Strict(Simulator(), Project()).respond(request(body), 0.0)


@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG)
def test_what_is_an_error_is_refused_by_all_and_changes_nothing(body: str) -> None:
    simulator = Simulator()
    before = len(simulator.default_mailbox.folders)
    assert errors(body)
    for answer in verdicts(simulator, body):
        assert answer.status == 500
        fault = read_envelope(answer.body).fault
        assert fault is not None and fault.detail_text("ResponseCode") in (
            "ErrorInvalidRequest",
            "ErrorSchemaValidation",
        )
    assert len(simulator.default_mailbox.folders) == before


@pytest.mark.parametrize("body", RIGHT.values(), ids=RIGHT)
def test_what_is_no_error_is_carried_out(body: str) -> None:
    simulator = Simulator()
    before = len(simulator.default_mailbox.folders)
    assert not errors(body)
    assert [answer.status for answer in verdicts(simulator, body)] == [200, 200]
    assert len(simulator.default_mailbox.folders) == before + 1
