"""Throttling, and the end of EWS: who is let through, and who is not."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from inspector.errors import UsageError
from inspector.replay.answer import Answer
from inspector.serve import Fault, Faults
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.soap import read_envelope
from tests.messages import soap

BODY = soap("<GetItem/>")


class Answering:
    def __init__(self, delay: float = 0.0) -> None:
        self.delay = delay

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        return Answer(Headers(), b"<answer/>", delay=self.delay)


def asked(user: str = "anna", **fields: str) -> HttpRequest:
    token = base64.b64encode(f"{user}:secret".encode()).decode()
    named = {name.replace("_", "-"): text for name, text in fields.items()}
    headers = {"Authorization": f"Basic {token}"} | named
    return HttpRequest(Headers(headers.items()), BODY, url="/EWS/Exchange.asmx")


def bearer(**claims: Any) -> str:
    said = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"Bearer e30.{said}.c2ln"


def statuses(faults: Faults, *requests: tuple[float, HttpRequest]) -> list[int]:
    return [faults.respond(request, at).status for at, request in requests]


def test_the_rate_is_that_of_any_ten_minutes_and_of_one_account() -> None:
    faults = Faults(Answering(), [Fault(kind="throttle-rate", limit=2, seconds=7)])
    times = (0.0, 599.0, 599.999, 600.0, 600.001, 1199.0)
    assert statuses(faults, *((at, asked()) for at in times)) == [200, 200, 500, 200, 500, 200]
    assert statuses(faults, (1199.0, asked("ben"))) == [200]
    fault = read_envelope(faults.respond(asked(), 1199.5).body).fault
    assert fault is not None and fault.detail_text("ResponseCode") == "ErrorServerBusy"
    assert "7000" in "".join(str(text) for text in fault.element.itertext()), "BackOffMilliseconds"


def test_concurrency_counts_what_is_still_in_work() -> None:
    faults = Faults(Answering(delay=5.0), [Fault(kind="throttle-concurrency", limit=2)])
    times = (0.0, 1.0, 2.0, 4.999, 5.0, 5.5, 6.0)
    assert statuses(faults, *((at, asked()) for at in times)) == [200, 200, 500, 500, 200, 500, 200]


def test_concurrency_never_strikes_one_after_the_other() -> None:
    faults = Faults(Answering(), [Fault(kind="throttle-concurrency", limit=1)])
    assert statuses(faults, *((0.0, asked()) for _ in range(5))) == [200] * 5


def test_ews_that_is_retired_says_why_in_a_header_and_nothing_else() -> None:
    answer = Faults(Answering(), [Fault(kind="retired")]).respond(asked(), 0.0)
    assert (answer.status, answer.reason, answer.body) == (403, "Forbidden", b"")
    assert answer.header("x-ews-policy-reason") == "EWS is disabled for this user or tenant"


def test_half_of_the_mailboxes_are_retired_always_the_same_ones() -> None:
    users = [f"user{n}@example.com" for n in range(200)]
    faults = Faults(Answering(), [Fault(kind="retired", share=0.5, seed=3)])
    first, second = (statuses(faults, *((0.0, asked(user)) for user in users)) for _ in range(2))
    assert first == second
    assert 70 < first.count(403) < 130
    other = Faults(Answering(), [Fault(kind="retired", share=0.5, seed=4)])
    assert statuses(other, *((0.0, asked(user)) for user in users)) != first
    for share, status in ((0.0, 200), (1.0, 403)):
        faults = Faults(Answering(), [Fault(kind="retired", share=share)])
        assert set(statuses(faults, *((0.0, asked(user)) for user in users))) == {status}


def test_applications_on_the_list_are_spared_by_their_token_or_their_user_agent() -> None:
    allow = ("11111111-2222-3333-4444-555555555555", "GoodClient")
    faults = Faults(Answering(), [Fault(kind="retired", allow=allow)])
    spared = (
        asked(Authorization=bearer(appid=allow[0].upper())),
        asked(Authorization=bearer(azp=allow[0])),
        asked(User_Agent="goodclient/2.1 (linux)"),
    )
    struck = (asked(), asked(Authorization=bearer(appid="other")), asked(User_Agent="Good/1"))
    hostile = (asked(Authorization="Bearer a.b.c"), asked(Authorization=f"Bearer {'x' * 9}.W10.z"))
    assert statuses(faults, *((0.0, request) for request in spared)) == [200] * 3
    assert statuses(faults, *((0.0, request) for request in (*struck, *hostile))) == [403] * 5
    answer = faults.respond(struck[0], 0.0)
    assert answer.header("x-ews-policy-reason") == "EWS is blocked by policy for this user or tenant"


@pytest.mark.parametrize(
    "table",
    [
        {"kind": "throttle-rate"},
        {"kind": "busy", "limit": 3},
        {"kind": "throttle-rate", "limit": -1},
        {"kind": "busy", "allow": ["a"]},
        {"kind": "retired", "allow": [1]},
        {"kind": "retired", "allow": 1},
    ],
)
def test_a_limit_or_a_list_where_none_belongs_is_refused(table: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        Fault.from_table(table)
