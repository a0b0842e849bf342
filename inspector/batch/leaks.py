"""Looking in parts for what scrubbing has left.

An interaction is looked at with the stand-ins that those before it tell of. The process that splits a
cassette reads these few, and hands them on with each part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from inspector.batch.plan import Engine, Given, Task
from inspector.batch.splitting import long_cassette, ranges_of
from inspector.cassette.filesystem import located
from inspector.cassette.formats import read_file
from inspector.cassette.line_range import Lines
from inspector.cassette.model import CassetteHeader, Interaction
from inspector.errors import InspectorError
from inspector.scrub.check import Leak, LeakFinder
from inspector.scrub.keys import offer, pseudonyms_of
from inspector.scrub.replacements import KEPT_KEY

_TELLING = (KEPT_KEY.encode(), rb"\u00")  # in the bytes of what tells of stand-ins


@dataclass(frozen=True)
class Look:
    """How cassettes are looked through.

    Args:
        profile: what counts as a leak: ``secrets`` or ``identity``.
        allow_unread: what need not be readable.
        key_file: the file of the pseudonyms' key; it is read where the work is done. Empty: there is none.
    """

    profile: str
    allow_unread: tuple[str, ...] = ()
    key_file: str = ""

    def finder(self, header: CassetteHeader) -> LeakFinder:
        """Makes what looks through a cassette with this header."""
        if self.key_file:
            offer(self.key_file)
        return LeakFinder(header, pseudonyms_of(header.scrub), self.profile, self.allow_unread)


@dataclass(frozen=True)
class Looked:
    """What was looked through.

    Args:
        file: the file, as it was named.
        count: how many interactions.
        leaks: what is left in them.
        problem: why the file cannot be read any further; ``None`` if it can.
    """

    file: str
    count: int
    leaks: list[Leak]
    problem: InspectorError | None = None


class Leaks:
    """The plan of ``scrub --check``.

    Args:
        files: what is looked through: cassettes, or recordings of other tools.
        look: how.
        engine: where; ``None``: here.
        size: how many interactions a part of a long file has; by what is there if ``None``.
    """

    def __init__(
        self, files: Sequence[str], look: Look, engine: Engine | None = None, size: int | None = None
    ) -> None:
        self._files = files
        self._look = look
        self._engine = engine
        self._size = size
        self._ended: set[str] = set()

    def alone(self) -> Iterator[Looked]:
        """Looks through all files here."""
        for file in self._files:
            yield from _looked_through(file, self._look)

    def tasks(self) -> Iterator[Task | Given]:
        """Yields small files, and parts of long cassettes."""
        assert self._engine is not None
        for file in self._files:
            cassette = long_cassette(file, self._engine.whole_below)
            if cassette is None:
                yield Task(_whole, (file, self._look), file)
                continue
            with cassette:
                header = cassette.header
                finder = self._look.finder(header)
                yield Given(Looked(file, 0, list(finder.look_at_header())))
                told: list[object] = []
                try:
                    for first, last in ranges_of(cassette, self._engine.jobs, self._size):
                        if file in self._ended:
                            break
                        lines = cassette.lines(first, last)
                        yield Task(_part, (file, header, self._look, tuple(told), lines), file)
                        told += _told_in(lines)
                except InspectorError as problem:
                    yield Given(Looked(file, 0, [], problem))

    def put_together(self, task: Task | Given, result: Looked) -> Iterable[Looked]:
        """Takes what is left in a part."""
        if result.file in self._ended:
            return ()
        if result.problem is not None:
            self._ended.add(result.file)
        return (result,)


def _looked_through(file: str, look: Look) -> Iterator[Looked]:
    header, interactions = read_file(located(file))
    finder = look.finder(header)
    yield Looked(file, 0, list(finder.look_at_header()))
    for one in interactions:
        yield Looked(file, 1, list(finder.look(one)))


def _whole(file: str, look: Look) -> Looked:
    found = Looked(file, 0, [])
    try:
        for each in _looked_through(file, look):
            found.leaks.extend(each.leaks)
            found = Looked(file, found.count + each.count, found.leaks)
    except InspectorError as problem:
        return Looked(file, found.count, found.leaks, problem)
    return found


def _part(file: str, header: CassetteHeader, look: Look, told: Iterable[object], lines: Lines) -> Looked:
    finder = look.finder(header)
    for kept in told:
        finder.recall(kept)
    found: list[Leak] = []
    count = 0
    try:
        for one in lines:
            found += finder.look(one)
            count += 1
    except InspectorError as problem:
        return Looked(file, count, found, problem)
    return Looked(file, count, found)


def _told_in(lines: Lines) -> list[object]:
    """What the interactions of a part tell of stand-ins; up to one that cannot be read."""
    told: list[object] = []
    try:
        for line in lines.holding(_places):
            if kept := _kept(lines.read(line)):
                told.append(kept)
    except InspectorError:
        return told
    return told


def _places(lines: bytes) -> list[int]:
    places = []
    for sign in _TELLING:
        at = lines.find(sign)
        while at >= 0:
            places.append(at)
            at = lines.find(sign, at + len(sign))
    return sorted(places)


def _kept(one: Interaction) -> object:
    return one.extra.get(KEPT_KEY)
