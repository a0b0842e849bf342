"""``ews-inspector list``: the interactions of a cassette, a line each, or counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import click

from inspector.cassette import Cassette, Interaction
from inspector.cli.cassettes import READ, chosen, nothing_chosen, opened_any
from inspector.cli.options import examples
from inspector.cli.progress import reported
from inspector.flow import Step, step_of
from inspector.report.columns import Column, fitted
from inspector.terminal import SEVERITIES, Output, Part, json_line, say, width
from inspector.wire.printable import printable_line
from inspector.wording import plural

_COLUMNS = (
    Column("#", 5, right=True, rank=0),
    Column("at", 9, right=True, rank=3),
    Column("operation", 14, 33, rank=0),
    Column("HTTP", 4, rank=0),
    Column("outcome", 10, 24, rank=0),
    Column("took", 8, right=True, rank=2),
    Column("findings", 9, 12, rank=1),
    Column("handle", 12, 24, rank=4),
)
"""What a row shows; of a narrow terminal's, those with the highest rank go first."""
_PIPED = 200  # columns where nobody watches: everything is shown


@click.command(
    "list",
    epilog=examples(
        "ews-inspector list sample:voicemail-um",
        'ews-inspector list session.jsonl --filter "~op PlayOnPhone | ~sev error"',
    ),
)
@click.argument("file", type=READ)
@click.option("--filter", "expression", metavar="EXPR", default="", help="Only what passes this filter.")
@click.option("--stats", is_flag=True, help="Count operations, sizes, durations and findings instead.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object an interaction (or one for --stats).")
def command(file: str, expression: str, stats: bool, as_json: bool) -> None:
    """List the interactions of a cassette: number, time, operation, handle, outcome, duration, findings.

    Recordings of other tools (see 'convert') are listed too, with the numbers that their cassette has.

    Filters: ~op NAME, ~id HANDLE, ~outcome Error*, ~code CODE, ~sev error, ~doc MS-OXWUMS, ~s 500, ~bq TEXT,
    ~bs TEXT, ~note TEXT, ~fail, ~e, with & | ! and parentheses.
    """
    output = Output()
    with opened_any(file) as interactions:
        found = chosen(interactions, expression)
        if stats or not output.is_terminal:  # rows on a terminal are progress enough
            found = reported(found, "counted" if stats else "listed")
        if stats:
            table = Statistics.of(found)
            count = table.interactions
            output.lines([json_line(table.to_json())] if as_json else table.lines())
        elif as_json:
            count = _written(output, ([json_line(_row_json(one, step_of(one)))] for one in found))
        else:
            count = _written(output, _rows(found, output))
        if not count and expression.strip():
            if isinstance(interactions, Cassette):
                say(nothing_chosen(interactions, expression), err=True)
            else:  # what is converted as it is read can be read once only
                say(f"no interaction passes {expression.strip()}", err=True)


def _written(output: Output, rows: Iterable[list[Part]]) -> int:
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 (the last number is how many there are)
        output.row(*row)
    return count


def _rows(interactions: Iterable[Interaction], output: Output) -> Iterator[list[Part]]:
    columns = fitted(_COLUMNS, width() if output.is_terminal else _PIPED)
    for number, one in enumerate(interactions):
        if not number and output.is_terminal:
            output.row(*(part for column in columns for part in column.cell(column.heading, "dim")))
        cells = _cells(one, step_of(one))
        yield [part for column in columns for part in column.cell(*cells[column.heading])]


def _cells(interaction: Interaction, step: Step) -> dict[str, tuple[str, str]]:
    """What stands in each column, and its style."""
    handles = step.handles
    more = f" +{len(handles) - 1}" if len(handles) > 1 else ""
    response = interaction.response
    worst, severity = _worst(interaction)
    bad = step.failed or response is None
    return {
        "#": (str(step.n), "dim"),
        "at": (f"{step.at:.3f}", "dim"),
        "operation": (step.operation, "bold"),
        "HTTP": (str(response.status) if response else "---", "red" if bad else "green"),
        "outcome": (step.outcome, "red" if bad else ""),
        "took": (_duration(step.took), "dim"),
        "findings": (worst, SEVERITIES.get(severity, "")),
        "handle": (handles[0].value + more if handles else "", "cyan"),
    }


def _row_json(interaction: Interaction, step: Step) -> dict[str, Any]:
    return {
        "n": step.n,
        "at": step.at,
        "took": step.took,
        "conn": interaction.conn,
        "endpoint": str(step.endpoint),
        "operation": step.operation,
        "url": interaction.request.url,
        "status": interaction.response.status if interaction.response else None,
        "error": interaction.error,
        "outcome": step.outcome,
        "handles": [{"kind": str(handle.kind), "value": handle.value} for handle in step.handles],
        "findings": Counter(str(found.get("severity")) for found in interaction.findings),
    }


@dataclass
class Statistics:
    """What a cassette holds, counted.

    Args:
        interactions: how many interactions there are.
        errors: how many of them have no (whole) answer.
        operations: by operation: how many, bytes asked and answered, and all durations in seconds.
        findings: how often each code was found.
        severities: how many findings there are of each severity.
    """

    interactions: int = 0
    errors: int = 0
    operations: dict[str, OperationStatistics] = field(default_factory=dict)
    findings: Counter[str] = field(default_factory=Counter)
    severities: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, interactions: Iterable[Interaction]) -> Statistics:
        """Counts interactions, one after the other."""
        table = cls()
        for one in interactions:
            table.interactions += 1
            table.errors += one.error is not None
            table.operations.setdefault(
                one.operation or one.endpoint or "unknown", OperationStatistics()
            ).add(one)
            table.findings.update(str(found.get("code")) for found in one.findings)
            table.severities.update(str(found.get("severity")) for found in one.findings)
        return table

    def to_json(self) -> dict[str, Any]:
        """Returns the counts as a JSON object."""
        return {
            "interactions": self.interactions,
            "errors": self.errors,
            "operations": {name: one.to_json() for name, one in self.operations.items()},
            "findings": dict(self.findings),
            "severities": dict(self.severities),
        }

    def lines(self) -> Iterator[str]:
        """Yields the counts as a table."""
        yield f"{plural(self.interactions, 'interaction')}, {self.errors:,} without a whole answer"
        yield f"{'operation':<32} {'count':>8} {'asked':>10} {'answered':>10} {'mean':>9} {'longest':>9}"
        for name, one in sorted(self.operations.items(), key=lambda item: -item[1].count):
            yield (
                f"{printable_line(name):<32} {one.count:>8,} {_size(one.asked):>10} "
                f"{_size(one.answered):>10} "
                f"{_duration(one.seconds / one.count):>9} {_duration(one.longest):>9}"
            )
        for code, count in self.findings.most_common():
            yield f"{printable_line(code):<32} {count:>8,}"


@dataclass
class OperationStatistics:
    """The counts of one operation; sizes in bytes, durations in seconds."""

    count: int = 0
    asked: int = 0
    answered: int = 0
    seconds: float = 0.0
    longest: float = 0.0

    def add(self, interaction: Interaction) -> None:
        """Counts one more."""
        self.count += 1
        self.asked += len(interaction.request.body)
        self.answered += len(interaction.response.body) if interaction.response else 0
        self.seconds += interaction.took
        self.longest = max(self.longest, interaction.took)

    def to_json(self) -> dict[str, Any]:
        """Returns the counts as a JSON object."""
        return {
            "count": self.count,
            "asked_bytes": self.asked,
            "answered_bytes": self.answered,
            "mean_seconds": round(self.seconds / self.count, 6),
            "longest_seconds": self.longest,
        }


def _worst(interaction: Interaction) -> tuple[str, str]:
    """The code of the worst finding with how many more there are, and its severity."""
    for severity in SEVERITIES:
        codes = [
            str(found.get("code")) for found in interaction.findings if found.get("severity") == severity
        ]
        if codes:
            more = len(interaction.findings) - 1
            return codes[0] + (f" +{more}" if more else ""), severity
    return "", ""


def _duration(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


def _size(count: int) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if count < 10_000 or unit == "GB":
            return f"{count:,} {unit}"
        count //= 1000
    raise AssertionError("the loop returns")
