"""A recording goes on, whatever a part of this program does on one of its exchanges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from inspector.cassette import Cassette, CassetteHeader, CassetteWriter, Interaction
from inspector.cassette.handshake import Handshakes
from inspector.conformance.check import Checker
from inspector.errors import WriteError
from inspector.recorder import session as session_module
from inspector.recorder.session import Recording
from inspector.scrub import Scrubber
from inspector.wire import Headers, HttpRequest, HttpResponse
from inspector.wire.clock_header import ServerTime
from tests.messages import MESSAGES, SOAP

CANARY = "Tr0ub4dor-canary"
ASKED = f'<s:Envelope xmlns:s="{SOAP}"><s:Body><IsUMEnabled xmlns="{MESSAGES}"/></s:Body></s:Envelope>'
FAILURES = [RuntimeError(CANARY), RecursionError(CANARY), MemoryError(), UnicodeError(CANARY), KeyError("k")]


def exchange(**changes: Any) -> Interaction:
    fields = Headers(
        [
            ("Content-Type", "text/xml; charset=utf-8"),
            ("Authorization", f"Bearer {CANARY}"),
            ("X-AnchorMailbox", f"{CANARY}@example.com"),
        ]
    )
    url = f"https://{CANARY}.example.com/EWS/UM2007Legacy.asmx?token={CANARY}"
    request = HttpRequest(fields, ASKED.encode() + f"<!--{CANARY}-->".encode(), "POST", url, "c1")
    response = HttpResponse(
        Headers([("Content-Type", "text/xml"), ("Set-Cookie", f"a={CANARY}")]),
        f"<a>{CANARY}</a>".encode(),
        200,
        CANARY,
    )
    return replace(Interaction(0, 0.0, request, response, conn="c1"), **changes)


def broken(problem: Exception) -> Any:
    def fails(*_: Any, **__: Any) -> Any:
        raise problem

    return fails


@pytest.fixture
def recording(tmp_path: Path) -> Iterator[Recording]:
    header = CassetteHeader(scrub={"profile": "identity", "salt": "salt"})
    writer = CassetteWriter(tmp_path / "a.jsonl", header)
    made = Recording(writer, Scrubber.of(header.scrub or {}), Checker())
    yield made
    made.finish()


def written(recording: Recording, tmp_path: Path) -> list[Interaction]:
    recording.finish()
    with Cassette(tmp_path / "a.jsonl") as cassette:
        return list(cassette)


def codes(interaction: Interaction) -> list[str]:
    return [finding["code"] for finding in interaction.findings]


@pytest.mark.parametrize("problem", FAILURES, ids=lambda problem: type(problem).__name__)
class TestWhateverAPartRaises:
    def test_what_cannot_be_scrubbed_is_withheld_and_the_next_exchange_is_kept(
        self, problem: Exception, recording: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patched:
            patched.setattr(Scrubber, "scrub", broken(problem))
            recording.add(exchange())
        recording.add(exchange())
        assert (recording.tally.interactions, recording.tally.withheld) == (2, 1)
        first, second = written(recording, tmp_path)
        assert first.request.body.startswith(
            f"[withheld: scrubbing failed: {type(problem).__name__}; ".encode()
        )
        assert codes(first) == ["WIRE023", "WIRE023"]
        assert (first.operation, first.response.status) == ("IsUMEnabled", 200)
        assert b"IsUMEnabled" in second.request.body
        assert CANARY not in (tmp_path / "a.jsonl").read_text()

    def test_a_leg_that_teaches_nothing_withholds_the_exchange_that_ends_its_handshake(
        self, problem: Exception, recording: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        challenge = HttpResponse(Headers([("WWW-Authenticate", "Bearer")]), b"", 401)
        recording.add(
            replace(exchange(), request=replace(exchange().request, headers=Headers()), response=challenge)
        )
        monkeypatch.setattr(Scrubber, "learn", broken(problem))
        recording.add(exchange())
        (one,) = written(recording, tmp_path)
        assert one.auth is not None and one.auth.legs == 2
        assert codes(one) == ["WIRE023", "WIRE023"]

    @pytest.mark.parametrize(
        ("part", "name", "said"),
        [
            (session_module, "identify", "identifying failed"),
            (Checker, "check", "judging failed"),
            (Handshakes, "add", "folding handshakes failed"),
            (ServerTime, "at", None),
        ],
    )
    def test_the_exchange_is_kept_scrubbed_with_a_finding(
        self,
        problem: Exception,
        part: object,
        name: str,
        said: str | None,
        recording: Recording,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(part, name, broken(problem))
        recording.add(exchange())
        (one,) = written(recording, tmp_path)
        assert b"IsUMEnabled" in one.request.body
        told = [finding["message"] for finding in one.findings if finding["code"] == "WIRE024"]
        assert told == ([f"{said}: {type(problem).__name__}"] if said else [])
        assert CANARY not in (tmp_path / "a.jsonl").read_text()

    @pytest.mark.parametrize("part", ["closed", "finish"])
    def test_the_end_of_a_connection_that_cannot_be_folded_ends_nothing(
        self,
        problem: Exception,
        part: str,
        recording: Recording,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(Handshakes, part, broken(problem))
        recording.add(exchange())
        recording.closed("c1")
        assert len(written(recording, tmp_path)) == 1


def test_a_text_that_no_json_file_can_hold_is_withheld(tmp_path: Path) -> None:
    writer = CassetteWriter(tmp_path / "a.jsonl", CassetteHeader(scrub={"profile": "none"}))
    recording = Recording(writer, Scrubber("none", ""), None)
    recording.add(exchange(error="\ud800"))
    (one,) = written(recording, tmp_path)
    assert codes(one) == ["WIRE023", "WIRE023"]
    assert one.error == "[withheld: encoding failed: UnicodeEncodeError; 3 bytes]"


def test_only_a_failure_to_write_stops_the_traffic(
    recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CassetteWriter, "append", broken(WriteError("the disk is full", "a.jsonl")))
    with pytest.raises(WriteError):
        recording.add(exchange())


def test_a_withheld_exchange_gets_the_same_findings_when_it_is_judged_again(
    recording: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Scrubber, "scrub", broken(RuntimeError()))
    recording.add(exchange())
    (one,) = written(recording, tmp_path)
    again = Checker().check(one.request, one.response)
    assert [finding.to_json() for finding in again] == list(one.findings)


def test_no_log_has_what_the_exception_quoted(
    recording: Recording, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Scrubber, "scrub", broken(RuntimeError(CANARY)))
    recording.add(exchange())
    assert "scrubbing failed: RuntimeError (test_session.py:" in caplog.text
    assert CANARY not in caplog.text


def test_each_interaction_is_shown_as_it_was_written(tmp_path: Path) -> None:
    shown: list[Interaction] = []
    header = CassetteHeader(scrub={"profile": "identity", "salt": "salt"})
    writer = CassetteWriter(tmp_path / "a.jsonl", header)
    recording = Recording(writer, Scrubber.of(header.scrub or {}), Checker(), recorded=shown.append)
    recording.add(exchange())
    recording.add(exchange(conn="c2"))
    assert [one.n for one in shown] == [1, 2] and CANARY not in repr(shown)
    kept = written(recording, tmp_path)
    assert [one.request.body for one in shown] == [one.request.body for one in kept]


def test_one_who_listens_and_fails_is_not_told_again_and_the_recording_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[int] = []

    def fails(one: Interaction) -> None:
        told.append(one.n)
        raise BrokenPipeError

    header = CassetteHeader(scrub={"profile": "none"})
    writer = CassetteWriter(tmp_path / "a.jsonl", header)
    recording = Recording(writer, Scrubber.of(header.scrub or {}), None, recorded=fails)
    recording.add(exchange())
    recording.add(exchange(conn="c2"))
    assert told == [1] and len(written(recording, tmp_path)) == 2
    assert caplog.text.count("telling what was recorded failed: BrokenPipeError") == 1
