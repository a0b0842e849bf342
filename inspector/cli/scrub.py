"""``ews-inspector scrub``: take secrets and people out of a cassette, or look whether any are left."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

import click

from inspector.batch.leaks import Leaks, Look
from inspector.batch.plan import carried_out
from inspector.cassette import Cassette, CassetteWriter
from inspector.cassette.rewrite import new_cassette
from inspector.cli.cassettes import READ_ANY, opened
from inspector.cli.engine import engine_of, engine_options
from inspector.cli.options import examples, one_of
from inspector.cli.progress import counted, reported
from inspector.errors import UsageError
from inspector.recorder.isolation import scrubbed
from inspector.report.leaks import sarif
from inspector.scrub import PROFILES, Scrubber, read_rules, scrub_settings
from inspector.scrub.check import ALLOWED_UNREAD, NOTE, Leak
from inspector.scrub.keys import key_of, offer
from inspector.terminal import say
from inspector.wire.printable import printable_line
from inspector.wording import plural


@click.command(
    "scrub",
    epilog=examples(
        "ews-inspector scrub session.jsonl -o public.jsonl",
        "ews-inspector scrub --check public.jsonl",
    ),
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=READ_ANY)
@click.option("-o", "--output", metavar="FILE", help="Where the scrubbed cassette goes; it must not exist.")
@click.option(
    "--profile",
    type=click.Choice(PROFILES[1:]),
    default=PROFILES[-1],
    show_default=True,
    help="secrets: credentials, cookies, tokens. identity: also people and machines.",
)
@click.option(
    "--key-file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="Key of the pseudonyms; the cassette then carries its fingerprint only. Keep it: a replay needs it.",
)
@click.option("--rules", metavar="FILE", help="What else is replaced: a TOML file of [[rule]] tables.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if something is left.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    help="How --check reports.",
)
@click.option(
    "--allow-unread",
    type=click.Choice(ALLOWED_UNREAD),
    multiple=True,
    help="What --check need not be able to read. media: images, sound, archives.",
)
@engine_options
def command(
    files: tuple[str, ...],
    output: str | None,
    profile: str,
    key_file: str | None,
    rules: str | None,
    check: bool,
    form: str,
    allow_unread: tuple[str, ...],
    jobs: int | None,
) -> int:
    """Replace what must not be shared by pseudonyms: the same value by the same pseudonym, everywhere.

    --check also looks through recordings of other tools (see 'convert'). What it cannot read it names, and
    ends with 1.

    Messages keep their shape and stay as valid as they were. A replay of the scrubbed cassette still knows
    the unscrubbed client's requests.
    """
    one_of({"--check": check, "--output": output}, "--check writes nothing.")
    mark = offer(key_file) if key_file else ""
    if check:
        return _check(files, Look(profile, allow_unread, key_file or ""), form, jobs)
    (file,) = files
    if output is None:
        raise UsageError("--output is missing", fix="Name the scrubbed cassette with -o, or use --check.")
    with opened(file) as cassette:
        scrub = scrub_settings(
            profile, key=mark, rules=read_rules(rules) if rules else (), before=cassette.header.scrub
        )
        with new_cassette(output, replace(cassette.header, scrub=scrub)) as writer:
            left_out = _scrub(cassette, Scrubber.of(scrub), key_of(scrub), writer)
        say(f"{plural(writer.count, 'interaction')} scrubbed ({profile}) to {output}")
    if left_out:
        numbers = ", ".join(str(n) for n in left_out[:10]) + (" ..." if len(left_out) > 10 else "")
        say(f"without the content of {numbers}: scrubbing failed on it (finding WIRE023)", err=True)
    return 1 if left_out else 0


def _scrub(cassette: Cassette, scrubber: Scrubber, key: bytes, writer: CassetteWriter) -> list[int]:
    """Writes each interaction scrubbed; returns the numbers of those that are withheld."""
    left_out = []
    for interaction in counted(cassette, "scrubbed"):
        made, reason = scrubbed(scrubber, interaction, key)
        writer.append(made)
        if reason:
            left_out.append(interaction.n)
    return left_out


def _check(files: Sequence[str], look: Look, form: str, jobs: int | None) -> int:
    engine = engine_of(jobs, files, Leaks)
    counts = dict.fromkeys(files, 0)

    def leaks() -> Iterator[tuple[str, Leak]]:
        found = carried_out(Leaks(files, look, engine), engine)
        for looked in reported(found, "looked through", lambda looked: looked.count):
            for leak in looked.leaks:
                counts[looked.file] += leak.kind != NOTE
                yield looked.file, leak
            if looked.problem is not None:
                raise looked.problem

    for text in sarif(leaks()) if form == "sarif" else (_line(file, leak, form) for file, leak in leaks()):
        click.echo(text, nl=False)
    for file, count in counts.items() if form == "text" else ():
        say(f"{count} left in {file}" if count else f"{file}: nothing is left")
    return 1 if any(counts.values()) else 0


def _line(file: str, leak: Leak, form: str) -> str:
    if form == "json":
        fields = {
            "file": file,
            "interaction": leak.n,
            "where": leak.where,
            "path": leak.path,
            "kind": leak.kind,
            "what": leak.what,
        }
        return json.dumps(fields) + "\n"
    return printable_line(f"{file}:{leak.n}: {leak.kind} in {leak.place}: {leak.what}") + "\n"
