"""One value is taken out of one interaction, and nothing else changes."""

import re
from dataclasses import replace

import pytest

from inspector.cassette import Cassette, Interaction
from inspector.cassette.redact import alike, redact
from inspector.errors import UsageError
from inspector.resources import cassettes_dir
from inspector.wire.binary_xml import readable
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from tests.phone import answered, asked

XML = (
    '<?xml version="1.0" encoding="{0}"?>\r\n<!-- Anna --><s:Envelope xmlns:s="urn:s">'
    "<s:Body ><q:Get\n xmlns:q='urn:q'><Id Id='first' Key = \"Anna &amp; Co\"/><Id Id='second'/>"
    "<Name>Anna &amp; Co</Name><Name><![CDATA[Bertä]]></Name><Empty/></q:Get></s:Body></s:Envelope>"
)


def interaction(encoding="utf-8"):
    headers = Headers((("Content-Type", f"text/xml; charset={encoding}"), ("X-Who", "Anna")))
    body = XML.format(encoding).encode(encoding)
    return Interaction(n=1, at=0.0, request=HttpRequest(headers, body), response=HttpResponse(headers, body))


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("Name[1]", "<Name>Anna &amp; Co</Name>", "<Name>xxxx &amp; xx</Name>"),
        ("Name[2]", "<![CDATA[Bertä]]>", None),
        ("Id[2]/@Id", "'second'", "'xxxxxx'"),
        ("Body/q:Get/Id/@Key", '"Anna &amp; Co"', '"xxxx &amp; xx"'),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16"])
def test_every_other_byte_stays(path, old, new, encoding):
    body = redact(interaction(encoding), f"request/{path}").interaction.request.body.decode(encoding)
    before = XML.format(encoding)
    if new is not None:
        assert body == before.replace(old, new, 1)
    else:
        assert "Bert" not in body and len(body) <= len(before)


def test_one_message_or_both_are_meant():
    one = interaction()
    assert redact(one, "response/Name[1]").interaction.request.body == one.request.body
    both = redact(one, "Name[1]").interaction
    assert b"<Name>Anna" not in both.request.body + both.response.body


def test_all_values_below_an_element_are_taken():
    done = redact(interaction(), "request/Get")
    assert b"<Name>Anna" not in done.interaction.request.body
    assert done.values == ("Anna & Co", "Bertä")


def test_a_header_field_and_a_whole_body_can_be_taken():
    one = redact(interaction(), "headers/x-who", "nobody").interaction
    assert one.request.header("X-Who") == one.response.header("X-Who") == "nobody"
    assert redact(interaction(), "response/body", "").interaction.response.body == b""


def test_what_stands_there_then_is_escaped():
    body = redact(interaction(), "request/Name[1]", '<b> & "c"').interaction.request.body
    assert b'<Name>&lt;b&gt; &amp; "c"</Name>' in body


def test_findings_that_quote_it_forget_it():
    one = replace(interaction(), findings=({"code": "X", "message": "what is 'Anna & Co'?"},))
    assert redact(one, "Name[1]").interaction.findings[0]["message"] == "what is '[redacted]'?"


@pytest.mark.parametrize("path", ["NoSuch", "Id/@NoSuch", "headers/none", "a//b", "", "Name[9]"])
def test_a_path_at_which_nothing_stands_is_said(path):
    with pytest.raises(UsageError):
        redact(interaction(), path)


@pytest.mark.parametrize("value", ["true", "2026-01-05T08:00:00Z", "+1 425 555 0177", "QUJD=", "Lunch"])
def test_a_value_of_the_same_shape_takes_its_place(value):
    shape = re.sub(r"[a-z]", "x", re.sub(r"\d", "0", value.lower()))
    assert alike(value) in ("false", "2000-01-01T00:00:00Z", shape)


def test_the_samples_can_be_redacted():
    with Cassette(cassettes_dir() / "mail.jsonl") as cassette:
        one = next(each for each in cassette if each.operation == "GetItem")
    done = redact(one, "t:Subject")
    assert (
        len(done.values) == 1 and b"Lunch" not in done.interaction.response.body.split(b"<t:Subject>")[1][:30]
    )


def test_a_value_of_a_binary_body_is_taken_too():
    query = "Cmd=Sync&User=anna@example.com&DeviceId=phone1"
    xml = (
        '<Sync xmlns="AirSync" xmlns:e="Email"><Collections><Collection><Commands><Add><ApplicationData>'
        "<e:Subject>Lunch at 12</e:Subject></ApplicationData></Add></Commands></Collection>"
        "</Collections></Sync>"
    )
    one = Interaction(1, 0.0, asked("Sync", query=query), answered(xml))
    done = redact(one, "response/email:Subject")
    assert done.values == ("Lunch at 12",)
    assert done.interaction.response is not None and one.response is not None
    assert readable(done.interaction.response) == readable(one.response).replace("Lunch at 12", "xxxxx xx 00")


def test_a_parameter_of_the_url_and_all_of_it_can_be_taken():
    one = Interaction(1, 0.0, asked("Sync", query="Cmd=Sync&User=anna%40example.com&DeviceId=phone1"))
    done = redact(one, "query/user")
    assert done.values == ("anna@example.com",)
    assert done.interaction.request.url.endswith("?Cmd=Sync&User=xxxx%40xxxxxxx.xxx&DeviceId=phone1")
    assert redact(one, "url", "https://x/").interaction.request.url == "https://x/"
    with pytest.raises(UsageError, match="nothing stands at response/query/User"):
        redact(one, "response/query/User")
