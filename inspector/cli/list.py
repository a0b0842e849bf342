"""``ews-inspector list``: the interactions of a cassette, a line each, or counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import click

from inspector.batch.independent_parts import InRanges
from inspector.batch.plan import carried_out
from inspector.cassette import Cassette, Interaction
from inspector.cli.cassettes import READ, chosen, nothing_chosen, opened_any
from inspector.cli.engine import Where, engine_options
from inspector.cli.options import examples
from inspector.cli.progress import reported
from inspector.flow import Step, step_of
from inspector.report.columns import Column, fitted
from inspector.report.statistics import Statistics, counted, duration
from inspector.terminal import SEVERITY_STYLES, Output, Part, json_line, say, width

_COLUMNS = (
    Column("#", 5, right=True, rank=0),
    Column("at", 9, right=True, rank=3),
    Column("operation", 14, 33, rank=0),
    Column("HTTP", 4, rank=0),
    Column("outcome", 17, 24, rank=0),
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
@engine_options
def command(file: str, expression: str, stats: bool, as_json: bool, where: Where) -> None:
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
            in_parts = isinstance(interactions, Cassette)
            table = _counted(file, expression, where) if in_parts else Statistics.of(found)
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


def _counted(file: str, expression: str, where: Where) -> Statistics:
    engine = where.engine([file], InRanges)
    table = Statistics()
    plan = InRanges(file, counted, (expression,), engine)
    for each in reported(carried_out(plan, engine), "counted", lambda each: each.interactions):
        table.add_all(each)
    return table


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
        "took": (duration(step.took), "dim"),
        "findings": (worst, SEVERITY_STYLES.get(severity, "")),
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


def _worst(interaction: Interaction) -> tuple[str, str]:
    """The code of the worst finding with how many more there are, and its severity."""
    for severity in SEVERITY_STYLES:
        codes = [
            str(found.get("code")) for found in interaction.findings if found.get("severity") == severity
        ]
        if codes:
            more = len(interaction.findings) - 1
            return codes[0] + (f" +{more}" if more else ""), severity
    return "", ""
