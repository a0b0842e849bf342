"""``ews-inspector usage``: what a client really uses of EWS, and what takes its place."""

from __future__ import annotations

from dataclasses import replace

import click

from inspector.batch.inventory import Inventorying
from inspector.batch.plan import carried_out
from inspector.cassette.atomic_write import whole
from inspector.cassette.filesystem import located
from inspector.cli.cassettes import READ_ANY
from inspector.cli.engine import Where, engine_options
from inspector.cli.options import examples, one_of
from inspector.cli.progress import reported
from inspector.cli.report_file import PARQUET, format_option, output_option, report_out, require_file
from inspector.errors import UsageError
from inspector.protocols.operation import Endpoint
from inspector.report.usage.formats import CHANGES, FORMATS
from inspector.report.usage.parquet import write_inventory
from inspector.sources import files_in
from inspector.terminal import say
from inspector.usage.compare import changes_between, is_new
from inspector.usage.inventory import Inventory
from inspector.usage.microsoft_graph.assess import Assessment, assessment_of
from inspector.usage.microsoft_graph.verdicts import Word


@click.command(
    "usage",
    epilog=examples(
        "ews-inspector usage sample:mail",
        "ews-inspector usage old.jsonl --replace graph --format html > usage.html",
        "ews-inspector usage new.jsonl --against old.jsonl",
        "ews-inspector usage new.jsonl --against old.jsonl --replace graph",
    ),
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=READ_ANY)
@click.option(
    "--replace", "successor", type=click.Choice(["graph"]), help="Say what takes the place of each thing."
)
@click.option(
    "--against",
    metavar="FILE",
    type=READ_ANY,
    help="Say what is used more or less than in this recording; with --replace, say it of what is new.",
)
@format_option(FORMATS)
@output_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line; the same as --format json.")
@click.option(
    "--fail-on",
    type=click.Choice([str(word) for word in Word]),
    help="Exit with 1 if something has this verdict, or one that blocks more.",
)
@click.option(
    "--endpoint",
    type=click.Choice(["ews", "um"]),
    help="Where messages were sent to whose file does not say it.",
)
@engine_options
def command(
    paths: tuple[str, ...],
    where: Where,
    successor: str | None,
    against: str | None,
    form: str,
    output: str | None,
    as_json: bool,
    fail_on: str | None,
    endpoint: str | None,
) -> int:
    """Say what a client uses of EWS: operations, properties, folders, searches, subscriptions, load.

    Reads all that 'validate' reads. No name of a person, no address and no host is shown, however the
    recording is scrubbed; 'list --filter' finds the interactions by the numbers that are named.

    --replace graph says what Microsoft Graph has in its place, with the source of each verdict and its date,
    what blocks a migration first; which permissions the new program needs, and whether its load fits.

    Exit status: 0 fine, 1 something has the verdict of --fail-on, 2 what cannot be read.
    """
    one_of({"--json": as_json, f"--format {form}": form != "text"})
    if (fail_on or form == "sarif") and not successor:
        raise UsageError(
            f"{'--fail-on' if fail_on else '--format sarif'} needs verdicts", fix="Add --replace graph."
        )
    chosen = "json" if as_json else form
    require_file(chosen, output)
    if against and not successor and chosen not in CHANGES:
        raise UsageError(f"--against has no format {chosen}", fix=f"Use {' or '.join(CHANGES)}.")
    told = Endpoint(endpoint) if endpoint else None
    after = _read(paths, told, where)
    before = _read((against,), told, where) if against else None
    assessment = assessment_of(after) if successor else None
    if before is not None and assessment is None:
        with report_out(output) as out:
            CHANGES[chosen](changes_between(before, after), out)
    else:
        assessment = assessment and _of_what_is_new(assessment, before)
        _report(after, assessment, chosen, output)
    if after.problems or (before is not None and before.problems):
        return 2
    if assessment is None or fail_on is None:
        return 0
    limit = Word(fail_on).rank
    return int(any(each.worst is not None and each.worst.rank <= limit for each in assessment.assessed))


def _read(paths: tuple[str, ...], endpoint: Endpoint | None, where: Where) -> Inventory:
    files = files_in(paths)
    engine = where.engine(files, Inventorying)
    plan = Inventorying(files, endpoint, engine)
    for _ in reported(carried_out(plan, engine), "read", int):
        pass  # it counts
    inventory = plan.inventory()
    for sentence in (*inventory.notes, *inventory.problems):
        say(f"ews-inspector: {sentence}", err=True)
    return inventory


def _report(inventory: Inventory, assessment: Assessment | None, form: str, output: str | None) -> None:
    if form == PARQUET:
        with whole(located(str(output))) as part:
            write_inventory(inventory, assessment, part)
        return
    with report_out(output) as out:
        FORMATS[form](inventory, assessment, out)


def _of_what_is_new(assessment: Assessment, before: Inventory | None) -> Assessment:
    return replace(
        assessment, assessed=tuple(each for each in assessment.assessed if is_new(each.fact, before))
    )
