"""Where a command's work is done: the options --jobs and --cluster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from inspector.batch.parts import have_at_least
from inspector.batch.plan import Engine, Plan
from inspector.batch.processes import Processes, cores

__all__ = ["MANY", "engine_of", "engine_options"]

MANY = 20_000
"""From so many interactions on, a command that is not told otherwise works in as many processes as it can."""

_Command = TypeVar("_Command", bound=Callable[..., Any])

engine_options = click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    help=f"How many processes work; by itself one for each core from {MANY:,} interactions on, else one.",
)
"""The options of a command whose work can be done in parts."""


def engine_of(jobs: int | None, files: Sequence[str], plan: type[Plan[Any]]) -> Engine | None:
    """Returns where the work is done; ``None``: in this process.

    Args:
        jobs: how many processes the user wants; ``None``: as is best.
        files: what is worked on.
        plan: how it splits.
    """
    if jobs is None:
        jobs = cores()
        if jobs > 1 and not have_at_least(files, MANY):
            return None
    return Processes(jobs, plan.__module__) if jobs > 1 else None
