from __future__ import annotations

from dataclasses import replace

import pytest
import requests

from inspector.clock import ManualClock, SystemClock
from inspector.serve import Control, Journal, Server
from inspector.wire.http import Headers, HttpRequest


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
        (b'{"mode": ["manual"]}', "no mode"),
        (b'{"advance": null}', "no number"),
        (b'{"advance": NaN}', "not JSON"),
        (b'{"advance": 1e999}', "not JSON"),
        (b'{"advance": 1%s}' % (b"0" * 400), "too large"),
        (b'{"advance": 1%s}' % (b"0" * 5000), "not JSON"),
        (b'{"advance": 1e12}', "advance by"),
        (b'{"mode": "real", "speed": 1e7}', "1000000"),
    ],
    ids=lambda value: str(value)[:40],
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


def test_the_clock_never_becomes_infinite(api, clock):
    statuses = [requests.post(api + "clock", json={"advance": 9e10}, timeout=5).status_code for _ in range(3)]
    assert statuses == [200, 400, 400]
    assert clock.now() == 9e10


@pytest.mark.parametrize("after", ["-1", "\u0665", "1" * 5000, "x", "1e3"], ids=lambda after: after[:9])
def test_an_entry_of_the_journal_is_asked_for_by_its_number(api, after):
    answer = requests.get(api + "journal", params={"after": after}, timeout=5)
    assert answer.status_code == 400 and "no number" in answer.json()["error"]


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("Origin", "https://evil.example", 403),
        ("Origin", "http://localhost:3000", 200),
        ("Origin", "http://127.0.0.1", 200),
        ("Origin", "http://[::1]:8080", 200),
        ("Origin", "https://LOCALHOST", 200),
        ("Origin", "http://localhost.evil.example", 403),
        ("Origin", "http://localhost:evil.example", 403),
        ("Origin", "http://localhost:80@evil.example", 403),
        ("Origin", "http://evil@localhost", 403),
        ("Origin", "http://[::1", 403),
        ("Origin", "file://localhost", 403),
        ("Origin", "null", 403),
        ("Origin", "", 403),
        ("Host", "evil.example", 403),
        ("Host", "evil.example:8080", 403),
        ("Host", "localhost.evil.example:8080", 403),
        ("Host", "127.0.0.1.evil.example", 403),
        ("Host", "localhost@evil.example", 403),
        ("Host", "localhost", 200),
        ("Host", "localhost:1", 200),
        ("Host", "[::1]:9", 200),
        ("Sec-Fetch-Site", "cross-site", 403),
        ("Sec-Fetch-Site", "Cross-Site", 403),
        ("Sec-Fetch-Site", "same-origin", 200),
        ("Sec-Fetch-Site", "same-site", 200),
        ("Sec-Fetch-Site", "none", 200),
    ],
)
def test_a_web_page_of_another_site_is_refused(api, clock, header, value, status):
    answer = requests.post(api + "clock", json={"advance": 1}, headers={header: value}, timeout=5)
    assert (answer.status_code, clock.now()) == (status, 1.0 if status == 200 else 0.0)
    assert status == 200 or answer.json()["error"]


def test_a_page_that_names_two_hosts_is_refused(api, talk):
    head = "GET /_inspector/v1/health HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n"
    assert b" 403 " in talk(f"{head}Connection: close\r\n\r\n".encode())


def test_a_forward_proxy_answers_for_any_host_and_no_foreign_page(echo, clock):
    control = Control(echo, clock, any_host=True)
    request = HttpRequest(Headers([("Host", "mail.example.com")]), method="GET", url="/_inspector/v1/health")
    assert control.respond(request, 0).status == 200
    page = replace(request, headers=Headers([*request.headers, ("Origin", "http://mail.example.com")]))
    assert control.respond(page, 0).status == 403


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
