"""Telephone numbers that were seen in their places, found again in running text, however they are grouped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inspector.scrub.learning import Lessons
from inspector.scrub.mapped_text import MappedText, fold
from inspector.scrub.replacements import Replacements, prefix_size
from inspector.wire.body.edits import Edit

_MOST = 200_000
_FEWEST = 7  # digits; fewer are an extension, which is looked for in the interaction that names it
_SUBSCRIBER = (7, 8, 9)  # digits of a number without its area code
_MOST_GROUPS = 16  # in which the digits of a number are written
_EXTENSION = re.compile(r"\d{4,6}")
_DIGITS = re.compile(rf"(?:\D*+\d){{{_FEWEST}}}")
_RUN = re.compile(r"[0-9](?:[ ().\-/]{0,4}[0-9]){6,31}(?![0-9A-Za-z])")
_GROUP = re.compile(r"[0-9]+")
_SHORT = re.compile(r"(?<![0-9A-Za-z.,:+-])[0-9]{4,6}(?![0-9A-Za-z:]|[.,-][0-9])")


class LearnedNumbers:
    """Remembers numbers by their digits, without what comes before a subscriber's number.

    Args:
        replacements: makes what is put instead. It knows the numbers that a cassette has in place of others,
            and so a replay recognises a number by what would be put in its place.
        lessons: says whether it may learn.
    """

    def __init__(self, replacements: Replacements, lessons: Lessons) -> None:
        self._lessons = lessons
        self._replacements = replacements
        self._learned: set[str] = set()
        self._ends: set[str] = set()
        self._extensions: dict[str, str] = {}

    def learn(self, number: str) -> None:
        """Remembers what is a number by its place.

        Args:
            number: as it is written, in ASCII digits; parameters of a URI are none of it.
        """
        number = number.partition(";")[0]
        digits = "".join(char for char in number if char in "0123456789")
        if len(digits) < _FEWEST:
            if _EXTENSION.fullmatch(digits) and self._replacements.subscriber(digits) != digits:
                self._lessons.begin()
                self._extensions[digits] = self._replacements.subscriber(digits)
            return
        own = digits[prefix_size(digits, "+" in number) :]
        if own in self._learned or len(self._learned) >= _MOST or self._replacements.subscriber(own) == own:
            return
        self._lessons.begin()
        self._learned.add(own)
        self._ends.update(own[-size:] for size in _SUBSCRIBER if size < len(own))
        self._replacements.note(self._replacements.subscriber(own))

    @property
    def names_extensions(self) -> bool:
        """Whether this interaction has named an extension."""
        return bool(self._extensions)

    @property
    def count(self) -> int:
        """How many numbers were learned; it tells whether something is new."""
        return len(self._learned)

    def forget_extensions(self) -> None:
        """Forgets what is looked for in one interaction only."""
        self._extensions.clear()

    def find(self, text: MappedText) -> Iterator[Edit]:
        """Yields the edits that replace each learned number, its form kept.

        Args:
            text: a folded text; the edits are of what it was folded from.
        """
        if not self._learned and not self._replacements.has_numbers:
            return
        for run in _RUN.finditer(text.text):
            if not _goes_on(text.text, run.start()):
                yield from self._in_run(text, run)

    def find_extensions(self, text: str) -> Iterator[Edit]:
        """Yields the edits that replace the extensions of this interaction in a running text."""
        for found in _SHORT.finditer(text) if self._extensions else ():
            made = self._extensions.get(found[0])
            if made is not None:
                yield found.start(), found.end(), made

    def _in_run(self, text: MappedText, run: re.Match[str]) -> Iterator[Edit]:
        """A run of digits can hold more than a number: ``712 555 0123 (3 seconds)``."""
        groups = [found.span() for found in _GROUP.finditer(text.text, run.start(), run.end())]
        first = 0
        while first < len(groups):
            plus = first == 0 and text.text[run.start() - 1 : run.start()] == "+"
            for last in range(min(len(groups), first + _MOST_GROUPS), first, -1):
                edits = self._replaced(text, groups[first:last], plus)
                if edits:
                    yield from edits
                    first = last - 1
                    break
            first += 1

    def _replaced(self, text: MappedText, groups: list[tuple[int, int]], plus: bool) -> list[Edit]:
        digits = "".join(text.text[start:end] for start, end in groups)
        if len(digits) < _FEWEST:
            return []
        front = prefix_size(digits, plus)
        if digits.startswith("00") and not self._is_known(digits[front:]):
            front = 2 + prefix_size(digits[2:], plus=True)
        own = digits[front:]
        if len(own) < 3 or not self._is_known(own):
            return []
        made = digits[:front] + self._replacements.subscriber(own)
        edits = []
        for start, end in groups:
            here, made = made[: end - start], made[end - start :]
            if here != text.text[start:end]:
                edits.append((*text.origin(start, end), here))
        return edits

    def _is_known(self, own: str) -> bool:
        return (
            own in self._learned
            or own in self._ends
            or (
                self._replacements.has_numbers
                and self._replacements.is_adopted(self._replacements.number_for(own))
            )
        )


def can_be_number(text: str) -> bool:
    """Whether a text has as many digits as a number that is looked for in it."""
    return _DIGITS.match(text if text.isascii() else fold(text).text) is not None


def _goes_on(text: str, at: int) -> bool:
    """Whether what stands there is part of a word, a fraction or an escape."""
    return at > 0 and text[at - 1].isascii() and (text[at - 1].isalnum() or text[at - 1] in ".%")
