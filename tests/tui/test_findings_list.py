"""Findings of a whole cassette, grouped."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector.cassette import Cassette
from inspector.conformance.code_index import all_codes
from inspector.tui.cassette_view import CassetteView
from inspector.tui.findings_list import GROUPS, FindingLine, ListedFinding, coverage, grouped
from inspector.tui.judging import judging


@pytest.fixture
def found(sample: Path) -> list[ListedFinding]:
    with Cassette(sample) as cassette:
        rows = CassetteView(cassette)
        return [
            ListedFinding(i, rows.row(i).n, finding) for i in range(len(rows)) for finding in rows.findings(i)
        ]


def text(line: FindingLine) -> str:
    return "".join(piece for piece, _ in line.pieces)


def test_the_worst_group_comes_first_with_its_letter(found: list[ListedFinding]) -> None:
    heads = [text(line) for line in grouped(found, "code") if line.found is None]
    assert [head[:8] for head in heads] == ["E XSD001", "W UMS031", "i UMS001"]


@pytest.mark.parametrize("by", GROUPS)
def test_every_finding_stands_in_exactly_one_group(found: list[ListedFinding], by: str) -> None:
    lines = list(grouped(found, by))
    assert sorted(line.found.n for line in lines if line.found) == [1, 2, 19]


def test_coverage_lists_every_code_and_counts_those_that_found_something(found: list[ListedFinding]) -> None:
    lines = list(coverage(found))
    assert {line.code for line in lines if line.code} == {entry.code for entry in all_codes()}
    hit = next(text(line) for line in lines if line.code == "XSD001")
    assert hit.split()[:3] == ["E", "XSD001", "1"]


def test_judging_replaces_the_recorded_findings_in_list_and_filter(sample: Path) -> None:
    from inspector.filter import parse_filter

    with Cassette(sample) as cassette:
        rows = CassetteView(cassette)
        *_, (done, judged) = judging(rows)
        rows.adopt(judged)
        assert done == 26
        assert "XSD001" not in {finding.code for finding in rows.findings(1)}
        by_row = [rows.row(i).findings for i in range(26)]
        assert by_row == [len(judged.get(i, ())) for i in range(26)]
        passes = [parse_filter("~code *").matches(rows.subject(i)) for i in range(26)]
        assert passes == [count > 0 for count in by_row]
