"""Progress on stderr, where a person watches and it takes long."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import click

_AFTER = 1.0  # seconds; what is done before needs no progress
_EVERY = 0.2

_Item = TypeVar("_Item")


def reported(
    items: Iterable[_Item], done: str, size: Callable[[_Item], int] = lambda _: 1
) -> Iterator[_Item]:
    """Yields the items as :func:`counted` does, where nobody knows how many there are.

    Args:
        items: what is worked on.
        done: what happens to each.
        size: how many one counts for.
    """
    return _with_progress(items, size, lambda number: f"{number:,} {done}")


def counted(items: Sequence[_Item], done: str) -> Iterator[_Item]:
    """Yields the items, and says how many were done so far once it takes more than a second.

    Args:
        items: what is worked on.
        done: what happens to each, such as ``scrubbed``.
    """
    total = len(items)
    return _with_progress(items, lambda _: 1, lambda number: f"{number:,} of {total:,} {done}")


def _with_progress(
    items: Iterable[_Item], size: Callable[[_Item], int], wording: Callable[[int], str]
) -> Iterator[_Item]:
    if not sys.stderr.isatty():
        yield from items
        return
    next_time = time.monotonic() + _AFTER
    shown, number = False, 0
    for item in items:
        if time.monotonic() >= next_time:
            # The cursor goes back, so that output on the same terminal takes the place of the progress.
            click.echo(f"\r{wording(number)}\r", nl=False, err=True)
            shown = True
            next_time = time.monotonic() + _EVERY
        yield item
        number += size(item)
    if shown:
        click.echo(f"\r{wording(number)}", err=True)
