"""The sample cassettes that are kept are those that ``make cassettes`` would make."""

from pathlib import Path

import pytest

from inspector.cassette import Cassette
from inspector.resources import cassettes_dir
from tests.clients.samples import SAMPLES, Sample, structure_of
from tests.clients.stage import verdicts_of

NAMED = pytest.mark.parametrize("sample", SAMPLES, ids=[sample.name for sample in SAMPLES])


@NAMED
def test_a_sample_is_what_its_client_records_today(sample: Sample, tmp_path: Path) -> None:
    assert structure_of(sample.record(tmp_path)) == structure_of(cassettes_dir() / sample.name)


@NAMED
def test_a_sample_is_judged_without_errors(sample: Sample) -> None:
    assert [str(finding) for _, finding in verdicts_of(cassettes_dir() / sample.name)] == []


@NAMED
def test_a_sample_is_scrubbed(sample: Sample) -> None:
    with Cassette(cassettes_dir() / sample.name) as cassette:
        assert cassette.header.scrub is not None
        assert cassette.header.scrub["profile"] != "none"


def test_no_sample_is_missing() -> None:
    assert {sample.name for sample in SAMPLES} <= {file.name for file in cassettes_dir().glob("*.jsonl")}
