"""Judging in parts.

A file is a session: rules over several messages need what came before. The process that splits a long file
takes in, without judging, the few interactions that tell the memory of the session anything, and hands the
memory on with the next part. If the first parts have asked only for what was near, it takes in no more than
what stands near the end of a part. What a part asked of the memory shows later, when all parts before it are
known, whether it would have been judged the same after all of them; if not, it is judged once more, and from
there on nothing is left out. What is told once in a session a part tells by what was told when it began; if
another part before it has told it meanwhile, the part is judged once more, too.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from inspector.batch.plan import Engine, Given, Task
from inspector.batch.splitting import LEAD, begun, grouped, is_long, ranges_of
from inspector.batch.word_search import Peek
from inspector.cassette.line_range import Lines
from inspector.cassette.model import Interaction
from inspector.conformance.check import Checker
from inspector.conformance.files import How, Judged, judge, judge_file, remember
from inspector.errors import InspectorError
from inspector.protocols.session import History, Said, Tracks, asked_for_older
from inspector.sources import Entry, entries, is_cassette_file

_OF_A_RECORDING = 2_000  # interactions in a part of another tool's recording
_NEAR = 500  # interactions before a part: what is spoken of again mostly is soon
_HANDED_ON = 2  # times as many names, however long before they were spoken of

Asked = list[tuple[str, float | None, bool]]
Some = Lines | Sequence[Interaction]


class _Session:
    """What is known of a file whose parts are judged.

    Attributes:
        handed_on: how many names of each memory by name are, once anything is left out; ``None``: all.
        said: what was told once, in all parts before which are known.
        stopped: whether the file cannot be read any further.
        checker: the judge who has seen what was handed on, or what is near of it.
        last: the part that was handed on last, if the next can begin where that one did.
        leaves_out: whether the judge sees only what is near.
        knows_all: whether the judge has left out nothing yet.
        near_since: when the first of what is near of the part before was, as far as it tells something;
            ``None`` if nothing is, or all of it was judged here.
    """

    def __init__(self, file: str, how: How, near: int | None = None) -> None:
        self.file = file
        self.how = how
        self.said = Said()
        self.stopped = False
        self.checker = how.project.checker()
        self.last: _Note | None = None
        self.leaves_out = False
        self.knows_all = True
        self.near_since: float | None = None
        self.handed_on = None if near is None else _HANDED_ON * near
        self._may_leave_out = near is not None  # as long as nobody asks for what is far
        self._known = History(self.checker.history.kinds)
        self._unfinished: deque[_Note] = deque()
        self._peek = Peek(self.checker.history.kinds.words)
        self._peek_far = Peek(self.checker.history.kinds.words_not_by_name)

    def begin(self) -> None:
        """Takes note of what the judge has seen so far, before the first part."""
        self.said.resume(self.checker.said)
        self._known.resume(self.checker.history.packed())

    def note(self, *pieces: Some) -> _Note:
        """Takes note of the next part."""
        note = _Note(self, pieces)
        self._unfinished.append(note)
        return note

    def remember(self, note: _Note) -> None:
        """Takes in what is judged elsewhere, as far as it tells something, and may be needed.

        Raises:
            InspectorError: a line cannot be read.
        """
        if note.is_remembered:
            self.near_since = None
            return
        *far, near = note.pieces
        for piece in far:
            self._remember(piece, self._peek_far if self.leaves_out else self._peek, self.checker)
            self.knows_all &= not self.leaves_out
        self.near_since = self._remember(near, self._peek, self.checker)

    def remember_all(self, note: _Note, checker: Checker) -> None:
        """The same, whether it may be needed or not."""
        for piece in note.pieces:
            self._remember(piece, self._peek, checker)

    def _remember(self, interactions: Some, peek: Peek, checker: Checker) -> float | None:
        """Takes in what tells something, and returns when the first of it was."""
        telling: Iterator[Interaction]
        if isinstance(interactions, Lines):
            telling = map(interactions.read, peek.noteworthy(interactions))
        else:
            telling = filter(peek.at, interactions)
        first = None
        for one in telling:
            first = one.at if first is None else first
            remember(one, checker, self.how)
        return first

    @property
    def tracks(self) -> bool:
        """Whether it matters what a part asks and tells."""
        return self._may_leave_out or not self.knows_all

    def leave_nothing_out(self) -> None:
        """Has a judge from now on who has seen all that was handed on.

        Raises:
            InspectorError: a line cannot be read.
        """
        if self.leaves_out or self.knows_all:
            return
        checker = self.how.project.checker()
        first = self._unfinished[0] if self._unfinished else None
        checker.history.resume(first.memory() if first else self.checker.history.packed())
        checker.history.adopt(self._known)
        for note in self._unfinished:
            self.remember_all(note, checker)
        self.checker, self.last, self.knows_all = checker, None, True

    def results(self, part: _Part) -> Iterator[Judged]:
        """Yields what was found in a part."""
        return (Judged(self.file, each) if isinstance(each, int) else each for each in part.judged)

    def ended(self, problem: InspectorError) -> Iterator[Judged]:
        """Yields why the file cannot be read any further, unless a part before has come to it too."""
        if not self.stopped:
            yield Judged(self.file, problem=str(problem))

    def holds(self, note: _Note, part: _Part) -> bool:
        """Whether what a part asked gets the same answers now that all parts before it are known."""
        if not note.knows_all and not self._known.holds(part.tracks):
            self.leaves_out = self._may_leave_out = False
            note.adopt(self._known)
            return False
        trial = self.said.copy()
        return all(trial.first(what, at) is answer for what, at, answer in part.asked)

    def take(self, note: _Note, part: _Part) -> None:
        """Takes note of what a part has told, and whether nothing comes behind it."""
        for what, at, _ in part.asked:
            self.said.first(what, at)
        if self._may_leave_out and note.knows_all and note.near_since is not None:
            self._may_leave_out = self.leaves_out = not asked_for_older(part.tracks, note.near_since)
        self._known.tell(part.tracks)
        if not self.knows_all and not note.is_remembered:
            self.checker.history.fill(part.tracks)
        self._unfinished.popleft()
        self.stopped = any(isinstance(each, Judged) and each.problem for each in part.judged)


@dataclass(frozen=True)
class _Part:
    """What comes of a part.

    Args:
        judged: what was found; of interactions in which nothing was, their numbers alone.
        asked: what was asked of what had been told.
        tracks: what was asked of the session's memory, and told it; empty if nothing before was left out.
    """

    judged: list[Judged | int]
    asked: Asked
    tracks: Tracks


class _Note:
    """What is kept of a part while it is judged: what it is judged with, but for what was said.

    Args:
        session: its session.
        pieces: its interactions; the last piece is what is near to the next part.

    Attributes:
        pieces: the same.
        is_remembered: whether it was judged here, by the judge that has seen all before it.
        knows_all: whether nothing was left out of what it is judged with.
        near_since: when the first of what is near of the part before was, as far as it tells something;
            ``None`` if nothing is, or all of it was judged here.
    """

    def __init__(self, session: _Session, pieces: Sequence[Some]) -> None:
        self.session = session
        self.pieces = pieces
        self.is_remembered = False
        self.knows_all = session.knows_all
        self.near_since = session.near_since
        self._tracks = session.tracks
        self._before, session.last = session.last, self
        self._memory = b"" if self._before else self._packed(session.checker)

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
                checker.history.resume(self._before.memory())
                self.session.remember_all(self._before, checker)
            self._memory, self._before = self._packed(checker), None
        return self._memory

    def _packed(self, checker: Checker) -> bytes:
        return checker.history.packed(None if self.knows_all else self.session.handed_on)

    def adopt(self, known: History) -> None:
        """Is judged with all that is known by name now, which is what was before it."""
        history = self.session.how.project.checker().history
        history.resume(self.memory())
        history.adopt(known)
        self._memory, self.knows_all = history.packed(), True

    def _arguments(self) -> tuple[object, ...]:
        session = self.session
        return session.file, self.pieces, session.how, self.memory(), session.said.copy(), self._tracks

    def _judged_here(self) -> _Part:
        self.is_remembered = True
        session = self.session
        return _judged(session.file, self.pieces, session.how, session.checker, session.said, self._tracks)


class Judging:
    """The plan of ``validate``.

    Args:
        files: what is judged, in order.
        how: how.
        engine: where; ``None``: here.
        size: how many interactions a part of a long file has; by what is there if ``None``.
        near: how many interactions before a part its judge knows in any case; ``None``: all.
    """

    def __init__(
        self,
        files: Sequence[str],
        how: How,
        engine: Engine | None = None,
        size: int | None = None,
        near: int | None = _NEAR,
    ) -> None:
        self._files = files
        self._how = how
        self._engine = engine
        self._size = size
        self._near = near

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

    def put_together(self, task: Task | Given, result: Iterable[Judged] | _Part) -> Iterable[Judged] | Task:
        """Takes what was found in a part."""
        if not isinstance(result, _Part):
            return result
        assert isinstance(task, Task)
        note: _Note = task.note
        if note.session.stopped:
            return ()
        if not note.session.holds(note, result):
            return note.task()
        note.session.take(note, result)
        return note.session.results(result)

    def _of_cassette(self, file: str, jobs: int) -> Iterator[Task | Given]:
        try:
            cassette = begun(file)
        except InspectorError as problem:
            yield Given([Judged(file, problem=str(problem))])
            return
        with cassette:
            how = replace(self._how, project=self._how.project.of_cassette(cassette.header.extra))
            session = _Session(file, how, self._near)
            if cassette.warnings:
                yield Given([Judged(file, notes=cassette.warnings)])
            lead = min(LEAD, len(cassette))
            yield self._led(session, (Entry(file, one.n, one) for one in islice(cassette, lead)))
            try:
                for first, last in ranges_of(cassette, jobs, self._size, lead):
                    if session.stopped:
                        return
                    session.leave_nothing_out()
                    middle = max(first, last - (self._near or last))
                    far = [cassette.lines(first, middle)] if first < middle else []
                    note = session.note(*far, cassette.lines(middle, last))
                    yield note.task()
                    session.remember(note)
            except InspectorError as problem:
                yield Given(session.ended(problem))

    def _of_recording(self, file: str) -> Iterator[Task | Given]:
        """Another tool's recording, or a long message, is read here; interactions are judged elsewhere."""
        session = _Session(file, self._how)
        found = entries(file, self._how.endpoint)
        yield self._led(session, islice(found, LEAD))
        while part := list(islice(found, self._size or _OF_A_RECORDING)):
            interactions = [each.interaction for each in part if each.interaction is not None]
            if interactions:
                note = session.note(interactions)
                yield note.task()
                session.remember(note)
            if last := [each for each in part if each.interaction is None]:  # what is said of the file
                yield Given(list(judge(file, last, session.checker, self._how)))

    def _led(self, session: _Session, found: Iterable[Entry]) -> Given:
        """Judges here what every other part of the file is judged after."""
        judged = list(judge(session.file, found, session.checker, session.how))
        session.begin()
        session.stopped = any(each.problem for each in judged)
        return Given(judged)


def _judged_files(files: Iterable[str], how: How) -> list[Judged]:
    return [judged for file in files for judged in judge_file(file, how)]


def _judged_part(
    file: str, pieces: Sequence[Some], how: How, memory: bytes, said: Said, tracks: bool
) -> _Part:
    checker = how.project.checker()
    checker.history.resume(memory)
    return _judged(file, pieces, how, checker, said, tracks)


def _judged(file: str, pieces: Sequence[Some], how: How, checker: Checker, said: Said, tracks: bool) -> _Part:
    """Judges a part by what was told so far in all parts before it that are known."""
    checker.said.resume(said)
    checker.said.asked = []
    if tracks:
        checker.history.track()
    found = (Entry(file, one.n, one) for piece in pieces for one in piece)
    judged = [each.interaction if each.is_quiet else each for each in judge(file, found, checker, how)]
    return _Part(judged, checker.said.asked, checker.history.tracked() if tracks else {})
