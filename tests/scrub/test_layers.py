"""Whatever a value is packed in, it is found; what cannot be read is withheld, and said."""

import base64
import gzip
from dataclasses import replace

import pytest

from inspector.cassette import Interaction
from inspector.recorder.isolation import scrubbed
from inspector.scrub import Scrubber
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from tests.messages import envelope

NAME, TOKEN = "Frieda Kanarienvogel", "q8Zt3VbN0xLwKc5RyUeD2mHs7JfPa9Gi"


def answered(body: bytes, kind: str = "text/xml; charset=utf-8", **fields: str) -> Interaction:
    headers = Headers([("Content-Type", kind), *fields.items()])
    return Interaction(1, 0.0, HttpRequest(url="/EWS/Exchange.asmx"), HttpResponse(headers, body))


def mailbox(name: str) -> str:
    return envelope(f"<t:Mailbox><t:Name>{name}</t:Name></t:Mailbox>")


BODIES = {
    "CDATA": (mailbox(f"<![CDATA[{NAME}]]>").encode(), "text/xml"),
    "half in CDATA": (mailbox("Frieda <![CDATA[Kanarien]]>vogel").encode(), "text/xml"),
    "around a comment": (mailbox("Frieda <!-- x -->Kanarienvogel").encode(), "text/xml"),
    "a prefix that is not ASCII": (mailbox(NAME).replace("t:", "\u00e9:").encode(), "text/xml"),
    "UTF-16 that nobody declares": (mailbox(NAME).encode("utf-16-le"), "text/xml"),
    "gzip that nobody declares": (gzip.compress(mailbox(NAME).encode()), "text/xml"),
    "escaped twice": (
        envelope(f"<t:Subject>{mailbox(NAME).replace('<', '&lt;')}</t:Subject>").encode(),
        "text/xml",
    ),
    "gzip in base64": (
        envelope(
            f"<t:Data>{base64.b64encode(gzip.compress(mailbox(NAME).encode())).decode()}</t:Data>"
        ).encode(),
        "text/xml",
    ),
    "windows-1252": (mailbox(NAME).encode("cp1252"), "text/xml; charset=windows-1252"),
    "broken XML": (mailbox(NAME).encode()[:-20], "text/xml"),
}


@pytest.mark.parametrize("layer", BODIES)
def test_a_name_is_found_whatever_it_is_packed_in(layer: str) -> None:
    made = Scrubber("identity", "salt").scrub(answered(*BODIES[layer]))
    assert made.response is not None
    body = made.response.body
    for content in (body, body.replace(b"\0", b"")):
        assert b"Kanarien" not in content
    if layer == "gzip that nobody declares":
        assert b"Kanarien" not in gzip.decompress(body)


@pytest.mark.parametrize("profile", ["secrets", "identity"])
@pytest.mark.parametrize("written", [f"<![CDATA[{TOKEN}]]>", f"<!-- x -->{TOKEN}", f"<?x?>{TOKEN}"])
def test_a_token_is_found_in_every_profile(profile: str, written: str) -> None:
    one = answered(envelope(f"<t:TokenValue>{written}</t:TokenValue>").encode())
    made = Scrubber(profile, "salt").scrub(one)
    assert made.response is not None and TOKEN.encode() not in made.response.body


def test_a_document_type_with_entities_is_withheld_and_a_finding_says_so() -> None:
    hidden = f'<!DOCTYPE x [<!ENTITY n "{NAME}">]>{mailbox("&n;")}'.encode()
    made, reason = scrubbed(Scrubber("identity", "salt"), answered(hidden), b"salt")
    assert reason == "" and made.response is not None
    assert made.response.body.startswith(b"[withheld: a document type with entities of its own; ")
    assert [finding["code"] for finding in made.findings] == ["WIRE023"]


def test_base64_that_is_withheld_stays_base64() -> None:
    broken = base64.b64encode(gzip.compress(NAME.encode() * 40)[:-9]).decode()
    made = Scrubber("identity", "salt").scrub(answered(envelope(f"<t:Content>{broken}</t:Content>").encode()))
    assert made.response is not None
    content = made.response.body.partition(b"<t:Content>")[2].partition(b"<")[0]
    assert base64.b64decode(content).startswith(b"[withheld: ")


def test_what_nothing_was_put_into_is_the_same_bytes() -> None:
    body = envelope("<t:Subject>Weekly report</t:Subject>").encode()
    made = Scrubber("identity", "salt").scrub(answered(body))
    assert made.response is not None and made.response.body is body


@pytest.mark.parametrize("password", ["Connected", "NoError", "Success", "Exchange Services"])
def test_a_password_that_is_a_word_of_the_protocol_changes_no_name_and_no_plain_value(password: str) -> None:
    scrubber = Scrubber("identity", "salt")
    basic = base64.b64encode(f"anna:{password}".encode()).decode()
    scrubber.learn(HttpRequest(Headers([("Authorization", f"Basic {basic}")])))
    body = envelope(
        "<t:PhoneCallState>Connected</t:PhoneCallState><t:ResponseCode>NoError</t:ResponseCode>"
    ).encode()
    made = scrubber.scrub(answered(body))
    assert made.response is not None and made.response.body == body


def test_a_list_of_time_zones_is_nobodys() -> None:
    body = envelope(
        '<t:TimeZoneDefinition Id="W. Europe Standard Time" Name="(UTC+01:00) Amsterdam, Berlin, Bern">'
        '<t:Periods><t:Period Bias="-PT60M" Name="Standard" Id="std"/></t:Periods><t:Transitions>'
        '<t:AbsoluteDateTransition><t:To Kind="Period">std</t:To></t:AbsoluteDateTransition></t:Transitions>'
        "</t:TimeZoneDefinition>"
    ).encode()
    made = Scrubber("identity", "salt").scrub(answered(body))
    assert made.response is not None and made.response.body == body


def test_the_same_body_again_is_scrubbed_as_before_and_anew_when_something_was_learned() -> None:
    scrubber = Scrubber("identity", "salt")
    prose = answered(envelope(f"<t:Subject>Call {NAME} back</t:Subject>").encode())
    first = scrubber.scrub(prose)
    assert scrubber.scrub(prose) == first == prose  # a bare name in a sentence, which nobody knows yet
    scrubber.scrub(answered(mailbox(NAME).encode()))
    again = scrubber.scrub(prose)
    assert again.response is not None and NAME.encode() not in again.response.body


def test_what_an_answer_teaches_is_found_in_a_request_that_came_before() -> None:
    scrubber = Scrubber("identity", "salt")
    headers = Headers([("Content-Type", "text/xml")])
    ask = HttpRequest(headers, envelope("<t:Subject>it is hunter2xAndMore</t:Subject>").encode())
    for told in ("<t:Other/>", "<t:Password>hunter2xAndMore</t:Password>"):
        made = scrubber.scrub(Interaction(1, 0.0, ask, HttpResponse(headers, envelope(told).encode())))
    assert b"hunter2xAndMore" not in made.request.body


def test_an_extension_that_a_request_names_is_found_in_an_answer_that_came_before() -> None:
    scrubber = Scrubber("identity", "salt")
    prose = HttpResponse(
        Headers([("Content-Type", "text/xml")]), envelope("<t:Subject>from 48213, you</t:Subject>").encode()
    )
    ask = HttpRequest(Headers([("Content-Type", "text/xml")]), envelope("<t:Other/>").encode())
    dial = HttpRequest(
        Headers([("Content-Type", "text/xml")]),
        b'<m:DialString xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages">48213</m:DialString>',
    )
    assert scrubber.scrub(Interaction(1, 0.0, ask, prose)).response == prose
    made = scrubber.scrub(Interaction(2, 0.0, dial, prose))
    assert made.response is not None and b"48213" not in made.response.body + made.request.body


def packed(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


WORDS = "hunter2xAndMore"
AGAIN = {
    "a sign between a label and its PIN": ("<a>{}</a><b>---</b><c>4711</c>", ["nothing", "PIN"], "4711"),
    "an attachment that its name says is a password": (
        f"<t:FileAttachment><t:Name>{{}}</t:Name><t:Content>{packed(WORDS)}</t:Content></t:FileAttachment>",
        ["a.txt", "b.txt", "c.txt", "d.txt", "Password"],
        packed(WORDS),
    ),
    "text in base64 in a sentence, once it was data": (
        f"<t:Birthday>{packed('tel:4258675309')}</t:Birthday><a>{{}}</a>",
        ["nothing", f"see {packed('tel:4258675309')} there"],
        f"see {packed('tel:4258675309')} there",
    ),
    "an extension that stood where no sentence stands": (
        "<Unheard>48213</Unheard><t:Subject>{}</t:Subject><t:BusinessPhone>48213</t:BusinessPhone>",
        ["a", "b", "c", "d", "e", "48213"],
        "<t:Subject>48213",
    ),
}


@pytest.mark.parametrize("what", AGAIN)
def test_what_was_looked_at_before_hides_nothing(what: str) -> None:
    scrubber, (form, said, secret) = Scrubber("identity", "salt"), AGAIN[what]
    made = [scrubber.scrub(answered(envelope(form.format(words)).encode())) for words in said][-1]
    assert made.response is not None and secret.encode() not in made.response.body


def test_an_extension_in_a_field_is_found_in_each_message_that_names_it() -> None:
    scrubber = Scrubber("identity", "salt")
    for place in ("here", "there", "here"):
        said = envelope(f"<t:Subject>48213 is {place}, you</t:Subject>").encode()
        made = scrubber.scrub(answered(said, **{"X-Extension": "48213"}))
        assert made.response is not None and b"48213" not in made.response.body


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("it is fd00:17:42:1:2:3:4:193 there", "fd00:17"),
        ("it is O=Vogel,C=CH there", "Vogel"),
        ("it is CN=Anna,C=CH and anna@vogel.ch", "anna@"),
        (
            "</t:Subject><t:EmailAddress>Anna, ask her at anna@vogel.ch about it</t:EmailAddress><t:Subject>",
            "anna@",
        ),
    ],
)
def test_a_form_needs_no_other_beside_it(text: str, told: str) -> None:
    made = Scrubber("identity", "salt").scrub(answered(envelope(f"<t:Subject>{text}</t:Subject>").encode()))
    assert made.response is not None and told.encode() not in made.response.body


def test_what_is_packed_in_one_finding_is_not_replaced_in_another() -> None:
    scrubber = Scrubber("identity", "salt")
    one = answered(envelope("<t:Subject>all is well</t:Subject>").encode())
    for text in ("see " + packed('{"displayName": "Wonderful"}') + " there", "it is Wonderful"):
        made = scrubber.scrub(replace(one, findings=({"code": "EWS001", "text": text},)))
    assert made.findings[0]["text"] == "it is Wonderful"


def test_an_extension_is_one_of_its_request_alone() -> None:
    scrubber, headers = Scrubber("identity", "salt"), Headers([("Content-Type", "text/xml")])
    prose = HttpRequest(headers, envelope("<t:Subject>48213 pieces of it</t:Subject>").encode())
    dial = HttpRequest(headers, envelope("<t:BusinessPhone>48213</t:BusinessPhone>").encode())
    assert b"48213" not in scrubber.scrub_request(dial).body
    assert scrubber.scrub_request(prose) == prose


def test_a_number_in_digits_of_another_kind_is_found_once_it_is_learned() -> None:
    scrubber = Scrubber("identity", "salt")
    circled = "".join(chr(ord("\u2460") + int(digit) - 1) for digit in "8675319")
    forms = (f"<t:Subject>{circled}</t:Subject>", "<t:BusinessPhone>8675319</t:BusinessPhone>")
    for form in (*forms, forms[0] + "<t:Other/>"):
        made = scrubber.scrub(answered(envelope(form).encode()))
    assert made.response is not None and circled.encode() not in made.response.body
