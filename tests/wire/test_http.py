"""HTTP values: header names without case, URLs in any state, bodies with their coding taken off."""

import gzip

import pytest

from inspector.wire import Headers, HttpRequest, HttpResponse, Responder


def test_headers_are_found_without_regard_to_case_and_keep_their_order():
    headers = Headers([("Host", "a"), ("Set-Cookie", "1"), ("set-cookie", "2")])
    assert headers.first("HOST") == "a"
    assert list(headers.every("Set-Cookie")) == ["1", "2"]
    assert headers.without("HOST") == (("Set-Cookie", "1"), ("set-cookie", "2"))
    assert headers.replacing("set-cookie", "3") == (("Host", "a"), ("set-cookie", "3"))
    assert headers.first("none") is None


@pytest.mark.parametrize(
    ("url", "host", "path", "query"),
    [
        ("https://mail.example.com/EWS/Exchange.asmx?x=1", "mail.example.com", "/EWS/Exchange.asmx", "x=1"),
        ("/EWS/Exchange.asmx", "from-the-field", "/EWS/Exchange.asmx", ""),
        ("http://[::1]:8080/a", "::1", "/a", ""),
        ("http://[broken/a", "from-the-field", "http://[broken/a", ""),
    ],
)
def test_a_url_of_any_form_has_its_parts(url, host, path, query):
    request = HttpRequest(url=url, headers=Headers([("Host", "from-the-field:8080")]))
    assert (request.host, request.path, request.query) == (host, path, query)


def test_the_content_is_the_body_without_its_coding():
    headers = Headers([("Content-Encoding", "gzip"), ("Content-Type", "Text/XML; charset=utf-8")])
    response = HttpResponse(headers=headers, body=gzip.compress(b"<a/>"))
    assert response.content == b"<a/>"
    assert response.media_type == "text/xml"
    plain = response.decoded()
    assert (plain.body, plain.header("content-encoding")) == (b"<a/>", None)
    assert plain.decoded() is plain


def test_messages_cannot_be_changed():
    with pytest.raises(AttributeError):
        HttpRequest().method = "GET"  # type: ignore[misc]


def test_a_responder_is_anything_that_responds():
    class Echo:
        def respond(self, request: HttpRequest, at: float) -> HttpResponse:
            return HttpResponse(body=request.body)

    assert isinstance(Echo(), Responder)
    assert not isinstance(object(), Responder)


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("http://a/b?c=d#e", "/b?c=d"),
        ("/b", "/b"),
        ("", "/"),
        ("http://a", "/"),
        ("//a//b", "//b"),
        ("@evil.example/x", "/@evil.example/x"),
        (":80@evil.example/", "/:80@evil.example/"),
        ("-K-", "/-K-"),
        ("http://[::1", "/http://[::1"),
    ],
)
def test_a_target_can_follow_the_name_of_any_host(url, target):
    assert HttpRequest(url=url).target == target
