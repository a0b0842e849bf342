"""Findings for people: grouped by file and interaction, with the line and a caret, and a summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TextIO

from inspector.conformance.files import Judged, Verdict
from inspector.conformance.finding import Severity
from inspector.terminal import SEVERITY_STYLES, Output, Part
from inspector.wording import plural

_WORDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
Line = list[Part]


def write_text(results: Iterable[Judged], out: TextIO) -> None:
    """Writes the report, in colour where ``out`` is a terminal.

    Args:
        results: what was judged.
        out: where to.
    """
    output = Output(out)
    for line in lines_of(results):
        output.line(*line)


def lines_of(results: Iterable[Judged]) -> Iterator[Line]:
    """Yields the report line by line.

    Args:
        results: what was judged; not more than one is held at a time.
    """
    counts: Counter[Severity] = Counter()
    files: dict[str, None] = {}
    messages = 0
    heading = ""
    for judged in results:
        files[judged.file] = None
        messages += not (judged.problem or judged.notes)
        if not judged.verdicts:
            continue
        if judged.file != heading:
            if heading:
                yield []
            heading = judged.file
            yield [(heading, "bold underline")]
        last = ""
        for verdict in judged.verdicts:
            counts[verdict.finding.severity] += 1
            about = _about(judged, verdict)
            if about != last:
                last = about
                yield [(f"  {about}", "bold")]
            yield from _verdict(verdict)
    if heading:
        yield []
    yield _summary(counts, messages, len(files))


def _about(judged: Judged, verdict: Verdict) -> str:
    finding = verdict.finding
    number = f"#{judged.interaction} " if judged.interaction else ""
    return f"{number}{finding.operation or 'a message'}, {finding.direction}"


def _verdict(verdict: Verdict) -> Iterator[Line]:
    finding = verdict.finding
    source = " ".join(part for part in (finding.document, finding.section) if part)
    judge = f"[{finding.schemas}]" if finding.schemas else ""
    style = SEVERITY_STYLES[finding.severity]
    yield [
        "    ",
        (f"{finding.severity:<7}", style),
        " ",
        (finding.code, "bold"),
        f" {finding.name}",
        (f"  {' '.join(part for part in (source, judge) if part)}".rstrip(), "dim"),
    ]
    yield [f"      {finding.message}"]
    if finding.path:
        yield [(f"      at {finding.path}", "dim")]
    if verdict.excerpt is not None:
        place = verdict.excerpt
        number = str(place.line)
        yield [(f"      {number} | ", "dim"), place.text]
        if place.width:
            bar = (f"      {' ' * len(number)} | ", "dim")
            yield [bar, " " * place.column, ("^" * place.width, style)]


def _summary(counts: Counter[Severity], messages: int, files: int) -> Line:
    found = ", ".join(plural(counts[severity], _WORDS[severity]) for severity in Severity if counts[severity])
    where = f"{plural(messages, 'interaction or message', 'interactions and messages')} of "
    where += plural(files, "file")
    worst = next((severity for severity in Severity if counts[severity]), None)
    style = "bold green" if worst is None or worst is Severity.INFO else SEVERITY_STYLES[worst]
    return [(f"{found or 'nothing to complain of'} in {where}", style)]
