"""Judging in parts.

A file is a session: rules over several messages need what came before. The process that splits a long file
takes in, without judging, the few interactions that tell the memory of the session anything, and hands it on
with each part. What is told once in a session a part tells by what was told when it began; if another part
before it has told it meanwhile, the part is judged once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from inspector.batch.plan import Engine, Given, Task
from inspector.batch.splitting import LEAD, grouped, is_long, ranges
from inspector.batch.word_search import Peek
from inspector.cassette.line_range import Lines
from inspector.cassette.model import Interaction
from inspector.cassette.reader import Cassette
from inspector.conformance.check import Checker
from inspector.conformance.files import How, Judged, judge, judge_file, remember
from inspector.errors import InspectorError
from inspector.protocols.session import Said
from inspector.sources import Entry, entries, is_cassette_file

_OF_A_RECORDING = 2_000  # interactions in a part of another tool's recording

Asked = list[tuple[str, float | None, bool]]


class _Session:
    """What is known of a file whose parts are judged."""

    def __init__(self, file: str, how: How) -> None:
        self.file = file
        self.how = how
        self.said = Said()
        self.stopped = False
        self.checker = how.project.checker()  # has seen all that was handed on
        self.last: _Note | None = None
        self._peek = Peek(self.checker.words)

    def remember(self, interactions: Lines | Sequence[Interaction], checker: Checker) -> None:
        """Takes in what is judged elsewhere, as far as it tells something.

        Raises:
            InspectorError: a line cannot be read.
        """
        if isinstance(interactions, Lines):
            for line in self._peek.noteworthy(interactions):
                remember(interactions.read(line), checker, self.how)
        else:
            for one in filter(self._peek.at, interactions):
                remember(one, checker, self.how)

    def part(self, interactions: Iterable[Interaction]) -> _Part:
        """Judges a part by what was told so far in all parts before it that are known."""
        said = self.checker.said
        said.resume(self.said)
        said.asked = []
        found = (Entry(self.file, one.n, one) for one in interactions)
        judged = judge(self.file, found, self.checker, self.how)
        return _Part([each.interaction if each.is_quiet else each for each in judged], said.asked)

    def results(self, part: _Part) -> Iterator[Judged]:
        """Yields what was found in a part."""
        return (Judged(self.file, each) if isinstance(each, int) else each for each in part.judged)

    def holds(self, asked: Asked) -> bool:
        """Whether what a part asked gets the same answers now that all parts before it are known."""
        trial = self.said.copy()
        return all(trial.first(what, at) is answer for what, at, answer in asked)

    def take(self, part: _Part) -> None:
        """Takes note of what a part has told, and whether nothing comes behind it."""
        for what, at, _ in part.asked:
            self.said.first(what, at)
        self.stopped = any(isinstance(each, Judged) and each.problem for each in part.judged)


@dataclass(frozen=True)
class _Part:
    """What comes of a part.

    Args:
        judged: what was found; of interactions in which nothing was, their numbers alone.
        asked: what was asked of what had been told.
    """

    judged: list[Judged | int]
    asked: Asked


class _Note:
    """What is kept of a part while it is judged: what it is judged with, but for what was said.

    Attributes:
        is_remembered: whether it was judged here, by the judge that has seen all before it.
    """

    def __init__(self, session: _Session, interactions: Lines | Sequence[Interaction]) -> None:
        self.session = session
        self.interactions = interactions
        self.is_remembered = False
        self._before, session.last = session.last, self
        self._memory = b"" if self._before else session.checker.packed()

    def task(self) -> Task:
        """The part, with what was told so far."""
        return Task(_judged_part, self._arguments, self.session.file, self, self._judged_here)

    def memory(self) -> bytes:
        """What was known when the part began: it is now, when it is handed on; if it was judged here, it is
        what was known before the part before, and what that one tells.
        """
        if self._before is not None:
            checker = self.session.checker
            if self.is_remembered:
                checker = self.session.how.project.checker()
                checker.resume(self._before.memory())
                self.session.remember(self._before.interactions, checker)
            self._memory, self._before = checker.packed(), None
        return self._memory

    def _arguments(self) -> tuple[object, ...]:
        session = self.session
        return session.file, self.interactions, session.how, self.memory(), session.said.copy()

    def _judged_here(self) -> _Part:
        self.is_remembered = True
        return self.session.part(self.interactions)


class Judging:
    """The plan of ``validate``.

    Args:
        files: what is judged, in order.
        how: how.
        engine: where; ``None``: here.
        size: how many interactions a part of a long file has; by what is there if ``None``.
    """

    def __init__(
        self,
        files: Sequence[str],
        how: How,
        engine: Engine | None = None,
        size: int | None = None,
    ) -> None:
        self._files = files
        self._how = how
        self._engine = engine
        self._size = size

    def alone(self) -> Iterator[Judged]:
        """Judges all files here."""
        for file in self._files:
            yield from judge_file(file, self._how)

    def tasks(self) -> Iterator[Task | Given]:
        """Yields groups of small files, and parts of long ones."""
        assert self._engine is not None
        below = self._engine.whole_below
        for files in grouped(self._files, below, self._engine.jobs):
            if not is_long(files, below):
                yield Task(_judged_files, (files, self._how), files[0])
            elif is_cassette_file(files[0]):
                yield from self._of_cassette(files[0], self._engine.jobs)
            else:
                yield from self._of_recording(files[0])

    def put_together(self, task: Task | Given, result: list[Judged] | _Part) -> Iterable[Judged] | Task:
        """Takes what was found in a part."""
        if isinstance(result, list):
            return result
        assert isinstance(task, Task)
        note: _Note = task.note
        if note.session.stopped:
            return ()
        if not note.session.holds(result.asked):
            return note.task()
        note.session.take(result)
        return note.session.results(result)

    def _of_cassette(self, file: str, jobs: int) -> Iterator[Task | Given]:
        try:
            cassette = Cassette(file)
        except InspectorError as problem:
            yield Given([Judged(file, problem=str(problem))])
            return
        with cassette:
            how = replace(self._how, project=self._how.project.of_cassette(cassette.header.extra))
            session = _Session(file, how)
            if cassette.warnings:
                yield Given([Judged(file, notes=cassette.warnings)])
            lead = min(LEAD, len(cassette))
            yield self._led(session, (Entry(file, one.n, one) for one in islice(cassette, lead)))
            for first, last in ranges(lead, len(cassette), jobs, self._size):
                if session.stopped:
                    return
                note = _Note(session, cassette.lines(first, last))
                yield note.task()
                try:
                    if not note.is_remembered:
                        session.remember(note.interactions, session.checker)
                except InspectorError:
                    return  # whoever judges this part comes to it, and says so

    def _of_recording(self, file: str) -> Iterator[Task | Given]:
        """Another tool's recording, or a long message, is read here; interactions are judged elsewhere."""
        session = _Session(file, self._how)
        found = entries(file, self._how.endpoint)
        yield self._led(session, islice(found, LEAD))
        while part := list(islice(found, self._size or _OF_A_RECORDING)):
            interactions = [each.interaction for each in part if each.interaction is not None]
            note = _Note(session, interactions)
            if interactions:
                yield note.task()
            if not note.is_remembered:
                session.remember(interactions, session.checker)
            if last := [each for each in part if each.interaction is None]:  # what is said of the file
                yield Given(list(judge(file, last, session.checker, self._how)))

    def _led(self, session: _Session, found: Iterable[Entry]) -> Given:
        """Judges here what every other part of the file is judged after."""
        judged = list(judge(session.file, found, session.checker, session.how))
        session.said.resume(session.checker.said)
        session.stopped = any(each.problem for each in judged)
        return Given(judged)


def _judged_files(files: Iterable[str], how: How) -> list[Judged]:
    return [judged for file in files for judged in judge_file(file, how)]


def _judged_part(
    file: str, interactions: Iterable[Interaction], how: How, memory: bytes, said: Said
) -> _Part:
    session = _Session(file, how)
    session.checker.resume(memory)
    session.said.resume(said)
    return session.part(interactions)
