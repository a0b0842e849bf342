"""What the live server issued takes the place of what the recorded one did."""

from dataclasses import replace

import pytest

from inspector.cassette import Interaction
from inspector.verify.rebinding import Rebinding
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from tests.messages import soap

URL = "https://recorded.example.com/EWS/Exchange.asmx?a=1"


def message(inner):
    return soap(f"<m:GetItem>{inner}</m:GetItem>")


@pytest.fixture
def rebinding():
    rebinding = Rebinding("http://live.example.com:8080/ignored", {"anna@x.example": "Anna & <b>@live"})
    recorded = Interaction(
        n=1,
        at=0.0,
        request=HttpRequest(url=URL, body=message("")),
        response=HttpResponse(body=message('<m:ItemId Id="old-id-1" ChangeKey="old-key"/>')),
    )
    body = message('<m:ItemId Id="new-id-1" ChangeKey="new-key"/>')
    rebinding.learn(recorded, replace(recorded, response=HttpResponse(body=body)))
    return rebinding


def test_identifiers_and_change_keys_are_replaced_where_they_are_whole_values(rebinding):
    body = message('<m:ItemId Id="old-id-1" ChangeKey="old-key"/><m:S>about old-id-1 and more</m:S>')
    sent = rebinding.request(HttpRequest(url=URL, body=body)).body
    assert sent == body.replace(b'"old-id-1"', b'"new-id-1"').replace(b'"old-key"', b'"new-key"')


def test_the_server_changes_and_path_and_query_stay(rebinding):
    assert rebinding.request(HttpRequest(url=URL)).url == "http://live.example.com:8080/EWS/Exchange.asmx?a=1"


def test_credentials_and_cookies_of_the_recording_are_not_sent(rebinding):
    fields = (("Authorization", "Basic x"), ("Cookie", "a=b"), ("Host", "h"), ("X-Own", "1"))
    assert rebinding.request(HttpRequest(Headers(fields), b"", url=URL)).headers == (("X-Own", "1"),)


def test_words_are_said_to_the_server_and_taken_back(rebinding):
    sent = rebinding.request(HttpRequest(url=URL, body=message("<m:A>anna@x.example</m:A>"))).body
    assert b"<m:A>Anna &amp; &lt;b&gt;@live</m:A>" in sent
    assert rebinding.recorded_words(sent) == message("<m:A>anna@x.example</m:A>")


def test_what_is_no_text_is_sent_as_it_is(rebinding):
    assert (
        rebinding.request(HttpRequest(url=URL, body=b">\xff\xfe\xfa\xff\xff\xff\xff<")).body
        == b">\xff\xfe\xfa\xff\xff\xff\xff<"
    )


@pytest.mark.parametrize(
    "url", ["@evil.example/x", ".evil.example/", ":1@evil.example/", "http://[::1", "//evil"]
)
def test_no_recorded_url_sends_the_credentials_to_another_host(rebinding, url):
    sent = rebinding.request(HttpRequest(url=url))
    assert sent.url.startswith("http://live.example.com:8080/") and sent.host == "live.example.com"
