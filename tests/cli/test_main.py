"""The command: what it lists, and how it ends."""

import errno
import importlib
import io

import pytest

from inspector.cassette import Cassette
from inspector.cli.main import COMMANDS, GROUPS, main


def run(capsys, *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        main(list(words))
    output = capsys.readouterr()
    return int(end.value.code or 0), output.out, output.err


def test_help_lists_every_command(capsys):
    status, out, _ = run(capsys, "--help")
    assert status == 0
    assert all(f"  {name} " in out for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(capsys, name):
    status, out, _ = run(capsys, name, "--help")
    assert status == 0
    assert f"ews-inspector {name}" in out.split("Example", 1)[1]


@pytest.mark.parametrize("words", [["no-such-command"], ["--no-such-option"], ["repair"]])
def test_bad_usage_ends_with_2_and_a_word_of_help(capsys, words):
    status, _, err = run(capsys, *words)
    assert status == 2
    assert "Usage:" in err or "Try" in err


def test_unreadable_input_is_one_line_without_a_traceback(capsys, tmp_path):
    status, out, err = run(capsys, "repair", str(tmp_path / "none.jsonl"))
    assert (status, out) == (2, "")
    assert err.startswith("ews-inspector: ") and err.count("\n") == 1 and "none.jsonl" in err


def test_repair_cuts_a_torn_line_and_says_what_is_left(capsys, tmp_path):
    path = tmp_path / "torn.jsonl"
    path.write_text(
        '{"ews_cassette":1}\n{"n":1,"at":0,"request":{"method":"GET","url":"/"},"error":"x"}\n{"n":2,"at'
    )
    status, out, _ = run(capsys, "repair", str(path))
    assert status == 0
    assert "cut 10 bytes; 1 interaction is intact\n  line 3: 10 bytes, which are torn" in out
    with Cassette(path) as cassette:
        assert (len(cassette), cassette.torn) == (1, False)
    assert "nothing to repair" in run(capsys, "repair", str(path))[1]


class Full(io.StringIO):
    """A disk that is full as soon as what was gathered for it is written."""

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("words", [["list", "sample:mail"], ["--version"]])
def test_output_that_cannot_be_written_is_no_mistake_of_the_program(capsys, monkeypatch, words):
    monkeypatch.setattr("sys.stdout", Full())
    status, _, err = run(capsys, *words)
    assert (status, err) == (2, "ews-inspector: the output cannot be written: No space left on device\n")


def test_a_closed_output_gets_nothing(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr("sys.stdout", None)
    assert run(capsys, "list", "sample:mail")[0] == 0
    monkeypatch.setattr("sys.stdout", None)
    assert (
        run(capsys, "select", "sample:mail", "--filter", "~op GetItem", "-o", str(tmp_path / "a.jsonl"))[0]
        == 0
    )
    assert (tmp_path / "a.jsonl").exists()


def test_a_mistake_of_the_program_is_one_line_too_unless_all_of_it_is_asked_for(capsys, monkeypatch):
    monkeypatch.setattr("inspector.cli.repair.repair", lambda _: {}["no such key"])
    status, _, err = run(capsys, "repair", "x")
    assert status == 70
    assert err.count("\n") == 1 and "KeyError" in err and "EWS_INSPECTOR_DEBUG=1" in err
    monkeypatch.setenv("EWS_INSPECTOR_DEBUG", "1")
    with pytest.raises(KeyError):
        main(["repair", "x"])


@pytest.mark.parametrize("name", COMMANDS)
def test_an_example_is_a_line_that_can_be_copied(capsys, monkeypatch, name):
    monkeypatch.setenv("COLUMNS", "80")
    out = run(capsys, name, "--help")[1].splitlines()
    epilog = importlib.import_module(COMMANDS[name][0]).command.epilog.splitlines()
    examples = [line for line in epilog if line.startswith("  ")]
    assert examples and all(f"  {line}" in out and len(line) <= 78 for line in examples)


def test_help_is_in_groups(capsys):
    out = run(capsys, "--help")[1]
    assert [out.index(f"\n{title}:\n") for title in GROUPS] == sorted(
        out.index(f"\n{title}:\n") for title in GROUPS
    )
