"""``ews-inspector export``: recorded messages as curl commands, as a Python program, or as files."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import click

from inspector.cassette import Interaction
from inspector.cassette.atomic_write import private, whole
from inspector.cli.cassettes import READ, chosen, nothing_chosen, opened
from inspector.cli.options import examples
from inspector.cli.progress import reported
from inspector.errors import UsageError, WriteError
from inspector.report.snippets import file_stem, python_program, shell_script, suffix_of
from inspector.terminal import say
from inspector.wording import plural

_SCRIPTS = {"curl": shell_script, "python": python_program}


@click.command("export", epilog=examples("ews-inspector export session.jsonl 3 --as curl"))
@click.argument("file", type=READ)
@click.argument("numbers", type=click.IntRange(min=1), nargs=-1)
@click.option(
    "--as", "form", type=click.Choice([*_SCRIPTS, "raw"]), default="curl", show_default=True,
    help="Requests as a shell script or a Python program that send them again; raw: bodies as files.",
)  # fmt: skip
@click.option("--filter", "expression", metavar="EXPR", default="", help="What is taken (see 'list').")
@click.option("--url", metavar="BASE", default="", help="Send to this scheme and host instead.")
@click.option(
    "-o", "--output", metavar="PATH", help="The file, or for raw the folder, to write; it must not exist."
)
def command(
    file: str, numbers: tuple[int, ...], form: str, expression: str, url: str, output: str | None
) -> int:
    """Write recorded messages in a form that other tools take.

    Without numbers, all that pass the filter. Scripts keep the order and the pauses (of an hour at most), and
    go to the standard output without -o. What was scrubbed is sent scrubbed: put the credentials in yourself.

    A script sends what was recorded and does nothing else. What cannot be sent so, such as a request to a
    file: URL, is refused, and nothing is written then.

    Exit status: 0 something was written, 1 nothing was chosen.
    """
    if numbers and expression:
        raise UsageError("numbers and --filter exclude each other", fix="Name the numbers in the filter: ~n.")
    if form == "raw" and output is None:
        raise UsageError("raw messages are files of their own", fix="Name a folder with -o.")
    if form == "raw" and url:
        raise UsageError("--url is for scripts: raw messages are not sent", fix="Leave --url out.")
    with opened(file) as cassette:
        for number in numbers:
            cassette.numbered(number)  # one that is not there is said before anything is written
        found = map(cassette.numbered, numbers) if numbers else chosen(cassette, expression)
        first = next(found, None)
        if first is None:
            say(nothing_chosen(cassette, expression), err=True)
            return 1
        taken = _Counted(reported(chain([first], found), "exported"))
        if form == "raw":
            _write_messages(taken, Path(output or ""))
        else:
            _write_script(_SCRIPTS[form](taken, url), output)
    say(f"{plural(taken.count, 'interaction')}{f' to {output}' if output else ''}", err=True)
    return 0


class _Counted:
    """Interactions that are counted as they pass."""

    def __init__(self, interactions: Iterable[Interaction]) -> None:
        self._interactions = interactions
        self.count = 0

    def __iter__(self) -> Iterator[Interaction]:
        for one in self._interactions:
            self.count += 1
            yield one


def _write_script(pieces: Iterable[str], output: str | None) -> None:
    """Writes a script when all of it is made: half of one would send half of the requests."""
    if output is None:
        with tempfile.TemporaryFile("w+", encoding="utf-8") as file:
            file.writelines(pieces)
            file.seek(0)
            shutil.copyfileobj(file, sys.stdout)
        return
    with whole(Path(output)) as part, open(part, "x", encoding="utf-8", opener=private) as file:
        file.writelines(pieces)


def _write_messages(interactions: Iterable[Interaction], folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700)
        try:
            for one in interactions:
                stem = file_stem(one)
                for kind, message in (("request", one.request), ("response", one.response)):
                    if message is not None and message.body:
                        target = folder / f"{stem}-{kind}.{suffix_of(message)}"
                        target.write_bytes(message.plain_body)
        except BaseException:
            shutil.rmtree(folder)
            raise
    except OSError as problem:
        raise WriteError(f"the messages cannot be written ({problem.strerror})", str(folder)) from None
