"""The command as its user runs it: in a process of its own, over HTTP, stopped by a signal."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from inspector.protocols.common.versions import VERSIONS
from inspector.wire.soap import SoapFault, read_envelope
from tests.messages import soap
from tests.processes import Process, run

UM = "/EWS/UM2007Legacy.asmx"


class Running:
    """The command, and a client of it."""

    def __init__(self, process: Process) -> None:
        assert process.stdout is not None
        self.process = process
        self.ready: dict[str, Any] = json.loads(process.stdout.readline())
        self.http = requests.Session()
        self.http.trust_env = False

    def ask(self, operation: str, parts: str = "", **options: Any) -> requests.Response:
        body = soap(f"<{operation}>{parts}</{operation}>")
        return self.http.post(self.ready["url"] + UM, data=body, timeout=10, **options)

    def call(self, number: str) -> str:
        entry = self.ready["voice_mail_entry_id"]
        parts = f"<entryId>{entry}</entryId><DialString>{number}</DialString>"
        payload = read_envelope(self.ask("PlayOnPhone", parts).content).payload
        assert payload is not None
        return payload[0].text or ""

    def state(self, call: str) -> str:
        answer = read_envelope(self.ask("GetCallInfo", f"<CallId>{call}</CallId>").content)
        fault: SoapFault | None = answer.fault
        if fault is not None:
            return fault.code
        assert answer.payload is not None
        return "/".join(part.text or "" for part in answer.payload[0])

    def advance(self, seconds: float) -> None:
        url = f"{self.ready['url']}/_inspector/v1/clock"
        assert self.http.post(url, json={"advance": seconds}, timeout=10).status_code == 200

    def stop(self) -> tuple[str, int]:
        self.http.close()
        self.process.send_signal(signal.SIGINT)
        _, errors = self.process.communicate(timeout=20)
        return errors, self.process.wait(0)


@contextmanager
def simulate(*words: str) -> Iterator[Running]:
    with Process("simulate", "--listen", "127.0.0.1:0", "--json", *words) as process:
        yield Running(process)


def test_a_call_lives_by_the_clock_and_the_scenario(tmp_path: Path) -> None:
    scenario = tmp_path / "calls.toml"
    scenario.write_text('[[calls]]\nto = "+1 425 555 0101"\nring = 2\nanswer = "busy"\n')
    with simulate("--clock", "manual", "--scenario", str(scenario)) as running:
        busy, free = running.call("+14255550101"), running.call("12345")
        assert running.state(busy) == running.state(free) == "Connecting/None"
        running.advance(3)
        assert (running.state(busy), running.state(free)) == ("Disconnected/UserBusy", "Connected/None")
        for name in ("FindPeople", "GetPersona", "FindPeople"):
            running.http.post(
                running.ready["ews"],
                data=soap(f"<m:{name}/>"),
                headers={"Content-Type": "text/xml; charset=utf-8"},
                timeout=10,
            )
        running.advance(31)
        assert (running.state(busy), running.state(free)) == ("InvalidCallIdException", "Connected/None")
        errors, status = running.stop()
    assert status == 0
    assert "requests answered" in errors
    assert "not simulated: FindPeople (2), GetPersona (1)" in errors


@pytest.mark.parametrize("version", ["Exchange2007_SP1", "Exchange2016"])
def test_it_behaves_like_the_version_that_is_asked_for(version: str) -> None:
    with simulate("--version", version.lower()) as running:
        assert running.ready["version"] == version
        answer = read_envelope(running.ask("GetCallInfo", "<CallId>x</CallId>").content)
        assert answer.fault is not None
        assert answer.fault.code == ("Server" if version == "Exchange2007_SP1" else "InvalidCallIdException")


def test_a_store_outlives_the_command(tmp_path: Path) -> None:
    store = ("--store", str(tmp_path / "box.sqlite"))
    with simulate(*store) as running:
        running.ask("SetOofStatus", "<status>true</status>")
        running.stop()
    with simulate(*store) as running:
        assert b"<m:OofStatus>true</m:OofStatus>" in running.ask("GetUMProperties").content


def test_clients_can_be_challenged() -> None:
    with simulate("--auth", "basic") as running:
        assert running.ask("IsUMEnabled").status_code == 401
        assert running.ask("IsUMEnabled", auth=("anyone@example.com", "x")).status_code == 200


def test_what_it_prints_leads_a_client_to_it() -> None:
    with simulate() as running:
        ready = running.ready
        assert ready["ews"].startswith(ready["url"])
        assert ready["um"].startswith(ready["url"])
        assert ready["mailbox"] == "user@example.com"
        assert running.state(running.call("1")) == "Connecting/None"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--listen", "here"], "'here' is no address to listen on"),
        (["--clock", "backwards"], "there is no clock 'backwards'"),
        (["--scenario", "/nowhere.toml"], "/nowhere.toml: cannot be read"),
        (["--version", "Exchange95"], "Exchange95"),
        (["--store", "/nowhere/box.sqlite"], "cannot be opened"),
    ],
)
def test_bad_usage_is_one_line_and_status_2(words: list[str], told: str) -> None:
    done = run("simulate", *words)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_help_names_every_version() -> None:
    words = " ".join(run("simulate", "--help").stdout.split())
    assert all(version in words for version in VERSIONS)
