"""``ews-inspector convert``: recordings of other tools into cassettes, and cassettes into theirs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from inspector.batch.independent_parts import Encoded, InRanges, encoded, some_of
from inspector.batch.plan import carried_out
from inspector.cassette import Cassette, CassetteHeader, Interaction
from inspector.cassette.atomic_write import new_cassette, whole
from inspector.cassette.filesystem import located
from inspector.cassette.formats import (
    FORMATS,
    ImportReport,
    encoding_of,
    format_of,
    read_file,
    write_file,
)
from inspector.cassette.handshake import unfolded
from inspector.choices import PROFILES
from inspector.cli.cassettes import READ_ANY
from inspector.cli.engine import Where, engine_options
from inspector.cli.options import examples
from inspector.cli.progress import reported
from inspector.errors import UsageError
from inspector.filter import parse_filter
from inspector.terminal import say
from inspector.wording import plural

if TYPE_CHECKING:
    from inspector.recorder.session import RecordedCounts

_ROWS = 5_000  # of a Parquet table that are written together
_NOTHING = "{}: there is nothing to write, and {} is not made"


@click.command(
    "convert",
    epilog=examples("ews-inspector convert browser.har session.jsonl"),
)
@click.argument("source", type=READ_ANY)
@click.argument("target", type=click.Path())
@click.option(
    "--from",
    "source_format",
    type=click.Choice(list(FORMATS)),
    help="What the source is, whatever it looks like.",
)
@click.option(
    "--to",
    "name",
    type=click.Choice([n for n, f in FORMATS.items() if f.encoding]),
    help="The target's format.",
)
@click.option("--filter", "expression", metavar="EXPR", default="", help="Only what passes this filter.")
@click.option(
    "--scrub",
    type=click.Choice(PROFILES),
    default=PROFILES[-1],
    show_default=True,
    help="What is replaced when another tool's recording becomes a cassette.",
)
@click.option("--no-check", is_flag=True, help="Do not judge what becomes a cassette.")
@click.option("--bodies", is_flag=True, help="A Parquet table (.parquet) has the bodies too.")
@engine_options
def command(
    source: str,
    target: str,
    source_format: str | None,
    name: str | None,
    expression: str,
    scrub: str,
    no_check: bool,
    bodies: bool,
    where: Where,
) -> int:
    """Convert between cassettes and other tools' recordings.

    Reads cassettes, mitmproxy flows, HAR 1.2, vcrpy and cassetter cassettes, uhttpmock traces, Fiddler
    archives, and folders of .http and .xml files. Writes cassettes (.jsonl), mitmproxy flows (.flows), HAR
    (.har), and of cassettes Parquet tables (.parquet, docs/scale.md).

    Exit status: 0 all came in, 1 something was left out, which is named, or there was nothing to write: there
    is no new file then.
    """
    of_cassette = format_of(located(source), source_format or "") is None
    becomes_cassette = name is None and target.endswith(".jsonl")
    asked = click.get_current_context().get_parameter_source("scrub")
    if asked is not ParameterSource.DEFAULT and (of_cassette or not becomes_cassette):
        raise UsageError(
            "--scrub is for another tool's recording that becomes a cassette (.jsonl)",
            fix="Convert it to one first; 'ews-inspector scrub' scrubs cassettes.",
        )
    if of_cassette:
        if name is None and target.endswith(".parquet"):
            return _tabled(source, target, expression, where, bodies=bodies)
        return _of_cassette(source, target, name or "", expression, where)
    report = ImportReport()
    header, interactions = read_file(located(source), source_format or "", report)
    passes = parse_filter(expression)
    found = (one for one in interactions if passes.matches(one))
    first = next(found, None)
    if first is None:
        say(_NOTHING.format(source, target), err=True)
        _tell(report)
        return 1
    chosen = reported(chain([first], found), "converted")
    if not becomes_cassette:
        _say_written(source, target, write_file(chosen, header, located(target), name or ""))
        say("note: nothing was scrubbed; what becomes a cassette is", err=True)
    else:
        tally = _imported(chosen, target, scrub, check=not no_check)
        say(f"{plural(tally.interactions, 'interaction')} in {target}")
        if tally.withheld:
            withheld = plural(tally.withheld, "interaction")
            say(f"without the content of {withheld}: scrubbing failed on it (finding WIRE023)", err=True)
            return _tell(report) or 1
    return _tell(report)


def _of_cassette(source: str, target: str, name: str, expression: str, where: Where) -> int:
    """A cassette's interactions are each for itself."""
    parse_filter(expression)
    encoding = encoding_of(located(target), name) if name or not target.endswith(".jsonl") else None
    with Cassette(source, most=0) as cassette:
        header = cassette.header
    engine = where.engine([source], InRanges, target)
    plan = InRanges(source, encoded, (header, encoding, expression), engine)
    found = some_of(reported(carried_out(plan, engine), "converted", lambda each: each.count))
    if found is None:
        say(_NOTHING.format(source, target), err=True)
        return 1
    if encoding is None:
        with new_cassette(target, header) as writer:
            for each in found:
                writer.append_lines(each.pieces)
        say(f"{plural(writer.count, 'interaction')} in {target}")
        return 0
    losses: set[str] = set()
    with whole(located(target)) as part:
        encoding.write(_pieces(found, losses), part)
    _say_written(source, target, losses)
    return 0


def _tabled(source: str, target: str, expression: str, where: Where, *, bodies: bool) -> int:
    from inspector.report.parquet import interactions_table, table_schema, write_tables  # few need it

    parse_filter(expression)
    schema = table_schema(bodies)
    engine = where.engine([source], InRanges, target)
    tables = carried_out(InRanges(source, interactions_table, (expression, bodies), engine, _ROWS), engine)
    with whole(located(target)) as part:
        write_tables(reported(tables, "converted", lambda table: int(table.num_rows)), part, schema)
    say(f"{source} written to {target}")
    return 0


def _pieces(found: Iterable[Encoded], losses: set[str]) -> Iterator[bytes]:
    for each in found:
        losses |= each.losses
        yield from each.pieces


def _say_written(source: str, target: str, losses: Iterable[str]) -> None:
    for loss in sorted(losses):
        say(f"note: {loss}", err=True)
    say(f"{source} written to {target}")


def _tell(report: ImportReport) -> int:
    """Tells what became of another tool's file, and returns the exit status."""
    for sentence in report.losses():
        say(f"note: {sentence}", err=True)
    if report.kept or report.left_out:
        for what, number in report.table():
            say(f"  {what:24}{number:>9,}")
    return 0 if report.complete else 1


def _imported(interactions: Iterable[Interaction], target: str, scrub: str, *, check: bool) -> RecordedCounts:
    """Foreign recordings go the way of live traffic: handshakes folded, judged, scrubbed."""
    # Here: a cassette that becomes something else is neither judged nor scrubbed.
    from inspector.conformance.project import project_of
    from inspector.recorder.session import Recording
    from inspector.scrub import Scrubber, scrub_settings

    header = CassetteHeader(scrub=scrub_settings(scrub), notes="converted")
    with new_cassette(target, header) as writer:
        recording = Recording(
            writer, Scrubber.of(header.scrub or {}), project_of().checker() if check else None
        )
        for one in interactions:
            recording.add(unfolded(one))
        recording.finish()
        return recording.tally
