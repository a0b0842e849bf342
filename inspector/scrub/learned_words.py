"""Words that were learned where they are known to stand, found again in any text, all in one pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from inspector.bounded import Recent
from inspector.scrub.learning import Lessons
from inspector.scrub.mapped_text import MappedText, fold

_SHORTEST = 4  # a shorter text is part of too many innocent words
_LONG = 8  # characters, from which a word with an s or a digit behind it is the same
_VERY_FEW = 8  # words that are looked for one by one, until one of them is there
_FEW, _SHORT, _FIRST_LOOKS = 64, 8_192, 8
_WINDOW = 65_536  # characters that are looked through at once
_BEGINNING = 24  # characters of a word that the automaton knows
_MOST = 200_000
_MOST_PASSING = 64  # how many short-lived secrets (cookies, handshake blobs) are remembered
_TIERS = (
    64,
    512,
    4_096,
)  # words in a tier, before they move to the next, which is built more seldom


@dataclass(frozen=True, slots=True)
class Word:
    """What is looked for.

    Args:
        written: the word as it was learned.
        instead: what is put in its place.
        bounded: it counts only where no letter or digit is beside it.
        exact: it counts only as it is written, in the same case.
    """

    written: str
    instead: str
    bounded: bool = False
    exact: bool = False


class _Tier:
    """Words with the automaton that finds them, which is made when it is first needed.

    It looks for their beginnings: a long secret costs no more than a short one. Few words are looked for one
    by one for a while: the first interactions of a recording teach most, and each makes the automaton old.
    """

    def __init__(self, implementation: Implementation) -> None:
        self.words: dict[str, Word] = {}
        self._implementation = implementation
        self._automaton: AhoCorasick | None = None
        self._overlapping: AhoCorasick | None = None
        self._looked = 0
        self._by_beginning: dict[str, list[str]] = {}
        self._beginnings: list[str] = []

    def add(self, words: dict[str, Word]) -> None:
        self.words |= words
        self._changed()

    def forget(self, folded: list[str]) -> None:
        for word in folded:
            self.words.pop(word, None)
        self._changed()

    def take(self) -> dict[str, Word]:
        """Returns all words, and has none any more."""
        words, self.words = self.words, {}
        self._changed()
        return words

    def hits(self, folded: str) -> list[tuple[int, int, Word]]:
        """Returns where words stand in a text, which is folded."""
        if len(self.words) <= _VERY_FEW and not any(map(folded.__contains__, self.words)):
            return []
        if self._automaton is None:
            if len(self.words) <= _FEW and len(folded) <= _SHORT:
                self._looked += 1
                if self._looked <= _FIRST_LOOKS:  # more may come; an automaton is made for many texts
                    return self._one_by_one(folded)
            self._automaton = self._built(MatchKind.LeftmostLongest)
        found: list[tuple[int, int, Word]] = []
        is_long = len(folded) > _WINDOW
        find = self._automaton.find_matches_as_indexes
        for index, start, end in _windowed(folded, find) if is_long else find(folded):
            whole = self._longest(folded, start, self._beginnings[index])
            if whole is not None:
                found.append(whole)
            else:  # it is not all there, or a part of a longer word; it hides what begins in it
                found += self._hidden(folded, start, end)
        return found

    def _one_by_one(self, folded: str) -> list[tuple[int, int, Word]]:
        found: list[tuple[int, int, Word]] = []
        for full, word in self.words.items():
            start = folded.find(full)
            while start >= 0:
                end = start + len(full)
                if not word.bounded or _stands_alone(folded, start, end):
                    found.append((start, end, word))
                start = folded.find(full, start + 1)
        found.sort(key=lambda one: (one[0], -one[1]))
        hidden = 0  # what begins in the beginning of a word is a part of it
        kept = []
        for start, end, word in found:
            if start >= hidden:
                kept.append((start, end, word))
                hidden = min(end, start + _BEGINNING)
        return kept

    def _longest(self, folded: str, start: int, beginning: str) -> tuple[int, int, Word] | None:
        for full in self._by_beginning[beginning]:
            if folded.startswith(full, start):
                word, end = self.words[full], start + len(full)
                if not word.bounded or _stands_alone(folded, start, end):
                    return start, end, word
        return None

    def _hidden(self, folded: str, start: int, end: int) -> Iterator[tuple[int, int, Word]]:
        if self._overlapping is None:
            self._overlapping = self._built(MatchKind.Standard)
        window = folded[start : end + _BEGINNING]
        begun = self._overlapping.find_matches_as_indexes(window, overlapping=True)
        # Beginnings can be many, as in a row of the same letter, where none of the words is.
        words = [
            full
            for index in {index for index, _, _ in begun}
            for full in self._by_beginning[self._beginnings[index]]
        ]
        within = folded[start : end + max(map(len, words))]
        if not any(full in within for full in words):
            return
        for index, first, _ in begun:
            found = (
                self._longest(folded, start + first, self._beginnings[index]) if start + first < end else None
            )
            if found is not None:
                yield found

    def _built(self, kind: MatchKind) -> AhoCorasick:
        if not self._beginnings:
            for full in sorted(self.words, key=len, reverse=True):
                self._by_beginning.setdefault(full[:_BEGINNING], []).append(full)
            self._beginnings = sorted(self._by_beginning)  # in order they are built in half the time
        return AhoCorasick(self._beginnings, kind, implementation=self._implementation)

    def _changed(self) -> None:
        self._automaton = self._overlapping = None
        self._looked = 0
        self._by_beginning, self._beginnings = {}, []


class LearnedWords:
    """Remembers words, and finds all of them in one pass over a text, however many there are.

    Spellings that :func:`~inspector.scrub.mapped_text.fold` makes alike are one word.

    Args:
        lessons: says whether it may learn; ``None``: it always may.
    """

    def __init__(self, lessons: Lessons | None = None) -> None:
        self.lessons = lessons or Lessons()
        quick, compact = Implementation.NoncontiguousNFA, Implementation.ContiguousNFA
        self._tiers = [_Tier(quick), _Tier(quick), _Tier(compact), _Tier(compact)]
        self._passing = _Tier(quick)
        self._passing_groups: Recent[str, list[str]] = Recent(_MOST_PASSING)
        self._filled: list[_Tier] = []
        self.count = 0
        """How many words were ever learned; it tells whether something is new."""
        self.turns = 0
        """How often it became another that of the passing ones will be forgotten next."""

    def __bool__(self) -> bool:
        return bool(self._filled)

    def learn(self, *words: Word) -> None:
        """Remembers words for good. Words of fewer than four characters, folded, are not looked for."""
        self.learn_folded(_folded(words))

    def learn_folded(self, words: Mapping[str, Word]) -> None:
        """Remembers words by what a text has in their place when it is folded, or more than that."""
        new = dict(words)
        for tier in self._filled:
            if tier is not self._passing:
                for folded in new.keys() & tier.words.keys():
                    del new[folded]
        if not new or sum(len(tier.words) for tier in self._tiers) >= _MOST:
            return
        self.lessons.begin()
        self.count += 1
        self._tiers[0].add(new)
        for at, most in enumerate(_TIERS):
            if len(self._tiers[at].words) > most:
                self._tiers[at + 1].add(self._tiers[at].take())
        self._changed()

    def learn_passing(self, key: str, *words: Word) -> None:
        """Remembers words of one of many secrets that come and go; those not seen for longest are forgotten.

        Args:
            key: the secret.
            words: all that is looked for because of it.
        """
        self.lessons.begin()
        if key in self._passing_groups:
            self.turns += next(reversed(self._passing_groups)) != key
            self._passing_groups.move_to_end(key)
            return
        new = _folded(words)
        if not new:
            return
        self.count += 1
        self._passing.add(new)
        if gone := self._passing_groups.keep(key, list(new)):
            self._passing.forget(gone[1])
        self._changed()

    def _changed(self) -> None:
        self._filled = [tier for tier in (*self._tiers, self._passing) if tier.words]

    def find(self, text: MappedText, original: str) -> list[tuple[int, int, str]]:
        """Returns ``(start, end, instead)`` of each word in a text, offsets in the original.

        Args:
            text: the original, folded.
            original: what it was folded from.
        """
        found: list[tuple[int, int, str]] = []
        for tier in self._filled:
            for start, end, word in tier.hits(text.text):
                first, last = text.origin(start, end)
                if not word.exact or original[first:last] == word.written:
                    found.append((first, last, word.instead))
        return found


def _folded(words: tuple[Word, ...]) -> dict[str, Word]:
    found = {fold(word.written).text.strip(): word for word in words if word.instead != word.written}
    return {folded: word for folded, word in found.items() if len(folded) >= _SHORTEST}


def _windowed(
    folded: str, find: Callable[[str], list[tuple[int, int, int]]]
) -> Iterator[tuple[int, int, int]]:
    """Yields what is found in a long text, window by window: there can be very much."""
    at = last = 0
    while at < len(folded):
        sure = at + _WINDOW  # what begins before that is all in the window
        for index, start, end in find(folded[at : sure + _BEGINNING]):
            if at + start >= sure:
                break
            last = at + end
            yield index, at + start, last
        at = max(sure, last)


def _stands_alone(text: str, start: int, end: int) -> bool:
    if start and text[start - 1].isalnum() and text[start].isalnum():
        return False
    if end == len(text) or not text[end].isalnum() or not text[end - 1].isalnum():
        return True
    # A genitive, or one of several: "Meiers", "Meier2". A short word may be another one with it.
    last = end + 1 == len(text) or not text[end + 1].isalnum()
    return last and end - start >= _LONG and (text[end] == "s" or text[end].isdecimal())
