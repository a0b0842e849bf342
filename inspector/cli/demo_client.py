"""The client of ``ews-inspector demo``: a small program, as a user might have one.

It knows nothing of recording or replay. What it needs of the outside is a URL, and a way to let time pass.
"""

from __future__ import annotations

import base64
import http.client
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.sax.saxutils import quoteattr

from lxml import etree

from inspector.protocols.common.namespaces import MESSAGES, SOAP_11, TYPES
from inspector.wire.soap import Envelope, read_envelope

USER, PASSWORD = "demo@example.com", "correct-horse-battery"
"""Whom the script signs in as. The password is there to be looked for in the recording, where it is not."""

_DIAL = "+14255550123"
_SUBJECT = "A message from the demo"
_TYPES = f"{{{TYPES}}}"
_MESSAGES = f"{{{MESSAGES}}}"


@dataclass(frozen=True)
class Heard:
    """An answer, as the script understood it.

    Args:
        operation: what was asked.
        answer: what it said, in a few words.
    """

    operation: str
    answer: str


class _Exchange:
    """A keep-alive connection that speaks SOAP 1.1 with Basic authentication."""

    def __init__(self, url: str, timeout: float = 15.0) -> None:
        address = urlsplit(url)
        self._connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=timeout)
        token = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        self._headers = {"Content-Type": "text/xml; charset=utf-8", "Authorization": f"Basic {token}"}

    def ask(self, path: str, payload: str) -> Envelope:
        """Sends a Body and returns the answer, a fault included."""
        body = (
            f'<soap:Envelope xmlns:soap="{SOAP_11}" xmlns:m="{MESSAGES}" xmlns:t="{TYPES}">'
            f'<soap:Header><t:RequestServerVersion Version="Exchange2013"/></soap:Header>'
            f"<soap:Body>{payload}</soap:Body></soap:Envelope>"
        )
        self._connection.request("POST", path, body.encode(), self._headers)
        return read_envelope(self._connection.getresponse().read())

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()


def run_script(url: str, advance: Callable[[float], object]) -> Iterator[Heard]:
    """Sends a message and reads it back, then has it read over the telephone and hangs up.

    Args:
        url: where the server is, ``http://host:port``.
        advance: lets a number of seconds pass.

    Yields:
        Each answer, as soon as it is there.

    Raises:
        OSError: the server cannot be reached.
        XmlError: an answer is no SOAP message.
    """
    with closing(_Exchange(url)) as exchange:
        item = ""
        for heard, found in _mail(exchange, advance):
            item = found or item
            yield heard
        yield from _call(exchange, advance, item)


def _mail(exchange: _Exchange, advance: Callable[[float], object]) -> Iterator[tuple[Heard, str]]:
    message = (
        f'<t:Message><t:Subject>{_SUBJECT}</t:Subject><t:Body BodyType="Text">Hello.</t:Body>'
        f"<t:ToRecipients><t:Mailbox><t:EmailAddress>{USER}</t:EmailAddress></t:Mailbox></t:ToRecipients>"
        f"</t:Message>"
    )
    answer = _ews(
        exchange,
        '<m:CreateItem MessageDisposition="SendAndSaveCopy"><m:SavedItemFolderId>'
        '<t:DistinguishedFolderId Id="sentitems"/></m:SavedItemFolderId>'
        f"<m:Items>{message}</m:Items></m:CreateItem>",
    )
    yield Heard("CreateItem", _code(answer)), ""
    advance(1)
    answer = _ews(
        exchange,
        '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape>'
        '<m:ParentFolderIds><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderIds></m:FindItem>',
    )
    ids = [found.get("Id", "") for found in answer.root.iter(f"{_TYPES}ItemId")]
    yield Heard("FindItem", f"{len(ids)} in the inbox"), ""
    item = ids[0] if ids else ""
    answer = _ews(
        exchange,
        "<m:GetItem><m:ItemShape><t:BaseShape>Default</t:BaseShape></m:ItemShape><m:ItemIds>"
        f"<t:ItemId Id={quoteattr(item)}/></m:ItemIds></m:GetItem>",
    )
    subject = _text(answer, f"{_TYPES}Subject") or _code(answer)
    yield Heard("GetItem", f"“{subject}”"), item


def _call(exchange: _Exchange, advance: Callable[[float], object], item: str) -> Iterator[Heard]:
    answer = _ews(
        exchange,
        f"<m:PlayOnPhone><m:ItemId Id={quoteattr(item)}/><m:DialString>{_DIAL}</m:DialString>"
        "</m:PlayOnPhone>",
    )
    found = next(answer.root.iter(f"{_MESSAGES}PhoneCallId"), None)
    call = quoteattr(found.get("Id", "") if found is not None else "")
    yield Heard("PlayOnPhone2", f"{_code(answer)}, dialling {_DIAL}")

    def poll() -> Heard:
        got = _ews(
            exchange,
            f"<m:GetPhoneCallInformation><m:PhoneCallId Id={call}/></m:GetPhoneCallInformation>",
        )
        return Heard("GetPhoneCallInformation", _text(got, f"{_TYPES}PhoneCallState") or _code(got))

    yield poll()
    advance(4)
    yield poll()
    advance(6)
    answer = _ews(exchange, f"<m:DisconnectPhoneCall><m:PhoneCallId Id={call}/></m:DisconnectPhoneCall>")
    yield Heard("DisconnectPhoneCall", _code(answer))
    yield poll()
    advance(31.999)
    yield poll()
    advance(0.001)
    yield poll()


def _ews(exchange: _Exchange, payload: str) -> Envelope:
    return exchange.ask("/EWS/Exchange.asmx", payload)


def _code(answer: Envelope) -> str:
    if answer.fault is not None:
        return f"fault {answer.fault.code}: {answer.fault.text}"
    return _text(answer, f"{_MESSAGES}ResponseCode") or "no response code"


def _text(answer: Envelope, name: str) -> str:
    found: etree._Element | None = next(answer.root.iter(name), None)
    return "" if found is None else (found.text or "").strip()
