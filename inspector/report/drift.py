"""Differences as text, as JSON lines and as a page; written as they are found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import unified_diff
from itertools import islice
from typing import Any, TextIO

from inspector.diff import ByRole, Drift
from inspector.diff.reading import Nature
from inspector.protocols.rule import Severity
from inspector.report import page
from inspector.terminal import SEVERITIES, Output, json_line
from inspector.wording import plural

__all__ = ["DRIFT_FORMATS", "Tally", "as_json", "write_drifts"]

DRIFT_FORMATS = ("text", "json", "html")
_MOST_ON_A_PAGE = 5000
"""The most differences that a page lists; a page is for reading."""
_LONGEST = 2000  # characters of a value that are shown
_AROUND = 60  # characters before and after what differs
_MOST_LINES = 200  # of a comparison by lines that are shown
_MOST_COMPARED = 1000  # lines of a value; aligning costs their square
_WORDS = {
    Nature.IDENTIFIER: ("identifier", "identifiers"),
    Nature.TOKEN: ("change key or token", "change keys and tokens"),
    Nature.TIME: ("time of the server", "times of the server"),
    Nature.MIME: ("MIME message", "MIME messages"),
}


@dataclass
class Tally:
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
) -> Tally:
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
    tally = Tally()
    writer = {"text": _Text, "json": _Json, "html": _Html}[form](out, names)
    last: tuple[int | None, int | None] | None = None
    for drift in drifts:
        here = (drift.first, drift.second)
        if here != last:
            tally.interactions += 1
            writer.heading(drift)
            last = here
        tally.severities[drift.severity] += 1
        writer.line(drift)
    if isinstance(reading, ByRole):
        tally.by_nature = reading.by_nature
    writer.end(tally)
    return tally


class _Json:
    def __init__(self, out: TextIO, names: tuple[str, str]) -> None:
        self.out, self.names = out, names

    def heading(self, drift: Drift) -> None:
        """JSON lines stand alone."""

    def line(self, drift: Drift) -> None:
        self.out.write(json_line(as_json(drift)) + "\n")

    def end(self, tally: Tally) -> None:
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
        severity = (f"{drift.severity:<8}", SEVERITIES[drift.severity])
        self._output.line("  ", severity, " ", (_where(drift), "cyan"), f": {_values(drift)}")

    def end(self, tally: Tally) -> None:
        self.out.write(f"{tally}\n")


class _Html(_Json):
    """Keeps what it lists, which is bounded, as the summary stands above it."""

    def __init__(self, out: TextIO, names: tuple[str, str]) -> None:
        super().__init__(out, names)
        self._count = 0
        self._found: list[tuple[str, list[Drift]]] = []

    def heading(self, drift: Drift) -> None:
        if self._count < _MOST_ON_A_PAGE:
            self._found.append((_title(drift, self.names), []))

    def line(self, drift: Drift) -> None:
        self._count += 1
        if self._count <= _MOST_ON_A_PAGE:
            self._found[-1][1].append(drift)

    def end(self, tally: Tally) -> None:
        self.out.write(page.beginning("Differences", " and ".join(name for name in self.names if name)))
        self.out.write(page.counts(tally.severities) + f"<p>{page.text(str(tally))}</p>\n")
        if self._count > _MOST_ON_A_PAGE:
            self.out.write(f"<p>Only the first {_MOST_ON_A_PAGE:,} of {self._count:,} are listed.</p>\n")
        self.out.write(page.choice(tally.severities))
        self.out.writelines(self._contents())
        for number, (title, drifts) in enumerate(self._found, 1):
            self.out.write(f'<h2 id="interaction-{number}">{page.text(title)}</h2>\n<table>\n')
            self.out.write(page.headings(("severity", "where", "recorded", "got")))
            for drift in sorted(drifts, key=lambda each: -each.severity.rank):
                self.out.write(_row(drift))
            self.out.write("</table>\n")
        self.out.write(page.end())

    def _contents(self) -> Iterator[str]:
        if len(self._found) < 2:
            return
        yield '<nav aria-label="Contents"><ul>\n'
        for number, (title, drifts) in enumerate(self._found, 1):
            worst = max((drift.severity for drift in drifts), key=lambda severity: severity.rank)
            told = f"{page.badge(worst)} <small>{len(drifts):,}</small>"
            yield f'<li><a href="#interaction-{number}">{page.text(title)}</a> {told}</li>\n'
        yield "</ul></nav>\n"


def _row(drift: Drift) -> str:
    recorded, got = drift.difference.recorded, drift.difference.got
    where = f'<td class="value">{page.text(_where(drift))}</td>'
    begin = f'<tr data-severity="{drift.severity}"><td>{page.badge(drift.severity)}</td>{where}'
    if recorded is not None and got is not None and ("\n" in recorded or "\n" in got):
        return f'{begin}<td colspan="2"><pre>{_lines(recorded, got)}</pre></td></tr>\n'
    before, after = _marked(recorded, got)
    return (
        f'{begin}<td class="value" data-label="recorded">{before}</td>'
        f'<td class="value" data-label="got">{after}</td></tr>\n'
    )


def _marked(recorded: str | None, got: str | None) -> tuple[str, str]:
    """Both values, with what differs marked between what they begin and end with alike."""
    if recorded is None or got is None:
        return page.text(_shown(recorded)), page.text(_shown(got))
    begin = _alike(recorded, got)
    rest, other = recorded[begin:], got[begin:]
    last = _alike(rest[::-1], other[::-1])
    return (
        _with_mark(recorded[:begin], rest[: len(rest) - last], rest[len(rest) - last :], "del"),
        _with_mark(got[:begin], other[: len(other) - last], other[len(other) - last :], "ins"),
    )


def _with_mark(before: str, differs: str, after: str, tag: str) -> str:
    before = before if len(before) <= _AROUND else f"…{before[-_AROUND:]}"
    after = after if len(after) <= _AROUND else f"{after[:_AROUND]}…"
    marked = f"<{tag}>{page.text(_shown(differs))}</{tag}>" if differs else ""
    return f"{page.text(before)}{marked}{page.text(after)}"


def _alike(one: str, other: str) -> int:
    """How many characters both begin with."""
    shorter = min(len(one), len(other))
    return next((at for at in range(shorter) if one[at] != other[at]), shorter)


def _lines(recorded: str, got: str) -> str:
    """The lines of two texts, those that only one of them has marked by a sign and a colour."""
    before, after = recorded.splitlines()[:_MOST_COMPARED], got.splitlines()[:_MOST_COMPARED]
    compared = islice(
        unified_diff(before, after, lineterm="", n=2), 2, _MOST_LINES
    )  # less the names of files
    shown = []
    for line in compared:
        tag = {"-": "del", "+": "ins"}.get(line[:1])
        text = page.text(line[:_LONGEST])
        shown.append(f"<{tag}>{text}</{tag}>" if tag else text)
    return "\n".join(shown) or f"the first {_MOST_COMPARED:,} lines are the same"


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


def _shown(value: str | None) -> str:
    if value is None:
        return "(nothing)"
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}... ({len(value):,} characters)"
