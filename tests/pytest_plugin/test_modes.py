"""Recording with ``--ews-record``: what a test talks to, and what becomes of its cassette."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from inspector.cassette import Cassette
from inspector.clock import ManualClock
from inspector.serve import Control, Journal, Server
from inspector.simulator import Simulator
from inspector.wire.clock_header import Stamped

pytest_plugins = ["pytester"]

Run = Callable[..., pytest.RunResult]


@dataclass(frozen=True)
class Upstream:
    """A live server with a clock that its control API moves."""

    url: str
    journal: Journal

    @property
    def count(self) -> int:
        """How many requests have reached it."""
        return self.journal.count


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    clock = ManualClock()
    journal = Journal(Stamped(Simulator()))
    with Server(journal, clock, control=Control(journal, clock)) as server:
        yield Upstream(server.url, journal)


@pytest.fixture
def cassette(project: pytest.Pytester) -> Path:
    return project.path / "cassettes" / "test_settings" / "test_it.jsonl"


def asks(project: pytest.Pytester, *operations: str, then: str = "") -> None:
    """Writes a test that asks for these operations, one after the other."""
    lines = "\n".join(f"    ask(ews_replay.url, {operation!r})" for operation in operations)
    project.makepyfile(
        test_settings=f"from client import ask\n\ndef test_it(ews_replay):\n{lines}\n    {then}"
    )


def recorded(cassette: Path) -> list[str]:
    with Cassette(cassette) as opened:
        return [one.operation for one in opened]


@pytest.mark.parametrize("mode", ["once", "new", "rewrite"])
def test_a_test_without_a_cassette_is_recorded_and_then_replays(
    project: pytest.Pytester, run: Run, upstream: Upstream, cassette: Path, mode: str
) -> None:
    asks(project, "IsUMEnabled", "GetUMProperties")
    run(f"--ews-record={mode}", f"--ews-upstream={upstream.url}").assert_outcomes(passed=1)
    assert recorded(cassette) == ["IsUMEnabled", "GetUMProperties"]
    run().assert_outcomes(passed=1)
    assert upstream.count == 2


def test_a_test_without_a_socket_is_recorded_and_then_replays(
    project: pytest.Pytester, run: Run, upstream: Upstream, cassette: Path
) -> None:
    project.makepyfile(
        test_settings="""
        import pytest, requests
        from client import BODY

        def asked(ews_replay, operation):
            with requests.Session() as session:
                session.mount("https://", ews_replay.requests_adapter())
                url = "https://mail.example.com/EWS/UM2007Legacy.asmx"
                assert session.post(url, BODY.format(operation, "")).status_code == 200

        @pytest.mark.ews_cassette(block_network=True)
        def test_it(ews_replay):
            asked(ews_replay, "IsUMEnabled")
            ews_replay.clock.run(0)
            assert ews_replay.clock.advance(32) == 32.0
            asked(ews_replay, "GetUMProperties")
            assert [one.origin.operation for one in ews_replay.journal] == ["IsUMEnabled", "GetUMProperties"]
        """
    )
    run("--ews-record=once", f"--ews-upstream={upstream.url}").assert_outcomes(passed=1)
    assert recorded(cassette) == ["IsUMEnabled", "GetUMProperties"]
    with Cassette(cassette) as opened:
        assert opened[1].at - opened[0].at == pytest.approx(32)
    run().assert_outcomes(passed=1)
    assert upstream.count == 2


def test_once_replays_what_is_there(
    project: pytest.Pytester, run: Run, upstream: Upstream, cassette: Path
) -> None:
    record = ("--ews-record=once", f"--ews-upstream={upstream.url}")
    asks(project, "IsUMEnabled")
    run(*record).assert_outcomes(passed=1)
    asks(project, "IsUMEnabled", "GetUMProperties")
    run(*record).assert_outcomes(failed=1)
    assert recorded(cassette) == ["IsUMEnabled"]
    assert upstream.count == 1


def test_once_needs_no_server_for_what_is_there(
    project: pytest.Pytester, run: Run, upstream: Upstream, cassette: Path
) -> None:
    asks(project, "IsUMEnabled")
    run("--ews-record=once").assert_outcomes(errors=1)
    run("--ews-record=once", f"--ews-upstream={upstream.url}").assert_outcomes(passed=1)
    run("--ews-record=once").assert_outcomes(passed=1)


def test_new_replays_what_is_there_and_records_the_rest(
    project: pytest.Pytester, run: Run, upstream: Upstream, cassette: Path
) -> None:
    record = ("--ews-record=new", f"--ews-upstream={upstream.url}")
    asks(project, "IsUMEnabled")
    run(*record).assert_outcomes(passed=1)
    asks(project, "IsUMEnabled", "GetUMProperties", "ResetPIN")
    run(*record).assert_outcomes(passed=1)
    assert recorded(cassette) == ["IsUMEnabled", "GetUMProperties", "ResetPIN"]
    assert upstream.count == 3
    run().assert_outcomes(passed=1)


def test_rewrite_records_anew(project: pytest.Pytester, run: Run, upstream: Upstream, cassette: Path) -> None:
    record = ("--ews-record=rewrite", f"--ews-upstream={upstream.url}")
    asks(project, "IsUMEnabled")
    run(*record).assert_outcomes(passed=1)
    asks(project, "GetUMProperties")
    run(*record).assert_outcomes(passed=1)
    assert recorded(cassette) == ["GetUMProperties"]


@pytest.mark.parametrize("mode", ["new", "rewrite"])
def test_a_test_that_fails_leaves_its_cassette_as_it_was(
    project: pytest.Pytester, run: Run, upstream: Upstream, cassette: Path, mode: str
) -> None:
    asks(project, "IsUMEnabled")
    run("--ews-record=once", f"--ews-upstream={upstream.url}").assert_outcomes(passed=1)
    before = cassette.read_bytes()
    asks(project, "ResetPIN", then="raise AssertionError")
    run(f"--ews-record={mode}", f"--ews-upstream={upstream.url}").assert_outcomes(failed=1)
    assert cassette.read_bytes() == before
    assert [file.name for file in cassette.parent.iterdir()] == ["test_it.jsonl"]


def test_none_never_reaches_the_upstream(
    project: pytest.Pytester, run: Run, upstream: Upstream, cassette: Path
) -> None:
    asks(project, "IsUMEnabled")
    run("--ews-record=none", f"--ews-upstream={upstream.url}").assert_outcomes(errors=1)
    assert upstream.count == 0
    assert not cassette.exists()


def test_time_passes_on_the_server_too_while_it_is_recorded(
    project: pytest.Pytester, run: Run, upstream: Upstream, cassette: Path
) -> None:
    mailbox = Simulator().default_mailbox
    message = mailbox.entry_id(mailbox.voice_mail)
    project.makepyfile(
        test_settings=f"""
        from client import ask, play, state

        def test_it(ews_replay):
            call = play(ews_replay.url, "{message}")
            ask(ews_replay.url, "Disconnect", f"<CallId>{{call}}</CallId>")
            ews_replay.clock.advance(31.999)
            assert "Disconnected" in state(ews_replay.url, call)
            ews_replay.clock.advance(0.001)
            assert "InvalidCallIdException" in state(ews_replay.url, call)
        """
    )
    run("--ews-record=once", f"--ews-upstream={upstream.url}").assert_outcomes(passed=1)
    with Cassette(cassette) as opened:
        assert opened[-1].at - opened[0].at == pytest.approx(32)
    run().assert_outcomes(passed=1)


def test_an_upstream_that_is_not_there_fails_the_test_and_leaves_no_cassette(
    project: pytest.Pytester, run: Run, cassette: Path
) -> None:
    asks(project, "IsUMEnabled", then="raise AssertionError('no server')")
    run("--ews-record=once", "--ews-upstream=http://127.0.0.1:9").assert_outcomes(failed=1)
    assert not cassette.exists()


def test_a_recorder_that_does_not_start_says_why(project: pytest.Pytester, run: Run) -> None:
    asks(project, "IsUMEnabled")
    result = run("--ews-record=once", "--ews-upstream=gopher://example.com")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*the recorder did not start: *'gopher://example.com' is no server URL*"])


def test_options_of_the_recorder_can_be_configured(
    project: pytest.Pytester, run: Run, upstream: Upstream, cassette: Path
) -> None:
    project.makeini("[pytest]\news_record_options = --scrub none --no-check\n")
    asks(project, "IsUMEnabled")
    run("--ews-record=once", f"--ews-upstream={upstream.url}").assert_outcomes(passed=1)
    with Cassette(cassette) as opened:
        assert opened.header.scrub is not None
        assert opened.header.scrub["profile"] == "none"


def test_a_test_that_records_has_one_cassette(project: pytest.Pytester, run: Run, upstream: Upstream) -> None:
    project.makepyfile(
        test_settings="""
        import pytest

        @pytest.mark.ews_cassette("a.jsonl", "b.jsonl")
        def test_it(ews_replay): pass
        """
    )
    result = run("--ews-record=once", f"--ews-upstream={upstream.url}")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*a test that records has one cassette, not 2*"])


def test_recorders_of_a_test_stop_with_it(project: pytest.Pytester, run: Run) -> None:
    project.makepyfile(
        test_settings="""
        from client import ask
        from inspector import Cassette

        def test_it(ews_simulator, ews_recorder, tmp_path):
            recorder = ews_recorder(ews_simulator.url)
            assert recorder.url == "http://{}:{}".format(*recorder.address)
            assert recorder.ca.name == "mitmproxy-ca-cert.pem"
            ask(recorder.url, "IsUMEnabled")
            recorder.stop()
            assert recorder.summary["operations"] == {"IsUMEnabled": 1}
            assert "Traceback" not in recorder.log
            recorder = ews_recorder(ews_simulator.url, tmp_path / "mine.jsonl", "--scrub", "none")
            ask(recorder.url, "GetUMProperties")
            assert [one.operation for one in Cassette(recorder.file)] == ["GetUMProperties"]
            (tmp_path.parent / "pid").write_text(str(recorder.pid))
        """
    )
    run().assert_outcomes(passed=1)
    pid = next(project.path.parent.rglob("pid")).read_text()
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid), 0)


VERIFIED = ("IsUMEnabled", "GetUMProperties")


def test_verify_says_nothing_of_a_server_that_has_not_changed(
    project: pytest.Pytester, run: Run, upstream: Upstream, cassette: Path
) -> None:
    asks(project, *VERIFIED)
    run("--ews-record=once", f"--ews-upstream={upstream.url}").assert_outcomes(passed=1)
    before = cassette.read_bytes()
    run("--ews-record=verify", f"--ews-upstream={upstream.url}").assert_outcomes(passed=1)
    assert upstream.count == 4
    assert cassette.read_bytes() == before
    assert [file.name for file in cassette.parent.iterdir()] == [cassette.name]


def test_verify_fails_where_the_server_has_changed(
    project: pytest.Pytester, run: Run, upstream: Upstream, cassette: Path
) -> None:
    asks(project, *VERIFIED)
    run("--ews-record=once", f"--ews-upstream={upstream.url}").assert_outcomes(passed=1)
    text = cassette.read_text(encoding="utf-8")
    cassette.write_text(text.replace("OofStatus>false<", "OofStatus>true<"), encoding="utf-8")
    result = run("--ews-record=verify", f"--ews-upstream={upstream.url}")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(
        [
            "*the server has changed since it was recorded:*",
            '*error: GetUMProperties: *OofStatus*recorded "true"*',
        ]
    )


def test_verify_warns_of_what_is_new(
    project: pytest.Pytester, run: Run, upstream: Upstream, cassette: Path
) -> None:
    asks(project, *VERIFIED)
    verify = ("--ews-record=verify", f"--ews-upstream={upstream.url}")
    run("--ews-record=once", f"--ews-upstream={upstream.url}").assert_outcomes(passed=1)
    text = cassette.read_text(encoding="utf-8")
    cassette.write_text(re.sub(r"<m:OofStatus>false</m:OofStatus>", "", text), encoding="utf-8")
    run(*verify).assert_outcomes(passed=1, warnings=1)


def test_verify_needs_a_cassette(project: pytest.Pytester, run: Run, upstream: Upstream) -> None:
    asks(project, *VERIFIED)
    result = run("--ews-record=verify", f"--ews-upstream={upstream.url}")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*there is no cassette*"])
