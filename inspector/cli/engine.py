"""Where a command's work is done: the options --jobs and --cluster."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import click

from inspector.batch.dask_cluster import Cluster
from inspector.batch.plan import Engine, Plan
from inspector.batch.processes import Processes, cores
from inspector.batch.splitting import have_at_least
from inspector.cassette.filesystem import located
from inspector.cli.options import one_of
from inspector.errors import UsageError

MANY = 20_000
"""From so many interactions on, a command that is not told otherwise works in as many processes as it can."""

_Command = TypeVar("_Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class Where:
    """Where a user wants the work done.

    Args:
        jobs: in how many processes; ``None``: as is best.
        cluster: the Dask scheduler's address or file; ``None``: here.
    """

    jobs: int | None = None
    cluster: str | None = None

    def engine(self, files: Sequence[str], plan: type[Plan[Any]], output: str = "") -> Engine | None:
        """Returns where the work is done; ``None``: in this process.

        Args:
            files: what is worked on.
            plan: how it splits.
            output: the file that is made of it, if one is.

        Raises:
            UsageError: there is no such cluster, or it would not find a file.
        """
        if self.cluster is not None:
            return self._cluster(files)
        jobs = cores() if self.jobs is None else self.jobs
        if jobs < 2 or (self.jobs is None and not have_at_least(files, MANY)):
            return None
        return Processes(jobs, plan.__module__, output)

    def _cluster(self, files: Sequence[str]) -> Engine:
        for file in files:
            if not located(file).is_absolute():
                fix = f"Write {located(file).absolute()}, if all machines see it there."
                raise UsageError("a worker of a cluster knows a file by its whole name only", file, fix)
        return Cluster(str(self.cluster))


def engine_options(command: _Command) -> _Command:
    """Adds the options of a command whose work can be done in parts; it gets them as ``where``."""

    @functools.wraps(command)
    def with_where(*words: Any, jobs: int | None, cluster: str | None, **options: Any) -> Any:
        one_of({"--jobs": jobs, "--cluster": cluster}, "A cluster has as many workers as it has.")
        return command(*words, where=Where(jobs, cluster), **options)

    for option in (
        click.option(
            "--cluster",
            metavar="ADDRESS",
            help="The Dask scheduler whose workers do it: tcp://..., or its scheduler file.",
        ),
        click.option(
            "--jobs",
            type=click.IntRange(1, 64),
            help=f"How many processes work; without it one for each core from {MANY:,} interactions on.",
        ),
    ):
        with_where = option(with_where)
    return cast("_Command", with_where)
