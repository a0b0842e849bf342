"""Reading cassettes: opening one finds the line ends, an interaction is decoded when it is looked at."""

from __future__ import annotations

import mmap
import os
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, overload

import msgspec

from inspector.cassette.model import CassetteHeader, Interaction, read_header, read_interaction
from inspector.errors import CassetteError, UnreadableInput

__all__ = ["Cassette", "open_cassette"]

_SMALL = 256 * 1024  # bytes up to which a file is read at once: mapping one costs more
_STRIDE = 64 * 1024 * 1024  # bytes of a file that stay in memory after they were read


class Cassette(Sequence[Interaction]):
    """The interactions of a cassette file, in order; a sequence that reads lazily.

    Args:
        path: the file.

    Attributes:
        header: its first line.

    Raises:
        UnreadableInput: the file cannot be opened.
        CassetteError: it is no cassette, or of a newer format version.

    A file that is cut in the middle of a line gives all of its complete lines; :attr:`torn` then says so.
    """

    header: CassetteHeader

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        try:
            self._file = self.path.open("rb")
        except OSError as problem:
            raise UnreadableInput(f"the file cannot be read ({problem.strerror})", str(path)) from None
        self._map: mmap.mmap | bytes | None = None
        self._starts = array("Q")
        self._ends = array("Q")
        self._line_numbers = array("Q")
        self._scanned = 0
        self._lines = 0
        self._torn = False
        self._read = 0
        try:
            self._scan_header()
            self.refresh()
        except BaseException:
            self.close()
            raise

    @property
    def torn(self) -> bool:
        """Whether the file ends in the middle of a line."""
        return self._torn

    @property
    def size(self) -> int:
        """The size of the file when it was last looked at, in bytes."""
        return len(self._map) if self._map is not None else 0

    @property
    def end(self) -> int:
        """Where the last complete line ends, in bytes from the start."""
        return int(self._ends[-1]) if self._ends else self._header_end

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a user should know about the file, a sentence each."""
        if not self._torn:
            return ()
        return (
            f"{self.path}: the last line is torn ({self.size - self.end:,} bytes); the {len(self)} complete "
            "interactions before it are intact. 'ews-inspector repair' cuts it off.",
        )

    def refresh(self) -> int:
        """Looks for lines that were appended since the file was last looked at.

        Returns:
            How many interactions are new.
        """
        before = len(self._starts)
        self._remap()
        data = self._map
        if data is None:
            return 0
        self._torn = False
        size = len(data)
        position = done = self._scanned
        while position < size:
            if position - done > _STRIDE:
                self._let_go(done, position)
                done = position
            newline = data.find(b"\n", position)
            stop = newline if newline >= 0 else size
            self._lines += 1
            if newline < 0 and not _is_json(data[position:stop]):
                self._torn = True
                self._lines -= 1
                break
            if stop - position > 2:  # shorter than {} is an empty line
                self._starts.append(position)
                self._ends.append(min(stop + 1, size))
                self._line_numbers.append(self._lines)
            position = stop + 1
        self._scanned = min(position, size)
        return len(self._starts) - before

    def raw(self, index: int) -> bytes:
        """Returns the line of an interaction as it stands in the file.

        Args:
            index: counted from 0; negative from the end.

        Raises:
            IndexError: there is no such interaction.
            CassetteError: the file has been cut in the meantime.
        """
        at = range(len(self._starts))[index]
        assert self._map is not None
        if os.fstat(self._file.fileno()).st_size < self._ends[at]:
            # Reading a mapped page that is no longer in the file would end the process.
            raise CassetteError(
                "the file has become shorter while it was read", str(self.path), "Open it again."
            )
        line = self._map[self._starts[at] : self._ends[at]]
        self._read += len(line)
        if self._read > _STRIDE:
            self._let_go(0, self.size)
            self._read = 0
        return line

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

    def _let_go(self, start: int, end: int) -> None:
        """Tells the system that a part of the file is not needed in memory; reading it again is no harm."""
        if not isinstance(self._map, mmap.mmap) or not hasattr(mmap, "MADV_DONTNEED"):
            return  # Windows decides by itself
        first = start - start % mmap.PAGESIZE
        length = min(end, len(self._map)) - first
        if length > 0:
            self._map.madvise(mmap.MADV_DONTNEED, first, length)

    def close(self) -> None:
        """Closes the file; may be called again."""
        self._unmap()
        self._file.close()

    def _unmap(self) -> None:
        if isinstance(self._map, mmap.mmap):
            self._map.close()
        self._map = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _remap(self) -> None:
        size = os.fstat(self._file.fileno()).st_size
        if self._map is not None:
            if size == len(self._map):
                return
            self._unmap()
        if size < self._scanned:
            raise CassetteError(
                "the file has become shorter while it was read", str(self.path), "Open it again."
            )
        if size > _SMALL:
            self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        elif size:
            self._file.seek(0)
            self._map = self._file.read(size)

    def _scan_header(self) -> None:
        self._remap()
        if self._map is None:
            raise CassetteError("the file is empty", str(self.path))
        newline = self._map.find(b"\n")
        end = newline if newline >= 0 else len(self._map)
        self.header = read_header(self._map[:end], str(self.path))
        self._header_end = self._scanned = min(end + 1, len(self._map))
        self._lines = 1


def open_cassette(path: Path | str) -> Cassette:
    """Opens a cassette for reading; the same as ``Cassette(path)``."""
    return Cassette(path)


def _is_json(line: bytes) -> bool:
    try:
        msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True
