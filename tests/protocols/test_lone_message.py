"""Of a single message, the payload tells whose it is, of which operation, and on which endpoint."""

import pytest

from inspector.conformance.check import Checker
from inspector.protocols.lone_message import lone_message
from inspector.protocols.operation import Endpoint
from tests.messages import soap


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<GetItem/>", "request GetItem ews"),
        ("<GetItemResponse/>", "response GetItem ews"),
        ("<GetCallInfo/>", "request GetCallInfo um"),
        ("<GetCallInfoResponse/>", "response GetCallInfo um"),
        ("<PlayOnPhone><entryId/></PlayOnPhone>", "request PlayOnPhone um"),
        ("<PlayOnPhone><ItemId/></PlayOnPhone>", "request PlayOnPhone2 ews"),
        ("<PlayOnPhoneResponse>c1</PlayOnPhoneResponse>", "response PlayOnPhone um"),
        ('<PlayOnPhoneResponse ResponseClass="Success"/>', "response PlayOnPhone2 ews"),
        ("<FindFolder/>", "request FindFolder ews"),
        ("<FindFolderResponse/>", "response FindFolder ews"),
        ("<s:Fault/>", "response None ews"),
        ("", "request None ews"),
    ],
)
def test_the_payload_tells(body: str, expected: str) -> None:
    message = lone_message(soap(body))
    assert f"{message.direction} {message.identified.name} {message.endpoint}" == expected


def test_what_is_no_xml_is_a_request_with_a_problem() -> None:
    message = lone_message(b"hello")
    assert message.direction == "request" and message.problem is not None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<GetItemResponse>&#x1A;</GetItemResponse>", "response GetItem ews"),
        ("<GetCallInfoResponse>&</GetCallInfoResponse>", "response GetCallInfo um"),
        ("<FindPeopleResponse>&</FindPeopleResponse>", "response FindPeople ews"),
        ("<s:Fault>&</s:Fault>", "response None ews"),
        ("<GetItem>&</GetItem>", "request GetItem ews"),
    ],
)
def test_what_is_not_well_formed_is_what_it_looks_like(body: str, expected: str) -> None:
    message = lone_message(soap(body))
    assert f"{message.direction} {message.identified.name} {message.endpoint}" == expected
    assert message.problem is not None


AUTODISCOVER = {
    "SOAP, asked": '<a:GetUserSettingsRequestMessage xmlns:a="http://schemas.microsoft.com/exchange/2010/Autodiscover"/>',
    "SOAP, answered": '<a:GetUserSettingsResponseMessage xmlns:a="http://schemas.microsoft.com/exchange/2010/Autodiscover"/>',
}
PLAIN = "http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"


@pytest.mark.parametrize(
    "content",
    [
        *(soap(body) for body in AUTODISCOVER.values()),
        f'<?xml version="1.0"?>\n<Autodiscover xmlns="{PLAIN}"><Request/></Autodiscover>'.encode(),
        b'<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006"/>',
    ],
    ids=[*AUTODISCOVER, "plain, asked", "plain, answered"],
)
def test_autodiscover_is_known_by_its_namespace_and_not_judged(content: bytes) -> None:
    message = lone_message(content)
    assert message.endpoint is Endpoint.AUTODISCOVER
    assert Checker().check_message(message) == ()


def test_a_user_may_say_where_it_was_sent_to() -> None:
    assert lone_message(soap("<GetCallInfo/>"), Endpoint.EWS).endpoint is Endpoint.EWS
    assert lone_message(soap("<s:Fault/>"), Endpoint.UM).endpoint is Endpoint.UM
