"""One text as a reader would see it, whatever way it is written."""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote_plus

_UNSEEN = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))  # soft hyphen, zero widths, joiners
_HYPHENS = dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2212), "-")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|\\x([0-9A-Fa-f]{2})|\\([/\"'])")
_QUOTED_PRINTABLE = re.compile(r"=([0-9A-F]{2})")
_OTHER_EQUALS = re.compile(r"=(?![0-9A-F]{2}|\r?\n|\Z)")
_SOFT_BREAK = re.compile(r"=\r?\n")
_ENCODED_WORD = re.compile(r"=\?([\w-]{2,40})\?[bBqQ]\?")
_RUN = re.compile(r"(?<![A-Za-z0-9+/_%-])[A-Za-z0-9+/_-]{12,}+={0,2}")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
_PRINTABLE = re.compile(rb"[\x20-\x7e]{6,}")
_WIDE = re.compile(rb"(?:[\x20-\x7e]\x00){6,}")
_DEEPEST = 3


def readings(text: str) -> Iterator[str]:
    """Yields a text, itself folded, and what it reads as where it is escaped for a URL, markup, JSON or mail.

    Args:
        text: a value's text.
    """
    folded = _folded(text)
    seen = {text, folded}
    yield text
    if folded != text:
        yield folded
    for reading in (_unescaped, _unpercented, _unslashed, _unquoted):
        made = reading(folded)
        if made not in seen:
            seen.add(made)
            yield _folded(made)
            twice = _unescaped(_unpercented(made))
            if twice not in seen:
                seen.add(twice)
                yield _folded(twice)


def packed_texts(text: str, depth: int = _DEEPEST) -> Iterator[str]:
    """Yields what base64 within a text says: its text, or the runs of text in its bytes (also of UTF-16).

    Args:
        text: a folded text.
        depth: how often base64 can be in base64.
    """
    if len(text) < 12 or depth == 0:
        return
    for found in _RUN.finditer(text):
        data = _unbase64(found[0])
        if data is None:
            continue
        for inner in _texts_in(data):
            yield inner
            yield from packed_texts(inner, depth - 1)


def binary_in(text: str) -> int:
    """Returns how many bytes a text is base64 of; 0 if it is none.

    Args:
        text: a value of which the opener has found no text in its bytes.
    """
    compact = "".join(text.split())
    data = _unbase64(compact) if len(compact) >= 12 and _BASE64.fullmatch(compact) else None
    return len(data or b"")


def _texts_in(data: bytes) -> list[str]:
    if data.isascii() and b"\0" not in data:
        return [data.decode("ascii")]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" not in text:
        return (
            [text] if sum(char.isprintable() or char.isspace() for char in text) * 20 > len(text) * 19 else []
        )
    return [one.decode("ascii") for one in _PRINTABLE.findall(data)] + [
        one.decode("utf-16-le") for one in _WIDE.findall(data)
    ]


def _unbase64(run: str) -> bytes | None:
    bare = run.rstrip("=")
    if len(bare) % 4 == 1 or bare.isdecimal():
        return None
    try:
        return base64.b64decode(
            bare + "=" * (-len(bare) % 4), altchars=b"-_" if "-" in bare or "_" in bare else None
        )
    except ValueError:
        return None


def _folded(text: str) -> str:
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", text.translate(_UNSEEN)).translate(_HYPHENS)


def _unescaped(text: str) -> str:
    return unescape(text) if "&" in text else text


def _unpercented(text: str) -> str:
    return unquote_plus(text, errors="replace") if "%" in text and _PERCENT.search(text) else text


def _unslashed(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda one: one[3] or chr(int(one[1] or one[2], 16)), text)


def _unquoted(text: str) -> str:
    """Quoted-printable, and the words of mail fields (RFC 2047)."""
    if "=" not in text:
        return text
    if "=?" in text and _ENCODED_WORD.search(text):
        return _decoded_words(text)
    # A text of pairs has such signs too: "Pin=223201". The sign of an address is looked behind in any case.
    if "=40" not in text and (_OTHER_EQUALS.search(text) or not _QUOTED_PRINTABLE.search(text)):
        return text
    data = _SOFT_BREAK.sub("", text).encode("utf-8", "surrogatepass")
    made = re.sub(rb"=([0-9A-F]{2})", lambda one: bytes.fromhex(one[1].decode()), data)
    return made.decode("utf-8", "replace")


def _decoded_words(text: str) -> str:
    from email.errors import HeaderParseError
    from email.header import decode_header  # here: rare

    try:
        parts = decode_header(text)
    except HeaderParseError:
        return text
    made = []
    for part, charset in parts:
        if isinstance(part, str):
            made.append(part)
            continue
        try:
            made.append(part.decode(charset or "latin-1", "replace"))
        except LookupError:
            made.append(part.decode("latin-1"))
    return "".join(made)
