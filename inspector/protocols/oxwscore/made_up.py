"""People and subjects that fill mailboxes: made up, and the same for the same seed."""

from __future__ import annotations

import unicodedata
from random import Random
from typing import NamedTuple

_FIRST = tuple(
    """
    Ada Ben Clara Dario Élise Farid Greta Hugo Inès Jonas Kim Lena Mateo Nadia Oskar Paula Quentin Rosa Søren
    Tilda Uwe Vera Wim Xenia Yusuf Zoë
    """.split()  # noqa: SIM905 - a list of names reads better as text
)
_LAST = tuple(
    """
    Abel Berg Castro Dubois Ekström Fischer García Hansen Ito Jensen Kowalski Lang Müller Novak O'Brien Petrov
    Quist Rossi Schmidt Tanaka Ulrich Vogel Weber Yılmaz Zając
    """.split()  # noqa: SIM905 - a list of names reads better as text
)
_ABOUT = tuple(
    """
    budget contract delivery draft figures invoice lunch meeting minutes offer order plan report release
    review schedule party travel workshop
    """.split()  # noqa: SIM905 - a list of names reads better as text
)
_SAID = (
    "About the {}",
    "The {} <& more>",
    "Re: {}",
    "{}, once more",
    "Question: {}",
    "Your {}",
    "FYI: {}",
    "{}?",
)


class Person(NamedTuple):
    """Somebody.

    Args:
        given: the given name.
        surname: the surname.
        address: a mail address that nobody has.
    """

    given: str
    surname: str
    address: str

    @property
    def name(self) -> str:
        """Given name and surname."""
        return f"{self.given} {self.surname}"


def person(random: Random) -> Person:
    """Makes somebody up."""
    given, surname = random.choice(_FIRST), random.choice(_LAST)
    plain = unicodedata.normalize("NFKD", f"{given}.{surname}".lower())
    address = "".join(letter for letter in plain if letter.isascii() and letter != "'")
    return Person(given, surname, f"{address}@example.net")


def subject(random: Random) -> str:
    """Makes up what something is about."""
    return random.choice(_SAID).format(random.choice(_ABOUT))
