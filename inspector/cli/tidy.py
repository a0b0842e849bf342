"""``ews-inspector tidy``: a cassette in the order and form that a diff of two versions reads best."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import click

from inspector.cassette import Cassette
from inspector.cassette.atomic_write import rewrite
from inspector.cassette.combine import canonical_order
from inspector.cassette.filesystem import located
from inspector.cassette.model import encode_line
from inspector.cli.cassettes import READ, opened
from inspector.cli.options import examples, one_of
from inspector.cli.progress import counted
from inspector.terminal import say


@click.command("tidy", epilog=examples("ews-inspector tidy tests/cassettes/session.jsonl"))
@click.argument("file")
@click.option("-o", "--output", metavar="FILE", help="A new cassette, rather than the same one.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if something were to change.")
def command(file: str, output: str | None, check: bool) -> int:
    """Put a cassette's lines in canonical order and form: by the time of the request, numbered from 1.

    Lines are recorded when answers are complete, and answers overtake each other; requests do not.
    """
    one_of({"--check": check, "--output": output})
    with opened(READ.convert(file, None, None) if check or output else file) as cassette:
        if check:
            tidy = all(
                line == cassette.raw(place).rstrip(b"\r\n") + b"\n"
                for place, line in enumerate(_lines(cassette))
            )
            say(f"{file}: {'is tidy' if tidy else 'would change'}")
            return 0 if tidy else 1
        rewrite(located(file), located(output) if output else None, cassette.header, _lines(cassette))
    return 0


def _lines(cassette: Cassette) -> Iterator[bytes]:
    for n, place in enumerate(counted(canonical_order(cassette), "written"), 1):
        yield encode_line(replace(cassette[place], n=n).to_json())
