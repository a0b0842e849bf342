"""Names of people that were seen in their places, found again in running text."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable

from inspector.cassette.scrub.known import spelled
from inspector.cassette.scrub.pseudonyms import Pseudonyms
from inspector.cassette.scrub.stand_ins import StandIns

__all__ = ["LearnedNames"]

_MOST = 20_000
_LONGEST = 5  # words in a name
_WORD = re.compile(rb"[0-9A-Za-z]{2,}")
_TEXT_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*", re.UNICODE)


class LearnedNames:
    """Remembers names of two words and more; a single word is part of too many innocent texts.

    A recording knows a name once it has passed. A replay has to know it at the first request, so a cassette
    carries a keyed digest of each name (:attr:`fresh`), by which the name is recognised and not told.

    Args:
        pseudonyms: makes the digests.
        stand_ins: makes the names that are put instead.
    """

    def __init__(self, pseudonyms: Pseudonyms, stand_ins: StandIns) -> None:
        self._pseudonyms = pseudonyms
        self._stand_ins = stand_ins
        self._by_anchor: dict[bytes, list[tuple[re.Pattern[bytes], str]]] = {}
        self._names: OrderedDict[str, None] = OrderedDict()
        self._digests: dict[int, set[str]] = {}
        self.fresh: list[str] = []

    def learn(self, name: str) -> None:
        """Remembers a name, if it has two words or more."""
        words = _TEXT_WORD.findall(name)
        if not 2 <= len(words) <= _LONGEST or name in self._names or self._stand_ins.name(name) == name:
            return
        if len(self._names) >= _MOST:
            return
        anchor = max(_WORD.findall(name.encode("utf-8")) or [b""], key=len)
        if not anchor:
            return
        self._names[name] = None
        pattern = re.compile(rb"(?<![0-9A-Za-z])" + spelled(name) + rb"(?![0-9A-Za-z])")
        self._by_anchor.setdefault(anchor, []).append((pattern, self._stand_ins.name(name)))
        self.fresh.append(self._digest(words))

    def recognise(self, digests: Iterable[str]) -> None:
        """Takes over the digests that a cassette carries."""
        for text in digests:
            count, _, _ = text.partition(":")
            if count.isdecimal():
                self._digests.setdefault(int(count), set()).add(text)

    def sweep(self, data: bytes) -> bytes:
        """Returns the bytes with every learned name replaced."""
        if self._digests:
            self._learn_recognised(data)
        if not self._by_anchor:
            return data
        for anchor in self._by_anchor.keys() & set(_WORD.findall(data)):
            for pattern, stand_in in self._by_anchor[anchor]:
                after = stand_in.encode("utf-8")
                data = pattern.sub(lambda _, after=after: after, data)  # type: ignore[misc]
        return data

    def _learn_recognised(self, data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        found = list(_TEXT_WORD.finditer(text))
        for count, digests in self._digests.items():
            for at in range(len(found) - count + 1):
                words = found[at : at + count]
                if words[-1].end() - words[0].start() > 120:
                    continue
                if self._digest([word[0] for word in words]) in digests:
                    self.learn(text[words[0].start() : words[-1].end()])

    def _digest(self, words: list[str]) -> str:
        key = " ".join(words).casefold()
        return f"{len(words)}:{self._pseudonyms.number(key, 'digest of a name', 16**12):012x}"
