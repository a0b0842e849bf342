"""Mending a damaged cassette: every whole line stays as it is, and what is lost is told."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from inspector.cassette.atomic_write import whole
from inspector.cassette.line_schema import FIRST_KEY, second_header
from inspector.cassette.model import CassetteHeader, encode_line, read_header
from inspector.cassette.writer import writer_lock
from inspector.errors import CassetteError, InputError, WriteError

_PIECE = 1024 * 1024  # bytes that are read at once
_MOST_TOLD = 20
_MOST_STARTS = 100  # places in a broken line at which another one may begin
_ANOTHER = f'{{"{FIRST_KEY}":'.encode()  # is the beginning of a first line
_BEGINNING = b'{"n":'  # of each line that this package writes


@dataclass
class Repaired:
    """What :func:`repair` did.

    Args:
        kept: how many interactions the file has now.
        cut: how many bytes are gone.
        zeros: how many of them were zeros, which a crashed machine leaves in a file.
        lost: what they were, a sentence each: the first of them.
        header: whether the first line is a new one.
    """

    kept: int = 0
    cut: int = 0
    zeros: int = 0
    lost: list[str] = field(default_factory=list)
    header: bool = False

    def lose(self, sentence: str, size: int) -> None:
        """Notes something that is gone."""
        self.cut += size
        if len(self.lost) < _MOST_TOLD:
            self.lost.append(sentence)
        elif len(self.lost) == _MOST_TOLD:
            self.lost.append("and more like these")


def repair(path: Path | str) -> Repaired:
    """Takes out of a cassette what is no line of one, and gives it a first line if it has none.

    Lines that are JSON objects stay byte for byte, whatever they say. The file is locked as by a recorder,
    and replaced only when all of the new one is on the disk; a torn end alone is cut off where it is.

    Args:
        path: the file.

    Raises:
        InputError: there is no such file.
        CassetteError: nothing in it is a cassette's, another cassette was put behind it, or it is of a newer
            format version.
        WriteError: the file cannot be written, or is being recorded to.
    """
    path = Path(path)
    with writer_lock(path):
        done, end, damaged, torn = Repaired(), 0, 0, False
        for line in _lines(path, done):
            end += len(line.content) if line.whole else 0
            damaged += not line.whole
            torn = not (line.whole or line.content.endswith(b"\n"))
        if not (done.cut or done.header):
            return done
        if torn and damaged == 1 and not (done.header or done.zeros):
            _cut_off(path, end)
            return done
        again = Repaired()
        with whole(path, instead=True) as part, part.open("xb") as file:
            for line in _lines(path, again):
                if line.whole:
                    file.write(line.content if line.content.endswith(b"\n") else line.content + b"\n")
            part.chmod(path.stat().st_mode)
        return again


@dataclass(frozen=True)
class _Line:
    """A line of the mended file, or one that is lost."""

    content: bytes
    whole: bool


def _lines(path: Path, done: Repaired) -> Iterator[_Line]:
    """Yields the lines of the mended file and those that are lost, and counts them; first the header."""
    lines = _raw_lines(path, done)
    number, first = next(lines, (1, b""))
    header = _header(first, str(path))
    if header is None:
        done.header = True
        yield _Line(encode_line(CassetteHeader(notes="its first line was lost").to_json()), True)
        yield from _mended(number, first, done)
    else:
        yield _Line(first, True)
    for number, line in lines:
        if line.startswith(_ANOTHER) and _is_object(line):
            raise second_header(f"{path}:{number}")
        yield from _mended(number, line, done)
    if done.header and not done.kept:
        raise CassetteError("nothing in it is a cassette's", str(path))


def _header(line: bytes, where: str) -> CassetteHeader | None:
    """The header in a first line; ``None`` if there is none.

    Raises:
        CassetteError: it is of a newer format version.
    """
    try:
        return read_header(line, where)
    except CassetteError as problem:
        if "newer" in problem.what:
            raise
        return None


def _mended(number: int, line: bytes, done: Repaired) -> Iterator[_Line]:
    """Yields a line if it is a JSON object, else the whole interactions that are in it."""
    if not line.strip():
        yield _Line(line, True)
        return
    if _is_object(line):
        done.kept += 1
        yield _Line(line, True)
        return
    rest = line
    for _ in range(_MOST_STARTS):
        start = rest.find(_BEGINNING, 1)
        if start < 0:
            break
        rest = rest[start:]
        if _is_object(rest):
            done.kept += 1
            yield _Line(line[: len(line) - len(rest)], False)
            _lose(number, line[: len(line) - len(rest)], done)
            yield _Line(rest, True)
            return
    _lose(number, line, done)
    yield _Line(line, False)


def _lose(number: int, content: bytes, done: Repaired) -> None:
    what = "which are torn" if not content.endswith(b"\n") else "which are no interaction"
    done.lose(f"line {number}: {len(content):,} bytes, {what}", len(content))


def _raw_lines(path: Path, done: Repaired) -> Iterator[tuple[int, bytes]]:
    """Yields the lines of a file with their numbers and ends, less zeros."""
    number, begun = 0, b""
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                content = piece.translate(None, b"\0")
                done.zeros += len(piece) - len(content)
                done.cut += len(piece) - len(content)
                *complete, begun = (begun + content).split(b"\n")
                for line in complete:
                    number += 1
                    yield number, line + b"\n"
    except OSError as problem:
        raise InputError(f"the file cannot be read ({problem.strerror})", str(path)) from None
    if begun:
        yield number + 1, begun


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


def _cut_off(path: Path, end: int) -> None:
    try:
        os.truncate(path, end)
    except OSError as problem:
        raise WriteError(f"the file cannot be written ({problem.strerror})", str(path)) from None
