"""Taking the inventory of recordings in parts.

A file is a session: NTLM tells who somebody is once for a connection. The process that splits a long cassette
therefore reads the few interactions in whose lines such a sign-in can stand, and hands on with each part who
has signed in before it. All else that a part shows is added to what those before it show; only where there is
more of something than is kept at most, what is let go depends on what came first, and such a part is read
once more by who puts it together.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence

from inspector.batch.plan import Engine, Given, Task
from inspector.batch.splitting import grouped, is_long, long_cassette, ranges_of
from inspector.cassette.line_range import Lines
from inspector.cassette.reader import Cassette
from inspector.errors import InspectorError
from inspector.protocols.common.accounts import CREDENTIALS, SIGNS_IN, SignedIn
from inspector.protocols.operation import Endpoint
from inspector.sources import Entry, entries
from inspector.usage.inventory import Inventory, Reader
from inspector.usage.merged_usage import Seen
from inspector.usage.over_time import Noted

_Shown = tuple[Seen, Noted]
_FIELD = CREDENTIALS.lower().encode()
_ESCAPED = rb"\u00"
_SIGNS = (*(f'"{sign}'.encode() for sign in SIGNS_IN), _ESCAPED)


class Inventorying:
    """The plan of ``usage``. What comes out is how many entries were read.

    Args:
        files: what is read, in order.
        endpoint: where messages were sent to whose file does not say.
        engine: where; ``None``: here.
        size: how many interactions a part of a long file has; by what is there if ``None``.
    """

    def __init__(
        self,
        files: Sequence[str],
        endpoint: Endpoint | None = None,
        engine: Engine | None = None,
        size: int | None = None,
    ) -> None:
        self._files = files
        self._endpoint = endpoint
        self._engine = engine
        self._size = size
        self._reader = Reader(endpoint)
        self._stopped = ""  # the file that cannot be read any further

    def inventory(self) -> Inventory:
        """Returns what was read so far."""
        return self._reader.inventory()

    def alone(self) -> Iterator[int]:
        """Reads all files here."""
        return self._read(_of_files(self._files, self._endpoint))

    def tasks(self) -> Iterator[Task | Given]:
        """Yields groups of small files, and parts of long cassettes."""
        assert self._engine is not None
        below = self._engine.whole_below
        for files in grouped(self._files, below, self._engine.jobs):
            cassette = long_cassette(files[0], below) if is_long(files, below) else None
            if cassette is None:
                yield Task(_shown_by_files, (files, self._endpoint), files[0])
            else:
                yield from self._of_cassette(cassette, files[0])

    def put_together(self, task: Task | Given, result: _Shown | list[Entry]) -> Iterable[int]:
        """Takes what a part shows."""
        if isinstance(result, list):
            return self._read(each for each in result if not (each.problem and each.file == self._stopped))
        assert isinstance(task, Task)
        seen, noted = result
        if task.about == self._stopped:
            return ()
        if seen.problems and task.work is _shown_by_lines:
            self._stopped = task.about
        if self._reader.take(seen, noted):
            return (seen.interactions + seen.messages,)
        if task.work is _shown_by_files:
            return self._read(_of_files(*task.taken()))
        file, lines, signed_in, _ = task.taken()
        self._reader.go_on(file, copy.deepcopy(signed_in))
        return self._read(_of_lines(file, lines))

    def _read(self, found: Iterable[Entry]) -> Iterator[int]:
        for entry in found:
            self._reader.add(entry)
            yield int(entry.interaction is not None or entry.message is not None)

    def _of_cassette(self, cassette: Cassette, file: str) -> Iterator[Task | Given]:
        assert self._engine is not None
        signed_in = SignedIn()
        with cassette:
            yield Given([Entry(file, header=cassette.header, notes=cassette.warnings)])
            try:
                for first, last in ranges_of(cassette, self._engine.jobs, self._size):
                    lines = cassette.lines(first, last)
                    arguments = (file, lines, copy.deepcopy(signed_in), self._endpoint)
                    yield Task(_shown_by_lines, arguments, file)
                    for places, _ in cassette.holding(_SIGNS, first, last):
                        for place in places:
                            if _may_sign_in(cassette.raw(place).lower()):
                                signed_in.completed(cassette[place].request)
            except InspectorError as problem:  # who reads the part may have come to it too
                yield Given([Entry(file, problem=str(problem))])


def _may_sign_in(line: bytes) -> bool:
    """Whether a line in lower case, which has one of the signs, may be of a request that signs in."""
    return _FIELD in line or _ESCAPED in line


def _of_files(files: Iterable[str], endpoint: Endpoint | None) -> Iterator[Entry]:
    return (entry for file in files for entry in entries(file, endpoint))


def _of_lines(file: str, lines: Lines) -> Iterator[Entry]:
    try:
        for one in lines:
            yield Entry(file, one.n, one)
    except InspectorError as problem:
        yield Entry(file, problem=str(problem))


def _shown_by_files(files: Sequence[str], endpoint: Endpoint | None) -> _Shown:
    return _shown(Reader(endpoint), _of_files(files, endpoint), "")


def _shown_by_lines(file: str, lines: Lines, signed_in: SignedIn, endpoint: Endpoint | None) -> _Shown:
    reader = Reader(endpoint)
    reader.go_on(file, copy.deepcopy(signed_in))
    return _shown(reader, _of_lines(file, lines), file)


def _shown(reader: Reader, found: Iterable[Entry], within: str) -> _Shown:
    noted = reader.noting(within)
    for entry in found:
        reader.add(entry)
    return reader.seen, noted
