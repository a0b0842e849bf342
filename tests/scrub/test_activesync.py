"""Secrets and people in binary bodies."""

from __future__ import annotations

import pytest

from inspector.cassette import Interaction
from inspector.scrub import Scrubber
from inspector.wire.binary_xml import readable, root_of
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from tests.phone import answered, asked

FETCH = (
    '<ItemOperations xmlns="ItemOperations"><Fetch><Store>DocumentLibrary</Store><Options>'
    "<UserName>anna</UserName><Password>{}</Password></Options></Fetch></ItemOperations>"
)
MAIL = (
    '<SendMail xmlns="ComposeMail" xmlns:w="urn:ews-inspector:wbxml"><ClientId>1</ClientId>'
    '<Mime><w:opaque as="text">Subject: x\n\nIt is tr0ub4dor+horse.\n</w:opaque></Mime></SendMail>'
)
SHOWN = (
    '<Sync xmlns="AirSync" xmlns:email2="Email2"><Collections><Collection><Commands><Add>'
    "<ServerId>3:1</ServerId><ApplicationData><email2:UmCallerID>+442071234567</email2:UmCallerID>"
    "</ApplicationData></Add></Commands></Collection></Collections></Sync>"
)


@pytest.mark.parametrize("profile", ["secrets", "identity"])
def test_a_password_in_a_binary_body_is_taken_out(profile: str) -> None:
    scrubber = Scrubber(profile, "salt")
    interaction = scrubber.scrub(
        Interaction(1, 0.0, asked("ItemOperations", FETCH.format("tr0ub4dor+horse")), answered(SHOWN))
    )
    root = root_of(interaction.request)
    assert root is not None
    password = root.findtext(".//{ItemOperations}Password")
    assert password
    assert "tr0ub4dor" not in password
    assert b"tr0ub4dor" not in interaction.request.body


def test_a_secret_that_was_learned_is_swept_out_of_opaque_data_whose_length_follows() -> None:
    scrubber = Scrubber("secrets", "salt")
    scrubber.scrub(
        Interaction(1, 0.0, asked("ItemOperations", FETCH.format("tr0ub4dor+horse")), answered(SHOWN))
    )
    sent = scrubber.scrub(Interaction(2, 1.0, asked("SendMail", MAIL), HttpResponse()))
    text = readable(sent.request)
    assert text is not None
    assert "It is " in text
    assert "tr0ub4dor" not in text


def test_whoever_is_looked_for_in_the_address_list_is_taken_out() -> None:
    search = '<Search xmlns="Search"><Store><Name>GAL</Name><Query>Sperling</Query></Store></Search>'
    one = Scrubber("identity", "salt").scrub(Interaction(1, 0.0, asked("Search", search), HttpResponse()))
    root = root_of(one.request)
    assert root is not None
    assert root.findtext(".//{Search}Name") == "GAL"
    assert root.findtext(".//{Search}Query") not in ("Sperling", None)


def test_the_caller_stays_the_same_person_and_a_number() -> None:
    scrubber = Scrubber("identity", "salt")
    first, second = (
        scrubber.scrub(Interaction(n, float(n), asked("Sync"), answered(SHOWN))).response for n in (1, 2)
    )
    assert first is not None
    assert second is not None
    assert first.body == second.body
    root = root_of(first)
    assert root is not None
    caller = root.findtext(".//{Email2}UmCallerID") or ""
    assert caller != "+442071234567"
    assert caller.startswith("+44")


@pytest.mark.parametrize(
    "told",
    [
        '<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="0x6802" PropertyType="String"/>'
        "<t:Value>{}</t:Value></t:ExtendedProperty>",
        '<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="26626" PropertyType="String">'
        "</t:ExtendedFieldURI>\n  <t:Value>{}</t:Value></t:ExtendedProperty>",
        '<t:InternetMessageHeader HeaderName="X-CallingTelephoneNumber">{}</t:InternetMessageHeader>',
    ],
)
def test_over_ews_the_caller_is_the_same_stand_in(told: str) -> None:
    scrubber = Scrubber("identity", "salt")
    phone = scrubber.scrub(Interaction(1, 0.0, asked("Sync"), answered(SHOWN))).response
    soap = HttpResponse(Headers([("Content-Type", "text/xml")]), told.format("+442071234567").encode())
    ews = scrubber.scrub(Interaction(2, 1.0, HttpRequest(url="/EWS/Exchange.asmx"), soap)).response
    assert phone is not None
    assert ews is not None
    root = root_of(phone)
    assert root is not None
    stand_in = root.findtext(".//{Email2}UmCallerID") or ""
    assert told.format(stand_in) == ews.body.decode()


def test_what_holds_nothing_to_scrub_keeps_its_bytes() -> None:
    response = answered('<Sync xmlns="AirSync"><Status>1</Status></Sync>')
    odd = HttpResponse(response.headers, response.body[:4] + b"\x00\x00" + response.body[4:])
    scrubbed = Scrubber("identity", "salt").scrub(Interaction(1, 0.0, asked("Sync"), odd)).response
    assert scrubbed is not None
    assert scrubbed.body == odd.body
