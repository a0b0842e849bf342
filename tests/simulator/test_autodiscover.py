"""Autodiscover: addresses of the host that was asked, in the plain form and in SOAP."""

import json

import pytest
from exchangelib import Configuration, Credentials
from exchangelib.autodiscover.protocol import AutodiscoverProtocol
from lxml import etree

from inspector.clock import ManualClock
from inspector.serve import Server
from inspector.simulator import MailboxSpec, Scenario, Simulator
from inspector.wire.http import Headers, HttpRequest, HttpResponse

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


# -- domains, JSON, GET ----------------------------------------------------------------------------------

DOMAIN = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" '
    'xmlns:a="http://schemas.microsoft.com/exchange/2010/Autodiscover"><s:Body>'
    "<a:GetDomainSettingsRequestMessage><a:Request><a:Domains><a:Domain>example.com</a:Domain></a:Domains>"
    "<a:RequestedSettings><a:Setting>ExternalEwsUrl</a:Setting><a:Setting>ExternalEwsVersion</a:Setting>"
    "<a:Setting>Other</a:Setting></a:RequestedSettings></a:Request></a:GetDomainSettingsRequestMessage>"
    "</s:Body></s:Envelope>"
)
ONE = Scenario((MailboxSpec("anna@example.com"),))


def asked(path: str, version: str = "Exchange2016", method: str = "GET", body: str = "") -> HttpResponse:
    request = HttpRequest(
        method=method, url=f"https://{HOST}{path}", headers=Headers([("Host", HOST)]), body=body.encode()
    )
    return Simulator(ONE, version=version).respond(request, 0)


def test_a_domain_has_the_url_and_version_of_ews() -> None:
    root = etree.fromstring(asked("/autodiscover/autodiscover.svc", method="POST", body=DOMAIN).body)
    settings = {each.findtext("{*}Name"): each.findtext("{*}Value") for each in root.iter("{*}DomainSetting")}
    assert settings == {
        "ExternalEwsUrl": f"https://{HOST}/EWS/Exchange.asmx",
        "ExternalEwsVersion": "15.01.0225.042",
    }
    assert root.findtext(".//{*}DomainSettingError/{*}SettingName") == "Other"
    assert root.find(".//{*}GetDomainSettingsResponseMessage") is not None
    assert (root.findtext(".//{*}Action") or "").endswith("/GetDomainSettingsResponse")


@pytest.mark.parametrize(
    ("query", "protocol", "path"),
    [
        ("?Email=anna@example.com&Protocol=Ews", "Ews", "/EWS/Exchange.asmx"),
        ("?email=anna%40example.com&protocol=EWS&RedirectCount=1", "Ews", "/EWS/Exchange.asmx"),
        ("/v1.0/anna@example.com?Protocol=ActiveSync", "ActiveSync", "/Microsoft-Server-ActiveSync"),
        (
            "/v1.0/anna%40example.com?Protocol=AutodiscoverV1",
            "AutodiscoverV1",
            "/autodiscover/autodiscover.xml",
        ),
    ],
)
def test_json_tells_the_url_of_one_protocol(query: str, protocol: str, path: str) -> None:
    answer = asked(f"/autodiscover/autodiscover.json{query}")
    assert (answer.status, answer.media_type) == (200, "application/json")
    assert json.loads(answer.body) == {"Protocol": protocol, "Url": f"https://{HOST}{path}"}


@pytest.mark.parametrize(
    ("query", "code", "text"),
    [
        ("", "MandatoryParameterMissing", "query parameter 'Protocol'"),
        ("?Email=anna@example.com", "MandatoryParameterMissing", "query parameter 'Protocol'"),
        ("?Protocol=Ews", "MandatoryParameterMissing", "A valid smtp address must be provided"),
        ("?Email=anna&Protocol=Ews", "InvalidUserId", "address is invalid 'anna'"),
        ("?Email=anna@example.com&Protocol=Gopher", "InvalidProtocol", "'ActiveSync,AutodiscoverV1,Ews'"),
    ],
)
def test_json_says_what_is_wrong(query: str, code: str, text: str) -> None:
    answer = asked(f"/autodiscover/autodiscover.json{query}")
    said = json.loads(answer.body)
    assert (answer.status, said["ErrorCode"]) == (400, code)
    assert text in said["ErrorMessage"]


def test_json_has_nothing_of_who_has_no_mailbox() -> None:
    answer = asked("/autodiscover/autodiscover.json?Email=zoe@example.com&Protocol=Ews")
    assert (answer.status, answer.body) == (404, b"")


def test_json_came_with_exchange_2016() -> None:
    path = "/autodiscover/autodiscover.json?Email=anna@example.com&Protocol=Ews"
    assert asked(path, "Exchange2013").status == 404


def test_a_get_of_the_plain_form_is_an_invalid_request() -> None:
    answer = asked("/autodiscover/autodiscover.xml")
    assert (answer.status, answer.media_type) == (200, "text/xml")
    assert etree.fromstring(answer.body).findtext(".//{*}ErrorCode") == "600"


def test_a_get_of_the_soap_form_shows_that_there_is_a_service() -> None:
    answer = asked("/autodiscover/autodiscover.svc")
    assert (answer.status, answer.media_type) == (200, "text/html")
    assert asked("/autodiscover/autodiscover.svc", method="PUT").status == 405
