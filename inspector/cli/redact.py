"""``ews-inspector redact``: take one value out of one interaction."""

from __future__ import annotations

from collections.abc import Iterator

import click
import msgspec

from inspector.cassette import Cassette
from inspector.cassette.atomic_write import rewrite
from inspector.cassette.filesystem import located
from inspector.cassette.model import encode_line
from inspector.cassette.redact import redact
from inspector.cli.cassettes import opened
from inspector.cli.options import examples
from inspector.cli.progress import counted
from inspector.terminal import say
from inspector.wire.soap_fault import xml_text
from inspector.wording import plural

_MOST_PLACES = 20


@click.command("redact", epilog=examples("ews-inspector redact session.jsonl 5 response/t:Subject"))
@click.argument("file", type=click.Path(dir_okay=False))
@click.argument("number", metavar="N", type=click.IntRange(min=1))
@click.argument("path")
@click.option(
    "--with", "instead", metavar="TEXT", help="What stands there then; the same shape if not given."
)
@click.option("-o", "--output", metavar="FILE", help="A new cassette, rather than the same one.")
def command(file: str, number: int, path: str, instead: str | None, output: str | None) -> None:
    """Replace what stands at PATH in interaction N; every other byte of the message stays.

    PATH is as 'diff' prints it, such as Body/m:GetItem/m:ItemIds/t:ItemId[2]/@Id, or its end: t:Subject.
    headers/NAME is a header field, query/NAME a parameter of the URL, url all of it, body the whole body;
    request/ or response/ before it names one message.
    """
    with opened(file) as cassette:
        done = redact(cassette.numbered(number), path, instead)
        where = located(output) if output else None
        rewrite(located(file), where, cassette.header, _lines(cassette, number, done.interaction.to_json()))
        say(f"{plural(len(done.values), 'value')} taken out of interaction {number}")
    with opened(output or file) as cassette:
        _tell_where_else(cassette, done.values)


def _lines(cassette: Cassette, number: int, changed: dict[str, object]) -> Iterator[bytes]:
    for place in range(len(cassette)):
        raw = cassette.raw(place)
        yield encode_line(changed) if cassette[place].n == number else raw


def _tell_where_else(cassette: Cassette, values: tuple[str, ...]) -> None:
    """The same value often stands in other messages too."""
    forms = {form for value in values if len(value) >= 4 for form in (value, xml_text(value))}
    wanted = [msgspec.json.encode(form)[1:-1] for form in forms]
    found: list[int] = []
    for place, one in enumerate(counted(cassette, "searched")):
        if any(value in cassette.raw(place) for value in wanted):
            found.append(one.n)
    if found:
        told = ", ".join(str(n) for n in found[:_MOST_PLACES]) + (" ..." if len(found) > _MOST_PLACES else "")
        say(f"the same value also stands in {plural(len(found), 'interaction')}: {told}", err=True)
