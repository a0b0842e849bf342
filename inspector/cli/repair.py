"""``ews-inspector repair``: cut a torn last line off a cassette."""

from __future__ import annotations

import click

from inspector.cassette import repair


@click.command("repair", epilog="Example: ews-inspector repair session.jsonl")
@click.argument("file", type=click.Path(dir_okay=False))
def command(file: str) -> None:
    """Cut a torn last line off a cassette. All complete lines stay as they are."""
    done = repair(file)
    if done.cut:
        click.echo(f"{file}: cut {done.cut:,} bytes of a torn line off; {done.kept} interactions are intact")
    else:
        click.echo(f"{file}: nothing to repair; {done.kept} interactions are intact")
