"""The command as its user runs it: in a process of its own, over HTTP, stopped by a signal."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from inspector.cassette import CassetteWriter, Interaction
from inspector.resources import cassettes_dir
from inspector.wire.http import Headers, HttpRequest, HttpResponse
from tests.messages import MESSAGES, soap
from tests.processes import Process, run

UM = "/EWS/UM2007Legacy.asmx"
EWS = "/EWS/Exchange.asmx"


class Running:
    """A command that serves."""

    def __init__(self, process: Process, first_line: str) -> None:
        self.process = process
        self.first_line = first_line
        self.url = json.loads(first_line)["url"] if first_line.startswith("{") else first_line.split()[0]

    def stop(self) -> tuple[str, str, int]:
        self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate(timeout=20)
        return out, err, self.process.wait(0)

    def advance(self, seconds: float) -> None:
        answer = requests.post(f"{self.url}/_inspector/v1/clock", json={"advance": seconds}, timeout=5)
        assert answer.status_code == 200, answer.text

    def post(self, path: str, body: str) -> requests.Response:
        return requests.post(
            self.url + path, data=soap(body), headers={"Content-Type": "text/xml"}, timeout=5
        )


@pytest.fixture
def replay() -> Iterator[Callable[..., Any]]:
    @contextmanager
    def run(*words: str) -> Iterator[Running]:
        with Process("replay", "--listen", "127.0.0.1:0", *words) as process:
            line = process.stdout.readline()
            assert line, process.communicate()[1]
            yield Running(process, line)

    yield run


def _write(path: Path, *exchanges: tuple[float, str, str, str]) -> str:
    headers = Headers([("Content-Type", "text/xml")])
    with CassetteWriter(path) as writer:
        for at, url, asked, answered in exchanges:
            request = HttpRequest(headers, soap(asked), url=f"https://mail.example.com{url}")
            writer.append(Interaction(0, at, request, HttpResponse(headers, soap(answered))))
    return str(path)


PLAY_UM = (
    f'<PlayOnPhone xmlns="{MESSAGES}"><entryId>AA</entryId><DialString>5550100</DialString></PlayOnPhone>'
)
PLAYED_UM = (
    f'<PlayOnPhoneResponse xmlns="{MESSAGES}">'
    "<PlayOnPhoneResponse>U</PlayOnPhoneResponse></PlayOnPhoneResponse>"
)
POLL_UM = f'<GetCallInfo xmlns="{MESSAGES}"><CallId>U</CallId></GetCallInfo>'
HANG_UP_UM = f'<Disconnect xmlns="{MESSAGES}"><CallId>U</CallId></Disconnect>'
PLAY_EWS = f'<PlayOnPhone xmlns="{MESSAGES}"><ItemId Id="A"/><DialString>5550100</DialString></PlayOnPhone>'
PLAYED_EWS = (
    f'<PlayOnPhoneResponse ResponseClass="Success" xmlns="{MESSAGES}"><ResponseCode>NoError</ResponseCode>'
    '<PhoneCallId Id="E"/></PlayOnPhoneResponse>'
)
POLL_EWS = f'<GetPhoneCallInformation xmlns="{MESSAGES}"><PhoneCallId Id="E"/></GetPhoneCallInformation>'
HANG_UP_EWS = f'<DisconnectPhoneCall xmlns="{MESSAGES}"><PhoneCallId Id="E"/></DisconnectPhoneCall>'


def test_a_call_that_was_hung_up_is_gone_at_32_seconds_on_both_endpoints(replay, tmp_path):
    """Issue A, criterion 3: with a manual clock, without waiting."""
    file = _write(tmp_path / "a.jsonl", (0, UM, PLAY_UM, PLAYED_UM), (1, EWS, PLAY_EWS, PLAYED_EWS))
    with replay(file, "--clock", "manual") as running:
        for path, play, hang_up in ((UM, PLAY_UM, HANG_UP_UM), (EWS, PLAY_EWS, HANG_UP_EWS)):
            assert running.post(path, play).status_code == 200
            assert running.post(path, hang_up).status_code == 200
        running.advance(31.999)
        assert ">Disconnected<" in running.post(UM, POLL_UM).text
        assert ">Disconnected<" in running.post(EWS, POLL_EWS).text
        running.advance(0.001)
        um, ews = running.post(UM, POLL_UM), running.post(EWS, POLL_EWS)
        assert (um.status_code, ews.status_code) == (500, 200)
        assert "InvalidCallIdException" in um.text
        assert "ErrorInvalidPhoneCallId" in ews.text
        out, _, status = running.stop()
    assert status == 0
    assert "0 requests missed" in out


def test_a_miss_is_explained_and_makes_the_exit_status_1(replay, tmp_path):
    file = _write(tmp_path / "a.jsonl", (0, UM, PLAY_UM, PLAYED_UM))
    with replay(file) as running:
        answer = running.post(UM, PLAY_UM.replace("5550100", "5550199"))
        assert answer.status_code == 500
        assert answer.headers["X-Ews-Inspector"] == "miss"
        out, err, status = running.stop()
    assert status == 1
    assert 'Body/m:PlayOnPhone/m:DialString: recorded "5550100", got "5550199"' in out
    assert "unplayed: PlayOnPhone" in out
    assert "Traceback" not in err


def test_json_tells_ready_requests_and_the_end(replay, tmp_path):
    file = _write(tmp_path / "a.jsonl", (0, UM, PLAY_UM, PLAYED_UM))
    with replay(file, "--json", "--verbose") as running:
        ready = json.loads(running.first_line)
        running.post(UM, PLAY_UM)
        out, _, status = running.stop()
    assert (ready["event"], ready["interactions"]) == ("ready", 1)
    asked, done = (json.loads(line) for line in out.splitlines())
    assert (asked["event"], asked["operation"], asked["source"]) == ("request", "PlayOnPhone", "recorded")
    assert done == {
        "event": "done",
        "requests": 1,
        "answers": {"recorded": 1},
        "played": 1,
        "missed": 0,
        "unplayed": 0,
    }
    assert status == 0


def test_requests_are_shown_as_they_come_if_so_wanted(replay, tmp_path):
    file = _write(tmp_path / "a.jsonl", (0, UM, PLAY_UM, PLAYED_UM))
    with replay(file, "-v", "--clock", "manual") as running:
        running.post(UM, PLAY_UM)
        _, err, _ = running.stop()
    assert "0.000 s  200  recorded #1  PlayOnPhone" in err


def test_a_miss_can_go_to_the_simulator(replay, tmp_path):
    file = _write(tmp_path / "a.jsonl", (0, UM, PLAY_UM, PLAYED_UM))
    with replay(file, "--otherwise", "simulate") as running:
        answer = running.post(UM, f'<IsUMEnabled xmlns="{MESSAGES}"/>')
        assert answer.status_code == 200
        assert "IsUMEnabledResponse" in answer.text
        _, _, status = running.stop()
    assert status == 0


@pytest.mark.parametrize("sample", ["voicemail-um.jsonl", "voicemail-ews.jsonl"])
def test_a_sample_cassette_replays_itself(replay, sample):
    from inspector.cassette import Cassette

    with replay(str(cassettes_dir() / sample), "--clock", "manual") as running:
        now = 0.0
        with Cassette(cassettes_dir() / sample) as cassette:
            for interaction in cassette:
                if interaction.at > now:
                    running.advance(interaction.at - now)
                    now = interaction.at
                request = interaction.request
                answer = requests.request(
                    request.method,
                    running.url + request.path + (f"?{request.query}" if request.query else ""),
                    data=request.body,
                    headers={"Content-Type": request.header("content-type") or ""},
                    timeout=5,
                )
                assert (answer.status_code, answer.content) == (
                    interaction.response.status,
                    interaction.response.body,
                )
        _, _, status = running.stop()
    assert status == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["no-such-file.jsonl"], "no-such-file.jsonl"),
        (["--clock", "sundial", "FILE"], "sundial"),
        (["--listen", "nowhere", "FILE"], "nowhere"),
        (["--latency", "long", "FILE"], "long"),
        (["--volatile", "//", "FILE"], "path"),
        ([], "FILE"),
    ],
)
def test_bad_usage_is_one_line_and_exit_status_2(tmp_path, words, why):
    file = _write(tmp_path / "a.jsonl", (0, UM, PLAY_UM, PLAYED_UM))
    words = [file if word == "FILE" else word for word in words]
    done = run("replay", *words)
    assert done.returncode == 2
    assert why in done.stderr
    assert "Traceback" not in done.stderr


def test_a_control_api_that_others_can_reach_is_closed_without_a_token(replay, tmp_path):
    file = _write(tmp_path / "a.jsonl", (0, UM, PLAY_UM, PLAYED_UM))
    with replay(file, "--listen", "0.0.0.0:0") as running:
        url = running.url.replace("0.0.0.0", "127.0.0.1")
        assert requests.get(f"{url}/_inspector/v1/health", timeout=5).status_code == 403
        assert "control-token" in running.stop()[1]
    with replay(file, "--listen", "0.0.0.0:0", "--control-token", "s3cret") as running:
        url = running.url.replace("0.0.0.0", "127.0.0.1")
        token = {"Authorization": "Bearer s3cret"}
        assert requests.get(f"{url}/_inspector/v1/health", timeout=5).status_code == 401
        assert requests.get(f"{url}/_inspector/v1/health", headers=token, timeout=5).status_code == 200
