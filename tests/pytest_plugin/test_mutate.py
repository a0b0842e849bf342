"""``--ews-mutate``: the holes in a test are found, and one without holes has none."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from inspector.cassette import CassetteWriter, Interaction
from tests.pytest_plugin.conftest import Run
from tests.replay.conftest import Wire

pytest_plugins = ["pytester"]
WIRE = Wire()

PROGRAM = """
import pytest
from inspector import Cassette
from inspector.wire.http import HttpRequest
from inspector.wire.soap import read_envelope

with Cassette("mail.jsonl") as cassette:
    ASKED = cassette[0].request


def texts(answer):
    found = read_envelope(answer.body)
    assert found.fault is None and found.payload is not None
    all_of_it = [(str(each.tag).rpartition("}")[2], each) for each in found.payload.iter()]
    return {name: (each.text, dict(each.attrib), len(each)) for name, each in all_of_it}


@pytest.mark.ews_cassette("../mail.jsonl")
def test_mail(ews_replay):
    got = texts(ews_replay.respond(ASKED))
    WHAT
"""

ALL = """assert sorted(got) == [
        "EmailAddress", "From", "GetItemResponse", "GetItemResponseMessage", "Items", "Mailbox", "Message",
        "ResponseCode", "ResponseMessages", "Subject"]
    assert got["Subject"][0] == "Lunch" and got["EmailAddress"][0] == "ben@example.com"
    assert got["ResponseCode"][0] == "NoError"
    assert got["GetItemResponseMessage"][1] == {"ResponseClass": "Success"}"""
NO_SENDER = ALL.replace(' and got["EmailAddress"][0] == "ben@example.com"', "")


@pytest.fixture
def tried(project: pytest.Pytester, run: Run) -> Callable[..., tuple[pytest.RunResult, dict[str, object]]]:
    """Runs a test under ``--ews-mutate``, and returns what came of it and its counts."""

    def run_it(what: str, *options: str, marked: str = "") -> tuple[pytest.RunResult, dict[str, object]]:
        answer = WIRE.ews_answer(
            '<m:GetItemResponse><m:ResponseMessages><m:GetItemResponseMessage ResponseClass="Success">'
            "<m:ResponseCode>NoError</m:ResponseCode><m:Items><t:Message><t:Subject>Lunch</t:Subject><t:From>"
            "<t:Mailbox><t:EmailAddress>ben@example.com</t:EmailAddress></t:Mailbox></t:From></t:Message>"
            "</m:Items></m:GetItemResponseMessage></m:ResponseMessages></m:GetItemResponse>"
        )
        path = project.path / "mail.jsonl"
        path.unlink(missing_ok=True)
        with CassetteWriter(path) as writer:
            writer.append(Interaction(0, 1.0, WIRE.get_item(), answer))
        project.makepyfile(
            test_it=PROGRAM.replace("WHAT", what).replace('jsonl")\ndef', f'jsonl"{marked})\ndef')
        )
        result = run(*options, "--ews-mutate-json=counts.jsonl")
        return result, json.loads((project.path / "counts.jsonl").read_text().splitlines()[0])

    return run_it


def test_a_test_that_asserts_nothing_about_the_sender_has_that_hole(tried) -> None:
    result, counts = tried(NO_SENDER, "--ews-mutate=answers")
    result.assert_outcomes(passed=1)
    assert [
        line.partition(": ")[2].partition(": ")[0].rpartition("/")[2] for line in counts["unnoticed"]
    ] == ["t:EmailAddress"]
    assert counts["tried"] == counts["noticed"] + 1
    result.stdout.fnmatch_lines(["*ews mutations*", "*not noticed by *t:EmailAddress*"])


def test_a_test_that_asserts_all_has_none(tried) -> None:
    result, counts = tried(ALL, "--ews-mutate=answers")
    result.assert_outcomes(passed=1)
    assert counts["unnoticed"] == []
    assert counts["tried"] == counts["noticed"] > 8


def test_every_alteration_of_what_a_test_asks_is_noticed_by_the_replay(tried) -> None:
    result, counts = tried("assert got", "--ews-mutate")
    result.assert_outcomes(passed=1)
    assert (counts["what"], counts["unnoticed"], counts["beyond"]) == ("requests", [], 0)
    assert counts["tried"] == counts["noticed"] == 5


def test_what_is_left_out_of_the_comparison_is_counted(tried) -> None:
    _, counts = tried("assert got", "--ews-mutate", marked=', volatile=["ItemId/@Id"]')
    assert (counts["tried"], counts["left_out"]) == (4, 1)


def test_there_is_a_bound_and_what_is_beyond_it_is_counted(tried) -> None:
    _, counts = tried("assert got", "--ews-mutate", "--ews-mutate-max=2")
    assert (counts["tried"], counts["beyond"]) == (2, 3)


def test_a_test_that_cannot_run_twice_says_so(tried) -> None:
    once = "assert got\n    with open('ran', 'x'):\n        pass"
    result, counts = tried(once, "--ews-mutate=answers")
    result.assert_outcomes(passed=1)
    assert counts["tried"] == 0 and "does not pass when it runs again" in str(counts["problem"])


def test_the_verdict_of_the_test_itself_does_not_change(tried) -> None:
    marked = ', on_unplayed="fail", fail_on="error"'
    for what in ("requests", "answers"):
        result, _ = tried("assert got", f"--ews-mutate={what}", marked=marked)
        result.assert_outcomes(passed=1)


def test_a_bound_that_is_none_is_refused(project: pytest.Pytester, run: Run) -> None:
    project.makepyfile(test_it="def test_it(): pass")
    result = run("--ews-mutate", "--ews-mutate-max=0")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert Path(project.path, "counts.jsonl").exists() is False
