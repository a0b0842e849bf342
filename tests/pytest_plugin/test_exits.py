"""Each way in which a run with the plugin can end, with its exit status and what the user is told."""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from _pytest.pytester import RunResult

from inspector.pytest_plugin.recorder import Recorder
from inspector.pytest_plugin.recording import RecordingSession
from inspector.pytest_plugin.replay import replay_of
from inspector.pytest_plugin.replayer_pool import ReplayerPool
from inspector.pytest_plugin.settings import MODES, Settings
from inspector.pytest_plugin.simulation import Simulation
from inspector.resources import cassettes_dir

pytest_plugins = ["pytester"]

Run = Callable[..., RunResult]
SAMPLE = cassettes_dir() / "voicemail-um.jsonl"
SOURCE = """
import socket
import pytest
from client import ask

{decorator}
@pytest.mark.ews_cassette({marker})
def test_end(ews_replay):
    {body}
"""
FINE, FAILED, INTERRUPTED, USAGE, NOTHING = 0, 1, 2, 4, 5  # pytest.ExitCode


@dataclass(frozen=True)
class End:
    """How a run ends.

    Args:
        status: the exit status.
        outcome: how many tests had which outcome.
        told: a line that says why.
        marker: what the marker says.
        body: what the test does.
        words: more words of the command line.
        ini: lines of the configuration.
        decorator: what else is above the test.
    """

    status: int
    outcome: dict[str, int]
    told: str = ""
    marker: str = "'calls.jsonl'"
    body: str = "ask(ews_replay.url, 'IsUMEnabled')"
    words: tuple[str, ...] = ()
    ini: str = ""
    decorator: str = ""


PASSED, BROKEN, ERROR = {"passed": 1}, {"failed": 1}, {"errors": 1}
MISSES = "ask(ews_replay.url, 'SetOofStatus', '<status>false</status>')"
ENDS = {
    "all is well": End(FINE, PASSED),
    "a miss": End(FAILED, BROKEN, '*SetOofStatus*recorded "true", got "false"*', body=MISSES),
    "a miss that is expected": End(FINE, {"xfailed": 1}, body=MISSES, decorator="@pytest.mark.xfail"),
    "a test that is skipped while it runs": End(FINE, {"skipped": 1}, body="pytest.skip('not today')"),
    "its own failure": End(FAILED, BROKEN, "E *AssertionError: mine", body="raise AssertionError('mine')"),
    "Ctrl-C": End(INTERRUPTED, {}, "*KeyboardInterrupt*", body="raise KeyboardInterrupt"),
    "unplayed recordings that fail": End(
        FAILED,
        {"passed": 1, "errors": 1},
        "19 recordings were not asked for:",
        "'calls.jsonl', on_unplayed='fail'",
    ),
    "unplayed recordings that warn": End(
        FINE, PASSED, "*EwsWarning: 19 recordings were not asked for:", "'calls.jsonl', on_unplayed='warn'"
    ),
    "a finding": End(FAILED, BROKEN, "CDT001 info in the request of *", "'calls.jsonl', fail_on='info'"),
    "an old cassette": End(
        FAILED, ERROR, "*was recorded * days ago*", "'calls.jsonl', max_age=1e-9, on_age='fail'"
    ),
    "a connection that is refused": End(
        FAILED,
        BROKEN,
        "the test tried to connect to 127.0.0.1:9, and block_network is set",
        "'calls.jsonl', block_network=True",
        body="socket.socket().connect_ex(('127.0.0.1', 9))",
    ),
    "a missing cassette": End(
        FAILED,
        ERROR,
        "there is no cassette *missing.jsonl. Record it with --ews-record=once*",
        "'missing.jsonl'",
    ),
    "one of two cassettes is missing": End(
        FAILED, ERROR, "there is no cassette *missing.jsonl.*", "'calls.jsonl', 'missing.jsonl'"
    ),
    "a file that is no cassette": End(FAILED, ERROR, "*other.jsonl: not a cassette*", "'other.jsonl'"),
    "an unknown option": End(FAILED, ERROR, "*ews_cassette has no clok; it has *clock*", "clok='manual'"),
    "an unknown value": End(FAILED, ERROR, "*polls is one of 'timeline', 'sequence', not 'x'*", "polls='x'"),
    "an unknown clock": End(FAILED, ERROR, "there is no clock 'sundial'*", "'calls.jsonl', clock='sundial'"),
    "an unknown latency": End(FAILED, ERROR, "latency cannot be 'long'*", "'calls.jsonl', latency='long'"),
    "a volatile path that is none": End(FAILED, ERROR, "*'//'*", "'calls.jsonl', volatile='//'"),
    "a mode without a server": End(
        FAILED, ERROR, "--ews-record=new needs a server: add --ews-upstream=URL", words=("--ews-record=new",)
    ),
    "an unknown mode": End(USAGE, {}, "*--ews-record: invalid choice: 'all'*", words=("--ews-record=all",)),
    "orphans": End(FINE, PASSED, "1 cassette is named by no test:", words=("--ews-orphans=cassettes",)),
    "orphans that fail": End(
        FAILED,
        PASSED,
        "1 cassette is named by no test:",
        words=("--ews-orphans=cassettes", "--ews-fail-on-orphans"),
    ),
    "orphans that fail, and no test": End(
        FAILED,
        {"deselected": 1},
        "1 cassette is named by no test:",
        words=("--ews-orphans=cassettes", "--ews-fail-on-orphans", "-k", "nothing"),
    ),
    "no test": End(NOTHING, {"deselected": 1}, words=("-k", "nothing")),
    "a folder of orphans that is not there": End(
        FAILED,
        PASSED,
        "orphans cannot be told: there is no folder *casettes",
        words=("--ews-orphans=casettes", "--ews-fail-on-orphans"),
    ),
    "orphans that nobody looks for": End(
        USAGE,
        {},
        "ERROR: --ews-fail-on-orphans needs to know where to look: add --ews-orphans=DIR",
        words=("--ews-fail-on-orphans",),
    ),
    "a configured mode that is none": End(
        USAGE, {}, "ERROR: ews_record is one of 'none', 'once', *, not 'always'", ini="ews_record = always"
    ),
    "a configured age that is none": End(
        USAGE, {}, "ERROR: ews_max_age is a number of days, not 'old'", ini="ews_max_age = old"
    ),
    "a configured action that is none": End(
        USAGE, {}, "ERROR: ews_on_age is one of 'warn', 'fail', not 'cry'", ini="ews_on_age = cry"
    ),
}


@pytest.mark.parametrize("name", ENDS)
def test_a_run_ends_with_its_status_and_says_why(project: pytest.Pytester, run: Run, name: str) -> None:
    end = ENDS[name]
    folder = project.mkdir("cassettes")
    folder.joinpath("calls.jsonl").write_bytes(SAMPLE.read_bytes())
    folder.joinpath("other.jsonl").write_text("no cassette\n", encoding="utf-8")
    project.makeini(f"[pytest]\n{end.ini}\n")
    project.makepyfile(test_end=SOURCE.format(**vars(end)))
    result = run(*end.words)
    text = [*result.outlines, *result.errlines]
    assert result.ret == end.status, text
    if end.status != USAGE:
        counted = result.parseoutcomes()
        counted.pop("warnings", None)
        counted.pop("warning", None)
        assert counted == end.outcome
    assert any(re.fullmatch(_pattern(end.told), line) for line in text), text
    noise = ("Traceback", "/pytest_plugin/", "During handling of the above exception")
    assert not any(word in line for line in text for word in noise), text


def _pattern(told: str) -> str:
    return ".*".join(re.escape(part) for part in told.split("*")) + ("" if told else ".*")


def test_a_run_under_xdist_ends_with_the_same_status(project: pytest.Pytester, run: Run) -> None:
    project.mkdir("cassettes").joinpath("calls.jsonl").write_bytes(SAMPLE.read_bytes())
    project.makepyfile(test_end=SOURCE.format(**vars(ENDS["a miss"])))
    result = run("-n", "1")
    assert result.ret == FAILED
    result.stdout.fnmatch_lines(['*SetOofStatus*recorded "true", got "false"*'])


class TestNothingIsForgotten:
    """What the plugin has, a test of this folder names; its own sources tell what that is."""

    TEXT = "\n".join(
        ast.unparse(ast.parse(file.read_text(encoding="utf-8")))
        for file in Path(__file__).parent.glob("*.py")
    )

    def test_of_the_command_line_and_the_configuration(self, pytestconfig: pytest.Config) -> None:
        known = _declared()
        assert {"--ews-record", "ews_record"} <= known
        assert [name for name in sorted(known) if not re.search(rf"{name}\b[ =`'\"]", self.TEXT)] == []

    def test_of_the_modes(self) -> None:
        assert [mode for mode in MODES if f"--ews-record={mode}" not in self.TEXT] == []

    def test_of_the_fixtures(self) -> None:
        replay = replay_of(Settings(files=(SAMPLE,)), ReplayerPool())
        recorder = Recorder(SAMPLE.with_name("none.jsonl"))
        offered = {
            "ews_replay": {*dir(replay), *dir(RecordingSession)},
            "ews_simulator": {*dir(Simulation), "simulator"},
            "recorder": {*dir(recorder)} - {"start"},  # the fixture has done that
        }
        replay.close()
        missing = [
            f"{fixture}.{name}"
            for fixture, names in offered.items()
            for name in sorted(names)
            if not name.startswith("_")
            and name not in ("close", "drift", "restart", "settings", "volatile")  # for the plugin itself
            and not re.search(rf"\b{fixture}\.{name}\b", self.TEXT)
        ]
        assert not missing, missing


def _declared() -> set[str]:
    """The options and the configuration values that the plugin declares."""
    from inspector.pytest_plugin import pytest_addoption

    parser = pytest.Parser(_ispytest=True)
    pytest_addoption(parser)
    groups = [group for group in parser._groups if group.name == "ews"]
    options = {name for group in groups for option in group.options for name in option.names()}
    return options | set(parser._inidict)
