"""Scrubbing in parts.

What is learned from one interaction is found in all after it, so a part is scrubbed by what those before it
have taught. Nearly all interactions teach nothing new. So each process scrubs the few that did, in their
order, then its part, and says which of the part taught something. If none of the parts before it that were
not known when it began has taught anything, its work holds; else it is done once more, here. While much is
learned, as at the beginning of a recording, one process goes on alone.
"""

from __future__ import annotations

import secrets as random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from inspector.batch.plan import Barrier, Engine, Given, Task
from inspector.batch.splitting import long_cassette, ranges_of
from inspector.cassette.atomic_write import new_cassette, swept
from inspector.cassette.filesystem import located
from inspector.cassette.line_range import Lines
from inspector.cassette.model import CassetteHeader, encode_line, unnumbered
from inspector.cassette.reader import Cassette
from inspector.cassette.writer import CassetteWriter
from inspector.errors import InspectorError
from inspector.recorder.isolation import scrubbed
from inspector.scrub import Scrubber
from inspector.scrub.keys import key_of, offer

_NEAR = 256 * 1024  # bytes between two places that are read together
_PART = 500  # interactions in a part of a long cassette
_AT_ONCE = 50  # interactions that are written at once, where one process does all
_CALM = 2  # parts in a row that taught next to nothing, before others are asked to help
_LITTLE = 2  # interactions of a part that may teach something then
_MOST_CALM = 64  # parts that one goes on alone after help was in vain
_WORTH_IT = 8  # times as many parts as that have to hold, or help was in vain

Place = tuple[int, int, int]
"""Of one line in a file: where it begins and ends, in bytes, and its number."""


@dataclass(frozen=True)
class Work:
    """A cassette to be scrubbed.

    Args:
        source: the cassette.
        target: where the scrubbed one goes.
        header: of the scrubbed one.
        key_file: the file of the pseudonyms' key; it is read where the work is done. Empty: there is none.
    """

    source: str
    target: str
    header: CassetteHeader
    key_file: str = ""

    def scrubber(self) -> tuple[Scrubber, bytes]:
        """Makes what scrubs it, with the key of the pseudonyms."""
        if self.key_file:
            offer(self.key_file)
        scrub = self.header.scrub or {}
        return Scrubber.of(scrub), key_of(scrub)


@dataclass(frozen=True)
class Scrubbed:
    """What was done.

    Args:
        target: which cassette was made.
        count: how many interactions were scrubbed.
        left_out: the numbers of those that were withheld, as scrubbing failed on them.
    """

    target: str
    count: int
    left_out: list[int]


@dataclass
class _Part:
    """What comes of a part: its lines, and which interactions taught something.

    Args:
        lines: of the scrubbed cassette, without numbers.
        left_out: the numbers of interactions that were withheld.
        foretold: what taught something before it, beyond what its scrubber was told to have learned.
        taught: what has taught something in it.
        problem: why it cannot be read any further; ``None`` if it can.
    """

    lines: list[bytes] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)
    foretold: list[Place] = field(default_factory=list)
    taught: list[Place] = field(default_factory=list)
    problem: InspectorError | None = None


class _Learner:
    """A scrubber that knows which interactions have taught it."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._begin()

    def _begin(self) -> None:
        self._scrubber, self._key = self._work.scrubber()
        self._learned: list[Place] = []

    def scrub(self, taught: Sequence[Place], lines: Lines) -> _Part:
        """Scrubs a part.

        Args:
            taught: what has to have been learned, in order. It may have learned more from parts between
                that and this one, as it will be if nothing is learned from those that others scrub.
            lines: the part.
        """
        known = min(len(self._learned), len(taught))
        if self._learned[:known] != list(taught[:known]) or any(
            start >= lines.start for start, _, _ in self._learned[len(taught) :]
        ):
            self._begin()
            known = 0
        for stretch in _stretches(taught[known:]):
            starts = {start for start, _, _ in stretch}
            together = Lines(self._work.source, stretch[0][0], stretch[-1][1], stretch[0][2])
            for line in together.raw():
                if line.start in starts:
                    scrubbed(self._scrubber, together.read(line), self._key)
            self._learned += stretch
        foretold = self._learned[len(taught) :]
        part = _scrubbed_part(self._scrubber, self._key, lines)
        part.foretold = foretold
        self._learned += part.taught
        return part


def _stretches(places: Sequence[Place]) -> Iterator[list[Place]]:
    """Yields places that are near each other together, so that a URL is not asked for each of them."""
    stretch: list[Place] = []
    for place in places:
        if stretch and place[0] - stretch[-1][1] > _NEAR:
            yield stretch
            stretch = []
        stretch.append(place)
    if stretch:
        yield stretch


def _scrubbed_part(scrubber: Scrubber, key: bytes, lines: Lines) -> _Part:
    part = _Part()
    before = scrubber.learned
    try:
        for line in lines.raw():
            known = scrubber.scrub_line(line.content)
            if known is not None:
                part.lines.append(known)
                continue
            one = lines.read(line)
            made, reason = scrubbed(scrubber, one, key)
            part.lines.append(unnumbered(made))
            if reason:
                part.left_out.append(one.n)
            now = scrubber.learned
            if reason or now != before:
                part.taught.append((line.start, line.start + len(line.content), line.number))
                before = now
            else:
                scrubber.know_line(line.content, one, made, part.lines[-1])
    except InspectorError as problem:
        part.problem = problem
    return part


class _Cassette:
    """A long cassette whose parts are scrubbed.

    Attributes:
        taught: the interactions that have taught something, as far as parts are put together.
    """

    def __init__(self, work: Work, run: str, writer: CassetteWriter) -> None:
        self.work = work
        self.taught: list[Place] = []
        self._run = run
        self._writer = writer
        self._calm = 0  # parts in a row that taught next to nothing
        self._enough = _CALM
        self._held = 0  # parts in a row that were scrubbed by what was known
        self._news = 0  # how many interactions had taught something when the last part had to be done again

    @property
    def is_calm(self) -> bool:
        """Whether so little is learned that others can help."""
        return self._calm >= self._enough

    def task(self, lines: Lines) -> Task:
        """A part for whoever comes to it, by what is known now."""
        arguments = (self._run, self.work, tuple(self.taught), lines)
        return Task(_part, arguments, self.work.source, (self, lines, len(self.taught)))

    def here(self, lines: Lines) -> _Part:
        """Scrubs a part here, by what is known now."""
        return _part(self._run, self.work, self.taught, lines)

    def put_together(self, part: _Part, lines: Lines, known: int) -> Scrubbed:
        """Takes the next part, which was scrubbed by what this many interactions had taught."""
        self._held += 1
        if part.foretold != self.taught[known:]:
            part = self.here(lines)
            if known >= self._news:  # and not of those that began before the last news, as that one did
                if self._held < self._enough * _WORTH_IT:
                    self._enough = min(2 * self._enough, _MOST_CALM)
                    self._calm = 0
                else:
                    self._enough = _CALM
                self._held = 0
                self._news = len(self.taught)
        self.taught += part.taught
        self._calm = self._calm + 1 if len(part.taught) <= _LITTLE else 0
        self._writer.append_lines(part.lines)
        if part.problem is not None:
            raise part.problem
        return Scrubbed(self.work.target, len(part.lines), part.left_out)


class Scrubbing:
    """The plan of ``scrub``.

    Args:
        works: the cassettes.
        engine: where; ``None``: here.
        size: how many interactions a part of a long cassette has.

    Attributes:
        run: names what is not whole yet (:func:`~inspector.cassette.atomic_write.swept`).
    """

    def __init__(self, works: Sequence[Work], engine: Engine | None = None, size: int = _PART) -> None:
        self._works = works
        self._engine = engine
        self._size = size
        self.run = random.token_hex(8)

    def alone(self) -> Iterator[Scrubbed]:
        """Scrubs all cassettes here."""
        for work in self._works:
            yield from _scrub_file(work, self.run)

    def tasks(self) -> Iterator[Task | Given | Barrier]:
        """Yields short cassettes, and parts of long ones."""
        assert self._engine is not None
        self._engine.shares = False  # what is learned here is certain
        try:
            for work in self._works:
                # Who scrubs a part has to know what parts before it taught.
                below = self._engine.whole_below if self._engine.keeps else sys.maxsize
                cassette = long_cassette(work.source, below)
                if cassette is None:
                    yield Task(_whole, (work, self.run), work.source)
                    continue
                with cassette, new_cassette(work.target, work.header, run=self.run) as writer:
                    yield from self._of_cassette(cassette, _Cassette(work, self.run, writer))
            yield Barrier()  # who died while writing is known when all is written
        finally:
            _LEARNERS.clear()
            for work in self._works:
                swept(located(work.target), self.run)

    def put_together(self, task: Task | Given, result: _Part | Scrubbed) -> Iterable[Scrubbed]:
        """Takes what came of a part."""
        if isinstance(result, Scrubbed):
            return (result,)
        assert isinstance(task, Task)
        cassette, lines, known = task.note
        return (cassette.put_together(result, lines, known),)

    def _of_cassette(self, cassette: Cassette, scrubbing: _Cassette) -> Iterator[Task | Given | Barrier]:
        for first, last in ranges_of(cassette, 1, self._size):
            lines = cassette.lines(first, last)
            if scrubbing.is_calm:
                yield scrubbing.task(lines)
                continue
            yield Barrier()
            yield Given(scrubbing.put_together(scrubbing.here(lines), lines, len(scrubbing.taught)))
        yield Barrier()  # the file gets its name when all is written


_LEARNERS: dict[tuple[str, str], _Learner] = {}
"""Of this process, what scrubs the cassette that it was given parts of last, by run and cassette.

A process that is a copy of another goes on with what that one has learned.
"""


def _part(run: str, work: Work, taught: Sequence[Place], lines: Lines) -> _Part:
    key = (run, work.source)
    if key not in _LEARNERS:
        _LEARNERS.clear()
        _LEARNERS[key] = _Learner(work)
    return _LEARNERS[key].scrub(taught, lines)


def _whole(work: Work, run: str) -> Scrubbed:
    done = list(_scrub_file(work, run))
    return Scrubbed(
        work.target, sum(each.count for each in done), [number for each in done for number in each.left_out]
    )


def _scrub_file(work: Work, run: str) -> Iterator[Scrubbed]:
    """Scrubs a cassette. If one that this run has made is there, it was made by a process that died then."""
    scrubber, key = work.scrubber()
    with (
        Cassette(work.source) as cassette,
        new_cassette(work.target, work.header, instead=_is_ours(work), run=run) as writer,
    ):
        for first in range(0, len(cassette), _AT_ONCE):
            lines = cassette.lines(first, min(first + _AT_ONCE, len(cassette)))
            part = _scrubbed_part(scrubber, key, lines)
            writer.append_lines(part.lines)
            if part.problem is not None:
                raise part.problem
            yield Scrubbed(work.target, len(part.lines), part.left_out)


def _is_ours(work: Work) -> bool:
    """Whether the target has the very header that it will have, with its salt or key."""
    try:
        with located(work.target).open("rb") as file:
            return file.readline() == encode_line(work.header.to_json())
    except OSError:
        return False
