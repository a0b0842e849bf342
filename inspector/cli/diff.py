"""``ews-inspector diff``: what differs between two interactions, two flows, or two cassettes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from operator import itemgetter
from pathlib import Path

import click

from inspector.batch.comparing import Comparing, Side
from inspector.batch.plan import carried_out
from inspector.cassette import Interaction
from inspector.cli.cassettes import READ, interaction, opened, place
from inspector.cli.drift import drift_options, report, report_compared
from inspector.cli.engine import Where, engine_options
from inspector.cli.options import examples, one_of
from inspector.cli.progress import counted
from inspector.diff import ByMeaning, ByRole, Compared, SideBySide, compare_pairs
from inspector.diff.lines import CONTEXT
from inspector.errors import UsageError
from inspector.filter import parse_filter
from inspector.flow import step_of
from inspector.replay.volatile import VolatilePaths, parse_path
from inspector.wire.printable import printable_line


@click.command(
    "diff",
    epilog=examples(
        "ews-inspector diff before.jsonl after.jsonl",
        "ews-inspector diff session.jsonl:3 session.jsonl:7",
        "ews-inspector diff session.jsonl 3 7",
        "ews-inspector diff calls.jsonl calls.jsonl --flow c2FtLmxha2 --flow cXVpbm4u",
    ),
)
@click.argument("words", metavar="A B", nargs=-1, required=True)
@click.option(
    "--flow",
    "handles",
    metavar="HANDLE",
    multiple=True,
    help="Only the flow of this handle; given twice, of the first in A and the second in B.",
)
@click.option("--filter", "expression", metavar="EXPR", default="", help="Only what passes this filter.")
@click.option("--exact", is_flag=True, help="Identifiers, change keys and times of the server count too.")
@click.option("--volatile", metavar="PATH", multiple=True, help="A path in requests that does not count.")
@click.option(
    "--lines/--no-lines",
    "lay_out",
    default=None,
    help="Show the lines of both, or only what differs by path; two interactions, and a page, show them.",
)
@click.option(
    "-U",
    "--context",
    type=click.IntRange(min=0),
    default=CONTEXT,
    show_default=True,
    metavar="N",
    help="The lines that are the same around what differs.",
)
@drift_options(fail_on="info")
@engine_options
def command(
    words: tuple[str, ...],
    handles: tuple[str, ...],
    expression: str,
    exact: bool,
    volatile: tuple[str, ...],
    lay_out: bool | None,
    context: int,
    form: str,
    as_json: bool,
    fail_on: str,
    where: Where,
) -> int:
    """Compare A with B: two cassettes, or two interactions (FILE:N, or FILE N; of one file, FILE N M).

    Meaning is compared, not writing: prefixes, the order of attributes (and of elements where the schema
    leaves it open), white space, equal instants, numbers, booleans and base64 texts make no difference.
    Identifiers stand for each other throughout; change keys and the server's own times may differ.

    \b
    info      something is new
    warning   something is gone
    error     something has another type or value

    Exit status: 0 no differences, 1 differences, 2 what is compared cannot be read.
    """
    one_of({"--json": as_json, f"--format {form}": form == "html"})
    (one, n), (other, m) = _compared(words)
    one_of({f"{one}:{n}": n, "--flow": handles}, "An interaction is compared as a whole.")
    one_of({f"{one}:{n}": n, "--filter": expression}, "An interaction is compared as a whole.")
    reading = ByMeaning() if exact else ByRole()
    left_out = [parse_path(path, "asked for") for path in volatile]
    paths = VolatilePaths(left_out).of
    form = "json" if as_json else form
    names = (printable_line(one), printable_line(other))
    with ExitStack() as stack:
        ours, theirs = stack.enter_context(opened(one)), stack.enter_context(opened(other))
        laid_out = form != "json" and ((n is not None or form == "html") if lay_out is None else lay_out)
        pairs: Iterable[Compared]
        if n is not None and m is not None:
            beside = SideBySide(ours.numbered(n), theirs.numbered(m), reading, paths)
            pairs = [
                Compared(beside.first, beside.second, tuple(beside.drifts), beside if laid_out else None)
            ]
            return report_compared(pairs, form, fail_on, names, reading, context)
        before = _chosen(enumerate(counted(ours, "compared")), one, expression, handles[:1])
        after = _chosen(enumerate(theirs), other, expression, handles[-1:])
        if laid_out:
            first, second = (map(itemgetter(1), chosen) for chosen in (before, after))
            pairs = compare_pairs(first, second, reading, paths, lay_out=True)
            return report_compared(pairs, form, fail_on, names, reading, context)
        engine = where.engine([one, other], Comparing)
        plan = Comparing(Side(ours, before), Side(theirs, after), reading, left_out, engine)
        return report(carried_out(plan, engine), form, fail_on, names, reading)


def _compared(words: tuple[str, ...]) -> list[tuple[str, int | None]]:
    """Reads what is compared: two of FILE, FILE:N, FILE N; or FILE N M."""
    found: list[tuple[str, int | None]] = []
    for word in words:
        if found and word.isascii() and word.isdigit() and not Path(word).exists():
            file, number = found[-1]
            if number is None:
                found[-1] = interaction(file, word)
            else:
                found.append(interaction(file, word))
        else:
            found.append(place(word))
    if len(found) == 1 and found[0][1] is None:
        raise UsageError("what is it compared with?", words[0], "Write two files, or FILE N M.")
    if len(found) != 2:
        raise UsageError(
            f"two are compared, not {len(found)}", fix="Write FILE FILE, FILE:N FILE:N or FILE N M."
        )
    if (found[0][1] is None) != (found[1][1] is None):
        raise UsageError(
            "an interaction cannot be compared with a whole cassette", fix="Write FILE:N twice, or FILE."
        )
    return [(str(READ.convert(file, None, None)), number) for file, number in found]


def _chosen(
    interactions: Iterable[tuple[int, Interaction]], file: str, expression: str, handle: tuple[str, ...]
) -> Iterator[tuple[int, Interaction]]:
    passes = parse_filter(expression)
    seen = False
    for at, one in interactions:
        if handle and not any(handle[0] in each.value for each in step_of(one).handles):
            continue
        if not expression.strip() or passes.matches(one):
            seen = True
            yield at, one
    if handle and not seen:
        shown = printable_line(handle[0])
        raise UsageError(
            f"no interaction names the handle {shown!r}", file, f"'ews-inspector flow {file}' lists them."
        )
