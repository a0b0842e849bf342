"""Files by their names: of this machine, or by the URL of a filesystem that fsspec knows.

A URL's file is read by ranges, where the filesystem can, and written by a single put, or under another name
that it is moved from: it is there when it is whole, or not at all.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import io
import os
import posixpath
import re
import secrets
from collections.abc import Callable, Iterator
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

from inspector.errors import InputError, UsageError, WriteError

_R = TypeVar("_R")

_URL = re.compile(r"[a-z][a-z0-9+.-]+(?:://|::)", re.IGNORECASE)  # of one letter: a drive of Windows
_USER = re.compile(r"://[^/@]*@")
_PIECE = 1024 * 1024  # bytes that are read at once
_INSTALL = "Install it with: pip install 'ews-inspector[remote]'"
# Object stores show an object when all of it has come; others show a file that grows.
_STORES = frozenset(("s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "oci", "oss", "memory"))
_READ_ONLY = frozenset(("http", "https"))


def is_remote(name: str) -> bool:
    """Whether a name is a URL."""
    return _URL.match(name) is not None


def located(name: str | Path) -> Path:
    """Returns a file or folder by its name. Of a path, a URL's file has what is used here.

    Args:
        name: a path, or a URL.

    Raises:
        UsageError: fsspec, or what it opens this kind of URL with, is not installed, or the URL cannot be.
    """
    if isinstance(name, RemoteFile):
        return cast("Path", name)
    text = str(name)
    return cast("Path", RemoteFile(text)) if is_remote(text) else Path(text)


def matching(name: str) -> list[Path]:
    """Returns the files that match a name with ``*`` or ``**`` in it, by name."""
    if is_remote(name):
        return cast("list[Path]", RemoteFile(name).matching())
    path = Path(name)
    pattern = str(path.relative_to(path.anchor))
    return sorted(each for each in Path(path.anchor).glob(pattern) if each.is_file())


class Source(Protocol):
    """What parts of a file are read from."""

    @property
    def has_parts(self) -> bool:
        """Whether a part is read for itself, as far as is known: not all of the file for each."""
        ...

    def size(self) -> int:
        """Returns the size of the file now, in bytes."""
        ...

    def read(self, start: int, length: int) -> bytes:
        """Returns a part of the file; less if it ends before."""
        ...

    def close(self) -> None:
        """Ends reading; may be called again."""
        ...


def source_of(path: Path) -> Source:
    """Opens a file to read parts of it.

    Raises:
        OSError: it cannot be read.
    """
    return _OfUrl(path) if isinstance(path, RemoteFile) else _OfDisk(path)


class _OfDisk:
    has_parts = True

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")

    def size(self) -> int:
        return os.fstat(self._file.fileno()).st_size

    def read(self, start: int, length: int) -> bytes:
        pieces = []
        while length > 0 and (piece := os.pread(self._file.fileno(), length, start)):
            pieces.append(piece)
            start, length = start + len(piece), length - len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def close(self) -> None:
        self._file.close()


class _OfUrl:
    """Reads ranges. A server that sends the whole file each time is asked once."""

    def __init__(self, file: RemoteFile) -> None:
        self._file = file
        self._whole: bytes | None = None
        self._size = file.size()
        if self._size is None:
            self._whole = file.range(0, None)

    @property
    def has_parts(self) -> bool:
        return self._whole is None

    def size(self) -> int:
        return len(self._whole) if self._whole is not None else self._size or 0

    def read(self, start: int, length: int) -> bytes:
        if length <= 0 or start >= self.size():
            return b""
        if self._whole is None:
            size = self.size()
            wanted = min(length, size - start)
            found = self._file.range(start, start + wanted)
            if len(found) <= wanted < size:
                return found
            self._whole = found  # a short file, or one of a server that has no ranges
        return self._whole[start : start + length]

    def close(self) -> None:
        self._whole = b""


class _Raw(io.RawIOBase):
    """A file of a URL as Python reads files."""

    def __init__(self, source: _OfUrl) -> None:
        self._source = source
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        begin = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._source.size()}[whence]
        self._at = max(begin + offset, 0)
        return self._at

    def readinto(self, buffer: Any) -> int:
        found = self._source.read(self._at, len(buffer))
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)

    def close(self) -> None:
        self._source.close()
        super().close()


class RemoteFile:
    """A file or folder of a URL, with those methods of :class:`~pathlib.Path` that are used of files here.

    What goes wrong is an :class:`OSError` whose ``strerror`` says it in words, as of a file of this machine.

    Args:
        url: the URL.

    Raises:
        UsageError: as of :func:`located`.
    """

    def __init__(self, url: str) -> None:
        if _USER.search(url):
            raise UsageError(
                "a URL with a name or password in it would stand in reports",
                _USER.sub("://", url),
                "Give them to the filesystem by its own settings or environment.",
            )
        self._url = url
        try:
            fsspec = importlib.import_module("fsspec")
        except ModuleNotFoundError:
            raise UsageError("fsspec is not installed here, which reads URLs", url, _INSTALL) from None
        try:
            self._files, self._path = fsspec.core.url_to_fs(url)
        except ImportError as problem:  # fsspec says what to install
            raise UsageError(f"this kind of URL cannot be opened here ({problem})", url) from None
        except ValueError as problem:
            raise UsageError(f"this is no URL that can be opened ({problem})", url) from None

    def __str__(self) -> str:
        return self._url

    def __repr__(self) -> str:
        return f"RemoteFile({self._url!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RemoteFile) and other._url == self._url

    def __hash__(self) -> int:
        return hash(self._url)

    def __lt__(self, other: RemoteFile) -> bool:
        return self._url < other._url

    def __reduce__(self) -> tuple[type[RemoteFile], tuple[str]]:
        return RemoteFile, (self._url,)

    def __truediv__(self, name: object) -> RemoteFile:
        return RemoteFile(f"{self._url.rstrip('/')}/{str(name).lstrip('/')}")

    @property
    def name(self) -> str:
        """The last step of its path."""
        return posixpath.basename(self._bare.rstrip("/"))

    @property
    def stem(self) -> str:
        """Its name without the suffix."""
        return posixpath.splitext(self.name)[0]

    @property
    def suffix(self) -> str:
        """How its name ends, with the dot."""
        return posixpath.splitext(self.name)[1]

    @property
    def parent(self) -> RemoteFile:
        """The folder that it is in."""
        scheme, slashes, path = self._bare.rstrip("/").partition("://")
        return RemoteFile(scheme + slashes + path.rpartition("/")[0])

    def with_name(self, name: str) -> RemoteFile:
        """Returns the one of another name in the same folder."""
        return self.parent / name

    def with_suffix(self, suffix: str) -> RemoteFile:
        """Returns the one whose name ends in another way."""
        return self.with_name(self.stem + suffix)

    def iterdir(self) -> Iterator[RemoteFile]:
        """Yields what is in a folder; nothing under the names of HTTP."""
        names = [] if self._has(_READ_ONLY) else self._told(lambda: self._files.ls(self._path, detail=False))
        return (RemoteFile(self._files.unstrip_protocol(name)) for name in names)

    def is_absolute(self) -> bool:
        """It is: all machines see the same under it."""
        return True

    def absolute(self) -> RemoteFile:
        """Returns itself."""
        return self

    def relative_to(self, folder: RemoteFile) -> str:
        """Returns its path within a folder."""
        return str(self._path).removeprefix(folder._path.rstrip("/")).lstrip("/")

    def exists(self) -> bool:
        """Whether there is a file or folder."""
        return bool(self._kind())

    def is_file(self) -> bool:
        """Whether it is a file."""
        return self._kind() == "file"

    def is_dir(self) -> bool:
        """Whether it is a folder; under the names of HTTP there are files only."""
        return self._kind() == "directory"

    def rglob(self, pattern: str) -> Iterator[RemoteFile]:
        """Yields the files of this folder and all in it, whose names match."""
        return iter((self / "**" / pattern).matching())

    def matching(self) -> list[RemoteFile]:
        """Returns the files that its path, which has ``*`` or ``**`` in it, matches, by name."""
        found = self._told(lambda: self._files.glob(self._path, detail=True))
        names = [name for name, about in found.items() if about.get("type") != "directory"]
        return sorted(RemoteFile(self._files.unstrip_protocol(name)) for name in names)

    def stat(self) -> os.stat_result:
        """Returns its size; nothing else is known."""
        return os.stat_result((0o100444, 0, 0, 1, 0, 0, self.size() or 0, 0, 0, 0))

    def open(self, mode: str = "rb", **_: Any) -> io.BufferedReader:
        """Opens it to be read."""
        if mode != "rb":
            raise OSError(errno.EROFS, "what is written to a URL is put there whole")
        return io.BufferedReader(_Raw(_OfUrl(self)), _PIECE)

    def read_bytes(self) -> bytes:
        """Reads all of it."""
        return self.range(0, None)

    def mkdir(self, *, parents: bool = False, exist_ok: bool = False) -> None:
        """Makes a folder, where the filesystem has any of its own."""
        if self._has(_STORES):
            return
        self._told(lambda: self._files.makedirs(self._path, exist_ok=exist_ok))

    def size(self) -> int | None:
        """Returns its size in bytes; ``None`` if nobody says it."""
        found = self._asked(lambda: self._files.info(self._path)).get("size")
        return None if found is None else int(found)

    def range(self, start: int, end: int | None) -> bytes:
        """Returns a part of it: that, or all of it if the filesystem has no ranges."""
        if end is None:
            return bytes(self._asked(lambda: self._files.cat_file(self._path)))
        return bytes(self._asked(lambda: self._files.cat_file(self._path, start=start, end=end)))

    def put(self, file: Path) -> None:
        """Writes it, with what a file of this machine has.

        Raises:
            WriteError: it cannot be written.
        """
        if self._has(_READ_ONLY):
            raise WriteError("nothing can be written to this kind of URL", self._url)
        if self._has(_STORES):
            self._asked(lambda: self._files.put_file(str(file), self._path))
            return
        folder, slash, name = self._path.rpartition("/")
        part = f"{folder}{slash}.{name}.{secrets.token_hex(4)}.part"
        try:
            self._asked(lambda: self._files.put_file(str(file), part))
            self._asked(lambda: self._files.mv(part, self._path))
        except OSError:
            with contextlib.suppress(OSError):
                self._asked(lambda: self._files.rm_file(part))
            raise

    @cached_property
    def _bare(self) -> str:
        """The URL without what stands behind the path of HTTP."""
        return self._url.partition("?")[0] if self._has(_READ_ONLY) else self._url

    def _has(self, protocols: frozenset[str]) -> bool:
        protocol = self._files.protocol
        return not protocols.isdisjoint((protocol,) if isinstance(protocol, str) else protocol)

    def _kind(self) -> str:
        """``file`` or ``directory``; empty if there is neither."""
        try:
            return str(self._told(lambda: self._files.info(self._path)).get("type", "file"))
        except FileNotFoundError:
            return ""

    def _told(self, ask: Callable[[], _R]) -> _R:
        """Asks what is no reading of the file, so that nobody waits for an :class:`OSError`."""
        try:
            return self._asked(ask)
        except FileNotFoundError:
            raise
        except OSError as problem:
            raise InputError(f"this cannot be looked at ({problem.strerror})", self._url) from None

    def _asked(self, ask: Callable[[], _R]) -> _R:
        try:
            return ask()
        except FileNotFoundError as problem:
            cause = problem.__cause__
            if isinstance(cause, Exception) and getattr(cause, "status", 0) != HTTPStatus.NOT_FOUND:
                raise OSError(errno.EIO, _said(cause), self._url) from None
            raise FileNotFoundError(errno.ENOENT, "there is no such object", self._url) from None
        except PermissionError as problem:
            raise PermissionError(errno.EACCES, f"refused: {_said(problem)}", self._url) from None
        except Exception as problem:  # noqa: BLE001 - each filesystem raises what its client library does
            raise OSError(errno.EIO, _said(problem), self._url) from None


def _said(problem: Exception) -> str:
    """What went wrong, in one line; without the URL, which is told beside it and may be long."""
    text = " ".join(str(problem).split())
    return text[:300] or type(problem).__name__
