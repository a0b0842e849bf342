"""Opening cassettes for commands: warnings to stderr, interactions chosen by a filter or a number."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import click

from inspector.cassette import Cassette, Interaction
from inspector.cassette.formats import head_of, recognised
from inspector.errors import CassetteError, UnreadableInput, UsageError
from inspector.filter import parse_filter

__all__ = ["chosen", "opened", "place"]


@contextlib.contextmanager
def opened(path: str) -> Iterator[Cassette]:
    """Opens a cassette, and tells its warnings on stderr.

    Raises:
        UnreadableInput: it cannot be read.
    """
    try:
        cassette = Cassette(path)
    except CassetteError:
        form = recognised(head_of(Path(path)))
        if form is None:
            raise
        raise UnreadableInput(
            f"this is another tool's recording ({form.title})",
            path,
            f"Make a cassette of it with 'ews-inspector convert {path} session.jsonl'.",
        ) from None
    with cassette:
        for warning in cassette.warnings:
            click.echo(warning, err=True)
        yield cassette


def chosen(cassette: Cassette, expression: str) -> Iterator[Interaction]:
    """Yields the interactions that pass a filter expression; all if it is empty.

    Raises:
        FilterError: the expression cannot be read.
    """
    passes = parse_filter(expression)
    if not expression.strip():
        return iter(cassette)
    return (interaction for interaction in cassette if passes.matches(interaction))


def place(text: str) -> tuple[str, int | None]:
    """Reads ``FILE`` or ``FILE:N``.

    Returns:
        The file, and the interaction's number; ``None`` if the text names a whole file.

    Raises:
        UsageError: the number is none that an interaction can have.
    """
    file, colon, number = text.rpartition(":")
    if not colon or not number.isdecimal():
        return text, None
    if int(number) < 1:
        raise UsageError("interactions are counted from 1", text)
    return file, int(number)
