"""The sample cassettes that are kept are those that ``make cassettes`` would make."""

from pathlib import Path

import pytest

from inspector.resources import cassettes_dir
from inspector.simulator import Simulator
from tests.clients.samples import SAMPLES, Sample, structure_of
from tests.clients.stage import Stage, replaying, verdicts_of, voice_message

NAMED = pytest.mark.parametrize("sample", SAMPLES, ids=[sample.name for sample in SAMPLES])


@NAMED
def test_a_sample_is_what_its_client_records_today(sample: Sample, tmp_path: Path) -> None:
    assert structure_of(sample.record(tmp_path)) == structure_of(cassettes_dir() / sample.name)


@NAMED
def test_a_sample_is_judged_without_errors(sample: Sample) -> None:
    assert [str(finding) for _, finding in verdicts_of(cassettes_dir() / sample.name)] == []


@NAMED
def test_a_sample_answers_its_client_who_knows_nothing_of_stand_ins(sample: Sample, tmp_path: Path) -> None:
    messages = voice_message(Stage("", lambda seconds: seconds, simulator=Simulator()))
    confdir = tmp_path if sample.encrypted else None
    with replaying(cassettes_dir() / sample.name, auth=sample.auth, confdir=confdir) as stage:
        assert sample.play(stage, messages)


def test_no_sample_is_missing() -> None:
    assert {sample.name for sample in SAMPLES} <= {file.name for file in cassettes_dir().glob("*.jsonl")}
