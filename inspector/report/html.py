"""Findings as one self-contained page: what was found by document and section, the calls, the messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from importlib import resources
from itertools import groupby
from pathlib import Path
from typing import TextIO

from inspector.cassette.model import Interaction
from inspector.cassette.reader import Cassette
from inspector.conformance.files import Judged, Verdict
from inspector.conformance.finding import Severity
from inspector.errors import InspectorError
from inspector.flow import Flow, flows, step_of
from inspector.report.ladder import Line, Paint, draw
from inspector.report.message_text import shown_body
from inspector.wire.printable import printable_line

__all__ = ["write_html"]

_MOST_CALLS = 40
"""The most call ladders that a page draws; a page is for reading."""
_MOST_MESSAGES = 200
"""The most interactions whose messages a page shows."""
_PLURALS = {Severity.ERROR: "errors", Severity.WARNING: "warnings", Severity.INFO: "notes"}


@dataclass
class _File:
    """What was found in a file."""

    name: str
    judged: list[Judged] = field(default_factory=list)

    @property
    def found(self) -> list[tuple[Judged, Verdict]]:
        """The findings with the interactions that they were found in."""
        return [(each, verdict) for each in self.judged for verdict in each.verdicts]


def write_html(results: Iterable[Judged], out: TextIO) -> None:
    """Writes the page. It needs nothing but itself: no script, no font, no picture from elsewhere.

    Args:
        results: what was judged; those of a file one after the other.
        out: where to.
    """
    files: list[_File] = []
    judged_in_all = 0
    for name, of_file in groupby(results, key=lambda judged: judged.file):
        file = _File(name)
        for judged in of_file:
            judged_in_all += not (judged.notes or judged.problem)
            if judged.verdicts or judged.problem or judged.notes:
                file.judged.append(judged)
        files.append(file)
    for piece in _page(files, judged_in_all):
        out.write(piece)


def _page(files: list[_File], judged: int) -> Iterator[str]:
    from inspector import __version__

    style = resources.files("inspector.report").joinpath("page.css").read_text("utf-8")
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>Findings of ews-inspector</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
    yield "<h1>Findings of ews-inspector</h1>\n"
    yield f'<p class="about">{judged:,} interactions and messages of {len(files):,} files; '
    yield f"ews-inspector {escape(__version__)}</p>\n"
    found = [pair for file in files for pair in file.found]
    yield from _counts(found)
    yield from _problems(files)
    yield from _by_section(found)
    for number, file in enumerate(files, 1):
        yield from _file(file, number)
    yield "</body>\n</html>\n"


def _counts(found: list[tuple[Judged, Verdict]]) -> Iterator[str]:
    counts = Counter(verdict.finding.severity for _, verdict in found)
    yield '<ul class="counts">\n'
    for severity, plural in _PLURALS.items():
        yield f'<li><b class="{severity.value}">{counts[severity]:,}</b> {plural}</li>\n'
    yield "</ul>\n"


def _problems(files: list[_File]) -> Iterator[str]:
    for file in files:
        for judged in file.judged:
            for text in (*judged.notes, judged.problem):
                if text:
                    yield f'<p class="warning">{_text(text)}</p>\n'


def _by_section(found: list[tuple[Judged, Verdict]]) -> Iterator[str]:
    if not found:
        yield "<p>Nothing to complain of.</p>\n"
        return
    yield "<h2>By document and section</h2>\n<table>\n"
    yield "<tr><th>section</th><th>code</th><th>what</th><th>how often</th></tr>\n"
    groups: dict[tuple[str, tuple[int, ...], str, str], list[Verdict]] = {}
    for _, verdict in found:
        finding = verdict.finding
        key = (
            finding.document or finding.level.value,
            _order(finding.section),
            finding.section,
            finding.code,
        )
        groups.setdefault(key, []).append(verdict)
    for (document, _, section, code), verdicts in sorted(groups.items()):
        first = verdicts[0].finding
        worst = max((verdict.finding.severity for verdict in verdicts), key=lambda severity: severity.rank)
        yield f"<tr><td>{_text(f'{document} {section}')}</td>"
        yield f'<td class="code {worst.value}">{_text(code)}</td>'
        yield f"<td>{_text(first.name.replace('-', ' '))}<small>{_text(first.message)}</small></td>"
        yield f"<td>{len(verdicts):,}</td></tr>\n"
    yield "</table>\n"


def _order(section: str) -> tuple[int, ...]:
    return tuple(int(part) for part in section.split(".") if part.isdigit())


def _file(file: _File, number: int) -> Iterator[str]:
    yield f'<h2 id="file-{number}">{_text(file.name)}</h2>\n'
    if file.found:
        yield "<table>\n<tr><th>where</th><th>code</th><th>what is wrong</th></tr>\n"
        for judged, verdict in file.found:
            yield _row(judged, verdict, number)
        yield "</table>\n"
    else:
        yield "<p>Nothing to complain of.</p>\n"
    if Path(file.name).suffix.lower() == ".jsonl":
        yield from _cassette(file, number)
    elif file.found:
        yield from _single(file)


def _row(judged: Judged, verdict: Verdict, number: int) -> str:
    finding = verdict.finding
    about = _text(f"{finding.operation} {finding.direction}".strip())
    where = (
        f'<a href="#message-{number}-{judged.interaction}">#{judged.interaction}</a> {about}'
        if judged.interaction
        else about
    )
    source = f"{finding.document} section {finding.section} ({finding.level})" if finding.document else ""
    place = f"<small><code>{_text(finding.xpath)}</code></small>" if finding.xpath else ""
    return (
        f'<tr><td>{where}</td><td class="code {finding.severity.value}">{_text(finding.code)}</td>'
        f"<td>{_text(finding.message)}<small>{_text(source)}</small>{place}{_excerpt(verdict)}</td></tr>\n"
    )


def _excerpt(verdict: Verdict) -> str:
    place = verdict.excerpt
    if place is None:
        return ""
    before, rest = place.text[: place.column], place.text[place.column :]
    pointed, after = rest[: place.width], rest[place.width :]
    marked = f"<mark>{escape(pointed)}</mark>" if pointed else ""
    return f"<pre>{place.line} | {escape(before)}{marked}{escape(after)}</pre>"


def _cassette(file: _File, number: int) -> Iterator[str]:
    concerned = {judged.interaction for judged in file.judged if judged.verdicts}
    try:
        with Cassette(file.name) as cassette:
            calls = [flow for flow in flows(map(step_of, cassette)) if flow.call]
            if calls:
                yield "<h3>Calls</h3>\n"
                yield from map(_ladder, calls[:_MOST_CALLS])
            if len(calls) > _MOST_CALLS:
                yield f"<p>and {len(calls) - _MOST_CALLS:,} more calls</p>\n"
            yield from _messages((each for each in cassette if each.n in concerned), number)
    except InspectorError as problem:
        yield f'<p class="warning">{_text(str(problem))}</p>\n'


def _ladder(flow: Flow) -> str:
    return "<pre>" + "\n".join(map(_line, draw(flow, 96))) + "</pre>\n"


def _line(line: Line) -> str:
    return "".join(
        escape(segment.text)
        if segment.paint is Paint.PLAIN
        else f'<span class="{segment.paint.value}">{escape(segment.text)}</span>'
        for segment in line.segments
    ).rstrip()


def _messages(interactions: Iterable[Interaction], number: int) -> Iterator[str]:
    shown = 0
    for shown, each in enumerate(interactions, 1):
        if shown == 1:
            yield "<h3>Messages with findings</h3>\n"
        if shown > _MOST_MESSAGES:
            continue
        title = f"#{each.n} at {each.at:.3f} s: {each.operation or each.request.method} {each.request.url}"
        yield f'<details id="message-{number}-{each.n}"><summary>{_text(title)}</summary>\n'
        yield f"<pre>{escape(shown_body(each.request))}</pre>\n"
        if each.response is not None:
            yield f"<p>{each.response.status} {_text(each.response.reason)}</p>\n"
            yield f"<pre>{escape(shown_body(each.response))}</pre>\n"
        elif each.error:
            yield f'<p class="error">{_text(each.error)}</p>\n'
        yield "</details>\n"
    if shown > _MOST_MESSAGES:
        yield f"<p>and {shown - _MOST_MESSAGES:,} more interactions</p>\n"


def _single(file: _File) -> Iterator[str]:
    try:
        content = Path(file.name).read_bytes()
    except OSError:
        return  # it was read a moment ago; the findings still stand
    yield f"<details><summary>The message</summary>\n<pre>{escape(shown_body(content))}</pre></details>\n"


def _text(text: str) -> str:
    return escape(printable_line(text))
