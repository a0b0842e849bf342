"""``ews-inspector validate``: judge cassettes and messages by the wire, the schemas and the documents."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO

import click

from inspector.batch.judging import Judging
from inspector.batch.plan import carried_out
from inspector.cassette.atomic_write import whole
from inspector.cassette.filesystem import located
from inspector.cli.cassettes import READ_ANY
from inspector.cli.engine import Where, engine_options
from inspector.cli.options import examples, one_of
from inspector.cli.report_file import PARQUET, format_option, output_option, report_out, require_file
from inspector.conformance.files import How, Judged, files_in
from inspector.conformance.finding import Severity
from inspector.conformance.project import checked_codes, project_of
from inspector.conformance.schema_sets import schema_set
from inspector.errors import UsageError
from inspector.protocols.operation import Endpoint
from inspector.report.concise import CodeCounts
from inspector.report.formats import FORMATS
from inspector.report.parquet import write_findings
from inspector.terminal import json_line, say
from inspector.wording import plural

_EVERY = 0.2  # seconds between two lines of progress
_PATIENCE = 1.0  # seconds before the first


def _codes(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code.strip() for value in values for code in value.split(",") if code.strip())


@click.command(
    "validate",
    epilog=examples(
        "ews-inspector validate session.jsonl --select UMS,XSD --fail-on warning",
        "ews-inspector validate messages/ --format concise --watch",
        "ews-inspector validate sample:mail --statistics",
    ),
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=READ_ANY)
@format_option(FORMATS)
@output_option
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
@engine_options
@click.option("--statistics", is_flag=True, help="Count the codes instead (--format text or json).")
@click.option("--watch", is_flag=True, help="Judge again whenever a file has changed, until Ctrl-C.")
def command(
    paths: tuple[str, ...],
    form: str,
    output: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: str,
    endpoint: str | None,
    schemas: str | None,
    where: Where,
    statistics: bool,
    watch: bool,
) -> int:
    """Judge cassettes, recordings of other tools, single messages (.xml, .http), and folders of them.

    What a file is, its content tells; all that 'convert' reads can be judged, with the numbers that the
    converted cassette has. A response beside its request (NAME.http, NAME.response.xml) is judged with it.

    A project can select and ignore codes too: [tool.ews-inspector] in pyproject.toml, or ews-inspector.toml.

    Exit status: 0 fine, 1 findings at or above --fail-on, 2 bad usage or a file that cannot be read.
    """
    project = project_of().with_options(
        schemas, checked_codes(select, "--select"), checked_codes(ignore, "--ignore")
    )
    how = How(
        project=project,
        endpoint=Endpoint(endpoint) if endpoint else None,
        excerpts=form != PARQUET and FORMATS[form].excerpts,
    )
    if schema_set(project.schemas).slow:
        click.echo(
            f"ews-inspector: only xmlschema can judge by {project.schemas!r}, which is slower", err=True
        )
    if statistics and form not in ("text", "json"):
        raise UsageError(f"--statistics has no format {form}", fix="Use --format text or json.")
    require_file(form, output)
    one_of({"--output": output, "--watch": watch}, "A report that is written anew goes to the terminal.")
    write = _written(form, output, statistics=statistics)
    status = 0
    try:
        for files in changed(paths, _pause) if watch else [files_in(paths)]:
            tally = _Tally(len(files))
            engine = where.engine(files, Judging)
            results = carried_out(Judging(files, how, engine), engine)
            write(tally.watch(results))
            status = tally.status(fail_on)
    except KeyboardInterrupt:
        if not watch:
            raise
    return status


def changed(paths: Iterable[str], pause: Callable[[], bool]) -> Iterator[list[str]]:
    """Yields the files that paths name, now and whenever one of them has changed, come or gone.

    Args:
        paths: as :func:`~inspector.conformance.files.files_in` takes them.
        pause: waits a moment; false: there is an end to it.
    """
    before: dict[str, tuple[int, int]] | None = None
    while True:
        files = files_in(paths)
        now = {file: (seen.st_mtime_ns, seen.st_size) for file in files if (seen := _stat(file)) is not None}
        if now != before:
            yield files
            before = now
        if not pause():
            return


def _stat(file: str) -> os.stat_result | None:
    try:
        return located(file).stat()
    except OSError:  # gone since it was listed
        return None


def _pause() -> bool:
    time.sleep(_EVERY)
    return True


def _written(form: str, output: str | None, *, statistics: bool) -> Callable[[Iterable[Judged]], None]:
    def write(results: Iterable[Judged]) -> None:
        if form == PARQUET:
            with whole(located(str(output))) as part:
                write_findings(results, part)
            return
        report = _statistics(form) if statistics else FORMATS[form].write
        with report_out(output) as out:
            report(results, out)

    return write


def _statistics(form: str) -> Callable[[Iterable[Judged], TextIO], None]:
    def write(results: Iterable[Judged], out: TextIO) -> None:
        counted = CodeCounts()
        counted.count(results)
        if form == "json":
            out.writelines(f"{json_line(each)}\n" for each in counted.to_json())
        else:
            counted.write(out)

    return write


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
                    say(f"ews-inspector: {text}", err=True)
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
            judged = plural(done, "interaction or message", "interactions or messages")
            text = f"\r\x1b[Kjudged {judged}, file {files:,} of {self._files:,}"
            click.echo(text, err=True, nl=False)

    def _clear(self) -> None:
        if self._wrote:
            self._wrote = False
            click.echo("\r\x1b[K", err=True, nl=False)
