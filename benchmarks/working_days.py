"""A long recording of people at work: mail read and sent, voice mail played on the phone.

Ids, subjects and times are those of one interaction each; people are 1,000, and tokens last an hour.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

from inspector.cassette import Auth, CassetteHeader, CassetteWriter, Interaction
from inspector.wire.http import Headers, HttpRequest, HttpResponse

PEOPLE = 1_000
_EVERY = 0.1  # seconds between two requests
_TOKEN_LASTS = 3600.0
_HOST = "https://mail.contoso.com"
_XML = ("Content-Type", "text/xml; charset=utf-8")
_ENVELOPE = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
    ' xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"'
    ' xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types">{}<s:Body>{}</s:Body></s:Envelope>'
)
_ASKED = '<s:Header><t:RequestServerVersion Version="Exchange2013"/></s:Header>'
_SAID = (
    '<s:Header><t:ServerVersionInfo MajorVersion="15" MinorVersion="0" MajorBuildNumber="1497"'
    ' MinorBuildNumber="2" Version="V2_23"/></s:Header>'
)
_GET = (
    "<m:GetItem><m:ItemShape><t:BaseShape>AllProperties</t:BaseShape></m:ItemShape><m:ItemIds>"
    '<t:ItemId Id="{id}" ChangeKey="{key}"/></m:ItemIds></m:GetItem>'
)
_GOT = (
    '<m:GetItemResponse><m:ResponseMessages><m:GetItemResponseMessage ResponseClass="Success">'
    '<m:ResponseCode>NoError</m:ResponseCode><m:Items><t:Message><t:ItemId Id="{id}" ChangeKey="{key}"/>'
    '<t:Subject>{subject}</t:Subject><t:Body BodyType="Text">{name} wrote: {text}</t:Body>'
    "<t:DateTimeSent>2026-11-2{day}T08:00:{second:02}Z</t:DateTimeSent><t:From><t:Mailbox><t:Name>{name}</t:Name>"
    "<t:EmailAddress>{mail}</t:EmailAddress></t:Mailbox></t:From></t:Message></m:Items>"
    "</m:GetItemResponseMessage></m:ResponseMessages></m:GetItemResponse>"
)
_CREATE = (
    '<m:CreateItem MessageDisposition="SaveOnly"><m:Items><t:Message>'
    '<t:MimeContent CharacterSet="UTF-8">{mime}</t:MimeContent></t:Message></m:Items></m:CreateItem>'
)
_CREATED = (
    '<m:CreateItemResponse><m:ResponseMessages><m:CreateItemResponseMessage ResponseClass="Success">'
    '<m:ResponseCode>NoError</m:ResponseCode><m:Items><t:Message><t:ItemId Id="{id}" ChangeKey="{key}"/>'
    "</t:Message></m:Items></m:CreateItemResponseMessage></m:ResponseMessages></m:CreateItemResponse>"
)
_MIME = (
    "From: {name} <{mail}>\r\nTo: all@contoso.com\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n\r\n"
    "{text}\r\n"
)
_PLAY = (
    "<m:PlayOnPhone><m:entryId>{id}</m:entryId><m:DialString>+1425555{last:04}</m:DialString></m:PlayOnPhone>"
)
_PLAYED = (
    "<m:PlayOnPhoneResponse><m:PlayOnPhoneResponse>{call}</m:PlayOnPhoneResponse></m:PlayOnPhoneResponse>"
)
_POLL = "<m:GetCallInfo><m:CallId>{call}</m:CallId></m:GetCallInfo>"
_POLLED = (
    "<m:GetCallInfoResponse><m:GetCallInfoResponse><m:CallState>Connected</m:CallState>"
    "<m:EventCause>None</m:EventCause></m:GetCallInfoResponse></m:GetCallInfoResponse>"
)
_HANG_UP = "<m:Disconnect><m:CallId>{call}</m:CallId></m:Disconnect>"
_HUNG_UP = "<m:DisconnectResponse/>"
_MAIL = ("EWS", "/EWS/Exchange.asmx")
_CALL = ("UM", "/EWS/UM2007Legacy.asmx")
# Ten interactions: seven mails, one of them written, and a call.
_ROUND = (
    *[(_MAIL, "GetItem", _GET, _GOT)] * 6,
    (_CALL, "PlayOnPhone", _PLAY, _PLAYED),
    (_CALL, "GetCallInfo", _POLL, _POLLED),
    (_CALL, "Disconnect", _HANG_UP, _HUNG_UP),
    (_MAIL, "CreateItem", _CREATE, _CREATED),
)


def interactions(count: int, run: str = "first") -> Iterator[Interaction]:
    """Yields a recording.

    Args:
        count: of how many interactions.
        run: names the recording: another has other ids, keys and tokens. In every one but ``first``, one
            subject of 1,000 is another, and one interaction of 5,000 is left out.
    """
    changed = run != "first"
    for n in range(count):
        if changed and n % 5_000 == 4_000:
            continue
        (endpoint, path), name, asked, said = _ROUND[n % len(_ROUND)]
        words = _words(n, run, changed=changed)
        request = HttpRequest(_fields(n, run), _written(_ASKED, asked, words), url=_HOST + path)
        response = HttpResponse(Headers([_XML]), _written(_SAID, said, words))
        yield Interaction(
            n + 1,
            n * _EVERY,
            request,
            response,
            took=0.02,
            conn=f"c{n // 1000}",
            endpoint=endpoint.lower(),
            operation=name,
            auth=Auth("Bearer"),
        )


def write(path: Path, count: int, run: str = "first") -> Path:
    """Writes a recording as a cassette that is not scrubbed."""
    header = CassetteHeader(created="2026-11-22T08:00:00Z", scrub={"profile": "none", "salt": ""})
    with CassetteWriter(path, header) as writer:
        for one in interactions(count, run):
            writer.append(one)
    return path


def _words(n: int, run: str, *, changed: bool) -> dict[str, object]:
    person, call = n % PEOPLE, n // len(_ROUND)
    words: dict[str, object] = {
        "id": _packed(f"{run} item {n:>12}"),
        "key": _packed(f"{run}{n:>8}"),
        "call": _packed(f"{run} call {call:>10}"),
        "subject": f"Report {n} of week {n % 52}" + (", amended" if changed and n % 1_000 == 500 else ""),
        "name": f"Ada{_letters(person)} Byron{_letters(person)}",
        "mail": f"ada.{_letters(person)}@contoso.com",
        "text": f"number {n}. " + "All is well. " * 20,
        "day": n % 9,
        "second": n % 60,
        "last": n % 10_000,
    }
    return words | {"mime": base64.b64encode(_MIME.format_map(words).encode()).decode()}


def _fields(n: int, run: str) -> Headers:
    hour = int(n * _EVERY // _TOKEN_LASTS)
    return Headers([_XML, ("Authorization", f"Bearer {_packed(f'{run} token of hour {hour:>9}')}")])


def _written(head: str, body: str, words: dict[str, object]) -> bytes:
    return _ENVELOPE.format(head, body.format_map(words)).encode()


def _packed(text: str) -> str:
    return base64.b64encode(text.encode().rjust(48, b"\0")).decode()


def _letters(number: int) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in f"{number:04}")
