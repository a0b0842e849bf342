"""``ews-inspector textconv``: a cassette as text that people read, for git to compare."""

from __future__ import annotations

from collections.abc import Iterator

import click

from inspector.cassette import CassetteHeader
from inspector.cli.cassettes import READ, opened
from inspector.cli.options import examples
from inspector.cli.show import lines_of
from inspector.terminal import Output


@click.command(
    "textconv",
    epilog=examples(
        "ews-inspector textconv session.jsonl",
        "git config diff.ews.textconv 'ews-inspector textconv'",
        "echo '*.jsonl diff=ews' >> .gitattributes",
    ),
)
@click.argument("file", type=READ)
def command(file: str) -> None:
    """Print a whole cassette readably: each interaction as 'show' does, XML indented, times left out.

    With it as git's textconv, 'git diff' and 'git log -p' show what changed in messages, rather than in lines
    of JSON.
    """
    output = Output()
    with opened(file) as cassette:
        output.lines(_head(cassette.header))
        for one in cassette:
            output.line()
            for line in lines_of(one, times=False):
                output.line(*line)


def _head(header: CassetteHeader) -> Iterator[str]:
    yield "cassette"
    for name, value in header.to_json().items():
        if name not in ("ews_cassette", "created", "tool"):
            yield f"{name}: {value}"
