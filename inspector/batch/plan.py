"""A plan of work in parts, and the loop that carries it out: results come in order, few at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

O_co = TypeVar("O_co", covariant=True)
O = TypeVar("O")  # noqa: E741 (what comes out)


@dataclass(frozen=True)
class Task:
    """A part of the work.

    Args:
        work: what does it: a function of a module, so that other processes find it.
        arguments: what it takes; all of it can be pickled. Or what makes it, when the part is handed on.
        about: what it is about, for messages.
        note: what the plan wants to know of it when its result comes; stays here.
        here: does the same in this process, where that is cheaper than what others have to do; ``None``: it
            is not.
    """

    work: Callable[..., Any]
    arguments: tuple[Any, ...] | Callable[[], tuple[Any, ...]]
    about: str = ""
    note: Any = None
    here: Callable[[], Any] | None = None

    def run(self) -> Any:
        """Does the work here, and returns what comes of it."""
        return self.work(*self.taken()) if self.here is None else self.here()

    def taken(self) -> tuple[Any, ...]:
        """Returns what the work takes, as it is now."""
        return self.arguments() if callable(self.arguments) else self.arguments


@dataclass(frozen=True)
class Given:
    """A part whose work was done as it was made.

    Args:
        value: what came of it.
    """

    value: Any

    def done(self) -> bool:
        return True

    def result(self) -> Any:
        """What came of it."""
        return self.value


class Barrier:
    """What a plan yields where it goes on only when all parts before are put together."""


class Plan(Protocol[O_co]):
    """How a command's work splits, and how it is put together."""

    def alone(self) -> Iterator[O_co]:
        """Does all of the work in this process, and yields what comes of it."""
        ...

    def tasks(self) -> Iterator[Task | Given | Barrier]:
        """Yields the parts in order; each is made when it can be handed on, not before."""
        ...

    def put_together(self, task: Task | Given, result: Any) -> Iterable[O_co] | Task:
        """Takes the result of the next part.

        Args:
            task: the part; they come in the order in which :meth:`tasks` yielded them.
            result: what its work returned.

        Returns:
            What comes out; or the part once more, if its work was done on an assumption that has turned out
            to be wrong.
        """
        ...


class Waiting(Protocol):
    """A task that an engine was given."""

    def done(self) -> bool:
        """Whether :meth:`result` is there at once."""
        ...

    def result(self) -> Any:
        """Waits for what its work returns, or raises what that raises."""
        ...


class Engine(Protocol):
    """Where parts run.

    Attributes:
        jobs: how many processes work.
        most: how many results may wait for those before them.
        shares: whether this process works on parts too, when all others have enough; a plan may say that it
            shall not, before the first is handed on.
        keeps: whether who works on a part has what its module has kept of parts before.
        whole_below: bytes of a file below which it is one part.
    """

    jobs: int
    shares: bool
    keeps: bool
    whole_below: int

    @property
    def most(self) -> int: ...

    def has_room(self) -> bool:
        """Whether who works could soon do with another task."""
        ...

    def submit(self, task: Task) -> Waiting:
        """Takes a task."""
        ...

    def wait(self) -> bool:
        """Waits until a task is done, and says whether it is worth going on before the next in order is."""
        ...

    def close(self, *, stop: bool) -> None:
        """Ends what it has begun; with ``stop`` at once, without waiting for tasks that run."""
        ...


def carried_out(plan: Plan[O], engine: Engine | None) -> Generator[O, None, None]:
    """Carries a plan out, and yields what comes of it in order. The engine is closed in the end.

    Args:
        plan: the plan.
        engine: where; ``None``: in this process, without splitting.
    """
    if engine is None:
        yield from plan.alone()
        return
    waiting: deque[tuple[Task | Given, Waiting]] = deque()
    tasks = _Tasks(plan)
    stop = True
    try:
        while True:
            while len(waiting) < engine.most and engine.has_room() and (task := tasks.next(waiting)):
                waiting.append((task, task if isinstance(task, Given) else engine.submit(task)))
            if not (waiting and waiting[0][1].done()) and engine.shares and len(waiting) < engine.most:
                task = tasks.next(waiting)
                if task is not None:
                    waiting.append((task, task if isinstance(task, Given) else Given(task.run())))
                    continue
            if waiting and not waiting[0][1].done() and len(waiting) < engine.most and engine.wait():
                continue  # whoever has nothing to do now gets the next
            if waiting:
                task, place = waiting.popleft()
                yield from _outcome(plan, task, place.result(), engine)
            elif tasks.ended:
                break
        stop = False
    finally:
        engine.close(stop=stop)
        tasks.close()  # when nobody works on its parts any more


class _Tasks:
    """The parts of a plan, as far as they may begin."""

    def __init__(self, plan: Plan[Any]) -> None:
        self._tasks = plan.tasks()
        self._held = False
        self.ended = False

    def next(self, waiting: Collection[object]) -> Task | Given | None:
        """Returns the next part; ``None`` if there is none, or it has to wait for those before it."""
        if self.ended or (self._held and waiting):
            return None
        self._held = False
        task = next(self._tasks, None)
        while isinstance(task, Barrier):
            if waiting:
                self._held = True
                return None
            task = next(self._tasks, None)
        self.ended = task is None
        return task

    def close(self) -> None:
        """Ends what the plan holds open."""
        if isinstance(self._tasks, Generator):
            self._tasks.close()


def _outcome(plan: Plan[O], task: Task | Given, result: Any, engine: Engine) -> Iterable[O]:
    outcome = plan.put_together(task, result)
    while isinstance(outcome, Task):
        again = outcome.work(*outcome.taken()) if engine.shares else engine.submit(outcome).result()
        outcome = plan.put_together(outcome, again)
    return outcome
