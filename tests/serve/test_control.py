from __future__ import annotations

import pytest
import requests

from inspector.clock import ManualClock, SystemClock
from inspector.serve import Control, Journal, Server


@pytest.fixture
def api(server):
    return f"{server.url}/_inspector/v1/"


def test_health_says_version_and_clock(api):
    health = requests.get(api + "health", timeout=5).json()
    assert health["status"] == "ok"
    assert health["clock"] == {"now": 0.0, "mode": "manual", "speed": 0.0}


def test_a_manual_clock_advances_by_what_is_asked(api, clock):
    assert requests.post(api + "clock", json={"advance": 31.999}, timeout=5).json()["now"] == 31.999
    assert requests.post(api + "clock", json={"advance": 0.001}, timeout=5).json()["now"] == 32.0
    assert clock.now() == 32.0


def test_a_clock_can_be_set_running_and_stopped(api, clock):
    assert (
        requests.post(api + "clock", json={"mode": "real", "speed": 10}, timeout=5).json()["mode"] == "scaled"
    )
    assert clock.speed == 10
    assert requests.post(api + "clock", json={"mode": "real"}, timeout=5).json()["mode"] == "real"
    stopped = requests.post(api + "clock", json={"mode": "manual"}, timeout=5).json()
    assert stopped["mode"] == "manual"
    assert clock.now() == pytest.approx(stopped["now"], abs=1e-6)


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (b"{", "not JSON"),
        (b"[]", "no JSON object"),
        (b"{}", "empty wish"),
        (b'{"advance": -1}', "-1"),
        (b'{"advance": "32"}', "no number"),
        (b'{"advance": true}', "no number"),
        (b'{"mode": "fast"}', "no mode"),
        (b'{"forward": 1}', "no forward"),
        (b'{"mode": "real", "speed": -2}', "-2"),
    ],
)
def test_a_wish_that_makes_no_sense_is_explained(api, sent, why):
    answer = requests.post(api + "clock", data=sent, timeout=5)
    assert answer.status_code == 400
    assert why in answer.json()["error"]


def test_an_unknown_name_is_answered_with_the_known_ones(api):
    answer = requests.get(api + "colour", timeout=5)
    assert answer.status_code == 404
    assert "journal" in answer.json()["error"]


def test_a_wrong_method_is_said(api):
    assert requests.get(api + "reset", timeout=5).status_code == 405


def test_reset_empties_the_journal(server, api):
    requests.get(server.url, timeout=5)
    assert len(requests.get(api + "journal", timeout=5).json()) == 1
    requests.post(api + "reset", timeout=5)
    assert requests.get(api + "journal", timeout=5).json() == []


def test_the_control_api_is_no_traffic(server, api, echo):
    requests.get(api + "health", timeout=5)
    assert echo.requests == []
    assert requests.get(api + "journal", timeout=5).json() == []


def test_a_web_page_of_another_site_is_refused(api):
    assert (
        requests.post(api + "reset", headers={"Origin": "https://evil.example"}, timeout=5).status_code == 403
    )
    assert (
        requests.post(api + "reset", headers={"Origin": "http://localhost:3000"}, timeout=5).status_code
        == 200
    )
    assert (
        requests.post(
            api + "reset", headers={"Origin": "http://localhost.evil.example"}, timeout=5
        ).status_code
        == 403
    )


def test_a_token_is_asked_for_if_one_is_set(echo):
    clock = ManualClock()
    journal = Journal(echo)
    with Server(journal, clock, control=Control(journal, clock, "s3cret")) as server:
        health = f"{server.url}/_inspector/v1/health"
        assert requests.get(health, timeout=5).status_code == 401
        assert requests.get(health, headers={"Authorization": "Bearer wrong"}, timeout=5).status_code == 401
        assert requests.get(health, headers={"Authorization": "Bearer s3cret"}, timeout=5).status_code == 200


def test_a_closed_control_api_says_why(echo):
    clock = SystemClock()
    with Server(echo, clock, control=Control(echo, clock, closed=True)) as server:
        answer = requests.get(f"{server.url}/_inspector/v1/health", timeout=5)
        assert answer.status_code == 403
        assert "token" in answer.json()["error"]
