"""Where a report goes: the standard output, or a file that is there when all of it is written."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO, TypeVar

import click

from inspector.cassette.atomic_write import private, whole
from inspector.cassette.filesystem import located
from inspector.errors import UsageError

_Command = TypeVar("_Command", bound=Callable[..., Any])

PARQUET = "parquet"
"""The format of tables, which are files."""

output_option = click.option(
    "-o", "--output", metavar="FILE", help="Where the report goes; the file must not exist."
)


def format_option(formats: Iterable[str]) -> Callable[[_Command], _Command]:
    """Returns the option for the format of a report, which can be a table as well.

    Args:
        formats: the formats in text.
    """
    return click.option(
        "--format",
        "form",
        type=click.Choice([*formats, PARQUET]),
        default="text",
        help="How to report; parquet needs the extra ews-inspector[tables].",
    )


def require_file(form: str, output: str | None) -> None:
    """Refuses a format that cannot go to the standard output.

    Raises:
        UsageError: it is that of tables, and no file is named.
    """
    if form == PARQUET and output is None:
        raise UsageError("a Parquet table is a file", "--format parquet", "Name it with --output FILE.")


@contextmanager
def report_out(output: str | None) -> Iterator[TextIO]:
    """Gives what a report in text is written to.

    Args:
        output: the file; ``None``: the standard output.

    Raises:
        WriteError: the file cannot be written, or exists already.
    """
    if output is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    with whole(located(output)) as part, open(part, "x", encoding="utf-8", opener=private) as out:
        yield out
