"""Findings as JUnit XML: a suite for each file, a case for each interaction, as build servers show tests."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from inspector.conformance.files import Judged
from inspector.conformance.finding import Finding, Severity
from inspector.wire.printable import printable, printable_line


def write_junit(results: Iterable[Judged], out: TextIO) -> None:
    """Writes the report. An error fails its case; warnings and information stand in its output.

    Args:
        results: what was judged; those of a file one after the other.
        out: where to.
    """
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="ews-inspector validate">\n')
    for file, of_file in groupby(results, key=lambda judged: judged.file):
        _write_suite(file, [judged for judged in of_file if not judged.notes], out)
    out.write("</testsuites>\n")


def _write_suite(file: str, cases: list[Judged], out: TextIO) -> None:
    failures = sum(1 for judged in cases if _failing(judged))
    errors = sum(1 for judged in cases if judged.problem)
    out.write(
        f'  <testsuite name={_attribute(file)} tests="{len(cases)}" failures="{failures}" '
        f'errors="{errors}" skipped="0">\n'
    )
    for judged in cases:
        _write_case(judged, out)
    out.write("  </testsuite>\n")


def _write_case(judged: Judged, out: TextIO) -> None:
    out.write(f"    <testcase classname={_attribute(judged.file)} name={_attribute(_name(judged))}>\n")
    if judged.problem:
        out.write(f"      <error message={_attribute(judged.problem)}/>\n")
    failing = _failing(judged)
    if failing:
        codes = " ".join(dict.fromkeys(finding.code for finding in failing))
        text = "\n".join(map(_line, failing))
        out.write(f"      <failure type={_attribute(codes)} message={_attribute(failing[0].message)}>")
        out.write(f"{escape(printable(text))}</failure>\n")
    others = [verdict.finding for verdict in judged.verdicts if verdict.finding not in failing]
    if others:
        text = "\n".join(map(_line, others))
        out.write(f"      <system-out>{escape(printable(text))}</system-out>\n")
    out.write("    </testcase>\n")


def _failing(judged: Judged) -> list[Finding]:
    found = (verdict.finding for verdict in judged.verdicts)
    return [finding for finding in found if finding.severity is Severity.ERROR]


def _name(judged: Judged) -> str:
    if not judged.interaction:
        return "message"
    operation = next((verdict.finding.operation for verdict in judged.verdicts), "")
    return f"#{judged.interaction} {operation}".strip()


def _line(finding: Finding) -> str:
    source = f"{finding.document} {finding.section} {finding.level}" if finding.document else finding.level
    place = f" at {finding.path}" if finding.path else ""
    line = f", line {finding.line}" if finding.line else ""
    return (
        f"{finding.severity} {finding.code} {finding.name} [{source}] {finding.direction}: "
        f"{finding.message}{place}{line}"
    )


def _attribute(text: str) -> str:
    return quoteattr(printable_line(text))
