"""How a canary can be written, and how it is found again however it is written."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
import zlib
from collections.abc import Callable, Iterable
from html import escape, unescape
from urllib.parse import quote, unquote_plus

from inspector.errors import InputError
from inspector.wire.wbxml import decode_wbxml

__all__ = ["SPELLINGS", "b64", "found_in"]

_NOT_READ = re.compile(r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[|\]\]>", re.DOTALL)
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{8,}={0,2}")
_DEEPEST = 4


def b64(text: str | bytes) -> str:
    """Returns base64 of a text's UTF-8, or of bytes."""
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def _quoted_printable(text: str) -> str:
    return quopri.encodestring(text.encode(), quotetabs=True).decode().replace("=\n", "")


SPELLINGS: dict[str, Callable[[str], str]] = {
    "plain": lambda text: escape(text, quote=False),
    "base64": b64,
    "base64 of more": lambda text: b64(f"It is {text}, you know"),
    "URL-encoded": lambda text: quote(text, safe=""),
    "HTML-escaped": lambda text: escape(
        "".join(f"&#{ord(c)};" if c in '&<>"@+' or ord(c) > 126 else c for c in text)
    ),
    "quoted-printable": _quoted_printable,
    "UTF-16 in base64": lambda text: b64(f" {text} ".encode("utf-16-le")),
}
"""Each way to write a canary in the text of an XML element."""


def found_in(data: bytes, needles: Iterable[str], *, deepest: int = _DEEPEST) -> list[str]:
    """Returns those needles that data holds, in any spelling, packed up to so many times."""
    seen = b"\n".join(_unpacked(data, deepest))
    text = seen.decode("utf-8", "replace").casefold()
    digits = re.sub(r"[ ().\-/]", "", text)
    return [
        needle
        for needle in needles
        if (needle.casefold() in text) or (needle.isdecimal() and len(needle) > 6 and needle in digits)
    ]


def _unpacked(data: bytes, deep: int) -> set[bytes]:
    found = {data}
    text = data.decode("utf-8", "replace")
    for other in (
        _json_unescaped(text),
        _NOT_READ.sub("", text),
        unescape(unescape(text)),
        unquote_plus(text),
        unquote_plus(unescape(unescape(text))),
    ):
        found.add(other.encode("utf-8", "replace"))
    found.add(quopri.decodestring(data))
    found.add(data.replace(b"\0", b""))
    if data[:1] in (b"\x02", b"\x03"):
        try:
            found.add("\n".join(decode_wbxml(data).itertext()).encode())
        except InputError:
            found.add(data)  # it begins like WBXML, and is something else
    if deep:
        unzipped = _unzipped(data)
        if unzipped is not None:
            found |= _unpacked(unzipped, deep - 1)
        for one in tuple(found):
            for word in set(_BASE64.findall(one)):
                blob = _decoded(word)
                if blob is not None and len(blob) > 5:
                    found |= _unpacked(blob, deep - 1)
    return found


def _json_unescaped(text: str) -> str:
    return (
        re.sub(r"\\u([0-9a-fA-F]{4})", lambda one: chr(int(one[1], 16)), text)
        .replace('\\"', '"')
        .replace("\\/", "/")
    )


def _unzipped(data: bytes) -> bytes | None:
    """What gzip or zlib has packed; as much as there is of it."""
    if data[:2] != b"\x1f\x8b" and data[:1] != b"\x78":
        return None
    try:
        return zlib.decompressobj(47).decompress(data)
    except zlib.error:
        return None


def _decoded(word: bytes) -> bytes | None:
    word = word.replace(b"-", b"+").replace(b"_", b"/").rstrip(b"=")
    try:
        return base64.b64decode(word + b"=" * (-len(word) % 4), validate=True)
    except binascii.Error:
        return None
