"""Appending to a cassette so that a line, once written, survives whatever happens next."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from inspector.cassette.model import CassetteHeader, Interaction, encode_line
from inspector.cassette.reader import Cassette
from inspector.errors import CannotWrite, CassetteError, UnreadableInput

try:
    import fcntl
except ImportError:  # not on Windows: there the file is opened without a lock
    fcntl = None  # type: ignore[assignment]

__all__ = ["CassetteWriter", "writer_lock"]


class CassetteWriter:
    """Appends interactions to a cassette file.

    Each line goes to the operating system in one piece before :meth:`append` returns: a killed process loses
    nothing that it had appended. May be used from several threads.

    Args:
        path: the file. It must not exist, unless ``append`` is set.
        header: its first line; ``created`` and ``tool`` are filled in where they are empty.
        append: goes on after the last line of a file that exists.

    Raises:
        CannotWrite: the file exists, is in use by another writer, or cannot be made.
        CassetteError: with ``append``, the file is no cassette or its end is torn.
    """

    def __init__(
        self, path: Path | str, header: CassetteHeader | None = None, *, append: bool = False
    ) -> None:
        self.path = Path(path)
        self._lock = threading.Lock()
        self._count = 0
        going_on = append and self.path.exists() and self.path.stat().st_size > 0
        flags = os.O_RDWR | os.O_CREAT | (0 if append else os.O_EXCL) | getattr(os, "O_BINARY", 0)
        try:
            self._file = os.open(self.path, flags, 0o600)
        except FileExistsError:
            raise CannotWrite(
                "the file exists already", str(self.path), "Choose another name, or append to it."
            ) from None
        except OSError as problem:
            raise CannotWrite(f"the file cannot be written ({problem.strerror})", str(self.path)) from problem
        try:
            _lock(self._file, self.path)
            if going_on:
                self.header = self._go_on()
            else:
                self.header = _filled_in(header or CassetteHeader())
                self._end = 0
                self._write(encode_line(self.header.to_json()))
        except BaseException:
            os.close(self._file)
            raise

    @property
    def count(self) -> int:
        """How many interactions the file has."""
        return self._count

    def append(self, interaction: Interaction) -> Interaction:
        """Writes an interaction at the end of the file.

        Args:
            interaction: what to write; its ``n`` is replaced by the next number.

        Returns:
            The interaction as written.

        Raises:
            CannotWrite: the line could not be written whole (such as a full disk); the file then ends with
                the line before it.
        """
        with self._lock:
            numbered = replace(interaction, n=self._count + 1)
            self._write(encode_line(numbered.to_json()))
            self._count += 1
            return numbered

    def close(self) -> None:
        """Closes the file; may be called again."""
        with self._lock:
            if self._file >= 0:
                os.close(self._file)
                self._file = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _go_on(self) -> CassetteHeader:
        with Cassette(self.path) as there:
            if there.torn:
                raise CassetteError(
                    "the last line is torn", str(self.path), "Run 'ews-inspector repair' on it first."
                )
            self._count = there[-1].n if len(there) else 0
            self._end = os.lseek(self._file, 0, os.SEEK_END)
            if os.pread(self._file, 1, self._end - 1) != b"\n":
                self._write(b"\n")
            return there.header

    def _write(self, line: bytes) -> None:
        if self._file < 0:
            raise CannotWrite("the cassette is closed", str(self.path))
        try:
            written = 0
            while written < len(line):
                written += os.pwrite(self._file, memoryview(line)[written:], self._end + written)
        except OSError as problem:
            os.ftruncate(self._file, self._end)
            raise CannotWrite(
                f"an interaction could not be written ({problem.strerror}); all before it are safe",
                str(self.path),
                "Make room on the disk, or record to another one.",
            ) from problem
        self._end += len(line)


@contextmanager
def writer_lock(path: Path) -> Iterator[None]:
    """Keeps recorders away from a file.

    Raises:
        UnreadableInput: there is no such file.
        CannotWrite: a recorder is writing it, or it cannot be written.
    """
    try:
        file = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    except FileNotFoundError as problem:
        raise UnreadableInput(f"the file cannot be read ({problem.strerror})", str(path)) from None
    except OSError as problem:
        raise CannotWrite(f"the file cannot be written ({problem.strerror})", str(path)) from problem
    try:
        _lock(file, path)
        yield
    finally:
        os.close(file)


def _lock(file: int, path: Path) -> None:
    if fcntl is None:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise CannotWrite("another recorder is writing this file", str(path)) from None


def _filled_in(header: CassetteHeader) -> CassetteHeader:
    from inspector import __version__  # here, because the package itself imports this module

    return replace(
        header,
        created=header.created or datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        tool=header.tool or f"ews-inspector {__version__}",
    )
