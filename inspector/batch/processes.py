"""Processes of this machine, this one among them. One that dies is replaced, and its part is done again."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import secrets as random
import signal
import sys
import threading
from collections.abc import Callable
from concurrent import futures
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from io import BufferedWriter
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

from inspector.batch.plan import Task
from inspector.cassette.atomic_write import part_of, private, swept
from inspector.cassette.filesystem import is_remote, located
from inspector.errors import InspectorError

MOST_DEATHS = 3
"""How often processes may die while one part is waited for."""

_WHOLE_BELOW = 8 * 1024 * 1024
_LONG = 32 * 1024  # bytes of a result that a pipe takes at once, so that who has made it goes on
_SWITCH = 0.0001  # seconds; a thread takes in results piece by piece while this one works on a part itself
_THREADS = Path("/proc/self/task")


class Processes:
    """An engine of processes.

    Args:
        jobs: how many, with this one: two or more.
        needed: the module that all parts need.
        output: the file that is made; long results wait beside it, on the disk, for their turn. Empty, or a
            URL: they wait in memory.
    """

    keeps = True
    whole_below = _WHOLE_BELOW

    def __init__(self, jobs: int, needed: str, output: str = "") -> None:
        self.jobs = jobs
        self.shares = True
        self._needed = needed
        self._run = random.token_hex(8)
        self._output = located(output) if output and not is_remote(output) else None
        self._pool: ProcessPoolExecutor | None = None
        self._switched = sys.getswitchinterval()
        self._begun: set[int] = set()
        self._unfinished: list[_Submitted] = []

    @property
    def _others(self) -> int:
        return self.jobs - self.shares

    @property
    def most(self) -> int:
        """More where only others work: one may be long at a part while the rest go on."""
        return (4 if self.shares else 8) * self.jobs

    def has_room(self) -> bool:
        """Whether a process may soon have nothing to do after what it is at."""
        self._forget_done()
        return len(self._unfinished) < 3 * self._others

    def wait(self) -> bool:
        """Waits until one of the tasks is done; it is not if a process has died, or there is none."""
        unfinished = len(self._unfinished)
        futures.wait([each.future for each in self._unfinished], return_when=futures.FIRST_COMPLETED)
        self._forget_done()
        return len(self._unfinished) < unfinished

    def _forget_done(self) -> None:
        self._unfinished = [each for each in self._unfinished if not each.done()]

    def submit(self, task: Task) -> _Submitted:
        """Hands a task to the next process that is free."""
        submitted = _Submitted(self, task)
        self._unfinished.append(submitted)
        return submitted

    def close(self, *, stop: bool) -> None:
        """Ends the processes; with ``stop`` at once."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        sys.setswitchinterval(self._switched)
        self._end(pool, stop=stop)
        if self._output is not None:
            swept(self._output, self._run)  # what nobody took, and what a process that died has left

    def _end(self, pool: ProcessPoolExecutor, *, stop: bool) -> None:
        if not stop:
            pool.shutdown(wait=True)
            return
        pool.shutdown(wait=False, cancel_futures=True)
        ours = [each for each in multiprocessing.active_children() if each.pid in self._begun]
        for process in ours:
            process.terminate()
        for process in ours:
            process.join()

    def hand_on(self, task: Task) -> Future[Any]:
        """Hands a task to the processes that there are, which are begun if there are none."""
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._others, mp_context=_context(self._needed), initializer=_begin, initargs=(self._needed,)
            )
            sys.setswitchinterval(_SWITCH)
        before = {process.pid for process in multiprocessing.active_children()}
        future = self._pool.submit(_packed, self._output, self._run, task.work, *task.taken())
        self._begun |= {
            process.pid for process in multiprocessing.active_children() if process.pid is not None
        } - before
        return future

    def begin_anew(self) -> None:
        """Begins new processes after one has died, and hands on what was unfinished."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)
        for each in self._unfinished:
            each.again()


class _Submitted:
    """A task with what will come of it.

    Attributes:
        future: the promise of that.
    """

    def __init__(self, engine: Processes, task: Task) -> None:
        self._engine = engine
        self._task = task
        self.future = self._handed_on()

    def done(self) -> bool:
        """Whether its work has ended by itself."""
        future = self.future
        if not future.done() or future.cancelled():
            return False
        return not isinstance(future.exception(), BrokenProcessPool)

    def again(self) -> None:
        """Has it done again if its process died."""
        if not self.done():
            self.future = self._handed_on()

    def result(self) -> Any:
        """Waits for what its work returns.

        Raises:
            InspectorError: processes died again and again meanwhile.
        """
        for _ in range(MOST_DEATHS):
            try:
                return _unpacked(self.future.result())
            except BrokenProcessPool:
                self._engine.begin_anew()
        raise InspectorError(
            f"{MOST_DEATHS} processes died one after the other while this was worked on",
            self._task.about,
            "Is there enough memory? --jobs 1 works in one process.",
        )

    def _handed_on(self) -> Future[Any]:
        try:
            return self._engine.hand_on(self._task)
        except BrokenProcessPool as problem:  # it died before this came; whoever waits for this begins anew
            broken: Future[Any] = Future()
            broken.set_exception(problem)
            return broken


def cores() -> int:
    """Returns how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _context(needed: str) -> BaseContext:
    """Copies of this process begin at once, and know what it knows; where it has threads, which a copy would
    lack, copies of one that has imported what is needed. Not every system has them.
    """
    if _THREADS.is_dir() and len(list(_THREADS.iterdir())) == 1:
        return multiprocessing.get_context("fork")
    if "forkserver" not in multiprocessing.get_all_start_methods() or sys.platform == "darwin":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([needed])
    return context


def _packed(output: Path | None, run: str, work: Callable[..., Any], *arguments: Any) -> bytes | Path:
    """Does the work, and returns what comes of it, or the file that has it."""
    result = work(*arguments)
    if output is None:
        return pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
    part = part_of(output, run)
    try:
        with _Parcel(part) as parcel:
            pickle.dump(result, parcel, pickle.HIGHEST_PROTOCOL)
    except OSError:  # there is no room: who makes the file will say so
        part.unlink(missing_ok=True)
        return pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
    return parcel.short or part


class _Parcel(contextlib.ExitStack):
    """Where a result is pickled to: memory, but if it is long a file, without a copy of it in memory.

    Args:
        part: the file, which is made when it is needed.

    Attributes:
        short: what is in memory; empty if there is a file.
    """

    def __init__(self, part: Path) -> None:
        super().__init__()
        self._part = part
        self._file: BufferedWriter | None = None
        self.short = b""

    def write(self, piece: bytes) -> None:
        """Takes what comes next."""
        if self._file is None and len(self.short) + len(piece) < _LONG:
            self.short += piece
            return
        if self._file is None:
            self._file = open(self._part, "xb", opener=private)  # noqa: SIM115  # closed with this
            self.enter_context(self._file)
            self._file.write(self.short)
            self.short = b""
        self._file.write(piece)


def _unpacked(packed: bytes | Path) -> Any:
    if isinstance(packed, bytes):
        return pickle.loads(packed)
    with packed.open("rb") as file:
        found = pickle.load(file)
    packed.unlink()
    return found


def _begin(needed: str) -> None:
    """Prepares a process: Ctrl-C is its parent's, and without its parent it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import_module(needed)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: Any) -> None:
    with contextlib.suppress(OSError):
        wait([sentinel])
    os._exit(1)
