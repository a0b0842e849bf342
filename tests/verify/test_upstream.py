"""The way to a live server over HTTP: credentials are used and never shown."""

from dataclasses import replace

import pytest

from inspector.clock import ManualClock
from inspector.errors import UsageError
from inspector.serve.auth import authentication
from inspector.serve.server import Server
from inspector.serve.tls import ca_file, tls_context
from inspector.verify import Credentials, NoAnswer, Upstream
from inspector.wire.http import Headers, HttpRequest, HttpResponse


class Echo:
    """Repeats what it was told, as a careless server does."""

    def __init__(self):
        self.asked = []

    def respond(self, request, at):
        self.asked.append(request)
        told = " ".join(f"{name}: {value}" for name, value in request.headers)
        return HttpResponse(Headers((("X-Echo", request.header("authorization") or "-"),)), told.encode())


class Echoing(Server):
    def __init__(self, echo, clock):
        super().__init__(echo, clock)
        self.echo = echo


@pytest.fixture
def server():
    echo = Echo()
    with Echoing(echo, ManualClock()) as server:
        yield server


def request(server, **more):
    return HttpRequest(url=f"{server.url}/EWS/Exchange.asmx", **more)


def test_a_request_goes_out_as_it_is(server):
    with Upstream() as upstream:
        answer = upstream.send(request(server, headers=Headers((("X-One", "1"),)), body=b"<a/>"))
    asked = server.echo.asked[0]
    assert (answer.status, asked.body, asked.header("x-one")) == (200, b"<a/>", "1")
    assert asked.header("authorization") is None


@pytest.mark.parametrize(
    "credentials",
    [Credentials("user", "pass-word-1"), Credentials(header="Bearer pass-word-1")],
)
def test_credentials_are_sent_and_never_come_back(server, credentials):
    with Upstream(credentials) as upstream:
        answer = upstream.send(request(server))
    sent = server.echo.asked[0].header("authorization")
    assert sent
    assert "pass-word-1" not in repr(credentials)
    shown = answer.body + repr(answer.headers).encode()
    assert b"pass-word-1" not in shown and sent.partition(" ")[2].encode() not in shown


@pytest.mark.parametrize("ntlm", [True, False])
def test_a_challenge_is_answered(ntlm):
    echo = Echo()
    server = Server(echo, ManualClock(), auth=authentication("ntlm" if ntlm else "basic"))
    with server, Upstream(Credentials("user", "secret-1", ntlm=ntlm)) as upstream:
        assert upstream.send(request(server, body=b"1")).status == 200
        assert upstream.send(request(server, body=b"2")).status == 200
    assert [one.body for one in echo.asked] == [b"1", b"2"]


def test_no_credentials_get_the_refusal():
    with Server(Echo(), ManualClock(), auth=authentication("ntlm")) as server, Upstream() as upstream:
        assert upstream.send(request(server)).status == 401


def test_a_server_that_is_not_there_gives_no_answer(server):
    with Upstream(timeout=5) as upstream, pytest.raises(NoAnswer, match="no answer"):
        upstream.send(HttpRequest(url="http://127.0.0.1:9/EWS/Exchange.asmx"))


@pytest.mark.parametrize(
    "request_",
    [
        HttpRequest(method="GET\x9b", url="/EWS/Exchange.asmx"),
        HttpRequest(Headers([("X-\u202e", "a")]), url="/EWS/Exchange.asmx"),
        HttpRequest(Headers([("X-A", "a\x1b\u202e\nb")]), url="/EWS/Exchange.asmx"),
    ],
    ids=["method", "name", "value"],
)
def test_a_request_that_http_cannot_say_has_no_answer(server, request_):
    with Upstream() as upstream, pytest.raises(NoAnswer) as told:
        upstream.send(replace(request_, url=server.url + request_.url))
    assert "\n" not in str(told.value)
    assert server.echo.asked == []


def test_certificates_that_cannot_be_read_are_said(tmp_path):
    with pytest.raises(UsageError, match="certificates"):
        Upstream(ca=str(tmp_path / "none.pem"))


def test_a_certificate_that_is_not_trusted_is_said_with_what_can_be_done(tmp_path):
    context = tls_context(tmp_path)
    with Server(Echo(), ManualClock(), tls=context) as server:
        with (
            Upstream() as upstream,
            pytest.raises(NoAnswer, match=r"--ca FILE, or accept any with --insecure"),
        ):
            upstream.send(request(server))
        for trusting in (Upstream(ca=str(ca_file(tmp_path))), Upstream(insecure=True)):
            with trusting as upstream:
                assert upstream.send(request(server)).status == 200
