from __future__ import annotations

import time
from typing import Any

import pytest
import requests

from inspector.clock import SystemClock
from inspector.errors import InputError, UsageError
from inspector.replay.answer import Answer, Origin, Source
from inspector.serve import Control, Fault, Faults, Journal, Server, read_faults
from inspector.serve.faults import KINDS
from inspector.wire.http import Headers, HttpRequest
from inspector.wire.soap import read_envelope
from tests.messages import soap

BODY = b"<answer>" + b"x" * 1000 + b"</answer>"


class Recorded:
    asked = 0

    def respond(self, request, at):
        self.asked += 1
        return Answer(
            Headers([("Content-Type", "text/xml")]), BODY, origin=Origin(Source.RECORDED, n=1, note="state")
        )


def asking(operation="GetItem"):
    return HttpRequest(body=soap(f"<{operation}/>"), url="/EWS/Exchange.asmx")


def struck(faults, count, operation="GetItem"):
    return [faults.respond(asking(operation), 0.0).origin.source is Source.FAULT for _ in range(count)]


def test_without_a_plan_nothing_strikes():
    assert struck(Faults(Recorded()), 5) == [False] * 5


def test_the_nth_request_is_struck():
    assert struck(Faults(Recorded(), [Fault(kind="busy", nth=(2, 4))]), 5) == [
        False,
        True,
        False,
        True,
        False,
    ]


def test_an_operation_alone_is_struck():
    faults = Faults(Recorded(), [Fault(kind="busy", operation="GetItem", nth=(2,))])
    assert struck(faults, 2, "SendItem") == [False, False]
    assert struck(faults, 3) == [False, True, False]


def test_a_share_is_struck_the_same_ones_for_a_seed():
    def draw(seed):
        return struck(Faults(Recorded(), [Fault(kind="busy", share=0.3, seed=seed)]), 200)

    assert draw(1) == draw(1) != draw(2)
    assert 30 < sum(draw(1)) < 90


def test_no_more_than_so_many_times():
    assert struck(Faults(Recorded(), [Fault(kind="busy", times=2)]), 4) == [True, True, False, False]


def test_reset_begins_the_plan_again():
    faults = Faults(Recorded(), [Fault(kind="busy", nth=(1,))])
    assert struck(faults, 2) == [True, False]
    faults.add(Fault(kind="latency"))
    faults.reset()
    assert struck(faults, 2) == [True, False]


def test_a_busy_server_says_how_long_to_stay_away():
    answer = Faults(Recorded(), [Fault(kind="busy", seconds=2.5)]).respond(asking(), 0.0)
    fault = read_envelope(answer.body).fault
    assert (answer.status, fault.code) == (500, "ErrorServerBusy")
    assert fault.detail_text("ResponseCode") == "ErrorServerBusy"
    (value,) = [e for e in fault.element.iter() if str(e.tag).endswith("}Value")]
    assert (value.get("Name"), value.text) == ("BackOffMilliseconds", "2500")


@pytest.mark.parametrize("kind", ["busy", "unavailable", "unauthorized", "reset-before"])
def test_what_strikes_before_the_answer_leaves_the_responder_unasked(kind):
    recorded = Recorded()
    Faults(recorded, [Fault(kind=kind)]).respond(asking(), 0.0)
    assert recorded.asked == 0


def test_the_note_tells_fault_and_answer():
    answer = Faults(Recorded(), [Fault(kind="latency", seconds=3)]).respond(asking(), 0.0)
    assert isinstance(answer, Answer)
    assert (answer.delay, answer.origin.n, answer.origin.note) == (3, 1, "latency, state")


@pytest.fixture
def strike():
    """Strikes a client over real HTTP and returns what it sees."""

    def post(kind, seconds=0.2):
        with Server(Faults(Recorded(), [Fault(kind=kind, seconds=seconds)]), SystemClock()) as server:
            return requests.post(server.url, data=asking().body, timeout=5)

    return post


@pytest.mark.parametrize("kind", ["reset-before", "reset-within"])
def test_a_reset_breaks_the_clients_request(strike, kind):
    with pytest.raises(requests.RequestException) as broken:
        strike(kind)
    assert "reset" in str(broken.value).lower()


def test_a_truncated_body_is_seen_as_such(strike):
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
        strike("truncate")


def test_after_a_whole_answer_the_connection_is_gone():
    with (
        Server(Faults(Recorded(), [Fault(kind="reset-after", nth=(1,))]), SystemClock()) as server,
        requests.Session() as client,
    ):
        assert client.post(server.url, data=asking().body, timeout=5).content == BODY
        try:
            again = client.post(server.url, data=asking().body, timeout=5).status_code
        except requests.ConnectionError:
            again = 0
        assert again in (0, 200)  # urllib3 may notice in time, and connect anew


def test_a_dribble_takes_its_time_and_is_whole(strike):
    began = time.monotonic()
    assert strike("dribble", 0.3).content == BODY
    assert time.monotonic() - began >= 0.3


def test_latency_takes_its_time(strike):
    began = time.monotonic()
    assert strike("latency", 0.1).content == BODY
    assert time.monotonic() - began >= 0.1


def test_other_kinds_over_http(strike):
    assert strike("unavailable").headers["retry-after"] == "0"
    assert strike("unavailable").status_code == 503
    assert strike("unauthorized").status_code == 401
    assert strike("content-type").headers["content-type"].startswith("text/html")
    assert strike("busy").status_code == 500


def test_the_control_api_arms_and_disarms():
    clock = SystemClock()
    journal = Journal(Faults(Recorded()))
    with Server(journal, clock, control=Control(journal, clock)) as server:
        api = f"{server.url}/_inspector/v1/faults"
        assert requests.get(api, timeout=5).json() == []
        (armed,) = requests.post(api, json={"kind": "unavailable", "nth": 1}, timeout=5).json()
        assert (armed["kind"], armed["nth"], armed["struck"]) == ("unavailable", [1], 0)
        assert requests.post(server.url, data=asking().body, timeout=5).status_code == 503
        assert requests.post(server.url, data=asking().body, timeout=5).status_code == 200
        assert requests.get(api, timeout=5).json()[0]["struck"] == 1
        assert requests.delete(api, timeout=5).json() == []
        wrong: list[dict[str, Any]] = [{"kind": "earthquake"}, {"kind": "busy", "colour": 1}, {}]
        values: dict[str, tuple[Any, ...]] = {
            "operation": (None, 1, ["GetItem"]),
            "seed": (None, "1", 0.5, []),
            "times": (None, "1", 0.5, []),
            "nth": (None, "1", 0.5, [0], ["1"], {}, True, [True]),
            "share": ("1", [], 1.5, 10**400),
            "seconds": (None, "1", -1, 3600, 10**400),
        }
        kinds: tuple[Any, ...] = (None, 1, [], {})
        wrong += [{"kind": kind} for kind in kinds]
        wrong += [{"kind": "busy", name: value} for name, each in values.items() for value in each]
        wrong += [{"kind": "busy", "times": -1}, {"kind": "busy", "seed": 2**64}]
        for one in wrong:
            answer = requests.post(api, json=one, timeout=5)
            assert (answer.status_code, list(answer.json())) == (400, ["error"]), one
        assert requests.post(server.url, data=asking().body, timeout=5).status_code == 200


def test_a_plan_is_read_from_toml(tmp_path):
    file = tmp_path / "faults.toml"
    file.write_text('[[fault]]\nkind = "busy"\nnth = [2, 3]\n[[fault]]\nkind = "latency"\nshare = 0.5\n')
    assert read_faults(file) == (Fault(kind="busy", nth=(2, 3)), Fault(kind="latency", share=0.5))


@pytest.mark.parametrize(
    "text",
    [
        "[[fault]",
        "fault = 1",
        "[[fault]]\n",
        '[[fault]]\nkind = "no"\n',
        '[[fault]]\nkind = "busy"\nshare = 2\n',
        '[[fault]]\nkind = "busy"\nnth = 0\n',
        '[[fault]]\nkind = "busy"\nseconds = "long"\n',
    ],
)
def test_a_file_that_is_no_plan_is_refused_with_its_name(tmp_path, text):
    file = tmp_path / "faults.toml"
    file.write_text(text)
    with pytest.raises(InputError, match=r"faults\.toml"):
        read_faults(file)
    with pytest.raises(InputError):
        read_faults(tmp_path / "none.toml")


def test_a_kind_that_is_none_is_refused_with_those_that_are():
    with pytest.raises(UsageError) as refused:
        Fault(kind="earthquake")
    assert all(kind in str(refused.value) for kind in KINDS)
