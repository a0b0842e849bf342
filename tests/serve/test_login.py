"""Signing in with OAuth, offline: a token is made up for any credentials, and marked as such."""

from __future__ import annotations

import json

import pytest

from inspector.clock import ManualClock
from inspector.protocols.common.accounts import application_of
from inspector.replay.answer import Answer, Origin, Source
from inspector.serve import Control, Fault, Faults, Journal, Login, Server, authentication
from inspector.wire.http import Headers, HttpRequest, HttpResponse

LOGIN = "https://login.microsoftonline.com"


class Exchange:
    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        return Answer(Headers(), b"exchange", origin=Origin(Source.RECORDED))


def answered(method: str, url: str, body: bytes = b"") -> Answer:
    answer = Login(Exchange()).respond(HttpRequest(Headers(), body, method, url), 0.0)
    assert isinstance(answer, Answer)
    return answer


@pytest.mark.parametrize("path", ["/tenant/oauth2/v2.0/token", "/common/oauth2/token", "/oauth2/v2.0/token"])
def test_a_token_is_made_up_for_any_credentials(path: str) -> None:
    asked = (
        b"grant_type=client_credentials&client_id=0F8FAD5B-D9CB-469F-A165-70867728950E&client_secret=s3cret"
    )
    answer = answered("POST", LOGIN + path, asked)
    token = json.loads(answer.body)
    assert (answer.status, token["token_type"], "refresh_token" in token) == (200, "Bearer", False)
    assert b"s3cret" not in answer.body
    assert answer.origin.source is Source.LOGIN
    bearer = HttpRequest(Headers((("Authorization", f"Bearer {token['access_token']}"),)))
    assert application_of(bearer) == "0f8fad5b-d9cb-469f-a165-70867728950e"


def test_a_device_code_leads_to_a_token_that_can_be_refreshed() -> None:
    code = json.loads(answered("POST", f"{LOGIN}/t/oauth2/v2.0/devicecode", b"client_id=a").body)
    asked = f"grant_type=device_code&device_code={code['device_code']}&client_id=a&scope=openid".encode()
    token = json.loads(answered("POST", f"{LOGIN}/t/oauth2/v2.0/token", asked).body)
    assert token["refresh_token"] and token["id_token"]


def test_discovery_leads_to_the_origin_that_was_asked() -> None:
    found = json.loads(answered("GET", f"{LOGIN}/t/v2.0/.well-known/openid-configuration").body)
    assert found["token_endpoint"] == f"{LOGIN}/t/oauth2/v2.0/token"
    instances = json.loads(answered("GET", f"{LOGIN}/common/discovery/instance?api-version=1.1").body)
    assert instances["metadata"][0]["aliases"] == ["login.microsoftonline.com"]
    here = "http://127.0.0.1:8080"
    assert (
        json.loads(answered("GET", f"{here}/t/.well-known/openid-configuration").body)["issuer"]
        == f"{here}/t/v2.0"
    )


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("POST", "/EWS/Exchange.asmx"),
        ("GET", "/t/oauth2/v2.0/token"),
        ("POST", "/t/oauth2/v2.0/tokens"),
        ("POST", "/autodiscover/autodiscover.svc"),
        ("GET", "/"),
    ],
)
def test_all_else_goes_on_to_exchange(method: str, url: str) -> None:
    assert answered(method, url).body == b"exchange"


def test_a_server_that_challenges_does_not_challenge_who_signs_in() -> None:
    import requests

    journal = Journal(Login(Exchange()))
    with Server(journal, ManualClock(), auth=authentication("bearer")) as server:
        assert requests.post(server.url + "/EWS/Exchange.asmx", timeout=5).status_code == 401
        token = requests.post(server.url + "/t/oauth2/v2.0/token", {"client_id": "a"}, timeout=5).json()
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        assert requests.post(server.url + "/EWS/Exchange.asmx", headers=headers, timeout=5).status_code == 200
    assert [entry.origin.source for entry in journal.entries()] == [Source.LOGIN, Source.RECORDED]


@pytest.mark.parametrize("body", [b"", b"\xff\xfe=&=&", b"a=1&" * 500])
def test_hostile_forms_get_a_token_all_the_same(body: bytes) -> None:
    assert answered("POST", "/t/oauth2/token", body).status == 200


def test_the_control_api_reaches_what_is_behind_it() -> None:
    faults = Faults(Exchange(), [Fault(kind="busy")])
    journal = Journal(Login(faults))
    asked = HttpRequest(method="GET", url="/_inspector/v1/faults")
    assert b"busy" in Control(journal, ManualClock()).respond(asked, 0.0).body
