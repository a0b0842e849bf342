"""Content-encodings and character sets, with bounds that a hostile body cannot break."""

from __future__ import annotations

import base64
import codecs
import re
import zlib
from functools import lru_cache

from inspector.errors import InputError

MAX_CONTENT = 256 * 1024 * 1024
"""The most bytes that a body may have after its content-encoding is taken off."""

_DECLARED = re.compile(rb"""^<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]{0,40})["']""")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class EncodingError(InputError):
    """A body whose content-encoding is unknown, broken, or grows past :data:`MAX_CONTENT`."""


def decode_base64(text: str | bytes, *, strict: bool = True) -> bytes | None:
    """Decodes base64 (RFC 4648 section 4); ``None`` if it is none.

    Args:
        text: the text.
        strict: letters that are none of base64's make it none; else they are passed over.
    """
    try:
        return base64.b64decode(text, validate=strict)
    except ValueError:
        return None


def decode_content(body: bytes, encoding: str | None, limit: int = MAX_CONTENT) -> bytes:
    """Takes the content-encodings off a body (RFC 9110 section 8.4).

    Args:
        body: the bytes as sent.
        encoding: the Content-Encoding field, or ``None``.
        limit: the most bytes that may come out.

    Raises:
        EncodingError: an unknown coding, a broken or cut body, or one that is larger than the limit.
    """
    if not encoding:
        return body
    for coding in reversed([part.strip().lower() for part in encoding.split(",")]):
        if coding in ("", "identity"):
            continue
        if coding in ("gzip", "x-gzip"):
            body = _inflate(body, 31, coding, limit)
        elif coding == "deflate":
            # The field means zlib's format, but some servers send a bare deflate stream.
            zlib_header = len(body) > 1 and body[0] & 15 == 8 and (body[0] << 8 | body[1]) % 31 == 0
            body = _inflate(body, 15 if zlib_header else -15, coding, limit)
        elif coding == "br":
            body = _unbrotli(body, limit)
        elif coding == "zstd":
            body = _unzstd(body, limit)
        else:
            raise EncodingError(
                f"the content-encoding {coding!r} is not known here", fix="gzip, deflate, br and zstd are."
            )
    return body


def _inflate(body: bytes, wbits: int, coding: str, limit: int) -> bytes:
    if not body:
        return body
    unpacker = zlib.decompressobj(wbits)
    try:
        content = unpacker.decompress(body, limit + 1)
    except zlib.error as problem:
        raise EncodingError(f"the {coding} body is broken ({problem})") from problem
    if len(content) > limit:
        raise EncodingError(f"the {coding} body grows past {limit:,} bytes")
    if not unpacker.eof:
        raise EncodingError(f"the {coding} body is cut off after {len(body):,} bytes")
    return content


def _unbrotli(body: bytes, limit: int) -> bytes:
    import brotli  # here and below: rare, and slow to load

    unpacker, content = brotli.Decompressor(), bytearray()
    try:
        for at in range(0, len(body), 4096):  # in small steps, so that the bound holds
            content += unpacker.process(body[at : at + 4096])
            if len(content) > limit:
                raise EncodingError(f"the br body grows past {limit:,} bytes")
    except brotli.error as problem:
        raise EncodingError(f"the br body is broken ({problem})") from problem
    if body and not unpacker.is_finished():
        raise EncodingError(f"the br body is cut off after {len(body):,} bytes")
    return bytes(content)


def _unzstd(body: bytes, limit: int) -> bytes:
    import zstandard

    unpacker, content = zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj(), bytearray()
    try:
        for at in range(0, len(body), 4096):
            content += unpacker.decompress(body[at : at + 4096])
            if len(content) > limit:
                raise EncodingError(f"the zstd body grows past {limit:,} bytes")
    except zstandard.ZstdError as problem:
        raise EncodingError(f"the zstd body is broken ({problem})") from problem
    if body and not unpacker.eof:
        raise EncodingError(f"the zstd body is cut off after {len(body):,} bytes")
    return bytes(content)


def charset_of(content: bytes, content_type: str | None) -> str:
    """Says how a text body is to be decoded: by byte order mark, XML declaration, header, or as UTF-8.

    Args:
        content: the body, without content-encoding.
        content_type: the Content-Type field, or ``None``.

    Returns:
        The name of a codec that Python has.
    """
    for mark, name in _BOMS:
        if content.startswith(mark):
            return name
    found = _DECLARED.match(content)
    declared = found[1].decode("ascii") if found else None
    for candidate in (declared, charset_parameter(content_type)):
        if candidate:
            try:
                return codecs.lookup(candidate).name
            except (LookupError, ValueError):
                continue
    return "utf-8"


@lru_cache(256)  # programs write the same with all their messages
def media_type_of(content_type: str | None) -> str:
    """Returns a Content-Type without its parameters, in lower case; empty if there is none."""
    return (content_type or "").partition(";")[0].strip().lower()


@lru_cache(1024)
def charset_parameter(content_type: str | None) -> str | None:
    """Returns the charset that a Content-Type field names, in lower case; ``None`` if it names none.

    Args:
        content_type: the field, or ``None``.
    """
    _, _, rest = (content_type or "").lower().partition("charset=")
    return rest.partition(";")[0].strip().strip("\"'") or None
