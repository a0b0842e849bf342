"""Reading cassettes: opening one finds the line ends, an interaction is decoded when it is looked at."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import sub
from pathlib import Path
from typing import Self, overload

import msgspec

from inspector.cassette.filesystem import located, source_of
from inspector.cassette.line_range import EMPTY, Lines, line_ends
from inspector.cassette.model import CassetteHeader, Interaction, read_header, read_interaction
from inspector.errors import CassetteError, InputError

_PIECE = 1024 * 1024  # bytes that are read at once where lines are read one after the other


class Cassette(Sequence[Interaction]):
    """The interactions of a cassette file, in order; a sequence that reads lazily.

    Args:
        path: the file.
        most: how many bytes are looked through for lines at first, about; ``None`` for the whole file.
            :meth:`refresh` goes on from there.

    Attributes:
        header: its first line.

    Raises:
        InputError: the file cannot be opened.
        CassetteError: it is no cassette, or of a newer format version.

    A file that is cut in the middle of a line gives all of its complete lines; :attr:`torn` then says so.
    """

    header: CassetteHeader

    def __init__(self, path: Path | str, most: int | None = None) -> None:
        self.path = located(path)
        try:
            self._file = source_of(self.path)
        except OSError as problem:
            raise InputError(f"the file cannot be read ({problem.strerror})", str(path)) from None
        self._size = 0
        self._piece = (0, b"")  # where in the file it begins, and what was read ahead
        self._next = 0
        self._starts = array("Q")
        self._ends = array("Q")
        self._line_numbers = array("Q")
        self._scanned = 0
        self._lines = 0
        self._torn = False
        try:
            self._scan_header()
            self.refresh(most)
        except BaseException:
            self.close()
            raise

    @property
    def torn(self) -> bool:
        """Whether the file ends in the middle of a line."""
        return self._torn

    @property
    def has_parts(self) -> bool:
        """Whether others can read parts of it (:meth:`lines`) for less than the whole file."""
        return self._file.has_parts

    @property
    def size(self) -> int:
        """The size of the file when it was last looked at, in bytes."""
        return self._size

    @property
    def end(self) -> int:
        """Where the last complete line ends, in bytes from the start."""
        return int(self._ends[-1]) if self._ends else self._header_end

    @property
    def ends_with_line_feed(self) -> bool:
        """Whether a line feed stands at its end, so that it is not torn."""
        return self._read(self._size - 1, 1) == b"\n"

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a user should know about the file, a sentence each."""
        if not self._torn:
            return ()
        return (
            f"{self.path}: the last line is torn ({self.size - self.end:,} bytes); the {len(self)} complete "
            "interactions before it are intact. 'ews-inspector repair' cuts it off.",
        )

    @property
    def whole(self) -> bool:
        """Whether the file was looked through up to its end."""
        return self._torn or self._scanned >= self._size

    def refresh(self, most: int | None = None) -> int:
        """Looks for lines that were appended since the file was last looked at, or not looked at yet.

        Args:
            most: how many bytes are looked through, about; ``None`` for all.

        Returns:
            How many interactions are new.
        """
        self._measure()
        return self.scan(most)

    def scan(self, most: int | None = None) -> int:
        """Looks for lines where it was not looked yet, up to where the file ended when it was last measured.

        Args:
            most: as of :meth:`refresh`.

        Returns:
            How many interactions are new.

        Raises:
            CassetteError: the file has been cut in the meantime.
        """
        before = len(self._starts)
        self._torn = False
        enough = self._size if most is None else self._scanned + most
        for at, piece in self._pieces_from(self._scanned):
            self._note_lines([at + end for end in line_ends(piece)])
            if enough < self._scanned < self._size:
                return len(self._starts) - before
        if self._scanned < self._size:  # the last line has no line feed, or not yet
            self._torn = not _is_json(self._bytes(self._scanned, self._size))
            if not self._torn:
                self._note_lines([self._size], line_feed=0)
        return len(self._starts) - before

    def _note_lines(self, ends: list[int], line_feed: int = 1) -> None:
        """Notes lines that follow those that are known, by the places behind them and their line feeds."""
        if not ends:
            return
        starts = [self._scanned, *ends[:-1]]
        numbers: Iterable[int] = range(self._lines + 1, self._lines + 1 + len(ends))
        self._lines += len(ends)
        self._scanned = ends[-1]
        empty = EMPTY + line_feed
        if min(map(sub, ends, starts)) <= empty:
            lines = zip(starts, ends, numbers, strict=True)
            kept = [(start, end, number) for start, end, number in lines if end - start > empty]
            starts, ends, numbers = (list(each) for each in zip(*kept, strict=True)) if kept else ([], [], [])
        self._starts.extend(starts)
        self._ends.extend(ends)
        self._line_numbers.extend(numbers)

    def holding(
        self, texts: Sequence[bytes], begin: int = 0, end: int | None = None
    ) -> Iterator[tuple[list[int], int]]:
        """Looks through lines for texts, many lines at once.

        Args:
            texts: in lower case, as they stand in the file; letters in upper case count as these.
            begin: the first place that is looked at.
            end: the place behind the last one; ``None`` for all.

        Yields:
            From time to time: the places of lines that hold one of the texts, in order, and the first place
            that was not looked at yet.

        Raises:
            CassetteError: the file has been cut in the meantime.
        """
        end = len(self._starts) if end is None else min(end, len(self._starts))
        while begin < end:
            offset = self._starts[begin]
            behind = max(bisect_right(self._starts, offset + _PIECE, begin, end) - 1, begin + 1)
            piece = self._read(offset, self._ends[behind - 1] - offset).lower()
            if len(piece) < self._ends[behind - 1] - offset:
                raise self._shorter()
            found: set[int] = set()
            for text in texts:
                at = piece.find(text)
                while at >= 0:
                    place = bisect_right(self._starts, offset + at, begin, behind) - 1
                    found.add(place)
                    at = piece.find(text, self._ends[place] - offset)
            yield sorted(found), behind
            begin = behind

    def raw(self, index: int) -> bytes:
        """Returns the line of an interaction as it stands in the file.

        Args:
            index: counted from 0; negative from the end.

        Raises:
            IndexError: there is no such interaction.
            CassetteError: the file has been cut in the meantime.
        """
        at = range(len(self._starts))[index]
        if self._file.size() < self._ends[at]:
            raise self._shorter()
        return self._bytes(self._starts[at], self._ends[at])

    def lines(self, first: int, last: int) -> Lines:
        """Returns the place of some interactions in the file, which another process can read.

        Args:
            first: the first of them, counted from 0.
            last: the one behind the last; there is at least one between them.
        """
        return Lines(str(self.path), self._starts[first], self._ends[last - 1], self._line_numbers[first])

    def numbered(self, n: int) -> Interaction:
        """Returns the interaction of this number.

        Args:
            n: its ``n``, from 1.

        Raises:
            CassetteError: there is none.
        """
        if 0 < n <= len(self):
            found = self[n - 1]
            if found.n == n:
                return found
        for found in self:
            if found.n == n:
                return found
        raise CassetteError(f"there is no interaction {n}", str(self.path), f"It has {len(self)}.")

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, index: int) -> Interaction: ...

    @overload
    def __getitem__(self, index: slice) -> list[Interaction]: ...

    def __getitem__(self, index: int | slice) -> Interaction | list[Interaction]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        at = range(len(self))[index]
        return read_interaction(self.raw(at), f"{self.path}:{self._line_numbers[at]}")

    def __iter__(self) -> Iterator[Interaction]:
        return (self[at] for at in range(len(self)))

    def close(self) -> None:
        """Closes the file; may be called again."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _measure(self) -> None:
        self._size = self._file.size()
        if self._size < self._scanned:
            raise self._shorter()

    def _bytes(self, start: int, end: int) -> bytes:
        """Reads a part of the file, which may be cut at any time: a mapped one would end the process then."""
        at, piece = self._piece
        if not at <= start <= end <= at + len(piece):
            ahead = min(_PIECE, self._size - start) if start == self._next else 0
            at, piece = self._piece = start, self._read(start, max(end - start, ahead))
            if len(piece) < end - start:
                raise self._shorter()
        self._next = end
        return piece[start - at : end - at]

    def _read(self, start: int, length: int) -> bytes:
        try:
            return self._file.read(start, length)
        except OSError as problem:
            raise InputError(f"the file cannot be read ({problem.strerror})", str(self.path)) from None

    def _pieces_from(self, start: int) -> Iterator[tuple[int, bytes]]:
        """Yields the file piece by piece, each with the place where it begins."""
        for at in range(start, self._size, _PIECE):
            piece = self._read(at, min(_PIECE, self._size - at))
            if at + len(piece) < min(at + _PIECE, self._size):
                raise self._shorter()
            yield at, piece

    def _shorter(self) -> CassetteError:
        return CassetteError(
            "the file has become shorter while it was read", str(self.path), "Open it again."
        )

    def _scan_header(self) -> None:
        self._measure()
        if not self._size:
            raise CassetteError("the file is empty", str(self.path))
        ends = (at + end for at, piece in self._pieces_from(0) if (end := piece.find(b"\n")) >= 0)
        end = next(ends, self._size)
        self.header = read_header(self._bytes(0, end), str(self.path))
        self._header_end = self._scanned = min(end + 1, self._size)
        self._lines = 1


def _is_json(line: bytes) -> bool:
    try:
        msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True
