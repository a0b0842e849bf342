"""``ews-inspector repair``: cut a torn last line off a cassette."""

from __future__ import annotations

import click

from inspector.cassette import repair
from inspector.cli.options import examples
from inspector.wire.printable import printable_line
from inspector.wording import plural


@click.command("repair", epilog=examples("ews-inspector repair session.jsonl"))
@click.argument("file", type=click.Path(dir_okay=False))
def command(file: str) -> None:
    """Cut a torn last line off a cassette. All complete lines stay as they are."""
    done = repair(file)
    intact = f"{plural(done.kept, 'interaction')} {'is' if done.kept == 1 else 'are'} intact"
    cut = f"cut {plural(done.cut, 'byte')} of a torn line off" if done.cut else "nothing to repair"
    click.echo(printable_line(f"{file}: {cut}; {intact}"))
