"""``ews-inspector select``: some interactions of a cassette as a cassette."""

from __future__ import annotations

from itertools import chain

import click

from inspector.cassette.rewrite import new_cassette
from inspector.cli.cassettes import READ, nothing_chosen, opened
from inspector.cli.options import examples
from inspector.cli.progress import counted
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
def command(file: str, expression: str, output: str) -> int:
    """Write the interactions that pass a filter to a new cassette, numbered anew; their times stay.

    Exit status: 0 something was written, 1 nothing passes: there is no new cassette then.
    """
    passes = parse_filter(expression)
    with opened(file) as cassette:
        found = (one for one in counted(cassette, "looked at") if passes.matches(one))
        first = next(found, None)
        if first is None:
            say(nothing_chosen(cassette, expression), err=True)
            return 1
        with new_cassette(output, cassette.header) as writer:
            for one in chain([first], found):
                writer.append(one)
        say(f"{writer.count:,} of {plural(len(cassette), 'interaction')} to {output}")
    return 0
