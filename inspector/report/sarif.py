"""Findings as SARIF 2.1.0 (OASIS), which code hosts and editors show beside the file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote

from inspector.cassette.filesystem import is_remote
from inspector.conformance.code_index import CodeInfo, code_info
from inspector.conformance.files import Judged, Verdict
from inspector.conformance.finding import Finding, Severity
from inspector.errors import UsageError
from inspector.report.concise import place_of
from inspector.terminal import json_line

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_BEGINNING = (
    f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", '
    '"runs": [{"columnKind": "unicodeCodePoints", "results": ['
)
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def write_sarif(results: Iterable[Judged], out: TextIO) -> None:
    """Writes a SARIF log; the results as they come, then the rules that they name.

    Args:
        results: what was judged.
        out: where to.
    """
    numbers: dict[str, int] = {}
    findings: dict[str, Finding] = {}
    unread: list[str] = []
    out.write(_BEGINNING)
    separator = "\n"
    for judged in results:
        if judged.problem:
            unread.append(judged.problem)
        for verdict in judged.verdicts:
            code = verdict.finding.code
            number = numbers.setdefault(code, len(numbers))
            findings.setdefault(code, verdict.finding)
            out.write(separator + json_line(_result(judged, verdict, number)))
            separator = ",\n"
    out.write(_end([_rule(finding) for finding in findings.values()], unread))


def document(results: Iterable[dict[str, Any]], rules: list[dict[str, Any]], problems: Iterable[str]) -> str:
    """Returns a whole SARIF log with one run.

    Args:
        results: its results.
        rules: the rules that they name.
        problems: why files could not be read (any further).
    """
    listed = ",\n".join(json_line(result) for result in results)
    return f"{_BEGINNING}\n{listed}{_end(rules, problems)}"


def _end(rules: list[dict[str, Any]], problems: Iterable[str]) -> str:
    from inspector.version import __version__

    driver = {
        "name": "ews-inspector",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": rules,
    }
    invocation = json_line(_invocation(problems))
    return f'\n], "tool": {json_line({"driver": driver})}, "invocations": [{invocation}]}}]}}\n'


def file_uri(file: str) -> str:
    """Returns how SARIF names a file."""
    if is_remote(file):
        return file
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _result(judged: Judged, verdict: Verdict, number: int) -> dict[str, Any]:
    finding = verdict.finding
    line = place_of(judged, verdict)[0] if judged.interaction or finding.line else 0
    physical: dict[str, Any] = {"artifactLocation": {"uri": file_uri(judged.file)}}
    if line:
        physical["region"] = {"startLine": line}
    location: dict[str, Any] = {"physicalLocation": physical}
    if finding.path:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.path, "kind": "element"}]
    about = f"{finding.operation} {finding.direction}".strip()
    where = f"interaction {judged.interaction}, {about}" if judged.interaction else about
    source = f" ({finding.document} section {finding.section})" if finding.document else ""
    properties = {
        "interaction": judged.interaction or None,
        "direction": finding.direction.value,
        "operation": finding.operation,
        "document": finding.document,
        "section": finding.section,
        "level": finding.level.value,
        "bodyLine": finding.line or None,
        "schemas": finding.schemas,
    }
    return {
        "ruleId": finding.code,
        "ruleIndex": number,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{where}: {finding.message}{source}"},
        "locations": [location],
        "properties": {name: value for name, value in properties.items() if value},
    }


def _rule(finding: Finding) -> dict[str, Any]:
    try:
        known: CodeInfo | None = code_info(finding.code)
    except UsageError:  # a code of another version, out of a cassette's own findings
        known = None
    rule: dict[str, Any] = {"id": finding.code, "name": finding.name}
    if known is None:
        return rule | {"shortDescription": {"text": finding.name.replace("-", " ")}}
    why = " ".join(known.page.why.split())
    source = f"{known.document} section {known.section}, {known.level}" if known.document else ""
    text = "\n\n".join(part for part in (known.page.what, why, source) if part)
    tags = [tag for tag in (known.document, known.level.value) if tag]
    return rule | {
        "shortDescription": {"text": known.page.what},
        "fullDescription": {"text": why or known.page.what},
        "help": {"text": text, "markdown": text + _examples(known)},
        "defaultConfiguration": {"level": _LEVELS[known.severity]},
        "properties": {"tags": tags},
    }


def _examples(known: CodeInfo) -> str:
    parts = (("Good", known.page.good), ("Bad", known.page.bad))
    return "".join(f"\n\n{title}:\n```xml\n{example}\n```" for title, example in parts if example)


def _invocation(problems: Iterable[str]) -> dict[str, Any]:
    notes = [{"level": "error", "message": {"text": problem}} for problem in problems]
    invocation: dict[str, Any] = {"executionSuccessful": not notes}
    return invocation | ({"toolExecutionNotifications": notes} if notes else {})
