"""Cassettes to look at: a call on each endpoint, mail, an interrupted exchange, findings, hostile bodies."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from textual.app import App
from textual.notifications import Notification
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from inspector.cassette import CassetteHeader, CassetteWriter, Interaction
from inspector.cassette.model import Auth
from inspector.wire.http import Headers, HttpRequest, HttpResponse

MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
ERRORS = "http://schemas.microsoft.com/exchange/services/2006/errors"
UM_URL = "https://mail.contoso.example/EWS/UM2007Legacy.asmx"
EWS_URL = "https://mail.contoso.example/EWS/Exchange.asmx"
UM_CALL = "ZDIxZTk5NTItMzA0NC00MTk1QHVtMDEuY29udG9zby5leGFtcGxl"
EWS_CALL = "Nzk3NzAzZGItZmZmMi00ZDg5QHVtMDEuY29udG9zby5leGFtcGxl"
ITEM = "AAMkAGRhOTRhNTVlLTk4MjItNGFlYi1iNzY0LTQ2OGI0Mzg1YjE3Yw=="

_FAULT_FINDING = {
    "code": "UMS031",
    "name": "fault-text",
    "severity": "warning",
    "level": "SHOULD",
    "document": "MS-OXWUMS",
    "section": "3.1.4.3",
    "message": "faultstring is 'Unknown call.', the document has \"The call identifier isn't valid.\"",
    "direction": "response",
    "operation": "GetCallInfo",
    "path": "Body/Fault/faultstring",
    "line": 1,
}
_DIAL_FINDING = {
    "code": "XSD001",
    "name": "schema-invalid",
    "severity": "error",
    "level": "XSD",
    "document": "MS-OXWUMS",
    "section": "3.1.4.8.2.1",
    "message": "the element DialString is missing; it is expected after entryId",
    "direction": "request",
    "operation": "PlayOnPhone",
    "path": "Body/m:PlayOnPhone",
    "line": 4,
    "schemas": "2013",
}
_TLS_FINDING: dict[str, object] = {
    "code": "UMS001",
    "name": "transport",
    "severity": "info",
    "level": "MUST",
    "document": "MS-OXWUMS",
    "section": "2.1",
    "message": "sent over plain HTTP; on a loopback address that is a test's business",
    "direction": "request",
    "operation": "GetUMProperties",
}


def envelope(payload: str, version: str = "Exchange2013") -> str:
    """A request or an answer as clients write it."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="{MESSAGES}" '
        f'xmlns:t="{TYPES}">\n'
        f'<soap:Header><t:RequestServerVersion Version="{version}"/></soap:Header>\n'
        f"<soap:Body>{payload}</soap:Body></soap:Envelope>"
    )


def fault(kind: str, text: str) -> str:
    """A SOAP fault as MS-OXWUMS section 3.1.4.3 has it."""
    return envelope(
        f'<soap:Fault><faultcode xmlns:a="{ERRORS}">a:{kind}</faultcode>'
        f'<faultstring xml:lang="en-US">{text}</faultstring>'
        f"<detail><m:ExceptionType>{kind}</m:ExceptionType></detail></soap:Fault>"
    )


class Tape:
    """Puts interactions together and writes them to a file."""

    def __init__(self) -> None:
        self.interactions: list[Interaction] = []

    def add(
        self,
        at: float,
        ask: str | bytes,
        answer: str | bytes | None,
        *,
        url: str = EWS_URL,
        status: int = 200,
        took: float = 0.012,
        findings: tuple[dict[str, object], ...] = (),
        error: str | None = None,
        operation: str = "",
        auth: Auth | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """Adds an interaction at a time, in seconds."""
        body = ask.encode() if isinstance(ask, str) else ask
        answered = answer.encode() if isinstance(answer, str) else answer
        xml = ("Content-Type", "text/xml; charset=utf-8")
        self.interactions.append(
            Interaction(
                n=len(self.interactions) + 1,
                at=at,
                took=took,
                request=HttpRequest(
                    method="POST",
                    url=url,
                    headers=Headers(
                        (xml, ("User-Agent", "sample/1.0"), ("Content-Length", str(len(body))), *headers)
                    ),
                    body=body,
                ),
                response=None
                if answered is None
                else HttpResponse(
                    status=status,
                    reason="OK" if status == 200 else "Internal Server Error",
                    headers=Headers((xml, ("Server", "Microsoft-IIS/10.0"))),
                    body=answered,
                ),
                error=error,
                conn="client-1",
                endpoint="um" if url == UM_URL else "ews",
                operation=operation,
                auth=auth,
                findings=findings,
            )
        )

    def write(self, path: Path) -> Path:
        """Writes the cassette."""
        header = CassetteHeader(
            created="2026-11-02T09:00:00Z",
            server_version="Exchange2013",
            scrub={"profile": "secrets", "salt": "c2FtcGxl"},
        )
        with CassetteWriter(path, header) as writer:
            for interaction in self.interactions:
                writer.append(interaction)
        return path


def um_call(tape: Tape, at: float) -> None:
    """A call on the legacy endpoint: rings, is answered, hung up by the client, and forgotten."""

    def poll(when: float, state: str) -> None:
        answer = (
            f"<m:GetCallInfoResponse><m:GetCallInfoResponse><m:CallState>{state}</m:CallState>"
            "<m:EventCause>None</m:EventCause></m:GetCallInfoResponse></m:GetCallInfoResponse>"
        )
        tape.add(at + when, envelope(ask), envelope(answer), url=UM_URL, operation="GetCallInfo")

    ask = f"<m:GetCallInfo><m:CallId>{UM_CALL}</m:CallId></m:GetCallInfo>"
    tape.add(
        at,
        envelope(
            "<m:PlayOnPhone>\n<m:entryId>AAAAAJYf</m:entryId>\n<m:DialString>5551234</m:DialString>\n</m:PlayOnPhone>"
        ),
        envelope(
            f"<m:PlayOnPhoneResponse><m:PlayOnPhoneResponse>{UM_CALL}</m:PlayOnPhoneResponse>"
            "</m:PlayOnPhoneResponse>"
        ),
        url=UM_URL,
        took=0.184,
        operation="PlayOnPhone",
        auth=Auth("NTLM", 3),
        findings=(_DIAL_FINDING,),
    )
    for when in (1.0, 2.0, 3.0):
        poll(when, "Connecting")
    for second in range(4, 13):
        poll(float(second), "Connected")
    tape.add(
        at + 12.5,
        envelope(f"<m:Disconnect><m:CallId>{UM_CALL}</m:CallId></m:Disconnect>"),
        envelope("<m:DisconnectResponse/>"),
        url=UM_URL,
        operation="Disconnect",
    )
    for when in (13.5, 28.5, 44.0):
        poll(when, "Disconnected")
    tape.add(
        at + 44.6,
        envelope(ask),
        fault("InvalidCallIdException", "Unknown call."),
        url=UM_URL,
        status=500,
        operation="GetCallInfo",
        findings=(_FAULT_FINDING,),
    )


def ews_call(tape: Tape, at: float) -> None:
    """A call on the EWS endpoint to a busy line."""

    def poll(when: float, state: str, cause: str) -> None:
        answer = (
            '<m:GetPhoneCallInformationResponse ResponseClass="Success"><m:ResponseCode>NoError'
            f"</m:ResponseCode><m:PhoneCallInformation><t:PhoneCallState>{state}</t:PhoneCallState>"
            f"<t:ConnectionFailureCause>{cause}</t:ConnectionFailureCause></m:PhoneCallInformation>"
            "</m:GetPhoneCallInformationResponse>"
        )
        tape.add(at + when, envelope(ask), envelope(answer), operation="GetPhoneCallInformation")

    ask = f'<m:GetPhoneCallInformation><m:PhoneCallId Id="{EWS_CALL}"/></m:GetPhoneCallInformation>'
    tape.add(
        at,
        envelope(
            f'<m:PlayOnPhone><m:ItemId Id="{ITEM}"/><m:DialString>5559999</m:DialString></m:PlayOnPhone>'
        ),
        envelope(
            '<m:PlayOnPhoneResponse ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>'
            f'<m:PhoneCallId Id="{EWS_CALL}"/></m:PlayOnPhoneResponse>'
        ),
        operation="PlayOnPhone2",
    )
    poll(1.5, "Connecting", "None")
    poll(3.0, "Disconnected", "UserBusy")
    tape.add(
        at + 40.0,
        envelope(ask),
        envelope(
            '<m:GetPhoneCallInformationResponse ResponseClass="Error"><m:MessageText>The call identifier '
            "isn't valid.</m:MessageText><m:ResponseCode>ErrorInvalidPhoneCallId</m:ResponseCode>"
            "</m:GetPhoneCallInformationResponse>"
        ),
        operation="GetPhoneCallInformation",
    )


def mail(tape: Tape, at: float = 0.0) -> None:
    """A message is made, read with its MIME content, and deleted."""

    def answer(name: str, inside: str) -> str:
        return envelope(
            f'<m:{name}Response><m:ResponseMessages><m:{name}ResponseMessage ResponseClass="Success">'
            f"<m:ResponseCode>NoError</m:ResponseCode>{inside}</m:{name}ResponseMessage>"
            f"</m:ResponseMessages></m:{name}Response>"
        )

    item = f'<t:ItemId Id="{ITEM}" ChangeKey="CQ"/>'
    mime = base64.b64encode(
        b"From: kim@contoso.example\r\nTo: sam@contoso.example\r\nSubject: Voice mail from 5551234\r\n"
        b"Content-Type: text/plain; charset=utf-8\r\n\r\nYou have a voice message.\r\n"
    ).decode()
    tape.add(
        at,
        envelope(
            '<m:CreateItem MessageDisposition="SaveOnly"><m:Items><t:Message>'
            "<t:Subject>Voice mail</t:Subject><t:ToRecipients>"
            "<t:Mailbox><t:EmailAddress>sam@contoso.example</t:EmailAddress></t:Mailbox>"
            "</t:ToRecipients></t:Message></m:Items></m:CreateItem>"
        ),
        answer("CreateItem", f"<m:Items><t:Message>{item}</t:Message></m:Items>"),
        operation="CreateItem",
        took=0.241,
    )
    tape.add(
        at + 1,
        envelope(
            "<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape><t:IncludeMimeContent>true"
            f'</t:IncludeMimeContent></m:ItemShape><m:ItemIds><t:ItemId Id="{ITEM}"/></m:ItemIds></m:GetItem>'
        ),
        answer(
            "GetItem",
            f'<m:Items><t:Message><t:MimeContent CharacterSet="UTF-8">{mime}</t:MimeContent>'
            f"{item}</t:Message></m:Items>",
        ),
        operation="GetItem",
    )
    tape.add(
        at + 2,
        envelope(
            '<m:DeleteItem DeleteType="HardDelete"><m:ItemIds>'
            f'<t:ItemId Id="{ITEM}"/></m:ItemIds></m:DeleteItem>'
        ),
        None,
        error="the server closed the connection before its answer was complete",
        operation="DeleteItem",
        took=3.2,
    )


def everything(tape: Tape) -> None:
    """The sample that most tests look at."""
    tape.add(
        0.3,
        envelope("<m:GetUMProperties/>"),
        envelope(
            "<m:GetUMPropertiesResponse><m:GetUMPropertiesResponse><m:OofStatus>false</m:OofStatus>"
            "<m:MissedCallNotificationEnabled>true</m:MissedCallNotificationEnabled>"
            "<m:PlayOnPhoneDialString>5551234</m:PlayOnPhoneDialString></m:GetUMPropertiesResponse>"
            "</m:GetUMPropertiesResponse>"
        ),
        url=UM_URL,
        operation="GetUMProperties",
        findings=(_TLS_FINDING,),
    )
    um_call(tape, 1.0)
    mail(tape, 60.0)
    ews_call(tape, 70.0)


def hostile(tape: Tape) -> None:
    """What an attacker would put into a recording to be shown on somebody's terminal."""
    escape = "\x1b[2J\x1b]0;owned\x07[bold red]markup[/] \u202etxt.exe\u202c [link=http://evil]x[/link]"
    tape.add(0.0, escape, escape, headers=(("X-Evil", escape),), operation=escape, error=None)
    tape.add(1.0, b"\xff\xfe\x00\x01 not text", b"\x00" * 64)
    item = f"<t:ItemId Id='[red]&#x202E;{'A' * 5000}'/>"
    tape.add(
        2.0,
        envelope(f"<m:GetItem><m:ItemIds>{item}</m:ItemIds></m:GetItem>"),
        envelope("<m:GetItemResponse>" * 200 + "</m:GetItemResponse>" * 199),
    )
    tape.add(3.0, "", "", error="cut \x1b[31mhere")


async def settled(pilot: Pilot[None]) -> None:
    """Waits for what works beside the screen; a worker tells the screen, and that can begin another."""
    for _ in range(3):
        with suppress(WorkerCancelled):  # a newer one of its group took its place, and is waited for next
            await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        if all(worker.is_finished for worker in pilot.app.workers):
            return


def drawn(app: App[None]) -> str:
    """Returns what stands on the screen, line by line."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


def toasts(app: App[None]) -> list[Notification]:
    """Returns what the user was told that is still shown."""
    return list(app._notifications)


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps settings, what was opened last, and exports of a test to itself."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def tape() -> Tape:
    """An empty tape."""
    return Tape()


@pytest.fixture
def cassette_of(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Makes a cassette file of the parts that it is given."""

    def make(*parts: Callable[[Tape], None], name: str = "sample.jsonl") -> Path:
        tape = Tape()
        for part in parts:
            part(tape)
        return tape.write(tmp_path / name)

    yield make


@pytest.fixture
def sample(cassette_of: Callable[..., Path]) -> Path:
    """The cassette with everything in it."""
    return cassette_of(everything)


@pytest.fixture
def two(tmp_path: Path) -> list[Path]:
    """A call, and mail that began ten seconds later."""
    paths = []
    for name, part, created in (("call", um_call, "09:00:00Z"), ("mail", mail, "09:00:10Z")):
        tape = Tape()
        part(tape, 0.0)
        with CassetteWriter(
            tmp_path / f"{name}.jsonl", CassetteHeader(created=f"2026-11-02T{created}")
        ) as writer:
            for interaction in tape.interactions:
                writer.append(interaction)
        paths.append(tmp_path / f"{name}.jsonl")
    return paths
