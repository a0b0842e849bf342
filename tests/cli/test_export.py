"""Recorded messages as scripts that send them again, and as files."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inspector.cassette import Cassette, CassetteWriter, Interaction
from inspector.clock import ManualClock
from inspector.replay import Replayer
from inspector.serve import Server
from inspector.wire.http import HttpRequest

SAMPLE = Path(__file__).parents[2] / "cassettes" / "voicemail-um.jsonl"
Run = Callable[..., tuple[int, str, Any]]
SETTINGS = "~n 1-8"  # before the call: no pauses


def answers(numbers: range) -> list[str]:
    with Cassette(SAMPLE) as cassette:
        found = [cassette.numbered(n).response for n in numbers]
    return [response.body.decode() for response in found if response is not None]


def sent_again(run: Run, command: list[str], form: str, tmp_path: Path) -> str:
    """Runs an exported script against a replay of its own cassette, and returns what it printed."""
    script = tmp_path / "script"
    with Replayer([SAMPLE]) as replayer, Server(replayer, ManualClock()) as server:
        where = ("--url", server.url, "-o", script)
        status, _, _ = run("export", SAMPLE, "--filter", SETTINGS, "--as", form, *where)
        assert status == 0
        done = subprocess.run([*command, script], capture_output=True, text=True, timeout=60, check=True)
        assert (replayer.played, replayer.missed) == (8, 0)
    return done.stdout


def test_the_python_program_gets_the_recorded_answers(run: Run, tmp_path: Path) -> None:
    printed = sent_again(run, [sys.executable], "python", tmp_path)
    assert all(answer in printed for answer in answers(range(1, 9)))


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl on this machine")
def test_the_curl_commands_get_the_recorded_answers(run: Run, tmp_path: Path) -> None:
    assert sent_again(run, ["sh"], "curl", tmp_path) == "".join(answers(range(1, 9)))


def test_one_request_goes_to_the_standard_output(run: Run) -> None:
    status, out, _ = run("export", SAMPLE, 3)
    assert status == 0 and out.count("curl --silent") == 1 and "# 3 SetOofStatus" in out


def test_pauses_are_kept(run: Run) -> None:
    _, program, _ = run("export", SAMPLE, 10, 11, 12, "--as", "python")
    compile(program, "program", "exec")
    pauses = [line for line in program.splitlines() if "time.sleep" in line]
    assert pauses == ["time.sleep(2)", "time.sleep(6)"]


def test_raw_messages_are_files_of_their_own(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "messages"
    run("export", SAMPLE, "--as", "raw", "--filter", "~op PlayOnPhone", "-o", folder)
    assert sorted(path.name for path in folder.iterdir()) == [
        "0009-PlayOnPhone-request.xml",
        "0009-PlayOnPhone-response.xml",
    ]
    with Cassette(SAMPLE) as cassette:
        request = cassette.numbered(9).request
    assert (folder / "0009-PlayOnPhone-request.xml").read_bytes() == request.body


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--as", "raw"], "Name a folder with -o"),
        (["3", "--filter", "~n 3"], "exclude each other"),
        (["99"], "there is no interaction 99"),
        (["-o", str(SAMPLE)], "exists already"),
        (["--as", "raw", "-o", str(SAMPLE.parent)], "File exists"),
    ],
)
def test_what_cannot_be_is_one_line(run: Run, words: list[str], told: str) -> None:
    status, _, err = run("export", SAMPLE, *words)
    assert status == 2 and told in err and "Traceback" not in err


@pytest.mark.parametrize("form", ["curl", "python", "raw"])
def test_nothing_chosen_is_exit_status_1_and_no_file(run: Run, tmp_path: Path, form: str) -> None:
    words = ("--filter", "~op GetItem", "--as", form, "-o", tmp_path / "out")
    status, out, err = run("export", SAMPLE, *words)
    assert (status, out) == (1, "") and "no operation GetItem here" in err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("form", ["curl", "python", "raw"])
def test_a_number_that_is_not_there_leaves_nothing_written(run: Run, tmp_path: Path, form: str) -> None:
    cassette = tmp_path / "a.jsonl"
    with CassetteWriter(cassette) as writer:
        writer.append(Interaction(0, 0.0, HttpRequest(url="http://a/", body=b"x"), None, error="none"))
        writer.append(Interaction(0, 0.0, HttpRequest(url="file:///x", body=b"x"), None, error="none"))
    for words in ([1, 99], [1, 2]) if form != "raw" else ([1, 99],):
        for output in ([], ["-o", tmp_path / "out"]) if form != "raw" else (["-o", tmp_path / "out"],):
            status, out, err = run("export", cassette, *words, "--as", form, *output)
            assert (status, out, err.count("\n")) == (2, "", 1)
            assert {path.name for path in tmp_path.iterdir()} == {"a.jsonl"}


def test_what_is_written_is_its_owners_alone(run: Run, tmp_path: Path) -> None:
    for name, words in {
        "again.sh": ["export", SAMPLE, "--as", "curl", "-o"],
        "raw": ["export", SAMPLE, "--as", "raw", "-o"],
        "a.har": ["convert", SAMPLE],
        "a.flow": ["convert", SAMPLE],
    }.items():
        assert run(*words, tmp_path / name)[0] == 0
        assert (tmp_path / name).stat().st_mode & 0o077 == 0, name
