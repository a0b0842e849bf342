"""Small cassettes written by hand, and messages to ask them with."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from inspector.cassette import Auth, CassetteHeader, CassetteWriter, Interaction
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.soap import Envelope, read_envelope
from tests.messages import MESSAGES as M
from tests.messages import TYPES as T
from tests.messages import envelope

UM_URL = "https://mail.example.com/EWS/UM2007Legacy.asmx"
EWS_URL = "https://mail.example.com/EWS/Exchange.asmx"


class Wire:
    """Messages as a client and a server write them."""

    UM_URL = UM_URL
    EWS_URL = EWS_URL
    headers = Headers([("Content-Type", "text/xml; charset=utf-8")])

    def soap(self, inner: str, prefix: str = "soap", header: str = "") -> bytes:
        return f'<?xml version="1.0" encoding="utf-8"?>\n{envelope(inner, header, prefix, {})}'.encode()

    def um(self, inner: str) -> HttpRequest:
        """A request to the UM endpoint; the default namespace is that of messages."""
        name = re.match(r"<[\w]+", inner)[0]
        declared = inner.replace(name, f'{name} xmlns="{M}"', 1)
        return HttpRequest(self.headers, self.soap(declared), url=UM_URL)

    def ews(self, inner: str) -> HttpRequest:
        """A request to the EWS endpoint, with the prefixes m and t."""
        name = re.match(r"<m:[\w]+", inner)[0]
        declared = inner.replace(name, f'{name} xmlns:m="{M}" xmlns:t="{T}"', 1)
        return HttpRequest(self.headers, self.soap(declared), url=EWS_URL)

    def um_answer(self, inner: str) -> HttpResponse:
        return HttpResponse(self.headers, self.um(inner).body)

    def ews_answer(self, inner: str) -> HttpResponse:
        header = (
            '<h:ServerVersionInfo MajorVersion="15" MinorVersion="0" MajorBuildNumber="847" '
            f'MinorBuildNumber="32" Version="Exchange2013_SP1" xmlns:h="{T}"/>'
        )
        name = re.match(r"<m:[\w]+", inner)[0]
        declared = inner.replace(name, f'{name} xmlns:m="{M}" xmlns:t="{T}"', 1)
        return HttpResponse(self.headers, self.soap(declared, "s", header))

    # The calls of the UM endpoint
    def play(self, entry: str = "AAAA", dial: str = "5550100") -> HttpRequest:
        return self.um(
            f"<PlayOnPhone><entryId>{entry}</entryId><DialString>{dial}</DialString></PlayOnPhone>"
        )

    def played(self, handle: str) -> HttpResponse:
        return self.um_answer(
            f"<PlayOnPhoneResponse><PlayOnPhoneResponse>{handle}</PlayOnPhoneResponse></PlayOnPhoneResponse>"
        )

    def poll(self, handle: str) -> HttpRequest:
        return self.um(f"<GetCallInfo><CallId>{handle}</CallId></GetCallInfo>")

    def shows(self, state: str, cause: str = "None") -> HttpResponse:
        return self.um_answer(
            f"<GetCallInfoResponse><GetCallInfoResponse><CallState>{state}</CallState>"
            f"<EventCause>{cause}</EventCause></GetCallInfoResponse></GetCallInfoResponse>"
        )

    def disconnect(self, handle: str) -> HttpRequest:
        return self.um(f"<Disconnect><CallId>{handle}</CallId></Disconnect>")

    def disconnected(self) -> HttpResponse:
        return self.um_answer("<DisconnectResponse/>")

    def unknown_call(self) -> HttpResponse:
        fault = (
            '<soap:Fault><faultcode xmlns:a="http://schemas.microsoft.com/exchange/services/2006/errors">'
            "a:InvalidCallIdException</faultcode><faultstring>The call identifier isn't valid.</faultstring>"
            f'<detail><m:ExceptionType xmlns:m="{M}">InvalidCallIdException</m:ExceptionType></detail>'
            "</soap:Fault>"
        )
        return HttpResponse(self.headers, self.soap(fault), 500, "Internal Server Error")

    # The calls of the EWS endpoint
    def play2(self, item: str = "ITEM", dial: str = "5550100") -> HttpRequest:
        return self.ews(
            f'<m:PlayOnPhone><m:ItemId Id="{item}"/><m:DialString>{dial}</m:DialString></m:PlayOnPhone>'
        )

    def played2(self, handle: str) -> HttpResponse:
        return self.ews_answer(
            '<m:PlayOnPhoneResponse ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>'
            f'<m:PhoneCallId Id="{handle}"/></m:PlayOnPhoneResponse>'
        )

    def poll2(self, handle: str) -> HttpRequest:
        return self.ews(
            f'<m:GetPhoneCallInformation><m:PhoneCallId Id="{handle}"/></m:GetPhoneCallInformation>'
        )

    def shows2(self, state: str, cause: str = "None") -> HttpResponse:
        return self.ews_answer(
            '<m:GetPhoneCallInformationResponse ResponseClass="Success">'
            "<m:ResponseCode>NoError</m:ResponseCode>"
            f"<m:PhoneCallInformation><t:PhoneCallState>{state}</t:PhoneCallState><t:ConnectionFailureCause>"
            f"{cause}</t:ConnectionFailureCause></m:PhoneCallInformation></m:GetPhoneCallInformationResponse>"
        )

    def disconnect2(self, handle: str) -> HttpRequest:
        return self.ews(f'<m:DisconnectPhoneCall><m:PhoneCallId Id="{handle}"/></m:DisconnectPhoneCall>')

    def disconnected2(self) -> HttpResponse:
        return self.ews_answer(
            '<m:DisconnectPhoneCallResponse ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>'
            "</m:DisconnectPhoneCallResponse>"
        )

    # Items
    def get_item(self, item: str = "AAA=", shape: str = "IdOnly") -> HttpRequest:
        return self.ews(
            f"<m:GetItem><m:ItemShape><t:BaseShape>{shape}</t:BaseShape></m:ItemShape><m:ItemIds>"
            f'<t:ItemId Id="{item}"/></m:ItemIds></m:GetItem>'
        )

    def item(self, subject: str) -> HttpResponse:
        return self.ews_answer(
            '<m:GetItemResponse><m:ResponseMessages><m:GetItemResponseMessage ResponseClass="Success">'
            f"<m:ResponseCode>NoError</m:ResponseCode><m:Items><t:Message><t:Subject>{subject}</t:Subject>"
            "</t:Message></m:Items></m:GetItemResponseMessage></m:ResponseMessages></m:GetItemResponse>"
        )

    # Reading answers
    def read(self, response: HttpResponse) -> Envelope:
        return read_envelope(response.body)

    def state(self, response: HttpResponse) -> str:
        """What an answer to a poll or a disconnect says, in a word."""
        envelope = self.read(response)
        if envelope.fault is not None:
            return envelope.fault.detail_text("ExceptionType") or envelope.fault.text
        for element in envelope.payload.iter():
            local = str(element.tag).rpartition("}")[2]
            if local in ("CallState", "PhoneCallState"):
                return str(element.text)
            if local == "ResponseCode" and element.text != "NoError":
                return str(element.text)
        return "done"


Exchange = tuple[float, HttpRequest, HttpResponse | None]


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def cassette(tmp_path: Path) -> Callable[..., Path]:
    """Writes a cassette of (time, request, response) and returns its file."""
    count = iter(range(1000))

    def write(
        *exchanges: Exchange,
        header: CassetteHeader | None = None,
        took: float = 0.0,
        auth: Auth | None = None,
    ) -> Path:
        path = tmp_path / f"{next(count)}.jsonl"
        with CassetteWriter(path, header) as writer:
            for at, request, response in exchanges:
                error = "the server hung up" if response is None else None
                writer.append(Interaction(0, at, request, response, error, took, auth=auth))
        return path

    return write
