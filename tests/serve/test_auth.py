from __future__ import annotations

import base64

import pytest
import requests
from requests_ntlm import HttpNtlmAuth
from spnego._ntlm_raw.messages import Challenge

from inspector.clock import ManualClock
from inspector.errors import UsageError
from inspector.serve import Server, authentication
from inspector.serve.auth import Basic, Bearer, Challenging, Ntlm
from inspector.wire.http import Headers, HttpRequest

TYPE_1 = base64.b64encode(b"NTLMSSP\0\x01\0\0\0\x07\x82\x08\xa2" + b"\0" * 24).decode()
TYPE_3 = base64.b64encode(b"NTLMSSP\0\x03\0\0\0" + b"\0" * 60).decode()


def asked(authorization: str | None = None, connection: str = "a") -> HttpRequest:
    fields = [] if authorization is None else [("Authorization", authorization)]
    return HttpRequest(Headers(fields), b"<x/>", connection=connection)


def test_ntlm_takes_three_legs_and_then_the_connection_is_known():
    ntlm = Ntlm()
    assert ntlm.challenge(asked()) == ("NTLM",)
    (answer,) = ntlm.challenge(asked("NTLM " + TYPE_1))
    message = Challenge.unpack(base64.b64decode(answer.removeprefix("NTLM ")))
    assert len(message.server_challenge) == 8
    assert ntlm.challenge(asked("NTLM " + TYPE_3)) == ()
    assert ntlm.challenge(asked()) == ()
    assert ntlm.challenge(asked(connection="another")) == ("NTLM",)


def test_ntlm_nonces_differ():
    ntlm = Ntlm()
    assert ntlm.challenge(asked("NTLM " + TYPE_1)) != ntlm.challenge(asked("NTLM " + TYPE_1))


def test_ntlm_forgets_a_connection_that_has_ended():
    ntlm = Ntlm()
    ntlm.challenge(asked("NTLM " + TYPE_3))
    ntlm.forget("a")
    assert ntlm.challenge(asked()) == ("NTLM",)


@pytest.mark.parametrize("token", ["", "!", "AAAA", base64.b64encode(b"NTLMSSP\0\x09\0\0\0").decode()])
def test_what_is_no_ntlm_message_is_challenged_again(token):
    assert Ntlm().challenge(asked(f"NTLM {token}")) == ("NTLM",)


def test_a_client_with_ntlm_comes_through_and_stays_in(echo):
    with Server(echo, ManualClock(), auth=Ntlm()) as server, requests.Session() as client:
        client.auth = HttpNtlmAuth("EXAMPLE\\someone", "anything")
        assert client.post(server.url, data=b"one", timeout=5).content == b"one"
        assert client.post(server.url, data=b"two", timeout=5).content == b"two"
        assert requests.post(server.url, data=b"three", timeout=5).status_code == 401
    assert [request.body for request in echo.requests] == [b"one", b"two"]


def test_basic_accepts_any_answer_unless_it_knows_its_users(echo):
    def status(users, user, password):
        token = base64.b64encode(f"{user}:{password}".encode()).decode()
        return Challenging(echo, Basic(users)).respond(asked(f"Basic {token}"), 0.0).status

    assert status(None, "anyone", "anything") == 200
    assert status({"ann": "päss:word"}, "ann", "päss:word") == 200
    assert status({"ann": "päss:word"}, "ann", "other") == 401
    assert status({"ann": "päss:word"}, "bob", "päss:word") == 401


@pytest.mark.parametrize("sent", [None, "Basic", "Basic !!", "Basic YQ==", "Bearer abc"])
def test_basic_challenges_what_is_no_basic(echo, sent):
    answer = Challenging(echo, Basic()).respond(asked(sent), 0.0)
    assert (answer.status, answer.header("www-authenticate")) == (401, 'Basic realm="Exchange"')


def test_bearer_wants_a_token_and_the_right_one_if_it_knows_them(echo):
    assert Challenging(echo, Bearer()).respond(asked("bearer abc"), 0.0).status == 200
    assert Challenging(echo, Bearer(["abc"])).respond(asked("Bearer abc"), 0.0).status == 200
    refused = Challenging(echo, Bearer(["abc"])).respond(asked("Bearer abd"), 0.0)
    assert (refused.status, refused.header("www-authenticate")) == (401, 'Bearer error="invalid_token"')
    assert Challenging(echo, Bearer()).respond(asked(), 0.0).status == 401


def test_schemes_are_found_by_name():
    assert authentication("none") is None
    assert isinstance(authentication("NTLM"), Ntlm)
    with pytest.raises(UsageError, match="kerberos"):
        authentication("kerberos")
