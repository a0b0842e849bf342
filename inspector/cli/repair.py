"""``ews-inspector repair``: mend a damaged cassette."""

from __future__ import annotations

import click

from inspector.cassette import repair
from inspector.cli.options import examples
from inspector.terminal import say
from inspector.wording import plural


@click.command("repair", epilog=examples("ews-inspector repair session.jsonl"))
@click.argument("file", type=click.Path(dir_okay=False))
def command(file: str) -> None:
    """Mend a cassette that a crash or an editor has damaged.

    Takes out a torn last line, zeros, and lines that are no JSON, gives a first line to a file that has lost
    it, and says what is gone. All whole lines stay as they are.
    """
    done = repair(file)
    intact = f"{plural(done.kept, 'interaction')} {'is' if done.kept == 1 else 'are'} intact"
    gone = f"cut {plural(done.cut, 'byte')}" if done.cut else "nothing to repair"
    say(f"{file}: {gone if not done.header or done.cut else 'mended'}; {intact}")
    told = [*done.lost, *([f"{plural(done.zeros, 'zero')}"] if done.zeros else [])]
    if done.header:
        told.append("the first line was missing: the new one does not know when or how it was recorded")
    for sentence in told:
        say(f"  {sentence}")
