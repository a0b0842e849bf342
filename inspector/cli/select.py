"""``ews-inspector select``: some interactions of a cassette as a cassette."""

from __future__ import annotations

import click

from inspector.batch.independent_parts import InRanges, encoded, some_of
from inspector.batch.plan import carried_out
from inspector.cassette.atomic_write import new_cassette
from inspector.cli.cassettes import READ, nothing_chosen, opened
from inspector.cli.engine import Where, engine_options
from inspector.cli.options import examples
from inspector.cli.progress import reported
from inspector.filter import parse_filter
from inspector.terminal import say
from inspector.wording import plural


@click.command(
    "select",
    epilog=examples('ews-inspector select session.jsonl --filter "~op PlayOnPhone" -o calls.jsonl'),
)
@click.argument("file", type=READ)
@click.option("--filter", "expression", metavar="EXPR", required=True, help="What is taken (see 'list').")
@click.option("-o", "--output", metavar="FILE", required=True, help="The new cassette; it must not exist.")
@engine_options
def command(file: str, expression: str, output: str, where: Where) -> int:
    """Write the interactions that pass a filter to a new cassette, numbered anew; their times stay.

    Exit status: 0 something was written, 1 nothing passes: there is no new cassette then.
    """
    parse_filter(expression)
    with opened(file) as cassette:
        header, engine = cassette.header, where.engine([file], InRanges, output)
        plan = InRanges(file, encoded, (header, None, expression), engine)
        found = some_of(reported(carried_out(plan, engine), "looked at", lambda each: each.count))
        if found is None:
            say(nothing_chosen(cassette, expression), err=True)
            return 1
        with new_cassette(output, header) as writer:
            for each in found:
                writer.append_lines(each.pieces)
        say(f"{writer.count:,} of {plural(len(cassette), 'interaction')} to {output}")
    return 0
