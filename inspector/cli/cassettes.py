"""Opening cassettes for commands: warnings to stderr, interactions chosen by a filter or a number."""

from __future__ import annotations

import contextlib
import shlex
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from inspector.cassette import Cassette, Interaction
from inspector.cassette.filesystem import is_remote, located
from inspector.cassette.handshake import folded
from inspector.errors import CassetteError, InputError, UsageError
from inspector.filter import parse_filter, subject_of
from inspector.protocols import identify
from inspector.resources import sample, samples
from inspector.terminal import say
from inspector.wire.printable import printable_line
from inspector.wording import close_to, plural


class _Read(click.Path):
    """A file that is only read: its path, or ``sample:NAME`` for one that comes with the package."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, str) and is_remote(value):
            return value
        found = sample(value) if isinstance(value, str) else None
        if found is None and (name := Path(value).stem) in samples() and not Path(value).exists():
            raise InputError("there is no such file", str(value), f"Did you mean sample:{name}?")
        return super().convert(value if found is None else str(found), param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        names = [f"sample:{name}" for name in samples()] if incomplete else []
        named = [CompletionItem(name) for name in names if name.startswith(incomplete)]
        return named or super().shell_complete(ctx, param, incomplete)


READ = _Read(dir_okay=False)
"""The type of an argument that names a file to read."""
READ_ANY = _Read()
"""The same for a file or a folder."""


@contextlib.contextmanager
def opened(path: str) -> Iterator[Cassette]:
    """Opens a cassette, and tells its warnings on stderr.

    Raises:
        InputError: it cannot be read.
    """
    if path.startswith("sample:"):
        raise UsageError("a sample is not written to", path, "Copy it to a file of your own first.")
    with converted_first(path):
        cassette = Cassette(path)
    with cassette:
        for warning in cassette.warnings:
            say(warning, err=True)
        yield cassette


@contextlib.contextmanager
def opened_any(path: str) -> Iterator[Iterable[Interaction]]:
    """Opens a cassette, or another tool's recording: its interactions have the numbers of its cassette.

    Raises:
        InputError: it is neither.
    """
    from inspector.cassette.formats import ImportReport, head_of, recognised  # here: most files are cassettes

    form = None if path.startswith("sample:") else recognised(head_of(located(path)))
    if form is None:
        with opened(path) as cassette:
            yield cassette
        return
    report = ImportReport()
    yield map(_named, folded(report.watch(form.read(located(path), report), path)))
    for sentence in report.losses():
        say(f"{path}: {sentence}", err=True)


def _named(one: Interaction) -> Interaction:
    """An interaction with its operation, as a recorder names it."""
    identified = identify(one.request)
    return replace(one, endpoint=str(identified.endpoint), operation=identified.name or "")


@contextlib.contextmanager
def converted_first(*paths: str) -> Iterator[None]:
    """While it lasts, a file that is no cassette but another tool's recording is answered with the way here.

    Args:
        paths: the files that are opened.

    Raises:
        InputError: one is another tool's recording.
    """
    try:
        yield
    except CassetteError:
        from inspector.cassette.formats import head_of, recognised  # here: most files are cassettes

        for path in paths:
            form = recognised(head_of(located(path)))
            if form is not None:
                raise InputError(
                    f"this is another tool's recording ({form.title})",
                    path,
                    f"Make a cassette of it: ews-inspector convert {shlex.quote(path)} session.jsonl",
                ) from None
        raise


def chosen(interactions: Iterable[Interaction], expression: str) -> Iterator[Interaction]:
    """Yields the interactions that pass a filter expression; all if it is empty.

    Raises:
        FilterError: the expression cannot be read.
    """
    passes = parse_filter(expression)
    if not expression.strip():
        return iter(interactions)
    return (interaction for interaction in interactions if passes.matches(interaction))


_NAMED = 5  # values of a cassette that a message names
# By the name of a filter's atom: what it is called, and what an interaction has of it.
_ASKED_FOR: dict[str, tuple[str, Callable[[Interaction], list[str]]]] = {
    "op": ("operation", lambda one: [subject_of(one).operation]),
    "code": ("code", lambda one: [str(found.get("code")) for found in one.findings]),
    "outcome": ("outcome", lambda one: [step.outcome] if (step := subject_of(one).step) else []),
    "ep": ("endpoint", lambda one: [subject_of(one).endpoint]),
    "s": ("status", lambda one: [str(one.response.status)] if one.response else []),
}


def nothing_chosen(cassette: Cassette, expression: str) -> str:
    """Says, for a filter that nothing passes, what it asks for that is not there, and what is.

    Args:
        cassette: the cassette, which is read once more.
        expression: the filter.
    """
    asked = [
        (name or "op", value if name else f"*{value}*") for name, value in parse_filter(expression).atoms
    ]
    there: dict[str, Counter[str]] = {name: Counter() for name, _ in asked if name in _ASKED_FOR}
    if there:
        for one in cassette:
            for name, counter in there.items():
                counter.update(_ASKED_FOR[name][1](one))
    for name, wanted in asked:
        pattern = wanted.lower().replace("xx", "??") if name == "s" else wanted.lower()
        counter = there.get(name, Counter())
        if name in there and not any(fnmatchcase(value.lower(), pattern) for value in counter):
            known = [*close_to(wanted, counter), *(value for value, _ in counter.most_common(_NAMED))]
            shown = ", ".join(
                f"{value} ({counter[value]:,})" for value in dict.fromkeys(known[:_NAMED]) if value
            )
            what = f"no {_ASKED_FOR[name][0]} {wanted.strip('*')} here"
            return printable_line(f"{what}; {shown}" if shown else what)
    return printable_line(f"none of {plural(len(cassette), 'interaction')} passes {expression.strip()}")


def interaction(text: str, number: str | None) -> tuple[str, int | None]:
    """Reads a file and the number of an interaction in it, written ``FILE N`` or ``FILE:N``.

    Args:
        text: the first word.
        number: the second, if there is one.

    Returns:
        The file, and the number; ``None`` if there is none.

    Raises:
        UsageError: the number is none that an interaction can have, or there are two.
    """
    if number is None:
        return place(text)
    if not (number.isascii() and number.isdigit()) or int(number[:18]) < 1:
        raise UsageError(
            f"{number[:40]!r} is no number of an interaction",
            fix="They are counted from 1; 'list' shows them.",
        )
    if place(text)[1] is not None and not located(text).exists():
        raise UsageError("the number stands there twice", f"{text} {number}", "Write FILE N or FILE:N.")
    return text, int(number[:18])


def place(text: str) -> tuple[str, int | None]:
    """Reads ``FILE`` or ``FILE:N``.

    Returns:
        The file, and the interaction's number; ``None`` if the text names a whole file.

    Raises:
        UsageError: the number is none that an interaction can have.
    """
    file, colon, number = text.rpartition(":")
    if not colon or not (number.isascii() and number.isdigit()):
        return text, None
    if int(number[:18]) < 1:
        raise UsageError("interactions are counted from 1", text)
    return file, int(number[:18])
