"""``ews-inspector flow``: the life of one handle as a ladder."""

from __future__ import annotations

import click

from inspector.cli.cassettes import READ, opened
from inspector.cli.options import examples, one_of
from inspector.errors import UsageError
from inspector.flow import Flow, flow_of, flows, step_of
from inspector.report.ladder import draw
from inspector.report.ladder_colours import painted
from inspector.terminal import Output, Part, json_line, width
from inspector.wire.printable import printable_line
from inspector.wording import plural

_LISTED = "'ews-inspector flow {}' lists the flows"


@click.command("flow", epilog=examples("ews-inspector flow sample:voicemail-um c2FtLmxha2"))
@click.argument("file", type=READ)
@click.argument("handle", required=False)
@click.option("--all-polls", is_flag=True, help="Draw every poll, also runs of the same answer.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a flow.")
def command(file: str, handle: str | None, all_polls: bool, as_json: bool) -> None:
    """Draw the flow of a handle (a call, an item, a group, an app), with the call's states beside it.

    A part of the handle is enough if it names one flow. Without a handle, list the flows.
    """
    one_of({"--json": as_json, "--all-polls": all_polls})
    if all_polls and handle is None:
        raise UsageError("--all-polls is for the ladder of one handle", fix=f"{_LISTED.format(file)}.")
    output = Output()
    with opened(file) as cassette:
        if handle is None:
            for flow in flows(step_of(one) for one in cassette):
                output.line(*([json_line(_as_json(flow))] if as_json else _title(flow)))
            return
        flow = flow_of(cassette, handle) or _by_part(flows(step_of(one) for one in cassette), handle, file)
    if as_json:
        output.line(json_line(_as_json(flow)))
        return
    for line in draw(flow, min(width(), 120), collapse=not all_polls):
        output.line(*painted(line))


def _by_part(found: tuple[Flow, ...], part: str, file: str) -> Flow:
    matching = [flow for flow in found if part in flow.handle.value]
    if len(matching) == 1:
        return matching[0]
    shown = printable_line(part)
    if not matching:
        raise UsageError(
            f"no interaction names the handle {shown!r}",
            file,
            f"{_LISTED.format(file)}.",
        )
    raise UsageError(f"{len(matching)} handles contain {shown!r}", file, "Give more of it.")


def _title(flow: Flow) -> list[Part]:
    last = flow.steps[-1]
    return [
        (f"{flow.handle.kind:<8}", "bold"),
        f" {plural(len(flow.steps), 'step'):>10}",
        (f"  {flow.begin:>9.3f} s to {flow.end:>9.3f} s", "dim"),
        f"  {flow.steps[0].operation} .. {last.operation} ",
        (last.outcome, "red" if last.failed else ""),
        (f"  {flow.handle.value}", "cyan"),
    ]


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
