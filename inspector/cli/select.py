"""``ews-inspector select``: some interactions of a cassette as a cassette."""

from __future__ import annotations

import click

from inspector.cassette.rewrite import new_cassette
from inspector.cli.cassettes import opened
from inspector.cli.progress import counted
from inspector.filter import parse_filter


@click.command(
    "select", epilog='Example: ews-inspector select session.jsonl --filter "~op PlayOnPhone" -o calls.jsonl'
)
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--filter", "expression", metavar="EXPR", required=True, help="What is taken (see 'list').")
@click.option("-o", "--output", metavar="FILE", required=True, help="The new cassette; it must not exist.")
def command(file: str, expression: str, output: str) -> int:
    """Write the interactions that pass a filter to a new cassette, numbered anew; their times stay.

    Exit status: 0 something was written, 1 nothing passes.
    """
    passes = parse_filter(expression)
    with opened(file) as cassette:
        with new_cassette(output, cassette.header) as writer:
            for one in counted(cassette, "looked at"):
                if passes.matches(one):
                    writer.append(one)
        click.echo(f"{writer.count:,} of {len(cassette):,} interactions to {output}")
        return 0 if writer.count else 1
