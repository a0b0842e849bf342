"""list, show and flow on a small cassette with a call in it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from inspector.cassette import CassetteWriter, Interaction
from inspector.cli.main import cli
from inspector.errors import InspectorError
from inspector.wire import Headers, HttpRequest, HttpResponse
from tests.messages import soap

XML = Headers([("Content-Type", "text/xml; charset=utf-8")])
URL = "http://mail.example.com/EWS/UM2007Legacy.asmx"


def asked(at: float, inner: str, answer: str | None, **more: Any) -> Interaction:
    response = None if answer is None else HttpResponse(XML, soap(answer))
    return Interaction(0, at, HttpRequest(XML, soap(inner), "POST", URL), response, took=0.25, **more)


@pytest.fixture
def cassette(tmp_path: Path) -> str:
    path = tmp_path / "call.jsonl"
    poll = "<GetCallInfo><CallId>call-7</CallId></GetCallInfo>"
    state = "<GetCallInfoResponse><GetCallInfoResponse>{}</GetCallInfoResponse></GetCallInfoResponse>"
    place = "<PlayOnPhone><entryId>AAAA</entryId><DialString>5551234</DialString></PlayOnPhone>"
    issued = "<PlayOnPhoneResponse><PlayOnPhoneResponse>call-7</PlayOnPhoneResponse></PlayOnPhoneResponse>"
    finding = {"code": "UMS021", "severity": "error", "message": "bad \x1b[2J", "direction": "response"}
    with CassetteWriter(path) as writer:
        writer.append(asked(0.0, place, issued))
        writer.append(asked(1.0, poll, state.format("<CallState>Connected</CallState>"), findings=(finding,)))
        writer.append(asked(2.0, poll, None, error="client hung up"))
    return str(path)


@pytest.fixture
def run() -> Callable[..., Result]:
    return lambda *words: CliRunner().invoke(cli, list(words))


class TestList:
    def test_each_interaction_has_a_line_with_what_matters(
        self, cassette: str, run: Callable[..., Result]
    ) -> None:
        lines = run("list", cassette).output.splitlines()
        assert len(lines) == 3
        assert all(part in lines[0] for part in ("1", "PlayOnPhone", "200", "250.0 ms", "AAAA"))
        assert "Connected" in lines[1] and "UMS021" in lines[1]
        assert "---" in lines[2]

    def test_a_filter_chooses(self, cassette: str, run: Callable[..., Result]) -> None:
        assert [
            line.split()[0]
            for line in run("list", cassette, "--filter", "~sev error | ~e").output.splitlines()
        ] == [
            "2",
            "3",
        ]
        with pytest.raises(InspectorError, match="filter, column"):
            raise run("list", cassette, "--filter", "~op").exception or AssertionError

    def test_json_has_an_object_a_line(self, cassette: str, run: Callable[..., Result]) -> None:
        rows = [json.loads(line) for line in run("list", cassette, "--json").output.splitlines()]
        assert [row["operation"] for row in rows] == ["PlayOnPhone", "GetCallInfo", "GetCallInfo"]
        assert {"kind": "call", "value": "call-7"} in rows[0]["handles"]
        assert rows[1]["findings"] == {"error": 1}
        assert rows[2]["error"] == "client hung up"

    def test_statistics_add_up(self, cassette: str, run: Callable[..., Result]) -> None:
        table = json.loads(run("list", cassette, "--stats", "--json").output)
        assert (table["interactions"], table["errors"]) == (3, 1)
        assert sum(one["count"] for one in table["operations"].values()) == 3
        text = run("list", cassette, "--stats").output
        assert "3 interactions, 1 without a whole answer" in text


class TestShow:
    def test_both_messages_are_indented_and_what_was_found_is_printable(
        self, cassette: str, run: Callable[..., Result]
    ) -> None:
        text = run("show", cassette, "2").output
        assert f"POST {URL}" in text and "200 OK" in text
        assert "interaction 2, GetCallInfo, um endpoint, at 1.000 s" in text
        assert "\n    <GetCallInfo>\n      <CallId>call-7</CallId>\n" in text
        assert "UMS021" in text and "\x1b" not in text

    def test_one_message_alone_and_raw(self, cassette: str, run: Callable[..., Result]) -> None:
        assert "200 OK" not in run("show", cassette, "1", "--request").output
        assert "POST" not in run("show", cassette, "1", "--response").output
        raw = run("show", cassette, "1", "--raw", "--request").stdout_bytes
        assert raw.startswith(b"<s:Envelope") and raw.endswith(b"</s:Envelope>")

    def test_a_missing_answer_is_said(self, cassette: str, run: Callable[..., Result]) -> None:
        assert "no response: client hung up" in run("show", cassette, "3").output
        with pytest.raises(InspectorError, match="no response"):
            raise run("show", cassette, "3", "--raw").exception or AssertionError

    def test_a_number_that_is_not_there_is_an_error(self, cassette: str, run: Callable[..., Result]) -> None:
        with pytest.raises(InspectorError, match="no interaction 9"):
            raise run("show", cassette, "9").exception or AssertionError


class TestFlow:
    def test_a_call_is_drawn_with_its_states(self, cassette: str, run: Callable[..., Result]) -> None:
        text = run("flow", cassette, "call-7").output
        assert all(part in text for part in ("PlayOnPhone", "GetCallInfo", "Connected"))

    def test_a_part_of_a_handle_is_enough_and_an_ambiguous_one_is_not(
        self, cassette: str, run: Callable[..., Result]
    ) -> None:
        assert run("flow", cassette, "all-7").output == run("flow", cassette, "call-7").output
        with pytest.raises(InspectorError, match="2 handles contain"):
            raise run("flow", cassette, "").exception or AssertionError
        with pytest.raises(InspectorError, match="no interaction names"):
            raise run("flow", cassette, "nobody").exception or AssertionError

    def test_without_a_handle_the_flows_are_listed(self, cassette: str, run: Callable[..., Result]) -> None:
        text = run("flow", cassette).output
        assert "call" in text and "item" in text and "call-7" in text
        flows = [json.loads(line) for line in run("flow", cassette, "--json").output.splitlines()]
        assert [step["n"] for step in flows[1]["steps"]] == [1, 2, 3]
