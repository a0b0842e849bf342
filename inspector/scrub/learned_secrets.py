"""Secrets that were seen, to be found wherever they come again."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from functools import cache

from inspector.protocols.common.response_texts import RESPONSE_TEXTS
from inspector.scrub.learned_words import LearnedWords, Word
from inspector.scrub.mapped_text import MappedText
from inspector.wire.body.edits import applied

_BOUNDED_BELOW = 8  # a text of fewer characters counts only where no letter or digit is beside it
_PACKED_FROM = 6  # bytes, of which base64 is long enough to be told from chance
_WORD = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WORDS_OF_SOAP = "errors envelope header body fault xmlns version encoding http https schemas exchange"


class LearnedSecrets:
    """Remembers secrets: as text, and within base64 that is no text, at each of the three alignments.

    A secret that is a word of the protocol's own texts, or reads as a year, is not looked for: it is replaced
    only where it is known to stand, or the messages would no longer say what they said, and when.

    Args:
        words: where they are looked for.

    Attributes:
        packed: what they are within base64.
    """

    def __init__(self, words: LearnedWords) -> None:
        self._words = words
        self.packed = LearnedWords(words.lessons)
        self._known: set[str] = set()

    def learn(self, secret: str, stand_in: str, *, passing: bool = False) -> None:
        """Remembers a secret.

        Args:
            secret: the secret.
            stand_in: what is put in its place.
            passing: it is one of many that come and go, such as a handshake's blob; the oldest are forgotten.
        """
        if secret in self._known or secret.casefold() in _protocol_words() or _YEAR.fullmatch(secret):
            return
        self._words.lessons.begin()
        word = Word(secret, stand_in, bounded=len(secret) < _BOUNDED_BELOW)
        if passing:
            self._words.learn_passing(secret, word)
            self.packed.learn_passing(secret, *_packed(secret, stand_in))
        else:
            self._known.add(secret)
            self._words.learn(word)
            self.packed.learn(*_packed(secret, stand_in))

    def unpacked(self, content: bytes) -> bytes:
        """Returns a body without learned secrets in base64, also of what was not opened."""
        if not self.packed:
            return content
        text = content.decode("latin-1")
        edits = sorted(self.packed.find(MappedText(text.lower()), text))
        return applied(text, edits).encode("latin-1") if edits else content

    def has_packed(self, text: str) -> bool:
        """Whether a learned secret stands in base64 in a text."""
        return bool(self.packed) and bool(self.packed.find(MappedText(text.lower()), text))


def _packed(secret: str, stand_in: str) -> Iterator[Word]:
    for codec in ("utf-8", "utf-16-le"):
        before, after = secret.encode(codec, "surrogatepass"), stand_in.encode(codec, "surrogatepass")
        if len(before) < _PACKED_FROM:
            continue
        after = after[: len(before)].ljust(len(before), b"x")
        for shift in range(3):
            yield Word(_core(before, shift), _core(after, shift), exact=True)


def _core(value: bytes, shift: int) -> str:
    """The part of base64 that is a value's alone; ``shift`` bytes of its first group of three are others."""
    whole = base64.b64encode(b"\0" * shift + value)
    return whole[-(-shift * 8 // 6) : (shift + len(value)) * 8 // 6].decode("ascii")


@cache
def _protocol_words() -> frozenset[str]:
    texts = (*RESPONSE_TEXTS, *RESPONSE_TEXTS.values(), _WORDS_OF_SOAP)
    return frozenset(word.casefold() for text in texts for word in (text, *_WORD.findall(text)))
