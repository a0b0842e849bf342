"""``ews-inspector validate``: judge cassettes and messages by the wire, the schemas and the documents."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import click

from inspector.conformance.files import How, Judged, files_in, judge_file
from inspector.conformance.finding import Severity
from inspector.conformance.project import checked_codes, project_of
from inspector.conformance.schema_sets import schema_set
from inspector.protocols.operation import Endpoint
from inspector.report.formats import FORMATS

_EVERY = 0.2  # seconds between two lines of progress
_PATIENCE = 1.0  # seconds before the first


def _codes(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code.strip() for value in values for code in value.split(",") if code.strip())


@click.command(
    "validate",
    epilog="Example: ews-inspector validate session.jsonl --select UMS,XSD --fail-on warning",
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", help="How to report.")
@click.option(
    "--select",
    multiple=True,
    callback=_codes,
    metavar="CODES",
    help="Report these codes (or beginnings) only.",
)
@click.option(
    "--ignore",
    multiple=True,
    callback=_codes,
    metavar="CODES",
    help="Do not report these codes (or beginnings).",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "never"]),
    default="error",
    show_default=True,
    help="Exit with 1 if there is a finding this bad, or worse.",
)
@click.option(
    "--endpoint",
    type=click.Choice(["ews", "um"]),
    help="Where messages were sent to whose file does not say it.",
)
@click.option("--schemas", metavar="NAME", help="The schema set that judges ('ews-inspector schemas list').")
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=1,
    help="How many processes judge files; what is found in a file is kept in memory then.",
)
def command(
    paths: tuple[str, ...],
    form: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: str,
    endpoint: str | None,
    schemas: str | None,
    jobs: int,
) -> int:
    """Judge cassettes, recordings of other tools, single messages (.xml, .http), and folders of them.

    What a file is, its content tells; all that 'convert' reads can be judged, with the numbers that the
    converted cassette has. A response beside its request (NAME.http, NAME.response.xml) is judged with it.

    A project can select and ignore codes too: [tool.ews-inspector] in pyproject.toml, or ews-inspector.toml.

    Exit status: 0 fine, 1 findings at or above --fail-on, 2 bad usage or a file that cannot be read.
    """
    project = project_of()
    how = How(
        schemas=schemas or project.schemas,
        select=checked_codes(select, "--select") or project.select,
        ignore=(*project.ignore, *checked_codes(ignore, "--ignore")),
        endpoint=Endpoint(endpoint) if endpoint else None,
        excerpts=FORMATS[form].excerpts,
    )
    if schema_set(how.schemas).slow:
        click.echo(f"ews-inspector: only xmlschema can judge by {how.schemas!r}, which is slower", err=True)
    files = files_in(paths)
    tally = _Tally(len(files))
    FORMATS[form].write(tally.watch(_judged(files, how, jobs)), sys.stdout)
    return tally.status(fail_on)


def _judged(files: list[str], how: How, jobs: int) -> Iterator[Judged]:
    if jobs == 1 or len(files) == 1:
        for file in files:
            yield from judge_file(file, how)
        return
    messages = all(file.lower().endswith((".xml", ".http")) for file in files)
    chunk = max(1, len(files) // (jobs * 4)) if messages else 1
    with ProcessPoolExecutor(min(jobs, len(files)), mp_context=get_context("spawn")) as pool:
        for results in pool.map(partial(_all, how=how), files, chunksize=chunk):
            yield from results


def _all(file: str, how: How) -> list[Judged]:
    return list(judge_file(file, how))


class _Tally:
    """Counts what passes through, tells a person at a terminal how far it is, and knows the exit status."""

    def __init__(self, files: int) -> None:
        self._files = files
        self._found: Counter[Severity] = Counter()
        self._unreadable = 0
        self._shows = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._next = time.monotonic() + _PATIENCE
        self._wrote = False

    def watch(self, results: Iterable[Judged]) -> Iterator[Judged]:
        """Yields the results on, one by one."""
        files = 0
        last = ""
        for done, judged in enumerate(results, 1):
            files += judged.file != last
            last = judged.file
            for text in (*judged.notes, judged.problem):
                if text:
                    self._clear()
                    click.echo(f"ews-inspector: {text}", err=True)
            self._unreadable += bool(judged.problem)
            self._found.update(verdict.finding.severity for verdict in judged.verdicts)
            self._progress(done, files)
            if judged.verdicts:
                self._clear()
            yield judged
        self._clear()

    def status(self, fail_on: str) -> int:
        """Returns the exit status."""
        if self._unreadable:
            return 2
        if fail_on == "never":
            return 0
        limit = Severity(fail_on).rank
        return int(any(severity.rank >= limit for severity in self._found))

    def _progress(self, done: int, files: int) -> None:
        if self._shows and time.monotonic() >= self._next:
            self._next = time.monotonic() + _EVERY
            self._wrote = True
            text = f"\r\x1b[Kjudged {done:,} interactions or messages, file {files:,} of {self._files:,}"
            click.echo(text, err=True, nl=False)

    def _clear(self) -> None:
        if self._wrote:
            self._wrote = False
            click.echo("\r\x1b[K", err=True, nl=False)
