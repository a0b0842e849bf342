"""``ews-inspector flow``: the life of one handle as a ladder."""

from __future__ import annotations

import json
import shutil

import click
from rich.console import Console

from inspector.cli.cassettes import opened
from inspector.errors import UsageError
from inspector.flow import Flow, flow_of, flows, step_of
from inspector.report.ladder import draw
from inspector.report.paint import painted
from inspector.wire.printable import printable_line


@click.command("flow", epilog="Example: ews-inspector flow session.jsonl 7f3c02")
@click.argument("file", type=click.Path(dir_okay=False))
@click.argument("handle", required=False)
@click.option("--all-polls", is_flag=True, help="Draw every poll, also runs of the same answer.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a flow.")
def command(file: str, handle: str | None, all_polls: bool, as_json: bool) -> None:
    """Draw the flow of a handle (a call, an item, a group, an app), with the call's states beside it.

    A part of the handle is enough if it names one flow. Without a handle, list the flows.
    """
    with opened(file) as cassette:
        if handle is None:
            found = flows(step_of(one) for one in cassette)
            for flow in found:
                click.echo(json.dumps(_as_json(flow)) if as_json else _title(flow))
            return
        flow = flow_of(cassette, handle) or _by_part(flows(step_of(one) for one in cassette), handle, file)
    if as_json:
        click.echo(json.dumps(_as_json(flow)))
        return
    width = shutil.get_terminal_size((80, 24)).columns
    console = Console(width=width, highlight=False, soft_wrap=True)
    for line in draw(flow, min(width, 120), collapse=not all_polls):
        console.print(painted(line))


def _by_part(found: tuple[Flow, ...], part: str, file: str) -> Flow:
    matching = [flow for flow in found if part in flow.handle.value]
    if len(matching) == 1:
        return matching[0]
    shown = printable_line(part)
    if not matching:
        raise UsageError(
            f"no interaction names the handle {shown!r}",
            file,
            f"'ews-inspector flow {file}' lists the flows.",
        )
    raise UsageError(f"{len(matching)} handles contain {shown!r}", file, "Give more of it.")


def _title(flow: Flow) -> str:
    last = flow.steps[-1]
    return (
        f"{flow.handle.kind:<8} {len(flow.steps):>4} steps  {flow.begin:>9.3f} s to {flow.end:>9.3f} s  "
        f"{flow.steps[0].operation} .. {last.operation} {printable_line(last.outcome)}  "
        f"{printable_line(flow.handle.value)}"
    )


def _as_json(flow: Flow) -> dict[str, object]:
    return {
        "handle": flow.handle.value,
        "kind": str(flow.handle.kind),
        "steps": [
            {
                "n": step.n,
                "at": step.at,
                "operation": step.operation,
                "outcome": step.outcome,
                "failed": step.failed,
            }
            for step in flow.steps
        ],
        "phases": [
            {"state": phase.state.value, "begin": phase.begin, "end": phase.end} for phase in flow.phases()
        ],
    }
