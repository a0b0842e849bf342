"""Compressed bodies: by magic, or as a Content-Encoding says."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

from inspector.wire.body.model import ByteLayer
from inspector.wire.encoding import decode_content

_GZIP, _ZSTD = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"
_ZLIB = (b"\x78\x01", b"\x78\x9c", b"\x78\xda", b"\x78\x5e")


def coding_of(content: bytes, *, packed: bool = False) -> str:
    """Returns the content-encoding that some bytes begin with; empty if they begin with none.

    Args:
        content: the bytes.
        packed: zlib's two bytes are enough: what was packed has no Content-Encoding.
    """
    if content.startswith(_GZIP):
        return "gzip"
    if content.startswith(_ZSTD):
        return "zstd"
    return "deflate" if packed and content.startswith(_ZLIB) else ""


def unpacked(content: bytes, coding: str, limit: int) -> bytes:
    """Takes content-encodings off.

    Args:
        content: the bytes.
        coding: as a Content-Encoding field has it.
        limit: the most bytes that may come out.

    Raises:
        EncodingError: it is unknown, broken, or larger.
    """
    return decode_content(content, coding, limit)


def _deflated(content: bytes, original: bytes) -> bytes:
    bare = not (len(original) > 1 and original[0] & 15 == 8 and (original[0] << 8 | original[1]) % 31 == 0)
    packer = zlib.compressobj(wbits=-15 if bare else 15)
    return packer.compress(content) + packer.flush()


def _brotlied(content: bytes, original: bytes) -> bytes:
    import brotli  # here and below: rare, and slow to load

    made: bytes = brotli.compress(content)
    return made


def _zstandarded(content: bytes, original: bytes) -> bytes:
    import zstandard

    made: bytes = zstandard.compress(content)
    return made


def _gzipped(content: bytes, original: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


_PACK: dict[str, Callable[[bytes, bytes], bytes]] = {
    "gzip": _gzipped,
    "x-gzip": _gzipped,
    "deflate": _deflated,
    "br": _brotlied,
    "zstd": _zstandarded,
}


class Compressed(ByteLayer):
    """Bytes under one content-encoding.

    Args:
        content: the bytes.
        plain: what they unpack to.
        coding: the encoding.
        layer: the opened plain bytes.
    """

    def __init__(self, content: bytes, plain: bytes, coding: str, layer: ByteLayer) -> None:
        super().__init__(content, layer.values)
        self._plain = plain
        self._coding = coding
        self._layer = layer

    def write(self) -> bytes:
        made = self._layer.write()
        if made == self._plain:
            return self.content
        return _PACK[self._coding](made, self.content)
