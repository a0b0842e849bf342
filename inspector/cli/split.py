"""``ews-inspector split``: a cassette as several."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path

import click

from inspector.cassette import Cassette, CassetteWriter, Interaction
from inspector.cassette.atomic_write import new_cassette
from inspector.cli.cassettes import READ, opened
from inspector.cli.options import examples, one_of
from inspector.cli.progress import counted
from inspector.errors import UsageError, WriteError
from inspector.flow import step_of
from inspector.terminal import say
from inspector.wording import plural

_MOST = 500  # files: each stays open while it is written
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def _of_flow(one: Interaction) -> Iterable[str]:
    return [f"{handle.kind}-{handle.value[-24:]}" for handle in step_of(one).handles]


_BY: dict[str, Callable[[Interaction], Iterable[str]]] = {
    "operation": lambda one: [one.operation or step_of(one).operation],
    "connection": lambda one: [one.conn or "none"],
    "endpoint": lambda one: [one.endpoint or str(step_of(one).endpoint)],
    "flow": _of_flow,
}


@click.command("split", epilog=examples("ews-inspector split session.jsonl --by flow -o calls/"))
@click.argument("file", type=READ)
@click.option("--by", type=click.Choice(list(_BY)), help="What each file has for itself.")
@click.option("--every", type=click.IntRange(min=1), metavar="N", help="Files of N interactions each.")
@click.option("-o", "--output", metavar="FOLDER", required=True, help="Where the files go.")
def command(file: str, by: str | None, every: int | None, output: str) -> None:
    """Write a cassette's interactions to several, numbered anew; their times stay.

    By flow, an interaction that names two handles stands in two files, and one that names none in no file.
    """
    one_of({"--by": by, "--every": every})
    if by is None and every is None:
        raise UsageError("split by what?", fix=f"Give --every N, or --by {', '.join(_BY)}.")
    folder = Path(output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise WriteError(f"the folder cannot be made ({problem.strerror})", output) from None
    with opened(file) as cassette:
        made = _split(cassette, file, by, every, folder)
        say(f"{plural(len(cassette), 'interaction')} to {plural(made, 'cassette')} in {output}")


def _split(cassette: Cassette, file: str, by: str | None, every: int | None, folder: Path) -> int:
    """Writes the files, and returns how many."""
    with ExitStack() as stack:
        writers: dict[str, CassetteWriter] = {}
        made = 0
        for place, one in enumerate(counted(cassette, "split")):
            for name in _BY[by](one) if by else [f"{place // (every or 1) + 1:05}"]:
                key = _UNSAFE.sub("_", name)
                if key not in writers:
                    made += 1
                    if every:
                        stack.close()
                        writers.clear()
                    elif len(writers) == _MOST:
                        raise UsageError(f"more than {_MOST} files", file, "Split by something else.")
                    path = folder / f"{Path(file).stem}-{key}.jsonl"
                    writers[key] = stack.enter_context(new_cassette(path, cassette.header))
                writers[key].append(one)
        return made
