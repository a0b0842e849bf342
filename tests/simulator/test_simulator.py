"""The Simulator as a whole: versions, users, determinism, what it refuses, what the control API shows."""

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.clock import ManualClock
from inspector.errors import UsageError
from inspector.protocols import operations
from inspector.protocols.common.namespaces import TYPES
from inspector.protocols.common.versions import VERSIONS, server_version
from inspector.serve import Control
from inspector.simulator import MailboxSpec, Scenario, Simulator
from inspector.wire.http import Headers, HttpRequest
from inspector.wire.ntlm import NtlmMessage, pack_ntlm
from tests.messages import soap
from tests.simulator.asking import EWS, UM, Answer, Asking

FIND_DRAFTS = (
    '<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>Default</t:BaseShape></m:ItemShape>'
    '<m:ParentFolderIds><t:DistinguishedFolderId Id="drafts"/></m:ParentFolderIds></m:FindItem>'
)
TWO = Scenario((MailboxSpec("anna@example.com", "Anna"), MailboxSpec("ben@example.com")))


# -- versions --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", VERSIONS)
def test_every_version_tells_its_own_name_and_build(name: str) -> None:
    answer = Asking(version=name.upper()).find("inbox")
    version = answer.envelope.header("ServerVersionInfo")
    assert version is not None
    assert version.get("Version") == name
    assert version.get("MajorVersion") == str(VERSIONS[name].build[0])


def test_an_unknown_version_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(UsageError, match="Exchange2013_SP1"):
        Simulator(version="Exchange95")


def test_forty_operations_come_into_being_with_three_products() -> None:
    judged = [one for one in operations() if one.document.codes]
    having = [sum(server_version(name).has(one) for one in judged) for name in VERSIONS]
    assert having == [18, 21, 21, 21, 40, 40, 40]


@pytest.mark.parametrize(
    ("server", "asked", "fine"),
    [
        ("Exchange2010", "Exchange2007", True),
        ("Exchange2010", "Exchange2010", True),
        ("Exchange2010", "Exchange2010_SP1", False),
        ("Exchange2013", "Exchange2016", False),
        ("Exchange2016", "V2017_07_11", True),
        ("Exchange2013", "V2017_07_11", False),
        ("Exchange2016", "Exchange2525", False),
    ],
)
def test_a_request_for_a_newer_schema_than_the_servers_is_refused(
    server: str, asked: str, fine: bool
) -> None:
    asking = Asking(version=server)
    asking.header = f'<t:RequestServerVersion Version="{asked}"/>'
    answer = asking.find("inbox")
    assert (answer.fault is None) == fine
    if answer.fault is not None:
        assert answer.fault.detail_text("ResponseCode") == "ErrorInvalidServerVersion"


# -- users -----------------------------------------------------------------------------------------------


def basic(name: str) -> tuple[str, str]:
    return "Authorization", "Basic " + base64.b64encode(f"{name}:secret".encode()).decode()


@pytest.mark.parametrize(
    ("headers", "user"),
    [
        ([], "anna@example.com"),
        ([basic("ben@example.com")], "ben@example.com"),
        ([basic("EXAMPLE\\ben"), ("X-AnchorMailbox", "ben@example.com")], "ben@example.com"),
        ([("X-AnchorMailbox", "BEN@example.com")], "ben@example.com"),
        ([basic("stranger@example.com")], "anna@example.com"),
        ([("Authorization", "Basic !!!")], "anna@example.com"),
    ],
)
def test_the_user_selects_the_mailbox(headers: list[tuple[str, str]], user: str) -> None:
    simulator = Simulator(TWO)
    asking = Asking(simulator)
    asking.headers += headers
    asking.create("<t:Subject>mine</t:Subject>")
    account = simulator.account(user)
    assert account is not None
    assert len(account.mailbox.items) == 2


def test_the_user_of_an_ntlm_handshake_selects_the_mailbox_for_all_that_follows_on_its_connection() -> None:
    simulator = Simulator(TWO)

    def subjects_of(connection: str, user: str = "") -> list[str]:
        fields = [("Content-Type", "text/xml; charset=utf-8")]
        if user:
            token = base64.b64encode(pack_ntlm(NtlmMessage(3, {"user": user}))).decode()
            fields.append(("Authorization", f"NTLM {token}"))
        request = HttpRequest(Headers(fields), soap(FIND_DRAFTS), url=EWS, connection=connection)
        return Answer(simulator.respond(request, 0.0)).texts("descendant-or-self::*/t:Subject")

    for user in ("anna@example.com", "ben@example.com"):
        Asking(simulator, user).create(f"<t:Subject>of {user}</t:Subject>")
    assert subjects_of("one", "ben@example.com") == ["of ben@example.com"]
    assert subjects_of("two") == ["of anna@example.com"]
    assert subjects_of("one") == ["of ben@example.com"]


@pytest.mark.parametrize("login", ["ben", "EXAMPLE\\ben", "Ben@example.com"])
def test_a_login_selects_the_mailbox_whose_address_begins_so(login: str) -> None:
    simulator = Simulator(TWO)
    credentials = base64.b64encode(f"{login}:secret".encode()).decode()
    asking = Asking(simulator)
    asking.headers.append(("Authorization", f"Basic {credentials}"))
    asking.create("<t:Subject>mine</t:Subject>")
    ben = simulator.account("ben@example.com")
    assert ben is not None and len(ben.mailbox.items) == 2


@pytest.mark.parametrize("kind", ["PrincipalName", "PrimarySmtpAddress", "SmtpAddress"])
def test_exchange_impersonation_selects_the_mailbox(kind: str) -> None:
    asking = Asking(Simulator(TWO), "anna@example.com")
    form = (
        "<t:ExchangeImpersonation><t:ConnectingSID><t:{0}>{1}</t:{0}></t:ConnectingSID>"
        "</t:ExchangeImpersonation>"
    )
    asking.header = form.format(kind, "ben@example.com")
    asking.create("<t:Subject>for ben</t:Subject>")
    assert Asking(asking.simulator, "ben@example.com").subjects("drafts") == ["for ben"]
    for who, code in (
        ("nobody@example.com", "ErrorNonExistentMailbox"),
        ("nobody", "ErrorInvalidExchangeImpersonationHeaderData"),
    ):
        asking.header = form.format(kind, who)
        answer = asking.find("drafts")
        assert answer.fault is not None
        assert answer.fault.detail_text("ResponseCode") == code


def test_a_request_that_names_a_shared_mailbox_opens_it() -> None:
    asking = Asking(Simulator(TWO), "anna@example.com")
    folder = (
        '<t:DistinguishedFolderId Id="drafts"><t:Mailbox><t:EmailAddress>ben@example.com</t:EmailAddress>'
        "</t:Mailbox></t:DistinguishedFolderId>"
    )
    asking.ews(
        f'<m:CreateItem MessageDisposition="SaveOnly"><m:SavedItemFolderId>{folder}</m:SavedItemFolderId>'
        "<m:Items><t:Message><t:Subject>shared</t:Subject></t:Message></m:Items></m:CreateItem>"
    )
    assert Asking(asking.simulator, "ben@example.com").subjects("drafts") == ["shared"]


def test_without_a_scenario_every_address_has_a_mailbox_and_with_one_only_those_that_it_names() -> None:
    assert Simulator().account("who@ever.example") is not None
    assert Simulator().account("no address") is None
    assert Simulator().account("a\x00b@example.com") is None
    assert Simulator(TWO).account("who@ever.example") is None


def test_the_mailboxes_that_come_into_being_are_bounded() -> None:
    simulator = Simulator()
    made = [simulator.account(f"{number}@example.com") for number in range(1100)]
    assert sum(account is not None for account in made) == 999


# -- determinism -----------------------------------------------------------------------------------------


def script(asking: Asking) -> list[bytes]:
    answers = [
        asking.create(),
        asking.find("drafts", base="AllProperties"),
        asking.um("<m:GetUMProperties/>"),
    ]
    answers.append(asking.ews("<m:AddImGroup><m:DisplayName>x</m:DisplayName></m:AddImGroup>"))
    answers.append(
        asking.um(
            f"<m:PlayOnPhone><m:entryId>{asking.voice_mail}</m:entryId><m:DialString>1</m:DialString></m:PlayOnPhone>"
        )
    )
    return [answer.response.body for answer in answers]


def test_the_same_requests_get_the_same_answers_and_another_seed_other_identifiers() -> None:
    assert script(Asking()) == script(Asking())
    assert script(Asking(seed="other")) != script(Asking())


def test_the_epoch_is_the_time_at_which_the_clock_shows_zero() -> None:
    asking = Asking(epoch=datetime(2030, 2, 3, 4, 5, 6, tzinfo=UTC))
    shown = asking.get(asking.draft(at=60))
    assert shown.text(".//t:DateTimeCreated") == "2030-02-03T04:06:06Z"


# -- what it refuses -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", UM, "POST"),
        ("DELETE", UM, "POST"),
        ("PUT", EWS, "GET, HEAD, POST"),
        ("OPTIONS", EWS, "GET, HEAD, POST"),
        ("PUT", "/EWS/types.xsd", "GET, HEAD"),
    ],
)
def test_other_methods_are_not_allowed(method: str, path: str, allowed: str) -> None:
    response = Simulator().respond(HttpRequest(method=method, url=path), 0)
    assert (response.status, response.header("allow")) == (405, allowed)


@pytest.mark.parametrize("query", ["", "?wsdl", "?WSDL"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_looks_at_the_ews_endpoint_is_sent_to_its_description(method: str, query: str) -> None:
    response = Simulator().respond(HttpRequest(method=method, url=EWS + query), 0)
    assert (response.status, response.header("location")) == (302, "/EWS/Services.wsdl")


def test_other_paths_are_not_found() -> None:
    assert Simulator().respond(HttpRequest(url="/owa/"), 0).status == 404


@pytest.mark.parametrize("path", [UM, EWS])
@pytest.mark.parametrize("body", [b"", b"<s:Envelope", b"<x/>", b"\xff\xfe", b"<!DOCTYPE x><x/>"])
def test_what_is_no_soap_message_is_an_invalid_request(path: str, body: bytes) -> None:
    answer = Asking().raw(path, body)
    assert answer.fault is not None
    assert answer.fault.detail_text("ResponseCode") == "ErrorInvalidRequest"


@pytest.mark.parametrize(
    ("path", "body"),
    [(UM, "<m:GetFolder/>"), (EWS, "<m:ResetPIN/>"), (UM, "<m:GetItem/>"), (UM, "<m:Nothing/>")],
)
def test_an_operation_that_the_endpoint_does_not_have_is_an_invalid_request(path: str, body: str) -> None:
    answer = Asking(validator=None).ask(path, body)
    assert answer.fault is not None
    assert answer.fault.detail_text("ResponseCode") == "ErrorInvalidRequest"


@pytest.mark.parametrize(
    ("version", "name", "told"),
    [
        ("Exchange2016", "FindPeople", "the simulator has no FindPeople"),
        ("Exchange2010", "MarkAsJunk", "Exchange 2010 has no MarkAsJunk"),
    ],
)
def test_an_operation_of_other_documents_that_is_not_here_is_named(
    version: str, name: str, told: str
) -> None:
    answer = Asking(version=version).ews(f"<m:{name}/>")
    assert answer.fault is not None
    assert answer.fault.detail_text("ResponseCode") == "ErrorInvalidOperation"
    assert told in answer.fault.text


def test_what_was_asked_for_in_vain_is_counted_until_it_begins_again() -> None:
    asking = Asking(version="Exchange2010")
    for name in ("FindPeople", "GetPersona", "FindPeople", "MarkAsJunk", "NoOperation", "GetFolder"):
        asking.ews(f"<m:{name}/>")
    assert asking.simulator.not_simulated == {"FindPeople": 2, "GetPersona": 1, "MarkAsJunk": 1}
    assert asking.simulator.state(0)["not_simulated"]["FindPeople"] == 2
    asking.simulator.reset()
    assert not asking.simulator.not_simulated


@given(st.binary(max_size=400), st.sampled_from([UM, EWS, "/autodiscover/autodiscover.svc", "/x"]))
def test_no_body_makes_it_raise(body: bytes, path: str) -> None:
    response = SIMULATOR.respond(HttpRequest(url=path, body=body), 0)
    assert 200 <= response.status < 600


SIMULATOR = Simulator()


# -- the control API -------------------------------------------------------------------------------------


def test_the_control_api_shows_mailboxes_with_their_calls_and_begins_again() -> None:
    asking = Asking()
    asking.um(
        f"<m:PlayOnPhone><m:entryId>{asking.voice_mail}</m:entryId><m:DialString>1</m:DialString></m:PlayOnPhone>"
    )
    asking.draft()
    clock = ManualClock()
    clock.advance(3)
    control = Control(asking.simulator, clock)
    shown = control.respond(HttpRequest(method="GET", url="/_inspector/v1/state"), 3).body
    assert b'"state":"Connected"' in shown
    assert b'"items":2' in shown
    control.respond(HttpRequest(url="/_inspector/v1/reset"), 3)
    state = asking.simulator.state(3)
    assert state["mailboxes"] == {"user@example.com": {"items": 1, "calls": []}}


SOAP, TWELVE = "http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"
MESSAGES_NS = "http://schemas.microsoft.com/exchange/services/2006/messages"


@pytest.mark.parametrize(
    ("soap", "messages", "more"),
    [
        (TWELVE, MESSAGES_NS, ""),
        (SOAP.replace("http:", "https:"), MESSAGES_NS, ""),
        ("", MESSAGES_NS, ""),
        (SOAP, MESSAGES_NS.replace("http:", "https:"), ""),
        (SOAP, "urn:x/messages", ""),
        (SOAP, "", ""),
        (SOAP, MESSAGES_NS, "<a/>"),
    ],
)
def test_what_the_judge_of_messages_calls_an_error_is_refused_and_changes_nothing(
    soap: str, messages: str, more: str
) -> None:
    def create(soap: str, messages: str, more: str) -> bytes:
        return (
            f'<Envelope xmlns="{soap}"><Body><CreateFolder xmlns="{messages}"><ParentFolderId>'
            f'<t:DistinguishedFolderId xmlns:t="{TYPES}" Id="inbox"/></ParentFolderId><Folders>'
            f'<t:Folder xmlns:t="{TYPES}"><t:DisplayName>New</t:DisplayName></t:Folder></Folders>'
            f"</CreateFolder>{more}</Body></Envelope>"
        ).encode()

    asking = Asking(strict=False)
    before = len(asking.simulator.default_mailbox.folders)
    answer = asking.raw(EWS, create(soap, messages, more))
    assert (answer.status, answer.codes or answer.texts(".//e:ResponseCode")) == (
        500,
        ["ErrorInvalidRequest"],
    )
    assert len(asking.simulator.default_mailbox.folders) == before
    assert asking.raw(EWS, create(SOAP, MESSAGES_NS, "")).code == "NoError"
    assert len(asking.simulator.default_mailbox.folders) == before + 1
