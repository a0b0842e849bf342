"""Appending to a cassette so that a line, once written, survives whatever happens next."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from inspector.cassette.filesystem import is_remote
from inspector.cassette.model import CassetteHeader, Interaction, encode_line, numbered
from inspector.cassette.reader import Cassette
from inspector.errors import CassetteError, InputError, InspectorError, WriteError

try:
    import fcntl
except ImportError:  # not on Windows: there the file is opened without a lock
    fcntl = None  # type: ignore[assignment]


class CassetteWriter:
    """Appends interactions to a cassette file.

    Each line goes to the operating system in one piece before :meth:`append` returns: a killed process loses
    nothing that it had appended; with ``sync`` neither does a machine that loses its power. May be used from
    several threads.

    Args:
        path: the file. It must not exist, unless ``append`` is set.
        header: its first line; ``created`` and ``tool`` are filled in where they are empty.
        append: goes on after the last line of a file that exists. Without it, only a cassette of ours in
            which nothing was recorded may be there.
        sync: each line is on the disk before :meth:`append` returns.

    Raises:
        WriteError: the file exists, is in use by another writer, or cannot be made.
        CassetteError: with ``append``, the file is no cassette or its end is torn.
    """

    def __init__(
        self,
        path: Path | str,
        header: CassetteHeader | None = None,
        *,
        append: bool = False,
        sync: bool = False,
    ) -> None:
        if is_remote(str(path)):
            fix = "Write a file of this machine, and copy it."
            raise WriteError("nothing is added to a file at a URL, or changed in it", str(path), fix)
        self.path = Path(path)
        self._sync = sync
        self._lock = threading.Lock()
        self._count = 0
        going_on = append and self.path.exists() and self.path.stat().st_size > 0
        anew = not append and not _is_left_empty(self.path)
        flags = os.O_RDWR | os.O_CREAT | (os.O_EXCL if anew else 0) | getattr(os, "O_BINARY", 0)
        try:
            self._file = os.open(self.path, flags, 0o600)
        except FileExistsError:
            raise WriteError(
                "the file exists already", str(self.path), "Choose another name, or append to it."
            ) from None
        except OSError as problem:
            raise WriteError(f"the file cannot be written ({problem.strerror})", str(self.path)) from problem
        try:
            _lock(self._file, self.path)
            self._is_ours = not going_on
            if not (append or anew):
                self._take_over()
            if going_on:
                self.header = self._go_on()
            else:
                self.header = filled_in(header or CassetteHeader())
                self._end = 0
                self._write(encode_line(self.header.to_json()))
                if sync:
                    sync_folder(self.path)
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
            WriteError: the line could not be written whole (such as a full disk); the file then ends with
                the line before it. Or somebody else has changed the file.
        """
        with self._lock:
            numbered = replace(interaction, n=self._count + 1)
            self._write(encode_line(numbered.to_json()))
            self._count += 1
            return numbered

    def append_lines(self, lines: Sequence[bytes]) -> None:
        """Writes interactions at the end of the file, in one piece.

        Args:
            lines: what :func:`~inspector.cassette.model.unnumbered` made of them; they get their numbers.

        Raises:
            WriteError: as :meth:`append`.
        """
        with self._lock:
            self._write(b"".join(numbered(line, n) for n, line in enumerate(lines, self._count + 1)))
            self._count += len(lines)

    def close(self) -> None:
        """Closes the file; may be called again."""
        with self._lock:
            if self._file >= 0:
                os.close(self._file)
                self._file = -1

    def discard_if_empty(self) -> None:
        """Takes away the file if this writer has made it, and nothing was appended; then closes."""
        with self._lock:
            if self._file >= 0 and self._is_ours and not self._count and not self._changed():
                self.path.unlink()
        self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _go_on(self) -> CassetteHeader:
        with Cassette(self.path) as there:
            if there.torn:
                raise CassetteError(
                    "the last line is torn", str(self.path), "Run 'ews-inspector repair' on it first."
                )
            self._count = there[-1].n if len(there) else 0
            self._end = os.fstat(self._file).st_size
            if os.pread(self._file, 1, self._end - 1) != b"\n":
                self._write(b"\n")
            return there.header

    def _write(self, line: bytes) -> None:
        if self._file < 0:
            raise WriteError("the cassette is closed", str(self.path))
        self._look()
        try:
            written = 0
            while written < len(line):
                written += os.pwrite(self._file, memoryview(line)[written:], self._end + written)
            if self._sync:
                os.fsync(self._file)
        except OSError as problem:
            os.ftruncate(self._file, self._end)
            raise WriteError(
                f"an interaction could not be written ({problem.strerror}); all before it are safe",
                str(self.path),
                "Make room on the disk, or record to another one.",
            ) from problem
        self._end += len(line)

    def _take_over(self) -> None:
        """Empties what a recorder has left that was killed before anything came."""
        if not _is_left_empty(self.path):  # now that nobody else writes it
            raise WriteError("another recorder has written this file", str(self.path))
        os.ftruncate(self._file, 0)

    def _look(self) -> None:
        """Raises if somebody else has had their hands on the file: what is written now would be lost."""
        how = self._changed()
        if how:
            raise WriteError(
                f"somebody else has changed the file while it was written ({how})",
                str(self.path),
                "Leave it alone while it is recorded to; begin again with another file.",
            )

    def _changed(self) -> str:
        ours = os.fstat(self._file)
        try:
            there = self.path.stat()
        except OSError:
            return "it is no longer there, so it was deleted or moved"
        if not os.path.samestat(ours, there):
            return "another file has taken its place"
        if ours.st_size != self._end:
            return f"it has {ours.st_size:,} bytes, where {self._end:,} were written"
        return ""


def _is_left_empty(path: Path) -> bool:
    """Whether a file is what a recorder leaves that was killed before anything came."""
    try:
        with Cassette(path) as there:
            return not len(there) and not there.torn and there.header.tool.startswith("ews-inspector ")
    except InspectorError:
        return False


@contextmanager
def writer_lock(path: Path) -> Iterator[None]:
    """Keeps recorders away from a file.

    Raises:
        InputError: there is no such file.
        WriteError: a recorder is writing it, or it cannot be written.
    """
    try:
        file = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    except FileNotFoundError as problem:
        raise InputError(f"the file cannot be read ({problem.strerror})", str(path)) from None
    except OSError as problem:
        raise WriteError(f"the file cannot be written ({problem.strerror})", str(path)) from problem
    try:
        _lock(file, path)
        yield
    finally:
        os.close(file)


def sync_folder(path: Path) -> None:
    """Brings to the disk that a file is in its folder, under the name that it has now."""
    if os.name == "nt":
        return  # a folder cannot be opened there
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _lock(file: int, path: Path) -> None:
    if fcntl is None:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise WriteError("another recorder is writing this file", str(path)) from None


def filled_in(header: CassetteHeader) -> CassetteHeader:
    """Returns a header as a writer writes it: with when and by what it was written, if it does not tell."""
    from inspector.version import __version__

    return replace(
        header,
        created=header.created or datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        tool=header.tool or f"ews-inspector {__version__}",
    )
