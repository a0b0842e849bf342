"""The report for people: grouped, with a summary, and safe to show."""

import io

from inspector.conformance.excerpt import Excerpt
from inspector.conformance.files import Judged, Verdict
from inspector.conformance.finding import Direction, Finding, Level, Severity
from inspector.report.text import write_text


def finding(
    severity: Severity = Severity.ERROR, message: str = "it is wrong", operation: str = "GetItem"
) -> Finding:
    return Finding(
        code="XSD005",
        name="bad-value",
        severity=severity,
        level=Level.XSD,
        message=message,
        direction=Direction.REQUEST,
        operation=operation,
        path="/a/b",
        line=7,
    )


def text(*results: Judged) -> list[str]:
    out = io.StringIO()
    write_text(results, out)
    return out.getvalue().splitlines()


def test_findings_stand_under_their_file_and_interaction() -> None:
    lines = text(
        Judged("a.jsonl", 1, (Verdict(finding()), Verdict(finding()))),
        Judged("a.jsonl", 2),
        Judged("a.jsonl", 3, (Verdict(finding(operation="")),)),
        Judged("b.xml", 0, (Verdict(finding()),)),
    )
    assert [line for line in lines if not line.startswith("    ")] == [
        "a.jsonl",
        "  #1 GetItem, request",
        "  #3 a message, request",
        "",
        "b.xml",
        "  GetItem, request",
        "",
        "4 errors in 4 interactions and messages of 2 files",
    ]


def test_the_caret_stands_under_what_is_meant() -> None:
    place = Excerpt(12, "<a><b/></a>", 4, 1)
    lines = text(Judged("a.xml", 0, (Verdict(finding(), place),)))
    at = next(n for n, line in enumerate(lines) if "12 | " in line)
    assert lines[at + 1].index("^") == lines[at].index("b")


def test_the_summary_counts_by_severity() -> None:
    verdicts = tuple(
        Verdict(finding(severity)) for severity in (Severity.WARNING, Severity.INFO, Severity.INFO)
    )
    assert text(Judged("a", 1, verdicts))[-1] == "1 warning, 2 notes in 1 interaction or message of 1 file"
    assert text(Judged("a", 1))[-1] == "nothing to complain of in 1 interaction or message of 1 file"


def test_what_a_stranger_wrote_cannot_steer_the_terminal() -> None:
    hostile = "\x1b]0;owned\x07\u202e"
    lines = text(Judged(hostile, 1, (Verdict(finding(message=hostile, operation=hostile)),)))
    assert not set("\x1b\x07\u202e") & set("".join(lines))
