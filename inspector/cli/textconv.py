"""``ews-inspector textconv``: a cassette as text that people read, for git to compare."""

from __future__ import annotations

from collections.abc import Iterator

import click

from inspector.cassette import CassetteHeader
from inspector.cli.cassettes import opened
from inspector.cli.show import lines_of
from inspector.wire.printable import printable_line


@click.command(
    "textconv",
    epilog="Example: git config diff.ews.textconv 'ews-inspector textconv'"
    " && echo '*.jsonl diff=ews' >> .gitattributes",
)
@click.argument("file", type=click.Path(dir_okay=False))
def command(file: str) -> None:
    """Print a whole cassette readably: each interaction as 'show' does, XML indented, times left out.

    With it as git's textconv, 'git diff' and 'git log -p' show what changed in messages, rather than in lines
    of JSON.
    """
    with opened(file) as cassette:
        for line in _head(cassette.header):
            click.echo(line)
        for one in cassette:
            click.echo()
            for line in lines_of(one, times=False):
                click.echo(line)


def _head(header: CassetteHeader) -> Iterator[str]:
    yield "cassette"
    for name, value in header.to_json().items():
        if name not in ("ews_cassette", "created", "tool"):
            yield printable_line(f"{name}: {value}")
