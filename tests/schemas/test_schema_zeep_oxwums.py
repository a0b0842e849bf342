"""zeep drives all fourteen operations of MS-OXWUMS from MS-OXWUMS.wsdl.

A server on the loopback address keeps what it was sent and gives the answer of the document's example.
The requests that zeep makes are then judged by the strict schema of the endpoint, not by the WSDL's own.
"""

from zeep.helpers import serialize_object
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import zeep
from lxml import etree

WSDL = Path(__file__).parents[2] / "schemas" / "oxwums" / "MS-OXWUMS.wsdl"
BINDING = "{http://schemas.microsoft.com/exchange/services/2006/messages}UMWebServiceSoap"
MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"


@dataclass
class Wire:
    """The server's side: what it will answer, and what it was asked."""

    url: str = ""
    answer: str = ""
    request: str = ""
    soap_action: str = ""
    header: str = field(default="", kw_only=True)


@pytest.fixture
def wire() -> Iterator[Wire]:
    wire = Wire()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            wire.request = self.rfile.read(int(self.headers["Content-Length"])).decode()
            wire.soap_action = self.headers["SOAPAction"].strip('"')
            body = (
                f'<s:Envelope xmlns:s="{SOAP}" xmlns="{MESSAGES}" xmlns:t="{TYPES}">'
                f"<s:Header>{wire.header}</s:Header><s:Body>{wire.answer}</s:Body></s:Envelope>"
            ).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/xml; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    wire.url = f"http://127.0.0.1:{server.server_address[1]}/"
    yield wire
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def client() -> zeep.Client:
    return zeep.Client(str(WSDL))


@pytest.fixture
def service(client: zeep.Client, wire: Wire) -> Any:
    return client.create_service(BINDING, wire.url)


UM_OPERATIONS: list[tuple[str, dict[str, Any], str, Any]] = [
    ("Disconnect", {"CallId": "abc"}, "<DisconnectResponse/>", None),
    (
        "GetCallInfo",
        {"CallId": "abc"},
        "<GetCallInfoResponse><GetCallInfoResponse><CallState>Connected</CallState><EventCause>None"
        "</EventCause>"
        "</GetCallInfoResponse></GetCallInfoResponse>",
        {"CallState": "Connected", "EventCause": "None"},
    ),
    (
        "GetUMProperties",
        {},
        "<GetUMPropertiesResponse><GetUMPropertiesResponse><OofStatus>false</OofStatus>"
        "<MissedCallNotificationEnabled>true</MissedCallNotificationEnabled>"
        "<PlayOnPhoneDialString>12345</PlayOnPhoneDialString></GetUMPropertiesResponse>"
        "</GetUMPropertiesResponse>",
        {
            "OofStatus": False,
            "MissedCallNotificationEnabled": True,
            "PlayOnPhoneDialString": "12345",
            "TelephoneAccessNumbers": None,
            "TelephoneAccessFolderEmail": None,
        },
    ),
    (
        "IsUMEnabled",
        {},
        "<IsUMEnabledResponse><IsUMEnabledResponse>true</IsUMEnabledResponse></IsUMEnabledResponse>",
        True,
    ),
    (
        "PlayOnPhoneGreeting",
        {"GreetingType": "NormalCustom", "DialString": "12345"},
        "<PlayOnPhoneGreetingResponse><PlayOnPhoneGreetingResponse>abc</PlayOnPhoneGreetingResponse>"
        "</PlayOnPhoneGreetingResponse>",
        "abc",
    ),
    ("ResetPIN", {}, "<ResetPINResponse/>", None),
    (
        "SetMissedCallNotificationEnabled",
        {"status": True},
        "<SetMissedCallNotificationEnabledResponse/>",
        None,
    ),
    ("SetOofStatus", {"status": False}, "<SetOofStatusResponse/>", None),
    ("SetPlayOnPhoneDialString", {"dialString": "12345"}, "<SetPlayOnPhoneDialStringResponse/>", None),
    (
        "SetTelephoneAccessFolderEmail",
        {"base64FolderId": "AAAA"},
        "<SetTelephoneAccessFolderEmailResponse/>",
        None,
    ),
]


def plain(value: Any) -> Any:
    return serialize_object(value, dict)


@pytest.mark.parametrize(
    ("operation", "arguments", "answer", "expected"), UM_OPERATIONS, ids=[o[0] for o in UM_OPERATIONS]
)
def test_um_operation(
    operation: str,
    arguments: dict[str, Any],
    answer: str,
    expected: Any,
    wire: Wire,
    service: Any,
    on_um_endpoint: Callable[[str], list[str]],
) -> None:
    wire.answer = answer
    assert plain(service[operation](**arguments)) == expected
    assert wire.soap_action == f"{MESSAGES}/{operation}"
    assert (
        etree.fromstring(wire.request.encode()).find(f"{{{SOAP}}}Body/{{{MESSAGES}}}{operation}") is not None
    )
    assert on_um_endpoint(wire.request) == []


def test_play_on_phone_of_the_um_endpoint_takes_an_entry_id_and_gives_a_call_id(
    wire: Wire, service: Any, on_um_endpoint: Callable[[str], list[str]]
) -> None:
    wire.answer = "<PlayOnPhoneResponse><PlayOnPhoneResponse>abc</PlayOnPhoneResponse></PlayOnPhoneResponse>"
    assert service.PlayOnPhone(entryId="AAAA", DialString="12345").PlayOnPhoneResponse == "abc"
    assert wire.soap_action == f"{MESSAGES}/PlayOnPhone"
    assert on_um_endpoint(wire.request) == []


HEADERS = {
    "RequestVersion": {"Version": "Exchange2013"},
    "MailboxCulture": "en-US",
    "Impersonation": {"ConnectingSID": {"PrimarySmtpAddress": "a@example.com"}},
}
SERVER_VERSION = '<t:ServerVersionInfo MajorVersion="15" MinorVersion="0" Version="V2_23"/>'


def test_play_on_phone_of_the_ews_endpoint_takes_an_item_id_and_gives_a_call_id(
    wire: Wire, service: Any, on_ews_endpoint: Callable[[str], list[str]]
) -> None:
    wire.header = SERVER_VERSION
    wire.answer = (
        '<PlayOnPhoneResponse ResponseClass="Success"><ResponseCode>NoError</ResponseCode>'
        '<PhoneCallId Id="abc"/></PlayOnPhoneResponse>'
    )
    result = service.PlayOnPhone2(ItemId={"Id": "AAAA"}, DialString="12345", _soapheaders=HEADERS)
    assert result.body.PhoneCallId.Id == "abc"
    assert result.body.ResponseClass == "Success"
    assert result.header.ServerVersion.MajorVersion == 15
    assert wire.soap_action == f"{MESSAGES}/PlayOnPhone"
    assert on_ews_endpoint(wire.request) == []


def test_play_on_phone_of_the_ews_endpoint_can_fail(wire: Wire, service: Any) -> None:
    wire.answer = (
        '<PlayOnPhoneResponse ResponseClass="Error"><MessageText>Id is malformed.</MessageText>'
        "<ResponseCode>ErrorInvalidIdMalformed</ResponseCode><DescriptiveLinkKey>0"
        "</DescriptiveLinkKey></PlayOnPhoneResponse>"
    )
    body = service.PlayOnPhone2(ItemId={"Id": "!"}, DialString="12345").body
    assert (body.ResponseClass, body.ResponseCode, body.PhoneCallId) == (
        "Error",
        "ErrorInvalidIdMalformed",
        None,
    )


def test_get_phone_call_information(
    wire: Wire, service: Any, on_ews_endpoint: Callable[[str], list[str]]
) -> None:
    wire.header = SERVER_VERSION
    wire.answer = (
        '<GetPhoneCallInformationResponse ResponseClass="Success"><ResponseCode>NoError</ResponseCode>'
        "<PhoneCallInformation><t:PhoneCallState>Connected</t:PhoneCallState>"
        "<t:ConnectionFailureCause>None</t:ConnectionFailureCause></PhoneCallInformation>"
        "</GetPhoneCallInformationResponse>"
    )
    result = service.GetPhoneCallInformation(PhoneCallId={"Id": "abc"}, _soapheaders=HEADERS)
    assert result.body.PhoneCallInformation.PhoneCallState == "Connected"
    assert on_ews_endpoint(wire.request) == []


def test_disconnect_phone_call(wire: Wire, service: Any, on_ews_endpoint: Callable[[str], list[str]]) -> None:
    wire.header = SERVER_VERSION
    wire.answer = (
        '<DisconnectPhoneCallResponse ResponseClass="Success"><ResponseCode>NoError</ResponseCode>'
        "</DisconnectPhoneCallResponse>"
    )
    result = service.DisconnectPhoneCall(PhoneCallId={"Id": "abc"}, _soapheaders=HEADERS)
    assert result.body.ResponseCode == "NoError"
    assert wire.soap_action == f"{MESSAGES}/DisconnectPhoneCall"
    assert on_ews_endpoint(wire.request) == []


def test_every_header_part_reaches_the_wire(wire: Wire, service: Any) -> None:
    wire.answer = (
        '<DisconnectPhoneCallResponse ResponseClass="Success"><ResponseCode>NoError</ResponseCode>'
        "</DisconnectPhoneCallResponse>"
    )
    service.DisconnectPhoneCall(PhoneCallId={"Id": "abc"}, _soapheaders=HEADERS)
    header = etree.fromstring(wire.request.encode()).find(f"{{{SOAP}}}Header")
    assert sorted(etree.QName(block).localname for block in header) == [
        "ExchangeImpersonation",
        "MailboxCulture",
        "RequestServerVersion",
    ]


def test_the_two_ports_stand_for_the_two_endpoints(client: zeep.Client) -> None:
    service = client.wsdl.services["VoiceMailSettings"]
    assert {name: port.binding.name.text for name, port in service.ports.items()} == {
        "UMEndpoint": BINDING,
        "EwsEndpoint": BINDING,
    }
