"""Autodiscover: addresses of the host that was asked, in the plain form and in SOAP."""

import pytest
from exchangelib import Configuration, Credentials
from exchangelib.autodiscover.protocol import AutodiscoverProtocol
from lxml import etree

from inspector.clock import ManualClock
from inspector.serve import Server
from inspector.simulator import MailboxSpec, Scenario, Simulator
from inspector.wire.http import Headers, HttpRequest

HOST = "mail.example.com:8443"
REQUEST = (
    '<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006">'
    "<Request><EMailAddress>{}</EMailAddress><AcceptableResponseSchema>"
    "http://schemas.microsoft.com/exchange/autodiscover/{}</AcceptableResponseSchema></Request></Autodiscover>"
)
OUTLOOK, MOBILE = "outlook/responseschema/2006a", "mobilesync/responseschema/2006"


def plain(body: str, simulator: Simulator | None = None) -> etree._Element:
    request = HttpRequest(
        url=f"https://{HOST}/Autodiscover/Autodiscover.xml",
        headers=Headers([("Host", HOST)]),
        body=body.encode(),
    )
    response = (simulator or Simulator()).respond(request, 0)
    assert (response.status, response.media_type) == (200, "text/xml")
    return etree.fromstring(response.body)


def test_the_plain_form_gives_the_urls_of_ews_and_um_at_the_host_that_was_asked() -> None:
    root = plain(REQUEST.format("anna@example.com", OUTLOOK))
    assert {item.text for item in root.iter("{*}EwsUrl")} == {f"https://{HOST}/EWS/Exchange.asmx"}
    assert {item.text for item in root.iter("{*}UMUrl")} == {f"https://{HOST}/EWS/UM2007Legacy.asmx"}
    assert root.findtext(".//{*}AutoDiscoverSMTPAddress") == "anna@example.com"


def test_phones_get_the_url_of_activesync() -> None:
    root = plain(REQUEST.format("anna@example.com", MOBILE))
    assert root.findtext(".//{*}Url") == f"https://{HOST}/Microsoft-Server-ActiveSync"


@pytest.mark.parametrize(("body", "code"), [("<x/>", "600"), ("no XML", "600"), ("<a><Request/></a>", "600")])
def test_a_request_that_makes_no_sense_is_invalid(body: str, code: str) -> None:
    assert plain(body).findtext(".//{*}ErrorCode") == code


def test_an_address_without_a_mailbox_is_not_found() -> None:
    simulator = Simulator(Scenario((MailboxSpec("anna@example.com"),)))
    root = plain(REQUEST.format("ben@example.com", OUTLOOK), simulator)
    assert root.findtext(".//{*}ErrorCode") == "500"


def test_exchangelib_finds_ews_by_soap_and_is_told_of_users_that_there_are_not() -> None:
    simulator = Simulator(Scenario((MailboxSpec("anna@example.com", "Anna"),)))
    with Server(simulator, ManualClock()) as server:
        protocol = AutodiscoverProtocol(
            config=Configuration(
                service_endpoint=f"{server.url}/autodiscover/autodiscover.svc",
                credentials=Credentials("anna@example.com", "x"),
                auth_type="basic",
            )
        )
        found = protocol.get_user_settings(user="anna@example.com")
        assert found.ews_url == f"{server.url}/EWS/Exchange.asmx"
        assert found.user_settings["user_display_name"] == "Anna"
        missing = protocol.get_user_settings(user="ben@example.com")
        assert missing.error_code == "InvalidUser"
        protocol.close()


def test_exchange_2007_has_the_plain_form_only() -> None:
    simulator = Simulator(version="Exchange2007_SP1")
    assert simulator.respond(HttpRequest(url="/autodiscover/autodiscover.svc", body=b"<x/>"), 0).status == 404
    assert plain(REQUEST.format("anna@example.com", OUTLOOK), simulator) is not None
