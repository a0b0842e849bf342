"""The table of formats: each writes every finding, and nothing else, to the stream that it is given."""

import io
import json

import pytest

from inspector.conformance.files import Judged, Verdict
from inspector.conformance.finding import Direction, Finding, Level, Severity
from inspector.report.formats import FORMATS

FINDING = Finding(
    code="XSD005",
    name="bad-value",
    severity=Severity.ERROR,
    level=Level.XSD,
    message='a "quoted" <text>',
    direction=Direction.RESPONSE,
)
RESULTS = [
    Judged("a.jsonl", 1, (Verdict(FINDING),)),
    Judged("a.jsonl", 2),
    Judged("b.xml", 0, (Verdict(FINDING),)),
]


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_names_every_finding(name: str) -> None:
    out = io.StringIO()
    FORMATS[name].write(iter(RESULTS), out)
    assert out.getvalue().count("XSD005") >= 2 and "a.jsonl" in out.getvalue() and "b.xml" in out.getvalue()


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_can_write_that_there_is_nothing(name: str) -> None:
    out = io.StringIO()
    FORMATS[name].write(iter(()), out)
    assert "XSD005" not in out.getvalue()


def test_json_says_null_where_there_is_no_number() -> None:
    out = io.StringIO()
    FORMATS["json"].write(RESULTS, out)
    first, second = map(json.loads, out.getvalue().splitlines())
    assert (first["interaction"], second["interaction"], first["line"]) == (1, None, None)
    assert (first["message"], first["severity"]) == ('a "quoted" <text>', "error")
