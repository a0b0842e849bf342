"""What commands take for a cassette, and what they say where something is not there."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from inspector.cassette import Cassette
from inspector.cli.cassettes import READ
from inspector.cli.main import cli
from inspector.resources import cassettes_dir, samples
from tests.cli.test_terminal import on_a_terminal

MAIL = cassettes_dir() / "mail.jsonl"
Run = Callable[..., tuple[int, str, str]]
READING = [
    "list {}", "show {} 1", "show {}:1", "flow {}", "diff {} {}", "diff {} 3 4", "export {}", "note {}",
    "textconv {}", "validate {}", "tidy {} --check", "select {} --filter ~e -o x.jsonl",
    "split {} --every 9 -o x", "merge {} {} -o x.jsonl", "convert {} x.har",
    "scrub --check {}",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("line", READING)
def test_a_sample_is_named_wherever_a_cassette_is_read(run: Run, line: str, tmp_path: Path) -> None:
    by_path = run(*line.replace("{}", str(MAIL)).split())
    for made in tmp_path.iterdir():
        shutil.rmtree(made) if made.is_dir() else made.unlink()
    status, out, err = run(*line.replace("{}", "sample:mail").split())
    assert (status, out.replace("sample:mail", str(MAIL)), err) == by_path
    assert by_path[0] in (0, 1)


@pytest.mark.parametrize(
    "line", ["note {} x", "tidy {}", "repair {}", "redact {} 1 t:Subject"], ids=lambda line: line.split()[0]
)
def test_no_command_writes_to_a_sample(run: Run, line: str) -> None:
    before = MAIL.read_bytes()
    status, _, err = run(*line.replace("{}", "sample:mail").split())
    assert status == 2 and "sample:mail" in err
    assert MAIL.read_bytes() == before


def test_a_sample_that_is_not_there_is_answered_with_the_one_that_was_meant(run: Run) -> None:
    assert "Did you mean 'mail'?" in run("list", "sample:mial")[2]
    status, _, err = run("list", "sample:xyz")
    assert status == 2 and all(name in err for name in samples())


@pytest.mark.parametrize("command", ["list", "replay", "validate", "flow"])
def test_the_path_of_a_sample_that_lies_elsewhere_is_answered_with_its_name(run: Run, command: str) -> None:
    status, _, err = run(command, "cassettes/voicemail-um.jsonl")
    assert status == 2 and err.endswith("there is no such file. Did you mean sample:voicemail-um?\n")


@pytest.mark.parametrize(
    ("begun", "offered"),
    [
        ("sample:voice", ["sample:voicemail-ews", "sample:voicemail-um"]),
        ("sample:mail", ["sample:mail", "sample:mail-apps"]),
        ("session", ["session"]),  # the shell's own completion of files
        ("", [""]),
    ],
)
def test_the_names_of_samples_are_completed(begun: str, offered: list[str]) -> None:
    found = READ.shell_complete(click.Context(cli), click.Argument(["file"]), begun)
    assert [each.value for each in found] == offered


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("~op GetItme", "no operation GetItme here; GetItem (3), "),
        ("getitme", "no operation getitme here; GetItem (3), "),
        ("~op CreateItem & ~s 5xx", "no status 5xx here; 200 (16)"),
        ("~code CDT09", "no code CDT09 here; CDT008 (4), CDT001 (1)"),
        ("~ep um", "no endpoint um here; ews (16)"),
        ("~op GetItem & ~e", "none of 16 interactions passes ~op GetItem & ~e"),
        ("~bq nothing-like-it", "none of 16 interactions passes ~bq nothing-like-it"),
    ],
)
def test_a_filter_that_nothing_passes_says_what_there_is(run: Run, expression: str, said: str) -> None:
    status, out, err = run("list", "sample:mail", "--filter", expression)
    assert (status, out) == (0, "")
    assert err.startswith(said) and err.count("\n") == 1


def test_a_filter_that_something_passes_says_nothing(run: Run) -> None:
    assert run("list", "sample:mail", "--filter", "~op GetItem")[2] == ""


@pytest.mark.parametrize("command", ["show", "flow", "replay", "tui", "list", "validate"])
def test_another_tools_recording_is_answered_with_the_line_that_converts_it(
    command: str, tmp_path: Path
) -> None:
    (tmp_path / "a b.har").write_text('{"log": {"version": "1.2", "entries": []}}')
    words = [command, "a b.har", *(["1"] if command == "show" else [])]
    seen = on_a_terminal(words, tmp_path).decode()
    if command == "validate":
        assert "nothing to complain of" in seen  # it reads them as they are
    elif command == "list":
        assert seen == ""  # likewise: there is nothing in it
    else:
        assert "HTTP Archive" in seen and "ews-inspector convert 'a b.har' session.jsonl" in seen
        assert seen.count("\n") == 1


def test_an_interaction_is_named_in_two_ways(run: Run) -> None:
    assert run("show", MAIL, 3) == run("show", f"{MAIL}:3")
    assert run("diff", MAIL, 3, 7)[1] == run("diff", f"{MAIL}:3", f"{MAIL}:7")[1]
    assert run("diff", MAIL, 3, MAIL, 7)[1] == run("diff", f"{MAIL}:3", MAIL, 7)[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", MAIL], "which interaction?"),
        (["show", MAIL, "abc"], "'abc' is no number of an interaction"),
        (["show", MAIL, "0"], "counted from 1"),
        (["show", f"{MAIL}:0"], "counted from 1"),
        (["show", f"{MAIL}:3", "4"], "twice"),
        (["show", MAIL, "9" * 5000], "no interaction 9999"),
        (["diff", MAIL], "what is it compared with?"),
        (["diff", MAIL, "3"], "two are compared, not 1"),
        (["diff", MAIL, "3", MAIL], "cannot be compared with a whole cassette"),
        (["diff", MAIL, MAIL, MAIL], "two are compared, not 3"),
        (["show", MAIL, "3", "--raw", "--json"], "--raw and --json exclude each other"),
        (["show", MAIL, "3", "--json", "--request"], "--json and --request exclude each other"),
        (["flow", MAIL, "--all-polls"], "--all-polls"),
        (["flow", MAIL, "x", "--all-polls", "--json"], "--json and --all-polls exclude each other"),
        (["rules", "UMS", "--docs", "x"], "--docs and CODE exclude each other"),
        (["diff", f"{MAIL}:1", f"{MAIL}:2", "--flow", "x"], "and --flow exclude each other"),
        (["diff", MAIL, MAIL, "--json", "--format", "html"], "--json and --format html exclude each other"),
        (["split", MAIL, "--by", "flow", "--every", "3", "-o", "x"], "--by and --every exclude each other"),
        (["split", MAIL, "-o", "x"], "split by what? Give --every N"),
        (["tidy", MAIL, "--check", "-o", "x"], "--check and --output exclude each other"),
        (["note", MAIL, "--add"], "--add adds a TEXT"),
        (["scrub", MAIL, "--check", "-o", "x"], "--check and --output exclude each other"),
        (["validate", MAIL, "--statistics", "--format", "sarif"], "--statistics has no format sarif"),
        (["simulate", "--version", "Exchange2019"], "There are Exchange2007_SP1, Exchange2010,"),
        (["valdate", MAIL], "There is no command 'valdate'. Did you mean 'validate'?"),
        (["xyz"], "'ews-inspector --help' lists them."),
        (["tui", MAIL], "the terminal UI needs a terminal"),
    ],
)
def test_what_cannot_be_is_said_by_name(run: Run, words: list[object], said: str) -> None:
    status, out, err = run(*words)
    assert (status, out) == (2, "")
    assert said in err and "Traceback" not in err


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 200])
def test_the_list_has_a_heading_and_fits_the_terminal(
    width: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    lines = on_a_terminal(["list", "sample:voicemail-um"], tmp_path, width).decode().splitlines()
    assert (
        len(lines) == 21 and lines[0].split()[0] == "#" and "operation" in lines[0] and "outcome" in lines[0]
    )
    assert max(map(len, lines)) <= width
    assert all("\x1b" not in line for line in lines)
    assert ("handle" in lines[0]) == (width >= 100)


@pytest.mark.parametrize(
    "line", ["list {}", "show {} 1", "flow {}", "diff {}:1 {}:2", "rules UMS", "validate {}"]
)
def test_there_is_colour_on_a_terminal_and_nowhere_else(
    run: Run, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = line.replace("{}", "sample:voicemail-um").split()
    plain = run(*words)[1]
    assert "\x1b" not in plain
    seen = on_a_terminal(words, tmp_path).decode()
    assert re.search(r"\x1b\[[0-9;]+m", seen)
    monkeypatch.setenv("NO_COLOR", "1")
    assert not re.search(r"\x1b\[[0-9;]+m", on_a_terminal(words, tmp_path).decode())


def test_a_recording_of_one_is_one_interaction(run: Run, tmp_path: Path) -> None:
    one = tmp_path / "one.jsonl"
    assert "1 of 16 interactions" in run("select", MAIL, "--filter", "~n 3", "-o", one)[1]
    with Cassette(one) as cassette:
        assert len(cassette) == 1
    assert "1 interaction to 1 cassette in" in run("split", one, "--every", 2, "-o", tmp_path / "parts")[1]
    assert "1 interaction of 1 cassette to" in run("merge", one, "-o", tmp_path / "two.jsonl")[1]
    assert run("list", one, "--stats")[1].startswith("1 interaction, 0 without")
    assert "1 interaction is intact" in run("repair", one)[1]


def test_samples_with_keys_of_their_own_are_merged_after_the_scrub_that_the_refusal_names(
    run: Run, tmp_path: Path
) -> None:
    status, _, err = run("merge", "sample:mail", "sample:mail-apps", "-o", tmp_path / "both.jsonl")
    assert status == 2 and "ews-inspector scrub FILE --key-file KEY -o NEW.jsonl" in err
    key = tmp_path / "key"
    key.write_text("correct horse battery staple\n")
    for name in ("mail", "mail-apps"):
        copy = shutil.copy(cassettes_dir() / f"{name}.jsonl", tmp_path / f"copy-{name}.jsonl")
        assert run("scrub", copy, "--key-file", key, "-o", tmp_path / f"{name}.jsonl")[0] == 0
    both = tmp_path / "both.jsonl"
    assert run("merge", tmp_path / "mail.jsonl", tmp_path / "mail-apps.jsonl", "-o", both)[0] == 0
