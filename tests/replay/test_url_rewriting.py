from __future__ import annotations

import pytest

from inspector.replay import Replayer
from inspector.wire.http import Headers, HttpRequest, HttpResponse

POX = (
    b"<Autodiscover><Response><Account><Protocol><EwsUrl>https://mail.example.com/EWS/Exchange.asmx</EwsUrl>"
    b"<UMUrl>https://internal.example.com/EWS/UM2007Legacy.asmx</UMUrl><OOFUrl>https://other.example.net/help</OOFUrl>"
    b"</Protocol></Account></Response></Autodiscover>"
)


def ask(base):
    return HttpRequest(body=b"<Autodiscover/>", url=f"{base}/autodiscover/autodiscover.xml")


@pytest.fixture
def recorded(cassette):
    redirect = HttpResponse(
        Headers([("Location", "https://mail.example.com/autodiscover/autodiscover.xml")]), b"", 302, "Found"
    )
    get = HttpRequest(method="GET", url="https://mail.example.com/autodiscover/autodiscover.xml")
    return cassette((0, ask("https://mail.example.com"), HttpResponse(body=POX)), (1, get, redirect))


@pytest.mark.parametrize("base", ["http://127.0.0.1:8080", "https://mail.test:444"])
def test_endpoints_are_where_the_client_has_asked(recorded, base):
    with Replayer([recorded]) as replayer:
        body = replayer.respond(ask(base), 0.0).body.decode()
    assert f"<EwsUrl>{base}/EWS/Exchange.asmx<" in body
    assert f"<UMUrl>{base}/EWS/UM2007Legacy.asmx<" in body
    assert "<OOFUrl>https://other.example.net/help<" in body


def test_a_redirect_stays_with_us(recorded):
    with Replayer([recorded]) as replayer:
        request = HttpRequest(method="GET", url="http://127.0.0.1:1/autodiscover/autodiscover.xml")
        assert replayer.respond(request, 0.0).header("location") == request.url


def test_a_request_without_a_host_and_one_through_a_proxy_get_the_recorded_bytes(recorded):
    with Replayer([recorded]) as replayer:
        assert replayer.respond(ask(""), 0.0).body == POX
    with Replayer([recorded], point=False) as replayer:
        assert replayer.respond(ask("https://mail.example.com"), 0.0).body == POX
