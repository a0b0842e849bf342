"""A file as a text, whatever its encoding and however it is compressed, within bounds."""

from __future__ import annotations

import io
import zlib
from pathlib import Path
from typing import IO

from inspector.errors import InputError

MOST_UNPACKED = 64 * 1024 * 1024
"""How many bytes may come out of a compressed file however small it is."""

_MOST_RATIO = 100  # beyond MOST_UNPACKED; archives of XML come to 30
_GZIP = b"\x1f\x8b"
_PIECE = 64 * 1024
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def is_compressed(head: bytes) -> bool:
    """Whether a file that begins so is compressed as a whole, by gzip or zlib."""
    zlib_header = len(head) > 1 and head[0] == 0x78 and (head[0] << 8 | head[1]) % 31 == 0
    return head.startswith(_GZIP) or zlib_header


def beginning(head: bytes) -> str:
    """Returns the text with which a file begins, decompressed and decoded.

    Args:
        head: its first bytes.
    """
    if is_compressed(head):
        unpacker = zlib.decompressobj(31 if head.startswith(_GZIP) else 15)
        try:
            head = unpacker.decompress(head, _PIECE)
        except zlib.error:
            return ""
    return head.decode(encoding_of(head), "replace")


def encoding_of(head: bytes) -> str:
    """Says in which encoding a text is: by its mark, or by where the zeros are (RFC 4627 section 3)."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if len(head) > 3 and (head[0] == 0) != (head[1] == 0):
        return "utf-16-be" if head[0] == 0 else "utf-16-le"
    return "utf-8"


def opened(path: Path) -> IO[str]:
    """Opens a file as a text. Bytes that its encoding does not have become surrogates (PEP 383).

    Raises:
        InputError: it cannot be read; while it is read, also: its compression is broken, or it grows
            past all bounds.
    """
    try:
        raw: IO[bytes] = path.open("rb")
    except OSError as problem:
        raise InputError(f"the file cannot be read ({problem.strerror})", str(path)) from None
    try:
        head = raw.read(64)
        raw.seek(0)
        if is_compressed(head):
            raw = io.BufferedReader(_Unpacked(raw, str(path), gzip=head.startswith(_GZIP)))
            head = raw.peek(64)[:64]
    except BaseException:
        raw.close()
        raise
    encoding = encoding_of(head)
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    return io.TextIOWrapper(raw, encoding, errors, newline="")


class _Unpacked(io.RawIOBase):
    """Decompresses while it is read, and stops a bomb."""

    def __init__(self, raw: IO[bytes], where: str, *, gzip: bool) -> None:
        self._raw = raw
        self._where = where
        self._unpacker = zlib.decompressobj(31 if gzip else 15)
        self._came = self._went = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while True:
            piece = self._unpacker.unconsumed_tail or self._raw.read(_PIECE)
            if not piece:
                return 0
            before = len(self._unpacker.unconsumed_tail)
            try:
                content = self._unpacker.decompress(piece, len(buffer))
            except zlib.error as problem:
                raise InputError(f"the compression is broken ({problem})", self._where) from None
            self._came += len(piece) if not before else 0
            self._went += len(content)
            if self._went > max(MOST_UNPACKED, self._came * _MOST_RATIO):
                raise InputError(f"it grows past {self._went:,} bytes when it is decompressed", self._where)
            if content:
                buffer[: len(content)] = content
                return len(content)
            if self._unpacker.eof:
                return 0

    def close(self) -> None:
        self._raw.close()
        super().close()
