"""``ews-inspector diff`` compares cassettes, interactions and flows."""

import json
from pathlib import Path

import pytest

from inspector.resources import cassettes_dir

UM = str(cassettes_dir() / "voicemail-um.jsonl")
MAIL = str(cassettes_dir() / "mail.jsonl")


@pytest.fixture
def changed(tmp_path):
    """The mail cassette with another subject in every answer."""
    lines = Path(MAIL).read_text("utf-8").splitlines(keepends=True)
    other = tmp_path / "other.jsonl"
    other.write_text("".join(line.replace("<t:Subject>", "<t:Subject>x", 1) for line in lines), "utf-8")
    return other


def test_equal_cassettes_have_no_differences(run):
    assert run("diff", MAIL, MAIL) == (0, "no differences\n", "")


def test_what_differs_is_told_by_interaction_and_path(run, changed):
    status, out, _ = run("diff", MAIL, changed)
    assert status == 1
    assert "t:Subject" in out and "  error    " in out


def test_json_is_one_object_a_difference(run, changed):
    status, out, _ = run("diff", MAIL, changed, "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert status == 1 and rows
    assert set(rows[0]) == {"a", "b", "operation", "direction", "severity", "kind", "path", "recorded", "got"}


def test_html_is_one_page_that_escapes_what_it_shows(run, tmp_path):
    lines = Path(MAIL).read_text("utf-8").splitlines(keepends=True)
    other = tmp_path / "<b>other.jsonl"
    other.write_text("".join(line.replace("<t:Subject>", "<t:Subject>&lt;script>", 1) for line in lines))
    status, out, _ = run("diff", MAIL, other, "--format", "html")
    assert status == 1
    assert "&lt;script&gt;" in out and "<script" not in out and "<b>other" not in out


def test_two_interactions_of_a_file_are_compared(run):
    status, out, _ = run("diff", f"{UM}:2", f"{UM}:2")
    assert (status, out) == (0, "no differences\n")
    status, out, _ = run("diff", f"{UM}:2", f"{UM}:5")
    assert status == 1 and f"{UM}:2 {UM}:5" in out


def test_an_interaction_and_a_cassette_cannot_be_compared(run):
    status, _, err = run("diff", f"{UM}:2", UM)
    assert status == 2 and "FILE:N twice" in err


def test_a_handle_that_is_not_there_is_said(run):
    status, _, err = run("diff", UM, UM, "--flow", "no-such-call")
    assert status == 2 and "no-such-call" in err


def test_the_threshold_decides_the_exit_status(run, tmp_path):
    lines = Path(MAIL).read_text("utf-8").splitlines(keepends=True)
    less = tmp_path / "less.jsonl"
    less.write_text("".join(lines[:-1]), "utf-8")
    assert run("diff", MAIL, less)[0] == 1  # a warning: one is gone
    assert run("diff", MAIL, less, "--fail-on", "error")[0] == 0
    assert run("diff", less, MAIL, "--fail-on", "warning")[0] == 0  # a note: one is new


def test_a_file_that_is_not_there_is_one_line(run):
    status, out, err = run("diff", "no-such.jsonl", MAIL)
    assert (status, out) == (2, "") and err.count("\n") == 1


def test_flows_are_compared_by_their_handles(run):
    _, out, _ = run("flow", UM, "--json")
    calls = [json.loads(line)["handle"] for line in out.splitlines()]
    assert run("diff", UM, UM, "--flow", calls[0])[0] == 0
    assert run("diff", UM, UM, "--flow", calls[0], "--flow", calls[1])[0] == 1


def test_two_interactions_show_their_lines_with_three_that_are_the_same_around_what_differs(run):
    status, out, _ = run("diff", f"{MAIL}:5", f"{MAIL}:7")
    assert status == 1
    lines = out.splitlines()
    changed = next(at for at, line in enumerate(lines) if line.startswith("  - "))
    assert lines[changed].endswith("Subject: Lunch <&> ünï") and lines[changed + 1].startswith("  + ")
    assert [line[2] for line in lines[changed - 3 : changed]] == [" ", " ", " "]
    assert any(line.endswith("equal lines") for line in lines)
    less = run("diff", f"{MAIL}:5", f"{MAIL}:7", "-U", "0")[1]
    assert len(less.splitlines()) < len(lines)
    assert "equal line" not in run("diff", f"{MAIL}:5", f"{MAIL}:7", "--no-lines")[1]


def test_the_lines_of_two_cassettes_are_shown_if_they_are_asked_for(run, changed):
    assert "equal lines" not in run("diff", MAIL, changed)[1]
    out = run("diff", MAIL, changed, "--lines")[1]
    assert "  - " in out and "equal lines" in out


def test_a_page_folds_what_is_the_same(run, changed):
    out = run("diff", MAIL, changed, "--format", "html")[1]
    assert "<summary>" in out and 'class="changed"' in out
