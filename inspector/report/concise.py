"""Findings a line each: for editors and terminals that find places, and as annotations of GitHub Actions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from inspector.conformance.files import Judged, Verdict
from inspector.conformance.finding import Severity
from inspector.terminal import SEVERITY_STYLES, Output
from inspector.wire.printable import printable_line
from inspector.wording import plural

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
# What the runner reads out of a command: https://docs.github.com/actions, "Workflow commands", and the
# toolkit's own escaping (actions/toolkit, core/src/command.ts).
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def place_of(judged: Judged, verdict: Verdict) -> tuple[int, int]:
    """Returns where a finding is in its file: line and column, from 1.

    An interaction of a cassette is the line after its number, as the header is the first line.
    """
    if judged.interaction:
        return judged.interaction + 1, 1
    return verdict.finding.line or 1, (verdict.excerpt.at if verdict.excerpt else 0) or 1


def write_concise(results: Iterable[Judged], out: TextIO) -> None:
    """Writes each finding as ``FILE:LINE:COLUMN: CODE MESSAGE``, with its severity and message in brackets.

    Args:
        results: what was judged.
        out: where to.
    """
    output = Output(out)
    for judged, verdict in _each(results):
        finding = verdict.finding
        line, column = place_of(judged, verdict)
        output.line(
            (judged.file, "bold"),
            (f":{line}:{column}: ", "dim"),
            (finding.code, SEVERITY_STYLES[finding.severity]),
            f" {finding.message} ",
            (f"[{finding.severity}, {_about(judged, verdict)}]", "dim"),
        )


def write_github(results: Iterable[Judged], out: TextIO) -> None:
    """Writes each finding as an annotation of GitHub Actions, beside the line that it is about.

    Args:
        results: what was judged.
        out: where to.
    """
    for judged, verdict in _each(results):
        finding = verdict.finding
        line, column = place_of(judged, verdict)
        properties = {
            "file": judged.file,
            "line": str(line),
            "col": str(column),
            "title": f"{finding.code} {finding.name}",
        }
        named = ",".join(
            f"{name}={printable_line(value).translate(_PROPERTY)}" for name, value in properties.items()
        )
        text = printable_line(f"{_about(judged, verdict)}: {finding.message}").translate(_DATA)
        out.write(f"::{_COMMANDS[finding.severity]} {named}::{text}\n")


class CodeCounts:
    """How often each code was found; counts what passes through it."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, str]] = Counter()

    def count(self, results: Iterable[Judged]) -> None:
        """Counts the findings of what was judged."""
        for _, verdict in _each(results):
            finding = verdict.finding
            self._counts[(finding.code, finding.name, finding.severity.value)] += 1

    def to_json(self) -> list[dict[str, Any]]:
        """Returns the counts, the most frequent first, as JSON objects."""
        return [
            {"code": code, "name": name, "severity": severity, "count": count}
            for (code, name, severity), count in self._counts.most_common()
        ]

    def write(self, out: TextIO) -> None:
        """Writes the counts for people.

        Args:
            out: where to.
        """
        output = Output(out)
        for (code, name, severity), count in self._counts.most_common():
            output.line(
                f"{count:>9,}  ", (f"{code:8}", "bold"), (f"{severity:9}", SEVERITY_STYLES[severity]), name
            )
        codes = plural(len({code for code, _, _ in self._counts}), "code")
        output.line((f"{plural(self._counts.total(), 'finding')} of {codes}", "bold"))


def _each(results: Iterable[Judged]) -> Iterator[tuple[Judged, Verdict]]:
    return ((judged, verdict) for judged in results for verdict in judged.verdicts)


def _about(judged: Judged, verdict: Verdict) -> str:
    finding = verdict.finding
    number = f"#{judged.interaction} " if judged.interaction else ""
    return f"{number}{finding.operation or 'a message'} {finding.direction}"
