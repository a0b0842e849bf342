"""Names that were seen in their places, found again in running text."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import lru_cache

from inspector.scrub.known import BEGINNING, END, spelled
from inspector.scrub.pseudonyms import Pseudonyms
from inspector.scrub.stand_ins import StandIns

__all__ = ["LearnedNames"]

_MOST = 20_000
_LONGEST = 5  # words in a name
_LOOKED_FOR = 32  # names that are looked for one by one; where there are more, every word is looked at
_WORD = re.compile(rb"[0-9a-z]{2,}")
# In a URL and in quoted-printable, an escaped character can stand right before a word.
_AFTER_PERCENT = re.compile(rb"%[0-9a-f]{2}|([0-9a-z]{2,})")
_AFTER_EQUALS = re.compile(rb"=[0-9a-f]{2}|([0-9a-z]{2,})")
_ESCAPED = re.compile(rb"=[2-7cde][0-9a-f][0-9a-z]")
_TEXT_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*", re.UNICODE)
# Versions of schemas, and names of elements and keys, are words of the protocol, whoever calls a machine so.
_PROTOCOL = re.compile(
    r"(?i)exchange20\d\d|[a-z]*(?:address|phone|number|street|city|state|email|fax)\d?(?:address)?\Z"
)
_HANDLE = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[0-9A-Za-z][0-9A-Za-z_-]{3,62}[0-9A-Za-z]\Z")


class LearnedNames:
    """Remembers names of two words and more, and handles: a word of letters and digits, such as a login name.

    Other single words are part of too many innocent texts.

    A recording knows a name once it has passed. A replay has to know it at the first request, so a cassette
    carries a keyed digest of each name (:attr:`fresh`), by which the name is recognised and not told.

    Args:
        pseudonyms: makes the digests.
        stand_ins: makes what is put instead.
    """

    def __init__(self, pseudonyms: Pseudonyms, stand_ins: StandIns) -> None:
        self._pseudonyms = pseudonyms
        self._stand_ins = stand_ins
        self._by_anchor: dict[bytes, list[tuple[re.Pattern[bytes], str]]] = {}
        self._names: OrderedDict[str, None] = OrderedDict()
        self._digests: dict[int, set[str]] = {}
        self._handles: dict[str, Callable[[str], None]] = {}
        self._digest = lru_cache(8192)(self._digested)
        self.fresh: list[str] = []

    def __len__(self) -> int:
        return len(self._names)

    def learn(self, name: str) -> None:
        """Remembers a name, if it has two words or more."""
        if name in self._names:
            return
        words = _TEXT_WORD.findall(name)
        if 2 <= len(words) <= _LONGEST:
            self._remember(name, self._stand_ins.name(name), f"{len(words)}:", tuple(words))

    def learn_host(self, handle: str) -> None:
        """Remembers the name of a machine or of an account, if it is a handle."""
        if handle not in self._names and _is_handle(handle):
            self._remember(handle, self._stand_ins.host(handle), "h:", (handle,))

    def learn_shape(self, handle: str) -> None:
        """Remembers an identifier, such as a device's, if it is a handle."""
        if handle not in self._names and _is_handle(handle):
            self._remember(handle, self._stand_ins.shape(handle), "s:", (handle,))

    def recognise(self, digests: Iterable[str]) -> None:
        """Takes over the digests that a cassette carries."""
        for text in digests:
            kind, _, _ = text.partition(":")
            if kind.isdecimal():
                self._digests.setdefault(int(kind), set()).add(text)
            elif kind in ("h", "s"):
                self._handles[text] = self.learn_host if kind == "h" else self.learn_shape

    def sweep(self, data: bytes) -> bytes:
        """Returns the bytes with every learned name replaced."""
        if self._digests or self._handles:
            self._learn_recognised(data)
        if not self._by_anchor:
            return data
        for anchor in self._anchors_in(data.lower()):
            for pattern, stand_in in self._by_anchor[anchor]:
                after = stand_in.encode("utf-8")
                data = pattern.sub(lambda _, after=after: after, data)  # type: ignore[misc]
        return data

    def _anchors_in(self, lower: bytes) -> Iterable[bytes]:
        if len(self._by_anchor) <= _LOOKED_FOR:
            return [anchor for anchor in self._by_anchor if anchor in lower]
        return self._by_anchor.keys() & _words_of(lower)

    def _remember(self, name: str, stand_in: str, kind: str, words: tuple[str, ...]) -> None:
        if stand_in == name or len(self._names) >= _MOST:
            return
        anchor = max(_WORD.findall(name.lower().encode("utf-8")) or [b""], key=len)
        if not anchor:
            return
        self._names[name] = None
        pattern = re.compile(b"(?i)" + BEGINNING + spelled(name) + END)
        self._by_anchor.setdefault(anchor, []).append((pattern, stand_in))
        self.fresh.append(self._digest(kind, words))

    def _learn_recognised(self, data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        found = list(_TEXT_WORD.finditer(text))
        for count, digests in self._digests.items():
            for at in range(len(found) - count + 1):
                words = found[at : at + count]
                if words[-1].end() - words[0].start() > 120:
                    continue
                if self._digest(f"{count}:", tuple(word[0] for word in words)) in digests:
                    self.learn(text[words[0].start() : words[-1].end()])
        if self._handles:
            for word in {one[0] for one in found if _is_handle(one[0])}:
                for kind in ("h:", "s:"):
                    learn = self._handles.get(self._digest(kind, (word,)))
                    if learn is not None:
                        learn(word)

    def _digested(self, kind: str, words: tuple[str, ...]) -> str:
        key = " ".join(words).casefold()
        return f"{kind}{self._pseudonyms.number(key, 'digest of a name', 16**12):012x}"


def _is_handle(word: str) -> bool:
    return _HANDLE.match(word) is not None and _PROTOCOL.match(word) is None


def _words_of(lower: bytes) -> set[bytes]:
    words = set(_WORD.findall(lower))
    if b"%" in lower:
        words.update(_AFTER_PERCENT.findall(lower))
    if _ESCAPED.search(lower):
        words.update(_AFTER_EQUALS.findall(lower))
    return words
