"""``ews-inspector usage``, as its users run it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.test_validate import cassette

Run = Callable[..., tuple[int, str, str]]
STREAM = "<m:GetStreamingEvents/>"
FIND = '<m:FindItem Traversal="Shallow"/>'


def test_a_sample_is_taken_stock_of(run: Run) -> None:
    status, out, err = run("usage", "sample:mail")
    assert (status, err) == (0, "")
    assert out.startswith("1 file, 16 interactions, 2 mailboxes, 1 user\n")
    assert "Operations" in out


@pytest.mark.parametrize("words", [("--json",), ("--format", "json")])
def test_json_is_asked_for_in_both_ways(run: Run, words: tuple[str, ...]) -> None:
    status, out, _ = run("usage", "sample:mail", *words)
    assert status == 0
    assert json.loads(out.splitlines()[0])["interactions"] == 16


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ((), 0),
        (("--fail-on", "gap"), 1),
        (("--fail-on", "gap", "--against", "old.jsonl"), 1),
        (("--fail-on", "gap", "--against", "new.jsonl"), 0),
    ],
)
def test_the_exit_status_is_of_what_is_new(
    run: Run, words: tuple[str, ...], status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cassette(Path("old.jsonl"), FIND)
    cassette(Path("new.jsonl"), FIND, STREAM)
    assert run("usage", "new.jsonl", "--replace", "graph", *words)[0] == status


def test_a_verdict_fails_with_all_that_block_more(run: Run, tmp_path: Path) -> None:
    file = cassette(tmp_path / "a.jsonl", FIND)
    assert run("usage", file, "--replace", "graph", "--fail-on", "gap")[0] == 0
    assert run("usage", file, "--replace", "graph", "--fail-on", "partial")[0] == 1


def test_against_another_recording_the_changes_are_told(run: Run, tmp_path: Path) -> None:
    old = cassette(tmp_path / "old.jsonl", FIND)
    new = cassette(tmp_path / "new.jsonl", STREAM)
    status, out, _ = run("usage", new, "--against", old)
    assert status == 0
    assert "+ GetStreamingEvents ews" in out
    assert "- FindItem ews" in out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--fail-on", "gap"), "--fail-on needs verdicts. Add --replace graph."),
        (("--format", "sarif"), "--format sarif needs verdicts. Add --replace graph."),
        (("--json", "--format", "html"), "--json and --format html exclude each other"),
        (("--against", "sample:mail", "--format", "html"), "--against has no format html"),
    ],
)
def test_what_makes_no_sense_is_said_in_a_line(run: Run, words: tuple[str, ...], told: str) -> None:
    status, out, err = run("usage", "sample:mail", *words)
    assert (status, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_read(run: Run, tmp_path: Path) -> None:
    good = cassette(tmp_path / "a.jsonl", FIND)
    bad = tmp_path / "b.jsonl"
    bad.write_text("no cassette\n")
    status, out, err = run("usage", good, bad)
    assert status == 2
    assert "FindItem" in out
    assert "not a cassette" in err
