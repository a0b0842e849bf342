"""What hosts put around a responder."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from inspector.clock import ManualClock
from inspector.serve import Fault, Hosted
from inspector.serve.control import CONTROL_PATH
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from inspector.wire.responder_layer import Layer
from tests.messages import soap


class Counting(Layer):
    """Counts what it answers."""

    def __init__(self) -> None:
        self.count = 0

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        self.count += 1
        return HttpResponse(body=str(at).encode())

    def state(self, at: float) -> dict[str, Any]:
        return {"count": self.count, "at": at}

    def reset(self) -> None:
        self.count = 0


ASKED = HttpRequest(body=soap("<GetItem/>"), url="/EWS/Exchange.asmx")


def test_the_clock_tells_the_time_of_what_is_asked_without_a_socket() -> None:
    hosted = Hosted(Counting(), ManualClock())
    hosted.clock.advance(32.0)
    assert hosted.respond(ASKED).body == b"32.0"
    assert [entry.at for entry in hosted.journal.entries()] == [32.0]
    assert hosted.state() == {"count": 1, "at": 32.0}


def test_a_planned_fault_strikes_and_is_in_the_journal() -> None:
    noted: list[Any] = []
    hosted = Hosted(Counting(), ManualClock(), faults=[Fault(kind="busy", times=1)], noted=noted.append)
    assert [hosted.respond(ASKED).status, hosted.respond(ASKED).status] == [500, 200]
    assert [entry.origin.note for entry in noted] == ["busy", ""]


def test_reset_takes_everything_back_but_the_clock() -> None:
    hosted = Hosted(Counting(), ManualClock())
    hosted.clock.advance(5.0)
    hosted.faults.add(Fault(kind="busy"))
    hosted.respond(ASKED)
    hosted.reset()
    assert (hosted.journal.entries(), hosted.state()) == ([], {"count": 0, "at": 5.0})
    assert hosted.respond(ASKED).status == 200


@pytest.mark.parametrize(
    ("host", "token", "closed"),
    [("127.0.0.1", "", False), ("::1", "", False), ("0.0.0.0", "", True), ("0.0.0.0", "secret", False)],
)
def test_without_a_token_the_control_api_is_closed_where_others_reach_it(
    host: str, token: str, closed: bool
) -> None:
    hosted = Hosted(Counting(), ManualClock(), address=(host, 0), token=token)
    fields = Headers((("Authorization", f"Bearer {token}"), ("Host", "localhost")))
    answer = hosted.control.respond(HttpRequest(fields, method="GET", url=f"{CONTROL_PATH}health"), 0.0)
    assert (hosted.closed, answer.status) == (closed, 403 if closed else 200)


def test_its_server_has_the_control_api_beside_the_responder() -> None:
    with Hosted(Counting(), ManualClock()).server() as server:
        assert requests.get(f"{server.url}/anything", timeout=5).content == b"0.0"
        state = json.loads(requests.get(f"{server.url}{CONTROL_PATH}state", timeout=5).content)
    assert state["count"] == 1
