"""Keyed pseudonyms: a value gets the same replacement everywhere in a cassette, and no way leads back."""

from __future__ import annotations

import hashlib
import hmac
import re
import string
from collections.abc import Callable
from functools import lru_cache

_LOWER, _UPPER, _DIGITS = string.ascii_lowercase, string.ascii_uppercase, string.digits
_ALNUM = _LOWER + _UPPER + _DIGITS
_HEX = re.compile(r"(?:[0-9a-f-]{8,}|[0-9A-F-]{8,})\Z")
# The last character before the padding of base64 has bits that must be zero (RFC 4648 section 3.5).
_LAST = {"=": "AEIMQUYcgkosw048", "==": "AQgw"}
_CHECKED_FROM = 18
_CHECK = 6


class Pseudonyms:
    """Makes replacements from a key.

    A replacement for a value of 18 letters and digits or more recognises itself: the last six are a checksum
    under the key. So a client that sends back what a scrubbed answer gave it is not scrubbed twice.

    Args:
        key: the cassette's salt, or the content of a key file.
    """

    def __init__(self, key: bytes) -> None:
        self._keyed = hmac.new(key, digestmod="sha256")
        self.token = lru_cache(4096)(self._token)
        self.secret = lru_cache(4096)(self._secret)

    def owns(self, text: str) -> bool:
        """Whether a text is a replacement that this key made (of a long value, see the class)."""
        places = [at for at, char in enumerate(text) if char in _ALNUM]
        return len(places) >= _CHECKED_FROM and self._with_check(text, places) == text

    def number(self, text: str, kind: str, below: int) -> int:
        """Returns a number from 0 that stands for a value.

        Args:
            text: the value.
            kind: what it is, so that equal texts of different kinds differ.
            below: one more than the greatest number.
        """
        return int.from_bytes(self._stream(kind + "\0" + text, 8), "big") % below

    def _token(self, text: str) -> str:
        """Replaces letters by letters and digits by digits; hexadecimal stays so, and base64 too."""
        if not text or self.owns(text):
            return text
        places = [at for at, char in enumerate(text) if char in _ALNUM or ord(char) > 126]
        if not places:
            return text
        for attempt in range(8):
            made = self._shaped(text, places, str(attempt))
            if len(places) >= _CHECKED_FROM:
                made = self._with_check(made, [at for at in places if made[at] in _ALNUM])
            if made != text:
                break
        return made

    def _secret(self, text: str) -> str:
        """Replaces every character of a password; its length in UTF-8 is all that is left of it."""
        size = max(len(text.encode("utf-8", "surrogatepass")), 1)
        for attempt in range(8):
            made = "".join(_ALNUM[byte % 62] for byte in self._stream(f"secret{attempt}\0{text}", size))
            if made != text:
                break
        return made

    def _shaped(self, text: str, places: list[int], attempt: str) -> str:
        stream = self._stream(f"token{attempt}\0{text}", len(places))
        made = list(text)
        alphabet = _alphabets(text)
        for at, byte in zip(places, stream, strict=True):
            made[at] = _pick(alphabet(at), byte)
        return "".join(made)

    def _with_check(self, text: str, places: list[int]) -> str:
        made = list(text)
        last = places[-_CHECK:]
        for at in last:
            made[at] = "*"
        stream = self._stream("check\0" + "".join(made), _CHECK)
        alphabet = _alphabets(text)
        for at, byte in zip(last, stream, strict=True):
            made[at] = _pick(alphabet(at), byte)
        return "".join(made)

    def _stream(self, text: str, size: int) -> bytes:
        seed = self._keyed.copy()
        seed.update(text.encode("utf-8", "surrogatepass"))
        return hashlib.shake_256(seed.digest()).digest(size)


def _alphabets(text: str) -> Callable[[int], str]:
    """What a character of a text may become, by its place; worked out once a text, which can be long."""
    padding = text[len(text.rstrip("=")) :]
    last = len(text) - len(padding) - 1 if padding in _LAST and len(text) % 4 == 0 else -1
    hexadecimal = (
        "" if not _is_hex(text) else "0123456789abcdef" if text == text.lower() else "0123456789ABCDEF"
    )

    def alphabet(at: int) -> str:
        if at == last:
            return _LAST[padding]
        if hexadecimal:
            return hexadecimal
        char = text[at]
        if char in _DIGITS:
            # A leading zero can be refused where a number is meant.
            return "123456789" if at == 0 else _DIGITS
        return _UPPER if char in _UPPER else _LOWER

    return alphabet


def _is_hex(text: str) -> bool:
    return bool(_HEX.match(text)) and not text.isdigit()


def _pick(alphabet: str, byte: int) -> str:
    return alphabet[byte % len(alphabet)]
