"""``ews-inspector note``: what a cassette's header says about it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from inspector.cassette.atomic_write import rewrite
from inspector.cli.cassettes import READ, opened
from inspector.cli.options import examples
from inspector.errors import UsageError
from inspector.terminal import Output


@click.command("note", epilog=examples('ews-inspector note session.jsonl "Recorded with Exchange 2016 CU23"'))
@click.argument("file")
@click.argument("text", required=False)
@click.option("--add", is_flag=True, help="Add a line, rather than replace the notes.")
def command(file: str, text: str | None, add: bool) -> None:
    """Write notes into a cassette's header; without TEXT, show them. An empty TEXT removes them."""
    if add and text is None:
        raise UsageError("--add adds a TEXT", fix="Write the text after the file.")
    with opened(file if text is not None else READ.convert(file, None, None)) as cassette:
        header = cassette.header
        if text is None:
            Output().lines(header.notes.splitlines())
            return
        notes = f"{header.notes}\n{text}" if add and header.notes else text
        lines = (cassette.raw(place) for place in range(len(cassette)))
        rewrite(Path(file), None, replace(header, notes=notes), lines)
