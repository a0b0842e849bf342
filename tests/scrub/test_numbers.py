"""The number of a caller, known from its place, is the same stand-in in running text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from inspector.cassette import Interaction
from inspector.scrub import Scrubber
from inspector.wire.binary_xml import root_of
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from tests.phone import answered, asked

XML = Headers([("Content-Type", "text/xml")])
URL = "https://mail.example.com/EWS/Exchange.asmx"
CALLER = (
    '<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="0x6802" PropertyType="String"/>'
    "<t:Value>{}</t:Value></t:ExtendedProperty>"
)


def scrubbed(body: str, profile: str = "identity") -> str:
    one = Interaction(1, 0.0, HttpRequest(XML, b"", "POST", URL), HttpResponse(XML, body.encode()))
    response = Scrubber(profile, "salt").scrub(one).response
    assert response is not None
    return response.body.decode()


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)


@pytest.mark.parametrize(
    "written",
    [
        "7125553344",
        "(712) 555-3344",
        "712-555-3344",
        "712.555.3344",
        "+1 712 555 3344",
        "+17125553344",
        "17125553344",
        "1-712-555-3344",
        "+1 (712) 555-3344",
    ],
)
@pytest.mark.parametrize("known", ["7125553344", "+17125553344", "1 712 555 3344"])
def test_a_caller_in_the_subject_and_in_the_name_of_the_recording(known: str, written: str) -> None:
    text = (
        f"<t:Message><t:Subject>Voice Mail from {written} (3 seconds)</t:Subject><t:FileAttachment>"
        f"<t:Name>{written} (3 seconds) Voice Mail.wma</t:Name></t:FileAttachment>{{}}</t:Message>"
    )
    made = scrubbed(text.format(CALLER.format(known)))
    value = re.findall(r"<t:Value>(.*?)<", made)[0]
    subject = re.findall(r"from (.*?) \(3 s", made)[0]
    name = re.findall(r"<t:Name>(.*?) \(3 s", made)[0]
    assert digits(value)[-10:] == digits(subject)[-10:] == digits(name)[-10:] != "7125553344"
    assert re.sub(r"\d", "0", subject) == re.sub(r"\d", "0", written)


@pytest.mark.parametrize(
    ("known", "written"), [("+44 20 7946 1234", "020 7946 1234"), ("+33123456789", "01 23 45 67 89")]
)
def test_with_the_prefix_that_is_dialled_at_home(known: str, written: str) -> None:
    made = scrubbed(f"<t:Subject>Call {written}</t:Subject>{CALLER.format(known)}")
    value = re.findall(r"<t:Value>(.*?)<", made)[0]
    home = re.findall(r"Call (.*?)<", made)[0]
    assert home[0] == "0" and digits(home)[1:] == digits(value)[2:] != digits(known)[2:]


def test_an_extension_in_the_message_that_names_it() -> None:
    made = scrubbed(
        "<t:Subject>Voice Mail from 8004 (3 seconds)</t:Subject><t:Size>8004</t:Size>" + CALLER.format("8004")
    )
    (value,) = re.findall(r"<t:Value>(.*?)<", made)
    assert value != "8004"
    assert f"Voice Mail from {value} (3 seconds)" in made
    assert "<t:Size>8004</t:Size>" in made


def test_a_caller_without_a_name_in_an_activesync_message() -> None:
    xml = (
        '<Sync xmlns="AirSync" xmlns:e="Email" xmlns:e2="Email2" xmlns:b="AirSyncBase"><Collections>'
        "<Collection><Commands><Add><ServerId>3:1</ServerId><ApplicationData>"
        '<e:From>"7125553344" &lt;7125553344&gt;</e:From>'
        "<e:Subject>Voice Mail from 7125553344 (3 seconds)</e:Subject>"
        "<b:Attachments><b:Attachment><b:DisplayName>7125553344 (3 seconds) Voice Mail.wma</b:DisplayName>"
        "</b:Attachment></b:Attachments><e2:UmCallerID>7125553344</e2:UmCallerID></ApplicationData>"
        "</Add></Commands></Collection></Collections></Sync>"
    )
    done = Scrubber("identity", "salt").scrub(Interaction(1, 0.0, asked("Sync"), answered(xml))).response
    assert done is not None
    root = root_of(done)
    assert root is not None
    number = root.findtext(".//{Email2}UmCallerID") or ""
    assert len(number) == 10 and number != "7125553344"
    told = [element.text for element in root.iter() if element.text]
    assert f'"{number}" <{number}>' in told
    assert f"Voice Mail from {number} (3 seconds)" in told
    assert f"{number} (3 seconds) Voice Mail.wma" in told


@pytest.mark.parametrize(
    "innocent",
    [
        "<t:DateTimeSent>2026-11-22T12:00:00Z</t:DateTimeSent>",
        "<t:Size>17125553344</t:Size>".replace("7125553344", "71255533445"),
        '<t:ItemId Id="AAMk7125553344AAA" ChangeKey="CQ"/>',
        "<t:Version>15.1.2507.6</t:Version>",
    ],
)
def test_what_is_no_number_stays(innocent: str) -> None:
    assert innocent in scrubbed(innocent + CALLER.format("7125553344"))


@given(
    st.text("0123456789", min_size=7, max_size=12), st.lists(st.sampled_from(" -."), min_size=12, max_size=12)
)
def test_scrubbing_again_changes_nothing_and_no_digit_more_or_less_is_there(
    number: str, between: list[str]
) -> None:
    written = "".join(
        digit + (sign if at % 3 == 2 else "")
        for at, (digit, sign) in enumerate(zip(number, between, strict=False))
    )
    body = f"<a><t:Subject>from {written} x</t:Subject>{CALLER.format(number)}</a>"
    one = Interaction(1, 0.0, HttpRequest(XML, body.encode(), "POST", URL))
    once = Scrubber("identity", "salt").scrub(one)
    assert Scrubber("identity", "salt").scrub(once).request == once.request
    live = Scrubber("identity", "salt")
    live.adopt(once)
    assert live.scrub_request(one.request) == once.request
    etree.fromstring(once.request.body.replace(b"t:", b""))
