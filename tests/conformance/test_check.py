"""The judge of a session: what schema, server and rules say is put together."""

from pathlib import Path

import pytest

from inspector.cassette import Cassette
from inspector.conformance.check import Checker
from inspector.conformance.finding import Finding

CASES = Path(__file__).parent / "cases"


def found_in(case: str, *select: str) -> list[Finding]:
    checker = Checker(select=select)
    with Cassette(CASES / case) as cassette:
        return [
            finding
            for each in cassette
            for finding in checker.check(each.request, each.response, at=each.at, took=each.took)
        ]


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ("UMS062/bad-accepted.jsonl", "UMS062"),
        ("UMS062/bad-refused.jsonl", "UMS062"),
        ("CDT015/bad-accepted.jsonl", "CDT015"),
        ("CDT015/bad-refused.jsonl", "CDT015"),
    ],
)
def test_a_rule_that_compares_with_the_schema_speaks_though_the_schema_is_not_reported(
    case: str, code: str
) -> None:
    assert [finding.code for finding in found_in(case, code)] == [code]


def test_both_reasons_stand_side_by_side() -> None:
    (accepted,) = found_in("UMS062/bad-accepted.jsonl", "UMS062")
    (refused,) = found_in("UMS062/bad-refused.jsonl", "UMS062")

    assert "'maybe' is not of the type boolean" in accepted.message
    assert "status is unknown." in refused.message


def test_what_no_schema_has_is_no_disagreement_however_often_it_is_asked(tmp_path: Path) -> None:
    lines = (CASES / "CDT015/bad-refused.jsonl").read_text("utf-8").replace("GetImItemList", "GetMagic")
    head, line = lines.splitlines()
    case = tmp_path / "unknown.jsonl"
    case.write_text("\n".join([head, line, line.replace('"n": 1, "at": 1', '"n": 2, "at": 2')]), "utf-8")

    assert found_in(str(case), "CDT015") == []
