"""``ews-inspector scrub``: take secrets and people out of a cassette, or look whether any are left."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from inspector.batch.leaks import Leaks, Look
from inspector.batch.plan import carried_out
from inspector.batch.scrubbing import Scrubbing, Work
from inspector.cassette import CassetteHeader
from inspector.cassette.filesystem import located
from inspector.cassette.writer import filled_in
from inspector.choices import PROFILES
from inspector.cli.cassettes import READ_ANY, opened
from inspector.cli.engine import Where, engine_options
from inspector.cli.options import examples, one_of
from inspector.cli.progress import reported
from inspector.errors import InputError, UsageError, WriteError
from inspector.report.leaks import sarif
from inspector.scrub import new_salt, read_rules, scrub_settings
from inspector.scrub.check import ALLOWED_UNREAD, NOTE, Leak
from inspector.scrub.keys import offer
from inspector.terminal import say
from inspector.wire.printable import printable_line
from inspector.wording import plural


@click.command(
    "scrub",
    epilog=examples(
        "ews-inspector scrub session.jsonl -o public.jsonl",
        "ews-inspector scrub farm/*.jsonl -o public/",
        "ews-inspector scrub --check public.jsonl",
    ),
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=READ_ANY)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Where the scrubbed cassette goes, which must not exist; for several a folder.",
)
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
    where: Where,
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
        return _check(files, Look(profile, allow_unread, key_file or ""), form, where)
    if output is None:
        raise UsageError("--output is missing", fix="Name the scrubbed cassette with -o, or use --check.")
    own, salt = read_rules(rules) if rules else (), new_salt()

    def scrubbed_header(before: CassetteHeader) -> CassetteHeader:
        known = dict(before.scrub or {})
        known["salt"] = known.get("salt") or salt  # of all of these files
        return replace(before, scrub=scrub_settings(profile, key=mark, rules=own, before=known))

    return _scrub([_work(*each, scrubbed_header, key_file or "") for each in _targets(files, output)], where)


def _targets(files: Sequence[str], output: str) -> Iterator[tuple[str, str]]:
    """Yields each file with where it goes: several, or those of a folder, go to a folder."""
    if len(files) == 1 and not located(files[0]).is_dir() and not located(output).is_dir():
        if located(output).exists():
            raise WriteError("the file exists already", output, "Choose another name.")
        yield files[0], output
        return
    named: dict[Path, str] = {}
    for file in files:
        folder = located(file)
        inside = sorted(folder.rglob("*.jsonl")) if folder.is_dir() else [folder]
        if not inside:
            raise InputError("there is no cassette in this folder", file, "Their names end in .jsonl.")
        for path in inside:
            target = located(output) / (path.relative_to(folder) if folder.is_dir() else path.name)
            if target in named:
                raise UsageError(
                    f"{named[target]} and {path} would both go to {target}", fix="Scrub them apart."
                )
            named[target] = str(path)
    for target, file in named.items():
        if target.exists():
            raise WriteError("the file exists already", str(target), "Choose another folder.")
        target.parent.mkdir(parents=True, exist_ok=True)
        yield file, str(target)


def _work(
    file: str, target: str, scrubbed_header: Callable[[CassetteHeader], CassetteHeader], key: str
) -> Work:
    with opened(file) as cassette:
        return Work(file, target, filled_in(scrubbed_header(cassette.header)), key)


def _scrub(works: Sequence[Work], where: Where) -> int:
    engine = where.engine(
        [name for work in works for name in (work.source, work.target)], Scrubbing, works[0].target
    )
    counts = {work.target: 0 for work in works}
    left_out: dict[str, list[int]] = {work.target: [] for work in works}
    done = carried_out(Scrubbing(works, engine), engine)
    for each in reported(done, "scrubbed", lambda each: each.count):
        counts[each.target] += each.count
        left_out[each.target] += each.left_out
    profile = (works[0].header.scrub or {})["profile"]
    for target, count in counts.items():
        say(f"{plural(count, 'interaction')} scrubbed ({profile}) to {target}")
        if numbers := left_out[target]:
            named = ", ".join(str(n) for n in numbers[:10]) + (" ..." if len(numbers) > 10 else "")
            say(f"without the content of {named}: scrubbing failed on it (finding WIRE023)", err=True)
    return int(any(left_out.values()))


def _check(files: Sequence[str], look: Look, form: str, where: Where) -> int:
    engine = where.engine(files, Leaks)
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
