"""Processes that die, and processes that are not wanted any more."""

import multiprocessing
import os
import pickle
import resource
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from inspector.batch.plan import Given, Task, carried_out
from inspector.batch.processes import MOST_DEATHS, Processes
from inspector.errors import InspectorError

WHO = "tests.batch.test_processes"
SHORT = 32 * 1024 - 1 - len(pickle.dumps(bytes(1_000))) + 1_000
"""Bytes that are in memory with what :mod:`pickle` writes about them, but no more than that."""


def squared(number: int, folder: Path, parent: int) -> int:
    """Squares a number; the first process that comes to 5 dies, and so does each that comes to 13."""
    marker = folder / "died"
    if os.getpid() != parent and (number == 13 or (number == 5 and not marker.exists())):
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def text_of(number: int) -> str:
    return f"{number:03} {'.' * 100_000}"


def text_on_a_full_disk(number: int) -> str:
    """Makes a text, after which this process can write less than that to a file."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    return text_of(number)


def forever(folder: Path, parent: int) -> None:
    if os.getpid() == parent:
        while not any(folder.iterdir()):
            time.sleep(0.01)
        raise KeyboardInterrupt
    (folder / f"{os.getpid()}").touch()
    time.sleep(300)


class Squares:
    """The plan of squaring numbers."""

    def __init__(self, numbers: range | list[int], folder: Path) -> None:
        self.numbers = numbers
        self.folder = folder

    def alone(self) -> Iterator[Any]:
        return (number * number for number in self.numbers)

    def tasks(self) -> Iterator[Task | Given]:
        for number in self.numbers:
            yield Task(squared, (number, self.folder, os.getpid()), f"number {number}")

    def put_together(self, task: Task | Given, result: Any) -> Iterator[Any]:
        yield result


class Texts(Squares):
    """The plan of long texts.

    Attributes:
        engine: where they are made.
        waited: what has waited beside the output when the third began.
    """

    engine: Processes
    waited: tuple[Path, ...] = ()

    def tasks(self) -> Iterator[Task | Given]:
        for number in self.numbers:
            if number == 3:
                self.engine.wait()
                self.waited = tuple(self.folder.glob(".made.*.part"))
            yield Task(text_of, (number,))


class Forever(Squares):
    def tasks(self) -> Iterator[Task | Given]:
        for _ in range(8):
            yield Task(forever, (self.folder, os.getpid()))


def test_results_come_in_the_order_of_the_parts(tmp_path: Path) -> None:
    assert list(carried_out(Squares(range(20, 60), tmp_path), Processes(3, WHO))) == [
        n * n for n in range(20, 60)
    ]


def test_what_a_process_was_at_when_it_died_is_done_again(tmp_path: Path) -> None:
    engine = Processes(2, WHO)
    engine.shares = False
    assert list(carried_out(Squares(range(12), tmp_path), engine)) == [n * n for n in range(12)]
    assert (tmp_path / "died").exists()


def test_long_results_wait_beside_the_output_and_leave_nothing_there(tmp_path: Path) -> None:
    plan, engine = Texts(range(1, 9), tmp_path), Processes(2, WHO, str(tmp_path / "made"))
    plan.engine = engine
    results = carried_out(plan, engine)
    assert next(results) == text_of(1)
    assert plan.waited
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} <= {0}
    assert list(results) == [text_of(n) for n in range(2, 9)]
    assert not list(tmp_path.iterdir())


def test_what_nobody_takes_is_taken_away(tmp_path: Path) -> None:
    plan, engine = Texts(range(1, 9), tmp_path), Processes(2, WHO, str(tmp_path / "made"))
    plan.engine = engine
    results = carried_out(plan, engine)
    next(results)
    assert plan.waited
    results.close()
    assert not list(tmp_path.iterdir())


def test_a_long_result_waits_in_memory_where_it_cannot_be_written(tmp_path: Path) -> None:
    engine = Processes(2, WHO, str(tmp_path / "no such folder" / "made"))
    engine.shares = False
    texts = list(carried_out(Texts([1, 2], tmp_path), engine))
    assert texts == [text_of(1), text_of(2)]


def test_a_long_result_waits_in_memory_where_the_disk_is_full_after_its_beginning(tmp_path: Path) -> None:
    engine = Processes(2, WHO, str(tmp_path / "made"))
    place = engine.submit(Task(text_on_a_full_disk, (1,)))
    engine.wait()
    assert not list(tmp_path.iterdir())
    assert place.result() == text_of(1)
    engine.close(stop=False)


@pytest.mark.parametrize(("length", "files"), [(SHORT, 0), (SHORT + 1, 1)])
def test_a_result_has_a_file_only_if_it_is_long(length: int, files: int, tmp_path: Path) -> None:
    engine = Processes(2, WHO, str(tmp_path / "made"))
    place = engine.submit(Task(bytes, (length,)))
    engine.wait()
    assert len(list(tmp_path.iterdir())) == files
    assert place.result() == bytes(length)
    assert not list(tmp_path.iterdir())
    engine.close(stop=False)


def test_a_part_that_kills_each_process_is_given_up_and_named(tmp_path: Path) -> None:
    engine = Processes(2, WHO)
    engine.shares = False
    with pytest.raises(InspectorError, match=rf"number 13: {MOST_DEATHS} processes died"):
        list(carried_out(Squares([1, 13, 2], tmp_path), engine))
    assert not multiprocessing.active_children()


def test_an_interruption_ends_the_processes_at_once(tmp_path: Path) -> None:
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        list(carried_out(Forever(range(0), tmp_path), Processes(2, WHO)))
    assert time.monotonic() - started < 60
    for process in [int(path.name) for path in tmp_path.iterdir()]:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
