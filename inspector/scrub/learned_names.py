"""Names, handles and domains that were seen in their places, to be found again in running text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from inspector.scrub.learned_words import LearnedWords, Word
from inspector.scrub.learning import Lessons
from inspector.scrub.mapped_text import SEPARATOR, MappedText, fold, with_blanks
from inspector.scrub.patterns import host_start
from inspector.scrub.pseudonyms import Pseudonyms
from inspector.scrub.replacements import Replacements, registered_domain
from inspector.wire.body.edits import Edit

_MOST = 100_000
_LONGEST = 5  # words in a name
_LONG = 8  # characters of a name that is written in one, as logins are
_TEXT_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
# Versions of schemas, and names of elements and keys, are words of the protocol, whoever calls a machine so.
_PROTOCOL = re.compile(
    r"(?i)exchange20\d\d|[a-z]*(?:address|phone|number|street|city|state|email|fax)\d?(?:address)?\Z"
)
_HANDLE = re.compile(r"(?=[\w-]{0,63}[A-Za-z])[0-9A-Za-z][0-9A-Za-z_-]{3,62}[0-9A-Za-z]\Z")
_DOT = re.compile(r"\.(?=[^\W_])")
_RUN = re.compile(r"[\w.-]*")
_LONGEST_HOST = 800  # characters: ten labels, and a little more
_BARE_HOST = re.compile(
    r"(?<![\w%-])(?<!\w@)(?:[\w](?:[\w-]{0,62}))(?:\.[^\W_][\w-]{0,62}){0,8}\.[^\W\d_]{2,24}(?![\w-])"
)


class LearnedNames:
    """Remembers names of two words and more, and handles: a word of letters and digits, such as a login name.

    Other single words are part of too many innocent texts.

    A recording knows a name once it has passed. A replay has to know it at the first request, so a cassette
    carries a keyed digest of each name (:attr:`fresh`), by which the name is recognised and not told.

    Args:
        pseudonyms: makes the digests.
        replacements: makes what is put instead.
        words: where handles are looked for.

    Attributes:
        full_names: names, as :func:`~inspector.scrub.mapped_text.with_blanks` writes them.
    """

    def __init__(self, pseudonyms: Pseudonyms, replacements: Replacements, words: LearnedWords) -> None:
        self._pseudonyms = pseudonyms
        self._replacements = replacements
        self._words = words
        self.full_names = LearnedWords(words.lessons)
        self._names: set[str] = set()
        self._digests: dict[int, set[str]] = {}
        self._handles: dict[str, Callable[[str], None]] = {}
        self._digest = lru_cache(8192)(self._digested)
        self.fresh: list[str] = []

    @property
    def count(self) -> int:
        """How many names and handles are known; none is told by a digest again."""
        return len(self._names)

    def learn(self, name: str) -> None:
        """Remembers a name, if it has two words or more; also with the last of them in front."""
        if name in self._names or "://" in name:
            return
        words = _TEXT_WORD.findall(self._replacements.in_order(name))
        if 2 <= len(words) <= _LONGEST and self._remember(name, f"{len(words)}:", tuple(words)):
            made = self._replacements.name(name)
            self.full_names.learn_folded(dict.fromkeys(_spellings(name), Word(name, made, bounded=True)))

    def learn_host(self, handle: str) -> None:
        """Remembers the name of a machine or of an account, if it is a handle."""
        if handle not in self._names and _is_handle(handle):
            self._learn_handle(handle, self._replacements.host(handle), "h:")

    def learn_shape(self, handle: str) -> None:
        """Remembers an identifier, such as a device's, if it is a handle."""
        if handle not in self._names and _is_handle(handle):
            self._learn_handle(handle, self._replacements.shape(handle), "s:")

    def recognise(self, digests: Iterable[str]) -> None:
        """Takes over the digests that a cassette carries."""
        for text in digests:
            kind, _, _ = text.partition(":")
            if kind.isdecimal():
                self._digests.setdefault(int(kind), set()).add(text)
            elif kind in ("h", "s"):
                self._handles[text] = self.learn_host if kind == "h" else self.learn_shape

    def learn_recognised(self, text: str) -> None:
        """Learns the names in a text whose digests a cassette carries."""
        if not self._digests and not self._handles:
            return
        found = list(_TEXT_WORD.finditer(text))
        for count, digests in self._digests.items():
            for at in range(len(found) - count + 1):
                words = found[at : at + count]
                start, end = words[0].start(), words[-1].end()
                if end - start > 120 or SEPARATOR in text[start:end]:
                    continue
                told = [word[0] for word in words]
                if self._digest(f"{count}:", tuple(told)) in digests:
                    self.learn(text[start:end])
                elif self._digest(f"{count}:", (*told[1:], told[0])) in digests:
                    self.learn(" ".join((*told[1:], told[0])))  # "Surname, Given"
        if self._handles:
            for word in {one[0] for one in found if _is_handle(one[0])}:
                for kind in ("h:", "s:"):
                    learn = self._handles.get(self._digest(kind, (word,)))
                    if learn is not None:
                        learn(word)

    def _learn_handle(self, handle: str, made: str, kind: str) -> None:
        if made != handle and self._remember(handle, kind, (handle,)):
            self._words.learn(Word(handle, made, bounded=True))

    def _remember(self, name: str, kind: str, words: tuple[str, ...]) -> bool:
        """Notes that a name is known; whether it is to be looked for."""
        if len(self._names) >= _MOST or (kind not in ("h:", "s:") and self._replacements.name(name) == name):
            return False
        self._words.lessons.begin()
        self._names.add(name)
        self.fresh.append(self._digest(kind, words))
        return True

    def _digested(self, kind: str, words: tuple[str, ...]) -> str:
        key = " ".join(words).casefold()
        return f"{kind}{self._pseudonyms.number(key, 'digest of a name', 16**12):012x}"


class LearnedDomains:
    """Remembers who owns the hosts that URLs and addresses name, to find them bare in running text.

    Args:
        pseudonyms: makes the digests that a cassette carries.
        replacements: makes what is put instead.
        lessons: says whether it may learn.
    """

    def __init__(self, pseudonyms: Pseudonyms, replacements: Replacements, lessons: Lessons) -> None:
        self._lessons = lessons
        self._pseudonyms = pseudonyms
        self._replacements = replacements
        self._owners: set[str] = set()
        self._recognised: set[str] = set()
        self.count = 0
        """How many domains were learned or are recognised; it tells whether something is new."""
        self._digest = lru_cache(4096)(self._digested)
        self._owner = lru_cache(4096)(registered_domain)
        self.fresh: list[str] = []

    def learn(self, host: str) -> None:
        """Remembers the domain of a host."""
        owner = self._owner(host)
        if owner is None or owner in self._owners or len(self._owners) >= _MOST:
            return
        if self._replacements.domain(owner) != owner:
            self._lessons.begin()
            self._owners.add(owner)
            self.count += 1
            self.fresh.append(self._digest(owner))

    def recognise(self, digests: Iterable[str]) -> None:
        """Takes over the digests that a cassette carries."""
        self._recognised.update(text for text in digests if text.startswith("d:"))
        self.count += 1

    def find(self, folded: MappedText) -> Iterator[Edit]:
        """Yields the edits that replace the hosts of learned domains.

        Args:
            folded: a folded text; the edits are of what it was folded from.
        """
        if "." not in folded.text or not (self._owners or self._recognised):
            return
        for found in _bare_hosts(folded.text):
            owner = self._owner(found[0])
            if owner is not None and (
                owner in self._owners or (self._recognised and self._digest(owner) in self._recognised)
            ):
                yield *folded.origin(found.start(), found.end()), self._replacements.domain(found[0])

    def _digested(self, owner: str) -> str:
        return f"d:{self._pseudonyms.number(owner, 'digest of a domain', 16**12):012x}"


def _bare_hosts(text: str) -> Iterator[re.Match[str]]:
    """By their dots: a host begins where the run of its letters, dots and hyphens does."""
    done = 0
    for dot in _DOT.finditer(text):
        at = dot.start()
        if at < done:
            continue
        done = _RUN.match(text, at).end()  # type: ignore[union-attr]  # it may be empty
        found = _BARE_HOST.match(text, host_start(text, at, _LONGEST_HOST), done + 1)
        if found is not None:
            yield found


def _spellings(name: str) -> tuple[str, ...]:
    """A name as it is looked for: with its last word in front too, and up to three blanks between the two."""
    words = fold(name)
    plain = " ".join(with_blanks(words).text.split())
    last, comma, first = name.partition(",")
    if comma and first.strip() and last.strip():
        front, back = (" ".join(with_blanks(fold(part)).text.split()) for part in (last, first))
    else:
        back, _, front = plain.rpartition(" ")
    pairs = ((front, back), (back, front))
    spelled = {plain, *(one + " " * blanks + other for one, other in pairs for blanks in (1, 2, 3))}
    return tuple(spelled | ({back + front} if len(back + front) >= _LONG else set()))


def _is_handle(word: str) -> bool:
    return (
        _HANDLE.match(word) is not None
        and any(char.isdigit() for char in word)
        and _PROTOCOL.match(word) is None
    )
