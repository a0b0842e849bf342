"""Differences as text, as JSON lines and as a page; written as they are found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TextIO

from inspector.diff import ByRole, Compared, Drift, SideBySide
from inspector.diff.lines import CONTEXT, folded
from inspector.diff.marking import shortened_path
from inspector.diff.reading import Nature
from inspector.diff.side_by_side import marked_values
from inspector.diff.texts import text_lines
from inspector.protocols.rule import Severity
from inspector.report import page
from inspector.report.diff_lines import html_lines, html_pieces, terminal_lines, terminal_pieces
from inspector.terminal import SEVERITY_STYLES, Output, json_line, width
from inspector.wording import plural

DRIFT_FORMATS = ("text", "json", "html")
_MOST_ON_A_PAGE = 5000
"""The most differences that a page lists; a page is for reading."""
_ON_A_PAGE = 120  # characters of a value
_COLUMN = 62  # characters of a line of one message on a page, as wide as it is
_PIPED = 120  # columns where there is no terminal
_INDENT = 11  # columns before the place of a difference
_MOST_LINES = 2000  # of an interaction that are laid out
_WORDS = {
    Nature.IDENTIFIER: ("identifier", "identifiers"),
    Nature.TOKEN: ("change key or token", "change keys and tokens"),
    Nature.TIME: ("time of the server", "times of the server"),
    Nature.MIME: ("MIME message", "MIME messages"),
}


@dataclass
class DifferenceCounts:
    """How many differences there are.

    Args:
        severities: how many of each severity.
        interactions: how many interactions differ.
        by_nature: how many values differ as they do from run to run, which is not counted.
    """

    severities: Counter[Severity] = field(default_factory=Counter)
    interactions: int = 0
    by_nature: Counter[Nature] = field(default_factory=Counter)

    def reaches(self, least: Severity) -> bool:
        """Whether there is a difference of this severity or a worse one."""
        return any(count and severity.rank >= least.rank for severity, count in self.severities.items())

    def __str__(self) -> str:
        named = ((Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.INFO, "note"))
        parts = [
            plural(self.severities[severity], word) for severity, word in named if self.severities[severity]
        ]
        told = (
            f"{', '.join(parts)} in {plural(self.interactions, 'interaction')}" if parts else "no differences"
        )
        usual = [plural(count, *_WORDS[role]) for role, count in self.by_nature.items() if count]
        if usual:
            verb = "differs as it does" if self.by_nature.total() == 1 else "differ as they do"
            told += f"; {', '.join(usual)} {verb} from run to run (--exact compares them too)"
        return told


def as_json(drift: Drift) -> dict[str, Any]:
    """Returns a difference as the JSON object of ``--format json``."""
    return {
        "a": drift.first,
        "b": drift.second,
        "operation": drift.operation,
        "direction": str(drift.direction),
        "severity": str(drift.severity),
        "kind": str(drift.difference.kind),
        "path": drift.difference.path,
        "recorded": drift.difference.recorded,
        "got": drift.difference.got,
    }


def write_drifts(
    drifts: Iterable[Drift], form: str, out: TextIO, names: tuple[str, str], reading: object
) -> DifferenceCounts:
    """Writes differences as they come.

    Args:
        drifts: the differences; those of an interaction one after the other.
        form: one of :data:`DRIFT_FORMATS`.
        out: where to.
        names: what is compared, for headings; an empty name has none.
        reading: how values were read: it knows what differed by nature.

    Returns:
        How many there were.
    """
    writer = _writer(form, out, names)
    for drift in drifts:
        writer.drift(drift)
    return writer.finish(reading)


def write_compared(
    pairs: Iterable[Compared],
    form: str,
    out: TextIO,
    names: tuple[str, str],
    reading: object,
    context: int = CONTEXT,
) -> DifferenceCounts:
    """Writes interactions that differ as they come, with their lines where they are laid out.

    Args:
        pairs: the pairs.
        form: as for :func:`write_drifts`, as are the others.
        out: where to.
        names: what is compared.
        reading: how values were read.
        context: how many lines that are the same are shown around what differs.

    Returns:
        How many differences there were.
    """
    writer = _writer(form, out, names)
    for pair in pairs:
        for drift in pair.drifts:
            writer.drift(drift)
        if pair.drifts and pair.beside is not None:
            writer.beside(pair.beside, context)
    return writer.finish(reading)


def _writer(form: str, out: TextIO, names: tuple[str, str]) -> _Json:
    return {"text": _Text, "json": _Json, "html": _Html}[form](out, names)


class _Json:
    def __init__(self, out: TextIO, names: tuple[str, str]) -> None:
        self.out, self.names = out, names
        self.tally = DifferenceCounts()
        self._last: tuple[int | None, int | None] | None = None

    def drift(self, drift: Drift) -> None:
        here = (drift.first, drift.second)
        if here != self._last:
            self.tally.interactions += 1
            self.heading(drift)
            self._last = here
        self.tally.severities[drift.severity] += 1
        self.line(drift)

    def finish(self, reading: object) -> DifferenceCounts:
        if isinstance(reading, ByRole):
            self.tally.by_nature = reading.by_nature
        self.end(self.tally)
        return self.tally

    def beside(self, beside: SideBySide, context: int) -> None:
        """JSON has the values whole."""

    def heading(self, drift: Drift) -> None:
        """JSON lines stand alone."""

    def line(self, drift: Drift) -> None:
        self.out.write(json_line(as_json(drift)) + "\n")

    def end(self, tally: DifferenceCounts) -> None:
        """What is counted is for people; the exit status tells programs."""


class _Text(_Json):
    def __init__(self, out: TextIO, names: tuple[str, str]) -> None:
        super().__init__(out, names)
        self._output = Output(out)

    def heading(self, drift: Drift) -> None:
        if self._output.is_terminal:
            self.out.write("\x1b[K")  # what progress has written on this line
        self._output.line((_title(drift, self.names), "bold"))

    def line(self, drift: Drift) -> None:
        severity = (f"{drift.severity:<8}", SEVERITY_STYLES[drift.severity])
        if not self._output.is_terminal:
            self._output.line("  ", severity, " ", _where(drift), f": {_values(drift)}")
            return
        columns = width() - _INDENT
        where = shortened_path(_where(drift), columns)
        self._output.line("  ", severity, " ", (where, "cyan"))
        before, after = marked_values(drift.difference, (columns - 3) // 2)
        values = (*terminal_pieces(before), (" → ", "dim"), *terminal_pieces(after))
        self._output.line(" " * _INDENT, *values)

    def beside(self, beside: SideBySide, context: int) -> None:
        lines = folded(beside.lines(width(_PIPED) - 4), context)
        for parts in islice(terminal_lines(lines), _MOST_LINES):
            self._output.row("  ", *parts)

    def end(self, tally: DifferenceCounts) -> None:
        self.out.write(f"{tally}\n")


class _Html(_Json):
    """Keeps what it lists, which is bounded, as the summary stands above it."""

    def __init__(self, out: TextIO, names: tuple[str, str]) -> None:
        super().__init__(out, names)
        self._count = 0
        self._found: list[tuple[str, list[Drift], list[str]]] = []

    def heading(self, drift: Drift) -> None:
        if self._count < _MOST_ON_A_PAGE:
            self._found.append((_title(drift, self.names), [], []))

    def line(self, drift: Drift) -> None:
        self._count += 1
        if self._count <= _MOST_ON_A_PAGE:
            self._found[-1][1].append(drift)

    def beside(self, beside: SideBySide, context: int) -> None:
        if self._count <= _MOST_ON_A_PAGE:
            lines = islice(folded(beside.lines(_COLUMN), context), _MOST_LINES)
            self._found[-1][2].extend(html_lines(lines))

    def end(self, tally: DifferenceCounts) -> None:
        self.out.write(page.beginning("Differences", " and ".join(name for name in self.names if name)))
        self.out.write(page.counts(tally.severities) + f"<p>{page.text(str(tally))}</p>\n")
        if self._count > _MOST_ON_A_PAGE:
            self.out.write(f"<p>Only the first {_MOST_ON_A_PAGE:,} of {self._count:,} are listed.</p>\n")
        self.out.write(page.choice(tally.severities))
        self.out.writelines(self._contents())
        for number, (title, drifts, lines) in enumerate(self._found, 1):
            self.out.write(f'<h2 id="interaction-{number}">{page.text(title)}</h2>\n<table>\n')
            self.out.write(page.headings(("severity", "where", "recorded", "got")))
            for drift in sorted(drifts, key=lambda each: -each.severity.rank):
                self.out.write(_row(drift))
            self.out.write("</table>\n")
            self.out.writelines(lines)
        self.out.write(page.end())

    def _contents(self) -> Iterator[str]:
        if len(self._found) < 2:
            return
        yield '<nav aria-label="Contents"><ul>\n'
        for number, (title, drifts, _) in enumerate(self._found, 1):
            worst = max((drift.severity for drift in drifts), key=lambda severity: severity.rank)
            told = f"{page.badge(worst)} <small>{len(drifts):,}</small>"
            yield f'<li><a href="#interaction-{number}">{page.text(title)}</a> {told}</li>\n'
        yield "</ul></nav>\n"


def _row(drift: Drift) -> str:
    recorded, got = drift.difference.recorded, drift.difference.got
    where = f'<td class="value">{page.text(_where(drift))}</td>'
    begin = f'<tr data-severity="{drift.severity}"><td>{page.badge(drift.severity)}</td>{where}'
    if recorded is not None and got is not None and ("\n" in recorded or "\n" in got):
        lines = folded(text_lines(recorded, got, "", _COLUMN))
        return f'{begin}<td colspan="2">{"".join(islice(html_lines(lines), _MOST_LINES))}</td></tr>\n'
    before, after = (html_pieces(pieces) for pieces in marked_values(drift.difference, _ON_A_PAGE))
    return (
        f'{begin}<td class="value" data-label="recorded">{before}</td>'
        f'<td class="value" data-label="got">{after}</td></tr>\n'
    )


def _title(drift: Drift, names: tuple[str, str]) -> str:
    places = [
        f"{name}:{n}"
        for name, n in zip(names, (drift.first, drift.second), strict=True)
        if name and n is not None
    ]
    return f"{' '.join(places)}  {drift.operation}"


def _where(drift: Drift) -> str:
    return f"{drift.direction} {drift.difference.path}"


def _values(drift: Drift) -> str:
    return str(drift.difference).removeprefix(f"{drift.difference.path}: ")
