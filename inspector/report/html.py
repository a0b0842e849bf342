"""Findings as one self-contained page: what was found by document and section, the calls, the messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from typing import TextIO

from inspector.cassette.filesystem import located
from inspector.cassette.model import Interaction
from inspector.cassette.reader import Cassette
from inspector.conformance.code_index import code_info
from inspector.conformance.files import Judged, Verdict
from inspector.conformance.finding import Severity
from inspector.errors import InspectorError, UsageError
from inspector.flow import Flow, flows, step_of
from inspector.report import page
from inspector.report.ladder import Line, Paint, draw
from inspector.report.message_text import shown_body
from inspector.wording import plural

_MOST_CALLS = 40
"""The most call ladders that a page draws; a page is for reading."""
_MOST_MESSAGES = 200
"""The most interactions whose messages a page shows."""


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
    from inspector.version import __version__

    found = [pair for file in files for pair in file.found]
    numbers = Counter(verdict.finding.severity for _, verdict in found)
    looked_at = plural(judged, "interaction or message", "interactions and messages")
    about = f"{looked_at} of {plural(len(files), 'file')}; ews-inspector {__version__}"
    yield page.beginning("Findings of ews-inspector", about)
    yield page.counts(numbers)
    yield page.choice(numbers)
    yield from _contents(files, found)
    yield from _problems(files)
    yield from _by_section(found)
    for number, file in enumerate(files, 1):
        yield from _file(file, number)
    yield from _codes(found)
    yield page.end()


def _contents(files: list[_File], found: list[tuple[Judged, Verdict]]) -> Iterator[str]:
    if len(files) < 2:
        return
    yield '<nav aria-label="Contents"><ul>\n'
    for number, file in enumerate(files, 1):
        if file.found:
            told = page.by_severity(Counter(verdict.finding.severity for _, verdict in file.found))
            yield f'<li><a href="#file-{number}">{page.text(file.name)}</a> <small>{told}</small></li>\n'
    if found:
        yield '<li><a href="#codes">The codes explained</a></li>\n'
    yield "</ul></nav>\n"


def _problems(files: list[_File]) -> Iterator[str]:
    for file in files:
        for judged in file.judged:
            for text in (*judged.notes, judged.problem):
                if text:
                    yield f'<p class="warning">{page.text(text)}</p>\n'


def _by_section(found: list[tuple[Judged, Verdict]]) -> Iterator[str]:
    if not found:
        yield "<p>Nothing to complain of.</p>\n"
        return
    yield "<h2>By document and section</h2>\n<table>\n"
    yield page.headings(("section", "severity", "code", "what", "how often"))
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
    # The worst first, and then in the order of the documents.
    for (document, _, section, _), verdicts in sorted(
        groups.items(), key=lambda group: (-_worst(group[1]).rank, group[0])
    ):
        first, worst = verdicts[0].finding, _worst(verdicts)
        yield f'<tr data-severity="{worst}"><td>{page.text(f"{document} {section}".strip())}</td>'
        yield f"<td>{page.badge(worst)}</td>{_code(first.code)}"
        yield f"<td>{page.text(first.name.replace('-', ' '))}<small>{page.text(first.message)}</small></td>"
        yield f'<td class="number" data-label="how often">{len(verdicts):,}</td></tr>\n'
    yield "</table>\n"


def _worst(verdicts: list[Verdict]) -> Severity:
    return max((verdict.finding.severity for verdict in verdicts), key=lambda severity: severity.rank)


def _code(code: str) -> str:
    return f'<td class="code"><a href="#code-{page.text(code)}">{page.text(code)}</a></td>'


def _order(section: str) -> tuple[int, ...]:
    return tuple(int(part) for part in section.split(".") if part.isdigit())


def _file(file: _File, number: int) -> Iterator[str]:
    yield f'<h2 id="file-{number}">{page.text(file.name)}</h2>\n'
    if file.found:
        yield "<table>\n"
        yield page.headings(("severity", "where", "code", "what is wrong"))
        for judged, verdict in sorted(file.found, key=lambda pair: -pair[1].finding.severity.rank):
            yield _row(judged, verdict, number)
        yield "</table>\n"
    else:
        yield "<p>Nothing to complain of.</p>\n"
    if located(file.name).suffix.lower() == ".jsonl":
        yield from _cassette(file, number)
    elif file.found:
        yield from _single(file)


def _row(judged: Judged, verdict: Verdict, number: int) -> str:
    finding = verdict.finding
    about = page.text(f"{finding.operation} {finding.direction}".strip())
    where = (
        f'<a href="#message-{number}-{judged.interaction}">#{judged.interaction}</a> {about}'
        if judged.interaction
        else about
    )
    source = f"{finding.document} section {finding.section} ({finding.level})" if finding.document else ""
    place = f"<small><code>{page.text(finding.path)}</code></small>" if finding.path else ""
    return (
        f'<tr data-severity="{finding.severity}"><td>{page.badge(finding.severity)}</td><td>{where}</td>'
        f"{_code(finding.code)}<td>{page.text(finding.message)}<small>{page.text(source)}</small>{place}"
        f"{_excerpt(verdict)}</td></tr>\n"
    )


def _codes(found: list[tuple[Judged, Verdict]]) -> Iterator[str]:
    """What each code that was found checks, and why."""
    if found:
        yield '<h2 id="codes">The codes explained</h2>\n'
    for code, name in sorted({verdict.finding.code: verdict.finding.name for _, verdict in found}.items()):
        yield f'<h3 id="code-{page.text(code)}">{page.text(code)} {page.text(name)}</h3>\n'
        try:
            known = code_info(code)
        except UsageError:  # a code of another version, out of a cassette's own findings
            yield "<p>This version has no such code.</p>\n"
            continue
        yield f"<p>{page.text(known.page.what)}</p>\n"
        if why := " ".join(known.page.why.split()):
            yield f"<p>{page.text(why)}</p>\n"
        for title, example in (("Good", known.page.good), ("Bad", known.page.bad)):
            if example:
                yield f"<details><summary>{title}</summary><pre>{escape(example)}</pre></details>\n"


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
        yield f'<p class="warning">{page.text(str(problem))}</p>\n'


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
        yield f'<details id="message-{number}-{each.n}"><summary>{page.text(title)}</summary>\n'
        yield f"<pre>{escape(shown_body(each.request))}</pre>\n"
        if each.response is not None:
            yield f"<p>{each.response.status} {page.text(each.response.reason)}</p>\n"
            yield f"<pre>{escape(shown_body(each.response))}</pre>\n"
        elif each.error:
            yield f'<p class="error">{page.text(each.error)}</p>\n'
        yield "</details>\n"
    if shown > _MOST_MESSAGES:
        yield f"<p>and {shown - _MOST_MESSAGES:,} more interactions</p>\n"


def _single(file: _File) -> Iterator[str]:
    try:
        content = located(file.name).read_bytes()
    except OSError:
        return  # it was read a moment ago; the findings still stand
    yield f"<details><summary>The message</summary>\n<pre>{escape(shown_body(content))}</pre></details>\n"
