"""The cases of MS-ASEMAIL as XML, and what makes sessions with WBXML bodies of them.

    python -m tests.conformance.activesync_cases tests/conformance/cases

A session is a list of exchanges: the command, what was asked and what was answered. Over EWS both are the
Body's child. Names of files begin with ``ok`` and ``bad``; a pair differs only in what the rule looks at.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from inspector.cassette import CassetteHeader, CassetteWriter, Interaction
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.wbxml import WBXML_TYPE, encode_wbxml

__all__ = ["CASES", "Exchange", "session"]

_SPACES = (
    'xmlns="AirSync" xmlns:email="Email" xmlns:email2="Email2" xmlns:airsyncbase="AirSyncBase" '
    'xmlns:items="ItemOperations" xmlns:search="Search"'
)
_EWS = (
    'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" '
    'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"'
)
_CA = "IPM.Note.Microsoft.Voicemail.UM.CA"
_CALLER = "<email2:UmCallerID>+14255550123</email2:UmCallerID>"


@dataclass(frozen=True)
class Exchange:
    """A request and its answer.

    Args:
        command: an ActiveSync command, or an operation of EWS.
        asked: the request as XML.
        answered: the answer as XML.
        version: the protocol version; empty for EWS.
    """

    command: str
    asked: str
    answered: str
    version: str = "16.1"


def session(exchanges: list[Exchange]) -> list[Interaction]:
    """Makes the interactions of a session, a second apart."""
    return [_interaction(n, exchange) for n, exchange in enumerate(exchanges, 1)]


def _interaction(n: int, exchange: Exchange) -> Interaction:
    if not exchange.version:
        soap, url = (
            [("Content-Type", "text/xml; charset=utf-8")],
            "https://mail.example.com/EWS/Exchange.asmx",
        )
        request = HttpRequest(Headers(soap), _envelope(exchange.asked), url=url)
        return Interaction(n, float(n), request, HttpResponse(Headers(soap), _envelope(exchange.answered)))
    fields = [("Content-Type", WBXML_TYPE), ("MS-ASProtocolVersion", exchange.version)]
    request = HttpRequest(
        Headers(fields),
        _wbxml(exchange.asked),
        url="https://mail.example.com/Microsoft-Server-ActiveSync"
        f"?Cmd={exchange.command}&User=anna&DeviceId=phone1&DeviceType=phone",
    )
    return Interaction(n, float(n), request, HttpResponse(Headers(fields[:1]), _wbxml(exchange.answered)))


def _wbxml(xml: str) -> bytes:
    return encode_wbxml(etree.fromstring(xml.replace(">", f" {_SPACES}>", 1) if "xmlns" not in xml else xml))


def _envelope(xml: str) -> bytes:
    body = xml.replace(">", f" {_EWS}>", 1)
    soap = "http://schemas.xmlsoap.org/soap/envelope/"
    version = "http://schemas.microsoft.com/exchange/services/2006/types"
    numbers = 'MajorVersion="15" MinorVersion="1" Version="Exchange2016"'
    header = f'<h:ServerVersionInfo xmlns:h="{version}" {numbers}/>'
    return (
        f'<s:Envelope xmlns:s="{soap}"><s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>'
    ).encode()


# Messages


def _asks(commands: str = "") -> str:
    inside = f"<Commands>{commands}</Commands>" if commands else ""
    return (
        "<Sync><Collections><Collection><SyncKey>2</SyncKey><CollectionId>3</CollectionId>"
        f"{inside}</Collection></Collections></Sync>"
    )


def _answers(commands: str = "", responses: str = "") -> str:
    inside = f"<Responses>{responses}</Responses>" if responses else ""
    inside += f"<Commands>{commands}</Commands>" if commands else ""
    return (
        "<Sync><Collections><Collection><SyncKey>3</SyncKey><CollectionId>3</CollectionId><Status>1</Status>"
        f"{inside}</Collection></Collections></Sync>"
    )


def _item(parts: str, message_class: str | None = _CA, command: str = "Add", received: str = "") -> str:
    told = "" if message_class is None else f"<email:MessageClass>{message_class}</email:MessageClass>"
    time = received or "2026-01-05T08:00:00.000Z"
    return (
        f"<{command}><ServerId>3:1001</ServerId><ApplicationData><email:Subject>Voice Mail</email:Subject>"
        f"<email:DateReceived>{time}</email:DateReceived>{told}{parts}</ApplicationData></{command}>"
    )


def _shows(*items: str, version: str = "16.1") -> list[Exchange]:
    return [Exchange("Sync", _asks(), _answers("".join(items)), version)]


def _sends(part: str, status: str | None = "6", command: str = "Change", whole: str = "") -> list[Exchange]:
    name, identifier = ("ClientId", "c1") if command == "Add" else ("ServerId", "3:1001")
    sent = f"<{command}><{name}>{identifier}</{name}><ApplicationData>{part}</ApplicationData></{command}>"
    answered = (
        f"<{command}><{name}>{identifier}</{name}><Status>{status}</Status></{command}>" if status else ""
    )
    return [Exchange("Sync", _asks(sent), whole or _answers(responses=answered))]


def _attachment(*parts: str) -> str:
    files = "".join(
        f"<airsyncbase:Attachment><airsyncbase:DisplayName>voice.wav</airsyncbase:DisplayName>"
        f"<airsyncbase:FileReference>3%3a1001%3a{n}</airsyncbase:FileReference>{part}</airsyncbase:Attachment>"
        for n, part in enumerate(parts)
    )
    return f"<airsyncbase:Attachments>{files}</airsyncbase:Attachments>"


def _order(*orders: str) -> str:
    return _attachment(*(f"<email2:UmAttOrder>{order}</email2:UmAttOrder>" for order in orders))


def _caller(text: str) -> str:
    return f"<email2:UmCallerID>{text}</email2:UmCallerID>"


def _notes(text: str) -> str:
    return f"<email2:UmUserNotes>{text}</email2:UmUserNotes>"


def _ews(parts: str, item_class: str = _CA, received: str = "2026-01-05T08:00:00Z") -> Exchange:
    asked = (
        "<m:GetItem><m:ItemShape><t:BaseShape>Default</t:BaseShape></m:ItemShape>"
        '<m:ItemIds><t:ItemId Id="AAMkAGI="/></m:ItemIds></m:GetItem>'
    )
    answered = (
        '<m:GetItemResponse><m:ResponseMessages><m:GetItemResponseMessage ResponseClass="Success">'
        "<m:ResponseCode>NoError</m:ResponseCode><m:Items>"
        '<t:Message><t:ItemId Id="AAMkAGI=" ChangeKey="CQ=="/>'
        f"<t:ItemClass>{item_class}</t:ItemClass><t:Subject>Voice Mail</t:Subject>"
        f"<t:DateTimeReceived>{received}</t:DateTimeReceived>{parts}</t:Message></m:Items>"
        "</m:GetItemResponseMessage></m:ResponseMessages></m:GetItemResponse>"
    )
    return Exchange("GetItem", asked, answered, "")


def _property(number: str, tag: str = "0x6802") -> str:
    return (
        f'<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="{tag}" PropertyType="String"/>'
        f"<t:Value>{number}</t:Value></t:ExtendedProperty>"
    )


def _header(number: str) -> str:
    return (
        '<t:InternetMessageHeaders><t:InternetMessageHeader HeaderName="X-CallingTelephoneNumber">'
        f"{number}</t:InternetMessageHeader></t:InternetMessageHeaders>"
    )


_READ = "<email:Read>1</email:Read>"
_REFUSED = "<Sync><Status>6</Status></Sync>"
_ACCEPTED = "<Sync><Status>1</Status></Sync>"
_IN_RESPONSE = (
    "<items:ItemOperations {0}><items:Status>1</items:Status><items:Response><items:Fetch>"
    "<items:Status>1</items:Status><ServerId>3:1001</ServerId><items:Properties>"
    "<email:MessageClass>{1}</email:MessageClass>{2}</items:Properties></items:Fetch></items:Response>"
    "</items:ItemOperations>"
)
_FETCH = (
    f"<items:ItemOperations {_SPACES}><items:Fetch><items:Store>Mailbox</items:Store>"
    "<ServerId>3:1001</ServerId></items:Fetch></items:ItemOperations>"
)
_FOUND = (
    "<search:Search {0}><search:Status>1</search:Status><search:Response><search:Store>"
    "<search:Status>1</search:Status><search:Result><search:LongId>3:1001</search:LongId><search:Properties>"
    "<email:MessageClass>{1}</email:MessageClass>{2}</search:Properties></search:Result></search:Store>"
    "</search:Response></search:Search>"
)
_LOOKS = (
    f"<search:Search {_SPACES}><search:Store><search:Name>Mailbox</search:Name></search:Store>"
    "</search:Search>"
)


def _fetched(message_class: str, part: str) -> list[Exchange]:
    return [Exchange("ItemOperations", _FETCH, _IN_RESPONSE.format(_SPACES, message_class, part))]


def _found(message_class: str, part: str) -> list[Exchange]:
    return [Exchange("Search", _LOOKS, _FOUND.format(_SPACES, message_class, part))]


_HEADER = CassetteHeader(created="2026-01-05T08:00:00Z", tool="tests")

# Code: name: what passes, what fails
CASES: dict[str, dict[str, tuple[list[Exchange], list[Exchange]]]] = {
    "EAS001": {
        "change": (_sends(_READ), _sends(_caller("+14255550199"))),
        "add": (_sends(_READ, command="Add"), _sends(_caller("+14255550199"), command="Add")),
    },
    "EAS002": {"change": (_sends(_READ), _sends(_notes("Call back on Monday")))},
    "EAS003": {
        "duration": (
            _sends(_READ),
            _sends(_attachment("<email2:UmAttDuration>5</email2:UmAttDuration>")),
        ),
        "order": (_sends(_READ), _sends(_order("1"))),
    },
    "EAS004": {
        "item": (_sends(_caller("1"), "6"), _sends(_caller("1"), "1")),
        "no-status": (_sends(_caller("1"), "6"), _sends(_caller("1"), None)),
        "add": (_sends(_notes("x"), "6", "Add"), _sends(_notes("x"), "5", "Add")),
        "whole-answer": (
            _sends(_caller("1"), whole=_REFUSED),
            _sends(_caller("1"), whole=_ACCEPTED),
        ),
    },
    "EAS010": {
        "mail": (_shows(_item(_CALLER)), _shows(_item(_CALLER, "IPM.Note"))),
        "derived": (
            _shows(_item(_CALLER, "ipm.note.microsoft.missed.voice")),
            _shows(_item(_CALLER, "IPM.Note.Microsoft.Voicemail.UM.CA.Custom")),
        ),
        "change-of-a-known-message": (
            [*_shows(_item("")), *_shows(_item(_CALLER, None, "Change"))],
            [*_shows(_item("", "IPM.Note")), *_shows(_item(_CALLER, None, "Change"))],
        ),
        "fetched": (_fetched(_CA, _CALLER), _fetched("IPM.Note", _CALLER)),
        "found": (_found(_CA, _CALLER), _found("IPM.Note", _CALLER)),
    },
    "EAS011": {"two": (_shows(_item(_CALLER)), _shows(_item(_CALLER + _caller("+14255550199"))))},
    "EAS012": {
        "name": (_shows(_item(_caller("sip:anna@example.com"))), _shows(_item(_caller("Anna Example")))),
        "no-scheme": (_shows(_item(_caller("7125550123"))), _shows(_item(_caller("anna@example.com")))),
        "separators": (_shows(_item(_CALLER)), _shows(_item(_caller("+1 (425) 555-0123")))),
        "too-long": (_shows(_item("<email2:UmCallerID/>")), _shows(_item(_caller("+1234567890123456")))),
    },
    "EAS013": {
        "caller": (
            _shows(_item(""), version="12.1"),
            _shows(_item(_CALLER), version="12.1"),
        ),
        "since-14": (
            _shows(_item(_CALLER + _notes("x") + _order("1")), version="14.0"),
            _shows(_item(_CALLER + _notes("x") + _order("1")), version="12.0"),
        ),
    },
    "EAS014": {
        "mail": (
            _shows(_item(_notes("x"), "IPM.Note.Microsoft.Voicemail")),
            _shows(_item(_notes("x"), "IPM.Note")),
        )
    },
    "EAS015": {
        "two": (
            _shows(_item(_notes("Call back on Monday"))),
            _shows(_item(_notes("Call back on Monday") + _notes("Or on Tuesday"))),
        )
    },
    "EAS016": {
        "long": (_shows(_item(_notes("Call back on Monday"))), _shows(_item(_notes("x" * 16_375)))),
        "bytes": (_shows(_item(_notes("é" * 8_187))), _shows(_item(_notes("é" * 8_188)))),
    },
    "EAS017": {
        "mail": (
            _shows(_item(_order("1"), "IPM.Note.Microsoft.Voicemail.UM")),
            _shows(_item(_order("1"), "IPM.Note")),
        ),
        "derived": (
            _shows(_item(_order("1"), "IPM.Note.RPMSG.Microsoft.Voicemail.UM.CA.Custom")),
            _shows(_item(_order("1"), "IPM.Note.RPMSG.Microsoft")),
        ),
    },
    "EAS018": {
        "words": (
            _shows(_item(_attachment("<email2:UmAttDuration>12</email2:UmAttDuration>"))),
            _shows(_item(_attachment("<email2:UmAttDuration>12 s</email2:UmAttDuration>"))),
        ),
        "outside": (
            _shows(_item(_attachment("<email2:UmAttDuration>12</email2:UmAttDuration>"))),
            _shows(_item("<email2:UmAttDuration>12</email2:UmAttDuration>")),
        ),
        "no-number": (_shows(_item(_order("1"))), _shows(_item(_order("first")))),
    },
    "EAS019": {
        "alone": (_shows(_item(_order("1"))), _shows(_item(_order("2")))),
        "gap": (_shows(_item(_order("2", "1"))), _shows(_item(_order("3", "1")))),
        "twice": (_shows(_item(_order("3", "2", "1"))), _shows(_item(_order("1", "1", "2")))),
    },
    "EAS020": {
        "report": (_shows(_item("")), _shows(_item("", "REPORT.IPM.Note.NDR"))),
        "prefix-of-a-word": (_shows(_item("", "IPM.Post.Custom")), _shows(_item("", "IPM.Postcard"))),
    },
    "EAS030": {
        "ews-first": (
            [_ews(_property("+1 (425) 555-0123")), *_shows(_item(_CALLER))],
            [_ews(_property("+1 (425) 555-0123")), *_shows(_item(_caller("+14255550199")))],
        ),
        "activesync-first": (
            [*_shows(_item(_CALLER)), _ews(_header("4255550123"))],
            [*_shows(_item(_CALLER)), _ews(_header("4255550199"))],
        ),
        "masked": (
            [_ews(_property("", "26626")), *_shows(_item("<email2:UmCallerID/>"))],
            [_ews(_property("", "26626")), *_shows(_item(_CALLER))],
        ),
        "another-message": (
            [_ews(_property("+14255550199")), *_shows(_item(_CALLER, received="2026-01-05T08:00:01.000Z"))],
            [_ews(_property("+14255550199")), *_shows(_item(_CALLER, received="2026-01-05T08:00:00.999Z"))],
        ),
        "another-time-zone": (
            [_ews(_property("+14255550123"), received="2026-01-05T10:00:00+02:00"), *_shows(_item(_CALLER))],
            [_ews(_property("+14255550199"), received="2026-01-05T10:00:00+02:00"), *_shows(_item(_CALLER))],
        ),
    },
    "EAS031": {
        "missed-call": (
            [_ews(""), *_shows(_item(""))],
            [_ews(""), *_shows(_item("", "IPM.Note.Microsoft.Missed.Voice"))],
        ),
    },
    "EAS032": {
        "left-out": (
            [_ews(_property("+14255550123")), *_shows(_item(_CALLER))],
            [_ews(_property("+14255550123")), *_shows(_item(""))],
        ),
        "since-14": (
            [_ews(_property("+14255550123")), *_shows(_item(""), version="12.1")],
            [_ews(_property("+14255550123")), *_shows(_item(""), version="14.0")],
        ),
    },
}


def main(folder: Path) -> None:
    """Writes the sessions; what was there under their names is replaced."""
    for code, pairs in CASES.items():
        (folder / code).mkdir(exist_ok=True)
        for old in (folder / code).glob("*.jsonl"):
            old.unlink()
        for name, pair in pairs.items():
            for beginning, exchanges in zip(("ok", "bad"), pair, strict=True):
                with CassetteWriter(folder / code / f"{beginning}-{name}.jsonl", _HEADER) as writer:
                    for interaction in session(exchanges):
                        writer.append(interaction)


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit("usage: python -m tests.conformance.activesync_cases tests/conformance/cases")
    main(Path(sys.argv[1]))
