"""Secrets that were seen, and every form in which they can come again."""

from __future__ import annotations

import base64
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from html.entities import codepoint2name
from xml.sax.saxutils import escape

__all__ = ["BEGINNING", "END", "KnownSecrets", "spelled"]

BEGINNING = rb"(?:(?<![0-9A-Za-z])|(?<=%[0-9A-Fa-f][0-9A-Fa-f])|(?<==[0-9A-F][0-9A-F]))"
"""A pattern for where a word begins; a character that is escaped for a URL or a mail can stand before it."""

END = rb"(?![0-9A-Za-z])"
"""A pattern for where a word ends."""

_SHORTEST = 4  # a shorter text is part of too many innocent words
_BOUNDED_BELOW = 8  # a text of fewer characters counts only where no letter or digit is beside it
_PASSING = 64  # how many short-lived secrets (cookies, handshake blobs) are remembered
_NAMED = {chr(code): name.encode("ascii") for code, name in codepoint2name.items()} | {"'": b"apos"}
_TAG_BEFORE = re.compile(rb"</?(?:[\w.-]{1,64}:)?\Z")
_TAG_NAME = 70

# A password that is a word of the protocol cannot be taken out of messages without breaking them.
_PROTOCOL_WORDS = (
    "http://schemas.microsoft.com/exchange/services/2006/messages http://schemas.xmlsoap.org/soap/envelope/ "
    "http://schemas.microsoft.com/exchange/services/2006/types errors envelope header body xmlns version "
    "encoding utf-8 https://www.w3.org/2001/xmlschema-instance exchange.asmx um2007legacy.asmx success "
    "noerror mailbox message string integer true false"
).lower()


@dataclass(frozen=True)
class _Form:
    """One way to write a secret: where to look for it first, and how it is replaced."""

    anchor: bytes
    replace: Callable[[bytes], bytes]


class KnownSecrets:
    """Finds learned secrets in any bytes: plain, escaped for XML, URLs, JSON or quoted-printable, in base64
    at any alignment, and in UTF-16.

    Secrets shorter than four characters, and words that the protocol itself uses, are not searched for: they
    are replaced only in the places where they are known to be (docs/cassettes.md).
    """

    def __init__(self) -> None:
        self.learned = 0
        self._lasting: dict[str, list[_Form]] = {}
        self._passing: OrderedDict[str, list[_Form]] = OrderedDict()
        self._all: list[_Form] = []
        self._without_nul: list[_Form] = []

    def __len__(self) -> int:
        return len(self._lasting)

    def learn(self, secret: str, stand_in: str, *, passing: bool = False) -> None:
        """Remembers a secret.

        Args:
            secret: the secret.
            stand_in: what is put in its place.
            passing: it is one of many that come and go, such as a handshake's blob; the oldest are forgotten.
        """
        if secret in self._lasting:
            return
        if secret in self._passing:
            self._passing.move_to_end(secret)
            return
        if len(secret) < _SHORTEST or secret.lower() in _PROTOCOL_WORDS:
            return
        self.learned += 1
        if passing:
            self._passing[secret] = _forms(secret, stand_in)
            if len(self._passing) > _PASSING:
                self._passing.popitem(last=False)
        else:
            self._lasting[secret] = _forms(secret, stand_in)
        groups = (*self._lasting.values(), *self._passing.values())
        self._all = [form for forms in groups for form in forms]
        self._without_nul = [form for form in self._all if b"\0" not in form.anchor]

    def sweep(self, data: bytes) -> bytes:
        """Returns the bytes with every learned secret replaced."""
        for form in self._all if b"\0" in data else self._without_nul:
            if form.anchor in data:
                data = form.replace(data)
        return data

    def sweep_text(self, text: str) -> str:
        """Returns the text with every learned secret replaced."""
        if not text or not self._all:
            return text
        return self.sweep(text.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")


def _forms(secret: str, stand_in: str) -> list[_Form]:
    plain, other = secret.encode("utf-8", "surrogatepass"), stand_in.encode("utf-8", "surrogatepass")
    forms = [_written_form(secret, stand_in)]
    for codec in ("utf-16-le", "utf-16-be"):
        wide = secret.encode(codec, "surrogatepass")
        forms.append(_literal(wide, stand_in[: len(wide) // 2].ljust(len(wide) // 2, "x").encode(codec)))
    wide, wide_other = secret.encode("utf-16-le", "surrogatepass"), stand_in.encode("utf-16-le")
    for before, after in ((plain, other), (wide, wide_other)):
        if len(before) >= 6:
            after = after[: len(before)].ljust(len(before), b"x")
            forms += [_base64_form(before, after, shift) for shift in range(3)]
    return forms


def _literal(before: bytes, after: bytes) -> _Form:
    return _Form(before, lambda data: data.replace(before, after))


def _written_form(secret: str, stand_in: str) -> _Form:
    """The secret in text, each special character plain or in any of the escapes that text has."""
    pattern = spelled(secret)
    if len(secret) < _BOUNDED_BELOW:
        pattern = BEGINNING + pattern + END
    compiled = re.compile(pattern)
    after = escape(stand_in).encode("utf-8", "surrogatepass")

    def put(found: re.Match[bytes]) -> bytes:
        start = found.start()
        in_tag = _TAG_BEFORE.search(found.string, max(0, start - _TAG_NAME), start)
        return found[0] if in_tag else after

    return _Form(_anchor(secret), lambda data: compiled.sub(put, data))


def spelled(text: str) -> bytes:
    """Returns a pattern for a text in which each special character is plain or in any of text's escapes."""
    return b"".join(_spellings(char) for char in text)


def _anchor(secret: str) -> bytes:
    """The longest part that is written the same in every escape."""
    runs = re.findall(r"[0-9A-Za-z]+", secret)
    return max(runs, key=len).encode("ascii") if runs else b""


def _spellings(char: str) -> bytes:
    raw = char.encode("utf-8", "surrogatepass")
    if char.isascii() and char.isalnum():
        return raw
    ways = [re.escape(raw)]
    ways.append(b"".join(b"%%(?i:%02x)" % byte for byte in raw))
    ways.append(b"".join(b"=(?i:%02x)" % byte for byte in raw))
    # HTML in XML is escaped twice: the ampersand of its entities is an entity itself.
    ways.append(b"&(?:amp;)?#0*%d;" % ord(char))
    ways.append(b"&(?:amp;)?#[xX]0*(?i:%x);" % ord(char))
    if char in _NAMED:
        ways.append(b"&(?:amp;)?" + _NAMED[char] + b";")
    if ord(char) < 0x10000:
        ways.append(rb"\\u(?i:%04x)" % ord(char))
    if char in '"\\/':
        ways.append(re.escape(b"\\" + raw))
    if char == " ":
        ways.append(rb"\+")
    return b"(?:" + b"|".join(ways) + b")"


def _base64_form(before: bytes, after: bytes, shift: int) -> _Form:
    """The secret inside base64, ``shift`` bytes of its first group of three being those before it."""
    core, other = _base64_core(before, shift), _base64_core(after, shift)
    pattern = re.escape(core).replace(rb"\+", rb"(?:[+-]|%2[Bb])").replace(b"/", rb"(?:[/_]|%2[Ff])")
    compiled = re.compile(pattern)
    anchor = max(re.findall(rb"[0-9A-Za-z]+", core) or [b""], key=len)
    return _Form(anchor, lambda data: compiled.sub(lambda _: other, data))


def _base64_core(value: bytes, shift: int) -> bytes:
    whole = base64.b64encode(b"\0" * shift + value)
    first = -(-shift * 8 // 6)
    return whole[first : (shift + len(value)) * 8 // 6]
