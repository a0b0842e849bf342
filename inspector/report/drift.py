"""Differences as text, as JSON lines and as a page; written as they are found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Any, TextIO

from inspector.diff import ByRole, Drift
from inspector.diff.reading import Nature
from inspector.protocols.rule import Severity
from inspector.terminal import SEVERITIES, Output, json_line
from inspector.wire.printable import printable_line
from inspector.wording import plural

__all__ = ["DRIFT_FORMATS", "Tally", "as_json", "write_drifts"]

DRIFT_FORMATS = ("text", "json", "html")
_MOST_ON_A_PAGE = 5000
"""The most differences that a page lists; a page is for reading."""
_LONGEST = 2000
_WORDS = {
    Nature.IDENTIFIER: ("identifier", "identifiers"),
    Nature.TOKEN: ("change key or token", "change keys and tokens"),
    Nature.TIME: ("time of the server", "times of the server"),
    Nature.MIME: ("MIME message", "MIME messages"),
}
_STYLE = """body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;
color:#1c2430;background:#fff}table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;
padding:.3rem .6rem;border-bottom:1px solid #dde3ea}td{overflow-wrap:anywhere}code{font-size:.9em}
.error{color:#b3261e}.warning{color:#8a5a00}.info{color:#3b6ea8}h2{font-size:1.05rem;margin:1.6rem 0 .4rem}
@media(prefers-color-scheme:dark){body{background:#14181f;color:#dde3ea}td,th{border-color:#333c49}
.error{color:#ff8a80}.warning{color:#e5b567}.info{color:#8ab4f8}}"""


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
    def __init__(self, out: TextIO, names: tuple[str, str]) -> None:
        super().__init__(out, names)
        self._count = 0
        self._open = False
        title = escape(printable_line(" and ".join(name for name in names if name)))
        out.write(
            f'<!DOCTYPE html>\n<html lang="en"><meta charset="utf-8"><title>{title}</title>'
            f"<style>{_STYLE}</style>\n<h1>Differences</h1><p>{title}</p>\n"
        )

    def heading(self, drift: Drift) -> None:
        if self._count >= _MOST_ON_A_PAGE:
            return
        self._close()
        self._open = True
        title = escape(printable_line(_title(drift, self.names)))
        self.out.write(f"<h2>{title}</h2>\n<table><tr><th>severity<th>where<th>recorded<th>got\n")

    def line(self, drift: Drift) -> None:
        self._count += 1
        if self._count > _MOST_ON_A_PAGE:
            return
        found = drift.difference
        cells = (_where(drift), _shown(found.recorded), _shown(found.got))
        told = "".join(f"<td><code>{escape(printable_line(cell))}</code>" for cell in cells)
        self.out.write(f'<tr><td class="{drift.severity}">{drift.severity}{told}\n')

    def end(self, tally: Tally) -> None:
        self._close()
        if self._count > _MOST_ON_A_PAGE:
            self.out.write(f"<p>Only the first {_MOST_ON_A_PAGE:,} of {self._count:,} are listed.\n")
        self.out.write(f"<p>{escape(str(tally))}</p></html>\n")

    def _close(self) -> None:
        if self._open:
            self.out.write("</table>\n")
            self._open = False


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
