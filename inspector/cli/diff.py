"""``ews-inspector diff``: what differs between two interactions, or between two cassettes."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click

from inspector.cassette import Interaction
from inspector.cli.cassettes import opened, place
from inspector.diff import Difference, differences
from inspector.errors import UsageError
from inspector.protocols import identify
from inspector.protocols.message import response_message
from inspector.wire.printable import printable_line


@click.command("diff", epilog="Example: ews-inspector diff before.jsonl:3 after.jsonl:3")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a difference.")
def command(first: str, second: str, as_json: bool) -> int:
    """Compare A with B: two interactions (FILE:N), or two whole cassettes.

    How a message is written (prefixes, order of attributes, white space) makes no difference.
    Exit status: 0 the same, 1 differences.
    """
    count = 0
    for n, difference in _found(first, second):
        count += 1
        if as_json:
            fields = {
                "interaction": n,
                "path": difference.path,
                "kind": str(difference.kind),
                "recorded": difference.recorded,
                "got": difference.got,
            }
            click.echo(json.dumps(fields))
        else:
            click.echo(printable_line(f"{n}: {difference}"))
    return 1 if count else 0


def _found(first: str, second: str) -> Iterator[tuple[int, Difference]]:
    (one, n), (other, m) = place(first), place(second)
    if (n is None) != (m is None):
        raise UsageError("an interaction cannot be compared with a whole cassette", fix="Write FILE:N twice.")
    with opened(one) as ours, opened(other) as theirs:
        if n is not None and m is not None:
            pairs: Iterator[tuple[Interaction, Interaction]] = iter([(ours.numbered(n), theirs.numbered(m))])
        else:
            pairs = zip(ours, theirs, strict=False)
        for before, after in pairs:
            for difference in _between(before, after):
                yield before.n, difference


def _between(before: Interaction, after: Interaction) -> Iterator[Difference]:
    asked, asks = identify(before.request), identify(after.request)
    if asked.payload is not None and asks.payload is not None:
        yield from differences(asked.payload, asks.payload, path="request")
    if before.response is not None and after.response is not None:
        old = response_message(before.response, asked).payload
        new = response_message(after.response, asks).payload
        if old is not None and new is not None:
            yield from differences(old, new, path="response")
