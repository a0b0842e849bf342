"""``ews-inspector merge``: several cassettes as one."""

from __future__ import annotations

from contextlib import ExitStack

import click

from inspector.cassette.atomic_write import new_cassette
from inspector.cassette.combine import merged, merged_header
from inspector.cli.cassettes import READ, opened
from inspector.cli.options import examples
from inspector.cli.progress import reported
from inspector.terminal import say
from inspector.wording import plural


@click.command("merge", epilog=examples("ews-inspector merge login.jsonl calls.jsonl -o session.jsonl"))
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=READ)
@click.option("-o", "--output", metavar="FILE", required=True, help="The new cassette; it must not exist.")
@click.option("--by-time", is_flag=True, help="They were recorded side by side: interleave them by time.")
def command(files: tuple[str, ...], output: str, by_time: bool) -> None:
    """Put cassettes together, one after the other; interactions are numbered anew.

    Cassettes that were scrubbed with different keys cannot be merged: one person would have two pseudonyms.
    Scrub each anew with one key before ('scrub FILE --key-file KEY -o NEW').
    """
    with ExitStack() as stack:
        cassettes = [stack.enter_context(opened(file)) for file in files]
        with new_cassette(output, merged_header(cassettes)) as writer:
            for one in reported(merged(cassettes, by_time=by_time), "merged"):
                writer.append(one)
        made = plural(writer.count, "interaction")
        say(f"{made} of {plural(len(files), 'cassette')} to {output}")
