"""Findings for people: grouped by file and interaction, with the line and a caret, and a summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TextIO

from rich.console import Console
from rich.text import Text

from inspector.conformance.files import Judged, Verdict
from inspector.conformance.finding import Severity
from inspector.wire.printable import printable_line

__all__ = ["lines_of", "write_text"]

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold blue"}
_PLURALS = {Severity.ERROR: "errors", Severity.WARNING: "warnings", Severity.INFO: "notes"}
_SINGULARS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def write_text(results: Iterable[Judged], out: TextIO) -> None:
    """Writes the report, in colour where ``out`` is a terminal.

    Args:
        results: what was judged.
        out: where to.
    """
    console = Console(file=out, highlight=False, soft_wrap=True, emoji=False, markup=False)
    for line in lines_of(results):
        console.print(line)


def lines_of(results: Iterable[Judged]) -> Iterator[Text]:
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
                yield Text()
            heading = judged.file
            yield Text(printable_line(heading), style="bold underline")
        last = ""
        for verdict in judged.verdicts:
            counts[verdict.finding.severity] += 1
            about = _about(judged, verdict)
            if about != last:
                last = about
                yield Text(f"  {about}", style="bold")
            yield from _verdict(verdict)
    if heading:
        yield Text()
    yield _summary(counts, messages, len(files))


def _about(judged: Judged, verdict: Verdict) -> str:
    finding = verdict.finding
    number = f"#{judged.interaction} " if judged.interaction else ""
    name = printable_line(finding.operation) or "a message"
    return f"{number}{name}, {finding.direction}"


def _verdict(verdict: Verdict) -> Iterator[Text]:
    finding = verdict.finding
    source = " ".join(part for part in (finding.document, finding.section) if part)
    judge = f"[{finding.schemas}]" if finding.schemas else ""
    yield Text.assemble(
        "    ",
        (f"{finding.severity:<7}", _STYLES[finding.severity]),
        " ",
        (finding.code, "bold"),
        f" {finding.name}",
        (f"  {' '.join(part for part in (source, judge) if part)}".rstrip(), "dim"),
    )
    yield Text(f"      {printable_line(finding.message)}")
    if finding.xpath:
        yield Text(f"      at {printable_line(finding.xpath)}", style="dim")
    if verdict.excerpt is not None:
        place = verdict.excerpt
        number = str(place.line)
        yield Text.assemble((f"      {number} | ", "dim"), place.text)
        if place.width:
            yield Text.assemble(
                (f"      {' ' * len(number)} | ", "dim"),
                " " * place.column,
                ("^" * place.width, _STYLES[finding.severity]),
            )


def _summary(counts: Counter[Severity], messages: int, files: int) -> Text:
    found = ", ".join(
        _counted(counts[severity], _SINGULARS[severity], _PLURALS[severity])
        for severity in Severity
        if counts[severity]
    )
    where = f"{_counted(messages, 'interaction or message', 'interactions and messages')} of "
    where += _counted(files, "file", "files")
    style = (
        "bold red" if counts[Severity.ERROR] else "bold yellow" if counts[Severity.WARNING] else "bold green"
    )
    return Text(f"{found or 'nothing to complain of'} in {where}", style=style)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
