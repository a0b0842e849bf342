"""Texts made comparable: escapes undone, letters folded, with a way back to the offsets of the original."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from html.entities import html5
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

SEPARATOR = "\x01"
"""Stands between values that are searched together; no white space, no part of a word, never folded."""

_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_SPECIAL = re.compile(rf"\s*[^\S ]\s*|  +|[{_HYPHENS}]|[{_UNSEEN}]+")
_WHITE_SPACE = str.maketrans(dict.fromkeys("\t\n\v\f\r\x1c\x1d\x1e\x1f", " "))
_BLANKS_RUN = re.compile("  +")
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_PLAIN_RUN = re.compile(r"[\x01-\x7e]+")
_ESCAPE = re.compile(
    r"(?:%[0-9A-Fa-f]{2})+|(?:=[0-9A-F]{2})+"
    r"|&(?:amp;)?(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}));"
    r"|\\u([0-9a-fA-F]{4})|\\([\"\\/])|(?<=\w)\+(?=[^\W\d_]|%)"
)
_HAS_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}|=[0-9A-F]{2}|&[#A-Za-z]|\\[u\"\\/]|\w\+(?:[^\W\d_]|%)")


class MappedText(NamedTuple):
    """A text that was made of another, piece by piece.

    Args:
        text: what was made.
        here: the offsets in it at which its pieces begin, and its end; ``None``: all offsets are alike.
        there: the same offsets in the text that it was made of.
    """

    text: str
    here: list[int] | None = None
    there: list[int] | None = None

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Returns where a part of it stands in the text that it was made of; pieces are never split."""
        if self.here is None or self.there is None:
            return start, end
        return self._offset(start, last=False), self._offset(end, last=True)

    def piece_around(self, at: int) -> int | None:
        """Returns where a piece of the original begins that cannot be split, such as an escape, if an offset
        is within one; ``None`` if it is not.
        """
        if self.here is None or self.there is None:
            return None
        piece = bisect_right(self.there, at) - 1
        if piece >= len(self.there) - 1 or self.there[piece] == at:
            return None
        alike = self.here[piece + 1] - self.here[piece] == self.there[piece + 1] - self.there[piece]
        return None if alike else self.there[piece]

    def _offset(self, at: int, *, last: bool) -> int:
        here, there = self.here, self.there
        assert here is not None and there is not None
        piece = bisect_right(here, at) - 1
        if here[piece] == at:
            if last:  # what was dropped behind the piece before stays
                while piece and here[piece - 1] == at:
                    piece -= 1
            return there[piece]
        if here[piece + 1] - here[piece] == there[piece + 1] - there[piece]:
            return there[piece] + at - here[piece]
        return there[piece + 1] if last else there[piece]


class _Pieces:
    """Puts a mapped text together."""

    def __init__(self) -> None:
        self._made: list[str] = []
        self._here = [0]
        self._there = [0]
        self._size = 0

    def add(self, made: str, end: int) -> None:
        """Adds a piece that ends at an offset of the original."""
        self._made.append(made)
        self._size += len(made)
        self._here.append(self._size)
        self._there.append(end)

    def whole(self) -> MappedText:
        return MappedText("".join(self._made), self._here, self._there)


_SEPARATORS = ",;._+-'\u2019"
_BLANKS = str.maketrans(dict.fromkeys(_SEPARATORS, " "))
_BLANK_BYTES = bytes.maketrans(_SEPARATORS[:-1].encode(), b" " * (len(_SEPARATORS) - 1))


def with_blanks(text: MappedText) -> MappedText:
    """Returns a folded text with one blank, or two, for whatever stands between the words of a name."""
    if text.text.isascii():
        made = text.text.encode().translate(_BLANK_BYTES).decode("ascii")
    else:
        made = text.text.translate(_BLANKS)
    return MappedText(made, text.here, text.there)


def fold(text: str) -> MappedText:
    """Returns a text without what does not tell two spellings of a name apart.

    Case is folded, characters are in their compatible form (NFKC), white space is one blank, all hyphens
    are ``-``, soft hyphens and characters without width are gone. Lone surrogates become U+FFFD.
    """
    if text.isascii():
        return _fold_ascii(text)
    pieces = _Pieces()
    at = 0
    for found in _SPECIAL.finditer(text):
        if found.start() > at:
            _fold_words(text, at, found.start(), pieces)
        char = found[0][0]
        pieces.add("-" if char in _HYPHENS else "" if char in _UNSEEN else " ", found.end())
        at = found.end()
    if at < len(text):
        _fold_words(text, at, len(text), pieces)
    return pieces.whole()


def _fold_ascii(text: str) -> MappedText:
    """Of ASCII nothing but case and white space is folded."""
    folded = text.lower().translate(_WHITE_SPACE)
    if "  " not in folded:
        return MappedText(folded)
    made: list[str] = []
    here, there = [0], [0]
    size = at = 0
    for found in _BLANKS_RUN.finditer(folded):  # each line of a long mail ends in one: no calls
        start, end = found.span()
        if start > at:
            made.append(folded[at:start])
            size += start - at
            here.append(size)
            there.append(start)
        made.append(" ")
        size += 1
        here.append(size)
        there.append(end)
        at = end
    if at < len(text):
        made.append(folded[at:])
        here.append(size + len(text) - at)
        there.append(len(text))
    return MappedText("".join(made), here, there)


def _fold_words(text: str, start: int, end: int, pieces: _Pieces) -> None:
    part = text[start:end]
    folded = part.casefold()
    # Folding never shortens, so the same length says that each character became one.
    alike = len(folded) == len(part) and unicodedata.is_normalized("NFKC", part)
    if alike and not _OTHER_DIGIT.search(part) and not _has_surrogates(part):
        pieces.add(folded, end)
        return
    for at, until, plain in _runs(text, start, end):
        if plain:
            pieces.add(text[at:until].lower(), until)
            continue
        while at < until:
            mark = at + 1
            while mark < until and unicodedata.combining(text[mark]):
                mark += 1
            pieces.add(_folded(text[at:mark]), mark)
            at = mark


def _folded(cluster: str) -> str:
    if _has_surrogates(cluster):
        return "\ufffd" * len(cluster)
    if cluster.isdecimal():  # a digit of any script
        return "".join(str(unicodedata.decimal(char)) for char in cluster)
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).casefold())


def _has_surrogates(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _runs(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Runs of ASCII, and of what is none; a letter goes with the marks that combine with it."""
    at = start
    for found in _PLAIN_RUN.finditer(text, start, end):
        until = found.end()
        if until < end and unicodedata.combining(text[until]):
            until -= 1
        if found.start() > at:
            yield at, found.start(), False
        if until > found.start():
            yield found.start(), until, True
        at = until
    if at < end:
        yield at, end, False


def unescape(text: str, *, url: bool = False) -> MappedText | None:
    """Returns a text with the escapes of URLs, quoted-printable, markup and JSON undone, each once.

    ``None`` if it has none of them.

    Args:
        text: the text.
        url: it is a URL, which has no escapes of quoted-printable.
    """
    if not _HAS_ESCAPE.search(text):
        return None
    pieces = _Pieces()
    at = 0
    for found in _ESCAPE.finditer(text):
        chars = [] if url and found[0][0] == "=" else list(_meant(found))
        if not chars:
            continue
        if found.start() > at:
            pieces.add(text[at : found.start()], found.start())
        for char, end in chars:
            pieces.add(char, end)
        at = found.end()
    if at == 0:
        return None
    if at < len(text):
        pieces.add(text[at:], len(text))
    return pieces.whole()


def _meant(found: re.Match[str]) -> Iterator[tuple[str, int]]:
    """The characters of a run of escapes, each with the offset at which its escape ends."""
    written = found[0]
    if written[0] in "%=":
        yield from _bytes_meant(written, found.start())
        return
    if written == "+":  # a blank, in forms and queries
        char: str | None = " "
    elif written[0] == "&":
        char = _reference(found)
    else:
        char = chr(int(found[4], 16)) if found[4] else found[5]
    if char is not None:
        yield char, found.end()


def _reference(found: re.Match[str]) -> str | None:
    if found[3]:
        return html5.get(found[3] + ";")
    number = int(found[1]) if found[1] else int(found[2], 16)
    return chr(number) if number < 0x110000 else None


def _bytes_meant(written: str, start: int) -> Iterator[tuple[str, int]]:
    data = unquote_to_bytes(written.replace("=", "%"))
    at = 0
    while at < len(data):
        size = _size_of_utf8(data[at])
        try:
            char = data[at : at + size].decode()
        except UnicodeDecodeError:
            size, char = 1, data[at : at + 1].decode("latin-1")
        at += size
        yield char, start + 3 * min(at, len(data))


def _size_of_utf8(first: int) -> int:
    return 1 if first < 0xC0 else 2 if first < 0xE0 else 3 if first < 0xF0 else 4
