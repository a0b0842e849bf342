"""Findings a line each, as editors and GitHub read them, and counted."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import TextIO

from inspector.conformance.excerpt import Excerpt
from inspector.conformance.files import Judged, Verdict
from inspector.conformance.finding import Direction, Finding, Level, Severity
from inspector.report.concise import CodeCounts, write_concise, write_github


def finding(
    severity: Severity = Severity.ERROR, code: str = "XSD005", message: str = "it is wrong"
) -> Finding:
    return Finding(
        code=code,
        name="bad-value",
        severity=severity,
        level=Level.XSD,
        message=message,
        direction=Direction.REQUEST,
        operation="GetItem",
        line=7,
    )


def written(write: Callable[[Iterable[Judged], TextIO], None], *results: Judged) -> list[str]:
    out = io.StringIO()
    write(results, out)
    return out.getvalue().splitlines()


def test_a_message_is_named_by_its_line_and_column() -> None:
    place = Excerpt(7, "<a/>", 1, 1, 12)
    assert written(write_concise, Judged("a.xml", 0, (Verdict(finding(), place), Verdict(finding())))) == [
        "a.xml:7:12: XSD005 it is wrong [error, GetItem request]",
        "a.xml:7:1: XSD005 it is wrong [error, GetItem request]",
    ]


def test_an_interaction_is_named_by_its_line_in_the_cassette() -> None:
    assert written(write_concise, Judged("a.jsonl", 3, (Verdict(finding()),))) == [
        "a.jsonl:4:1: XSD005 it is wrong [error, #3 GetItem request]"
    ]


def test_an_annotation_has_the_level_and_the_place() -> None:
    results = [Judged("a.jsonl", n, (Verdict(finding(severity)),)) for n, severity in enumerate(Severity, 1)]
    assert written(write_github, *results) == [
        "::error file=a.jsonl,line=2,col=1,title=XSD005 bad-value::#1 GetItem request: it is wrong",
        "::warning file=a.jsonl,line=3,col=1,title=XSD005 bad-value::#2 GetItem request: it is wrong",
        "::notice file=a.jsonl,line=4,col=1,title=XSD005 bad-value::#3 GetItem request: it is wrong",
    ]


def test_no_text_of_a_message_is_a_command_of_its_own() -> None:
    hostile = finding(message="100%\r\n::set-env name=PATH::x")
    (line,) = written(write_github, Judged("a:b,c%.xml", 0, (Verdict(hostile),)))
    assert line == (
        "::error file=a%3Ab%2Cc%25.xml,line=7,col=1,title=XSD005 bad-value::GetItem request: "
        "100%25␍␊::set-env name=PATH::x"
    )


def test_statistics_name_the_most_frequent_code_first() -> None:
    counted = CodeCounts()
    counted.count(
        [
            Judged("a", 1, (Verdict(finding(code="UMS001")), Verdict(finding()))),
            Judged("b", 1, (Verdict(finding()),)),
        ]
    )
    out = io.StringIO()
    counted.write(out)
    assert [line.split() for line in out.getvalue().splitlines()] == [
        ["2", "XSD005", "error", "bad-value"],
        ["1", "UMS001", "error", "bad-value"],
        ["3", "findings", "of", "2", "codes"],
    ]
    assert counted.to_json()[0] == {"code": "XSD005", "name": "bad-value", "severity": "error", "count": 2}
