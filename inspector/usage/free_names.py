"""Names that programs make up, such as those of properties: shown, unless they could be somebody's.

Facts hold a mark in place of such a name; what is shown for it is decided at the end, when all people of the
recording are known. A name is withheld if scrubbing would change it by its form (an address, a host, a
number), or if a word of it is a word of a person's name, an address before its ``@``, a login or a machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from lxml import etree

from inspector.scrub import Scrubber
from inspector.scrub.settings import new_salt
from inspector.usage.vocabulary import names_in, vocabulary

WITHHELD = "(withheld)"
"""What stands where a name could say something of a person, a machine or a secret."""

_MOST = 500  # different names; more than that no program makes up
_MOST_WORDS = 200_000  # of people
_MOST_LEARNED = 10_000  # texts; they are short, as a rule, and the same ones come again
_LEAST, _LEAST_WITHIN = 3, 6  # letters of a word that is looked for by itself, and of one anywhere
_NAME = re.compile(r"[A-Za-z][\w.:/#*+-]{0,99}", re.ASCII)
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_WORD = re.compile(r"[^\W\d_]+")
_MACHINE = re.compile(r"(?=[a-z-]*\d)[a-z][a-z0-9-]{2,62}")
_MARK = re.compile("\0(\\d+)\0")
_PEOPLE = tuple(
    f"{{*}}{name}"
    for name in names_in(
        """
        Name EmailAddress DisplayName GivenName Surname MiddleName Nickname FullName FileAs PrincipalName
        PrimarySmtpAddress SmtpAddress RoutingAddress Mailbox LastModifiedName SID
        """
    )
)
# Words of names of teams and rooms that are words of programs too.
_COMMON = frozenset(
    names_in(
        """
        account accounts admin app api backup bot client company crm customer customers data demo dev employee
        finance group help house info invoice is it job key mail my new office order orders owner printer prod
        product project projects sales sample service services shop staff stage support sync system team test
        tests the ticket tickets tool web work
        """
    )
)


class FreeNames:
    """Says how names are shown, once all people are known."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._people: set[str] = set()
        self._learned: set[str] = set()
        self._overrun = False  # there are more people than can be remembered

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_learned": set()}

    def renamed(self, others: FreeNames, texts: Iterable[str]) -> dict[str, str] | None:
        """Returns what stands here for texts of the part that comes next, if it is another text.

        Args:
            others: the names of the part.
            texts: the texts, with the marks that they have there.

        Returns:
            The texts by those of the part; ``None`` if there are too many names to tell which are looked at.
        """
        if len(self._numbers.keys() | others._numbers.keys()) >= _MOST:
            return None
        marks = [self.mark(name) for name in others._numbers]
        return {text: _MARK.sub(lambda found: marks[int(found[1])], text) for text in texts if "\0" in text}

    def take(self, others: FreeNames) -> None:
        """Learns the people that another part has learned."""
        self._overrun |= others._overrun
        self._learn(others._people)

    def mark(self, name: str) -> str:
        """Returns what stands for a name until it is :meth:`resolved`."""
        number = self._numbers.get(name)
        if number is None:
            if len(self._numbers) >= _MOST or not _NAME.fullmatch(name):
                return WITHHELD
            number = self._numbers[name] = len(self._numbers)
        return f"\0{number}\0"

    def learn(self, root: etree._Element) -> None:
        """Learns the people that a message names.

        Args:
            root: its Envelope.
        """
        for element in root.iter(*_PEOPLE):
            if element.text:
                self.learn_text(element.text)

    def learn_text(self, text: str) -> None:
        """Learns the words of a name, of an address before its ``@``, or of a login."""
        if text in self._learned:
            return
        if len(self._learned) < _MOST_LEARNED:
            self._learned.add(text)
        before, _, _ = text[:500].partition("@")
        self._learn(word for word in _WORD.findall(before.lower()) if len(word) >= _LEAST)

    def learn_host(self, host: str) -> None:
        """Learns the name of a machine: the labels that have a digit."""
        self._learn(label for label in host.lower().split(".") if _MACHINE.fullmatch(label))

    def _learn(self, words: Iterable[str]) -> None:
        if not self._overrun:
            self._people.update(words)
            self._overrun = len(self._people) > _MOST_WORDS

    def resolved(self, texts: Iterable[str]) -> dict[str, str]:
        """Returns what is shown for texts in which there are marks.

        Args:
            texts: the texts.
        """
        names = list(self._numbers)
        scrubber = Scrubber("identity", new_salt())
        shown = {n: name if self._is_harmless(name, scrubber) else WITHHELD for n, name in enumerate(names)}
        return {text: _MARK.sub(lambda found: shown[int(found[1])], text) for text in texts if "\0" in text}

    def _is_harmless(self, name: str, scrubber: Scrubber) -> bool:
        if self._overrun:
            return False
        if any(scrubber.text(text) != text for text in (name, re.sub(r"[^A-Za-z0-9.@]+", " ", name))):
            return False
        lower = name.lower()
        words = {word.lower() for word in _WORDS.findall(name)} | set(re.split(r"[^a-z0-9]+", lower))
        theirs = self._people - _common()
        return not words & theirs and not any(_is_telling(word) and word in lower for word in theirs)


@cache
def _common() -> frozenset[str]:
    """The words that say nothing of a person: common ones, and those of the protocol."""
    of_protocol = (word.lower() for name in vocabulary().children for word in _WORDS.findall(name))
    return _COMMON.union(word for word in of_protocol if len(word) > 1)


def _is_telling(word: str) -> bool:
    """Whether a word is long, or odd, enough to be somebody's wherever it stands."""
    return len(word) >= _LEAST_WITHIN or (len(word) > _LEAST and not word.isalpha())
