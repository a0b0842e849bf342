"""Cassettes are merged, split, selected from, redacted, noted, tidied, and shown to git."""

import shutil
import subprocess
import sys

import pytest

from inspector.cassette import Cassette, CassetteWriter
from inspector.resources import cassettes_dir

UM = cassettes_dir() / "voicemail-um.jsonl"
EWS = cassettes_dir() / "voicemail-ews.jsonl"
MAIL = cassettes_dir() / "mail.jsonl"


@pytest.fixture
def mail(tmp_path):
    return shutil.copy(MAIL, tmp_path / "mail.jsonl")


def count(path):
    with Cassette(path) as cassette:
        return len(cassette)


def test_what_is_selected_and_split_can_be_merged_again(run, tmp_path):
    calls, rest, whole = (tmp_path / f"{name}.jsonl" for name in ("calls", "rest", "whole"))
    assert run("select", UM, "--filter", "~op GetCallInfo", "-o", calls)[0] == 0
    assert run("select", UM, "--filter", "!~op GetCallInfo", "-o", rest)[0] == 0
    assert count(calls) + count(rest) == count(UM)
    status, out, _ = run("merge", calls, rest, "-o", whole)
    assert status == 0 and "20 interactions of 2 cassettes" in out
    with Cassette(whole) as cassette:
        assert [one.n for one in cassette] == list(range(1, 21))


def test_nothing_selected_is_told_by_the_exit_status(run, tmp_path):
    assert run("select", UM, "--filter", "~op CreateItem", "-o", tmp_path / "none.jsonl")[0] == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("how", "files"), [(("--by", "operation"), 11), (("--every", "7"), 3), (("--by", "flow"), 3)]
)
def test_a_cassette_is_split(run, tmp_path, how, files):
    status, out, _ = run("split", UM, *how, "-o", tmp_path / "parts")
    parts = list((tmp_path / "parts").iterdir())
    assert status == 0 and f"to {len(parts)} cassettes" in out
    assert len(parts) == files
    assert all(count(part) for part in parts)


def test_split_by_nothing_is_refused(run, tmp_path):
    assert run("split", UM, "-o", tmp_path / "parts")[0] == 2
    assert not (tmp_path / "parts").exists()


def test_a_value_is_redacted_in_place_and_said_where_else_it_stands(run, mail):
    before = mail.read_bytes().splitlines()
    with Cassette(mail) as cassette:
        n = next(one.n for one in cassette if one.operation == "GetItem")
    status, out, err = run("redact", mail, n, "response/t:Subject")
    after = mail.read_bytes().splitlines()
    assert (status, out) == (0, f"1 value taken out of interaction {n}\n")
    assert [i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b] == [n]
    assert "also stands in" in err


def test_redacting_to_a_new_file_leaves_the_old_one(run, mail, tmp_path):
    before = mail.read_bytes()
    assert run("redact", mail, 5, "t:Subject", "--with", "x", "-o", tmp_path / "new.jsonl")[0] == 0
    assert mail.read_bytes() == before
    assert run("redact", mail, 5, "t:Subject", "-o", tmp_path / "new.jsonl")[0] == 2


def test_notes_are_written_shown_and_removed(run, mail):
    lines = mail.read_bytes().splitlines()[1:]
    assert run("note", mail, "By hand\x1b[2J")[0] == 0
    assert run("note", mail, "later", "--add")[0] == 0
    status, out, _ = run("note", mail)
    assert status == 0 and out.startswith("By hand") and out.endswith("later\n") and "\x1b" not in out
    assert run("note", mail, "")[0] == 0
    assert run("note", mail) == (0, "", "")
    assert mail.read_bytes().splitlines()[1:] == lines


def test_a_cassette_is_tidied_once(run, mail):
    lines = mail.read_bytes().splitlines(keepends=True)
    mail.write_bytes(b"".join([lines[0], *reversed(lines[1:])]))
    assert run("tidy", mail, "--check")[0] == 1
    assert run("tidy", mail)[0] == 0
    assert run("tidy", mail, "--check")[0] == 0
    with Cassette(mail) as cassette:
        times = [one.at for one in cassette]
    assert times == sorted(times)


def test_a_torn_cassette_is_not_replaced(run, mail):
    torn = mail.read_bytes()[:-50]
    mail.write_bytes(torn)
    assert run("note", mail, "x")[0] == 2
    assert mail.read_bytes() == torn and list(mail.parent.iterdir()) == [mail]


@pytest.mark.parametrize(
    "words",
    [["note", "x"], ["redact", 5, "response/t:Subject"], ["tidy"], ["repair"]],
    ids=lambda each: each[0],
)
def test_what_is_being_recorded_to_is_not_written_to(run, mail, words):
    command, *more = words
    lines = mail.read_bytes().splitlines(keepends=True)
    mail.write_bytes(b"".join([lines[0], *reversed(lines[1:])]))
    with CassetteWriter(mail, append=True):
        before = mail.read_bytes()
        status, _, told = run(command, mail, *more)
        assert (status, mail.read_bytes()) == (2, before)
        assert "another recorder is writing this file" in told
        assert list(mail.parent.iterdir()) == [mail]
    assert run(command, mail, *more)[0] == 0


def test_git_shows_what_changed_in_messages(tmp_path):
    def git(*arguments):
        done = subprocess.run(
            ["git", "-c", "user.name=x", "-c", "user.email=x@example.com", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return done.stdout

    git("init", "-q")
    git("config", "diff.ews.textconv", f"{sys.executable} -m inspector textconv")
    (tmp_path / ".gitattributes").write_text("*.jsonl diff=ews\n")
    file = tmp_path / "mail.jsonl"
    shutil.copy(MAIL, file)
    git("add", ".")
    git("commit", "-qm", "one")
    text = file.read_text("utf-8")
    file.write_text(text.replace("<t:DisplayName>Root<", "<t:DisplayName>Top<"), "utf-8")
    shown = [line for line in git("diff").splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert [line.replace(" ", "") for line in shown] == [
        "-<t:DisplayName>Root</t:DisplayName>",
        "+<t:DisplayName>Top</t:DisplayName>",
    ]
