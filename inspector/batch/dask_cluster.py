"""A Dask cluster: the same parts, on other machines. They read and write the files themselves."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from inspector.batch.plan import Task
from inspector.errors import InspectorError, UsageError
from inspector.version import __version__

_PATIENCE = 20  # seconds until a scheduler, or its first worker, has to be there
_WHOLE_BELOW = 64 * 1024 * 1024
_INSTALL = "Install it with: pip install 'ews-inspector[cluster]'"


class Cluster:
    """An engine of the workers of a Dask scheduler. If one dies, Dask lets others do its part.

    Args:
        address: of the scheduler, such as ``tcp://10.0.0.1:8786``, or the name of its scheduler file.

    Raises:
        UsageError: Dask is not installed here, nobody answers there, or a worker has another version of this
            program.
    """

    shares = False
    keeps = False
    whole_below = _WHOLE_BELOW

    def __init__(self, address: str) -> None:
        try:
            distributed = importlib.import_module("distributed")
        except ModuleNotFoundError:
            raise UsageError("Dask is not installed here", f"--cluster {address}", _INSTALL) from None
        self._killed = distributed.KilledWorker
        where = {"scheduler_file": address} if Path(address).is_file() else {"address": address}
        try:
            self._client = distributed.Client(**where, timeout=_PATIENCE, set_as_default=False)
            self._client.wait_for_workers(1, timeout=_PATIENCE)
        except (OSError, ValueError, TimeoutError) as problem:
            fix = "Start one with 'dask scheduler', and workers with 'dask worker ADDRESS --nthreads 1'."
            raise UsageError(f"no cluster answers ({problem})", f"--cluster {address}", fix) from None
        self._check_versions(address)
        self.jobs = int(sum(self._client.nthreads().values()))
        self.most = 4 * self.jobs
        self._unfinished: list[_OfDask] = []

    def has_room(self) -> bool:
        """Whether a worker has nothing to do after what it is at."""
        self._unfinished = [each for each in self._unfinished if not each.done()]
        return len(self._unfinished) < 2 * int(self.jobs)

    def submit(self, task: Task) -> _OfDask:
        """Hands a task to the scheduler."""
        future = self._client.submit(task.work, *task.taken(), pure=False)
        submitted = _OfDask(future, task.about, self._killed)
        self._unfinished.append(submitted)
        return submitted

    def wait(self) -> bool:
        """Waits for none: the scheduler has enough."""
        return False

    def close(self, *, stop: bool) -> None:
        """Ends the connection; with ``stop`` no worker begins what it was not at."""
        if stop:
            self._client.cancel([each.future for each in self._unfinished], force=True)
        self._client.close()

    def _check_versions(self, address: str) -> None:
        for worker, version in self._client.run(_version, on_error="return").items():
            if version != __version__:
                known = version if isinstance(version, str) else "none that can be asked"
                raise UsageError(
                    f"worker {worker} has version {known} of ews-inspector, here is {__version__}",
                    f"--cluster {address}",
                    "Install the same on all machines.",
                )


class _OfDask:
    """A task with Dask's promise of its result."""

    def __init__(self, future: Any, about: str, killed: type[Exception]) -> None:
        self.future = future
        self._about = about
        self._killed = killed

    def done(self) -> bool:
        """Whether it is there."""
        return bool(self.future.done())

    def result(self) -> Any:
        """Waits for it.

        Raises:
            InspectorError: workers died again and again meanwhile.
        """
        try:
            return self.future.result()
        except self._killed:
            fix = "Is there enough memory for them?"
            raise InspectorError("workers died one after the other at this", self._about, fix) from None


def _version() -> str:
    return __version__
