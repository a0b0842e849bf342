"""Findings as JUnit XML."""

import io

from lxml import etree

from inspector.conformance.files import Judged, Verdict
from inspector.conformance.finding import Direction, Finding, Level, Severity
from inspector.report.junit import write_junit


def verdict(
    severity: Severity = Severity.ERROR, message: str = "it is wrong", code: str = "UMS021"
) -> Verdict:
    return Verdict(
        Finding(
            code=code,
            name="call-id-returned",
            severity=severity,
            level=Level.MUST,
            message=message,
            direction=Direction.RESPONSE,
            document="MS-OXWUMS",
            section="3.1.4.8.2.2",
            operation="PlayOnPhone",
            line=4,
        )
    )


def report_of(*judged: Judged) -> etree._Element:
    out = io.StringIO()
    write_junit(judged, out)
    return etree.fromstring(out.getvalue().encode())


def test_a_file_is_a_suite_and_an_interaction_a_case():
    report = report_of(
        Judged("a.jsonl", 1), Judged("a.jsonl", 2, (verdict(),)), Judged("b.xml", verdicts=(verdict(),))
    )

    suites = report.findall("testsuite")
    assert [suite.get("name") for suite in suites] == ["a.jsonl", "b.xml"]
    assert [suite.get("tests") for suite in suites] == ["2", "1"]
    assert [case.get("name") for case in report.iter("testcase")] == ["#1", "#2 PlayOnPhone", "message"]


def test_errors_fail_their_case_and_the_rest_is_output():
    judged = Judged("a.jsonl", 1, (verdict(), verdict(code="UMS022"), verdict(Severity.WARNING, "so so")))
    case = next(report_of(judged).iter("testcase"))

    failure = case.find("failure")
    assert failure is not None and failure.get("type") == "UMS021 UMS022"
    assert "MS-OXWUMS 3.1.4.8.2.2 MUST" in (failure.text or "") and "line 4" in (failure.text or "")
    assert "so so" in (case.findtext("system-out") or "")


def test_warnings_and_information_fail_nothing():
    suite = report_of(Judged("a.jsonl", 1, (verdict(Severity.WARNING), verdict(Severity.INFO)))).find(
        "testsuite"
    )

    assert suite is not None and suite.get("failures") == "0"


def test_a_file_that_cannot_be_read_is_an_error():
    report = report_of(Judged("a.jsonl", problem="not a cassette"))

    assert report.find("testsuite").get("errors") == "1"
    assert next(report.iter("error")).get("message") == "not a cassette"


def test_what_came_off_the_wire_cannot_break_the_xml():
    hostile = '\x1b[2J\x00 ]]> <script> & \ufffe "'
    case = next(report_of(Judged('a"<&.jsonl', 1, (verdict(message=hostile),))).iter("testcase"))

    assert "<script>" in (case.find("failure").get("message") or "")
    assert "\x1b" not in etree.tostring(case, encoding="unicode")
