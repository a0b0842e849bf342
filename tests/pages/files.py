"""What readers of the pages have: recordings, ours and of other tools."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from inspector import (
    CassetteHeader,
    CassetteWriter,
    HttpRequest,
    HttpResponse,
    Interaction,
    cassettes_dir,
    schemas_dir,
)
from inspector.wire import Headers

_ENVELOPE = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
    ' xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"'
    ' xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types">{}</s:Envelope>'
)
_ASKED = _ENVELOPE.format(
    "<s:Header><t:ExchangeImpersonation><t:ConnectingSID><t:SmtpAddress>kim@contoso.com</t:SmtpAddress>"
    "</t:ConnectingSID></t:ExchangeImpersonation></s:Header><s:Body><m:GetItem/></s:Body>"
)
_ANSWERED = _ENVELOPE.format(
    "<s:Body><m:GetItemResponse><m:ResponseMessages><m:GetItemResponseMessage><m:Items><t:Message>{}"
    "</t:Message></m:Items></m:GetItemResponseMessage></m:ResponseMessages></m:GetItemResponse></s:Body>"
)
_WELCOME = (
    b"Content-Type: text/html\r\n\r\n<body><table><tr><td>Welcome</td></tr>"
    b"<tr><td>Your PIN: 482915</td></tr></table></body>"
)
_SOUND = b"RIFF\x04\x00\x00\x00WAVE"
_TYPE = {"Content-Type": "text/xml; charset=utf-8"}


def _sample(name: str, path: Path) -> None:
    shutil.copy(cassettes_dir() / f"{name}.jsonl", path)


def _unscrubbed(path: Path) -> None:
    def interaction(n: int, asked: str, inside: str, **headers: str) -> Interaction:
        request = HttpRequest(
            Headers(_TYPE | headers), asked.encode(), url="https://mail.contoso.com/EWS/Exchange.asmx"
        )
        response = HttpResponse(headers=Headers(_TYPE), body=_ANSWERED.format(inside).encode())
        return Interaction(n=n, at=float(n), request=request, response=response)

    plain = _ENVELOPE.format("<s:Body><m:GetItem/></s:Body>")
    credentials = base64.b64encode(b"kim:Aut0bahn!").decode()
    mail = f"<t:MimeContent>{base64.b64encode(_WELCOME).decode()}</t:MimeContent>"
    sound = f"<t:Attachments><t:FileAttachment><t:Content>{base64.b64encode(_SOUND).decode()}</t:Content>"
    sound += "</t:FileAttachment></t:Attachments>"
    with CassetteWriter(path, CassetteHeader()) as writer:
        writer.append(interaction(1, _ASKED, "", Authorization=f"Basic {credentials}"))
        writer.append(interaction(2, plain, mail))
        writer.append(interaction(3, plain, sound))


def _browser(path: Path) -> None:
    def entry(status: int | None, answer: dict[str, object]) -> dict[str, object]:
        type_ = [{"name": "Content-Type", "value": "text/xml; charset=utf-8"}]
        request: dict[str, object] = {
            "method": "POST",
            "url": "https://mail.contoso.com/EWS/Exchange.asmx",
            "headers": type_,
        }
        request["postData"] = {
            "mimeType": "text/xml",
            "text": _ENVELOPE.format("<s:Body><m:GetItem/></s:Body>"),
        }
        response = {"status": status, "statusText": "", "headers": type_, "content": answer}
        return {
            "startedDateTime": "2026-01-05T08:00:00Z",
            "time": 5,
            "request": request,
            "response": response,
        }

    whole = {"size": 1, "mimeType": "text/xml", "text": _ANSWERED.format("")}
    entries = [entry(200, whole), entry(None, whole), entry(200, {"size": 4000, "mimeType": "text/xml"})]
    log = {"version": "1.2", "creator": {"name": "a browser", "version": "1"}, "entries": entries}
    path.write_text(json.dumps({"log": log}), encoding="utf-8")


def _folder(samples: tuple[str, ...], path: Path) -> None:
    path.mkdir()
    for name in samples:
        _sample(name, path / f"{name}.jsonl")


def _schemas(path: Path) -> None:
    shutil.copytree(schemas_dir(), path)


def _text(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")


MADE: dict[str, Callable[[Path], None]] = {
    "session.jsonl": partial(_sample, "mail"),
    "before.jsonl": partial(_sample, "mail"),
    "after.jsonl": partial(_sample, "mail"),
    "old.jsonl": partial(_sample, "mail"),
    "new.jsonl": partial(_sample, "mail-apps"),
    "login.jsonl": partial(_sample, "voicemail-um"),
    "calls.jsonl": partial(_sample, "voicemail-um"),
    "calls.toml": partial(_text, '[[calls]]\nlike = "*"\nanswer = "busy"\n'),
    "xsd": _schemas,
    "tests/cassettes/session.jsonl": partial(_sample, "mail"),
    "raw.jsonl": _unscrubbed,
    "browser.har": _browser,
    "farm/": partial(_folder, ("mail", "voicemail-um")),
    "messages/": partial(_folder, ("mail",)),
}
"""What a page takes its reader to have, by name."""
