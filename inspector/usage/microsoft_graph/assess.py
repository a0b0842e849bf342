"""What a migration to Microsoft Graph has to know of a client: verdicts, permissions, limits, dates."""

from __future__ import annotations

import re
from dataclasses import dataclass

from inspector.usage.facts import Fact, Kind
from inspector.usage.inventory import Inventory
from inspector.usage.microsoft_graph.limits import Fit, fits_of
from inspector.usage.microsoft_graph.permissions import Consent, consent_of
from inspector.usage.microsoft_graph.tables import Date, dates
from inspector.usage.microsoft_graph.verdicts import GraphVerdict, Word, verdicts_of

_ONLINE = re.compile(r"(?:\S+ )?15\.20\.\d+\.\d+")
_BUILD = re.compile(r"(?:\S+ )?\d+\.\d+\.\d+\.\d+")


@dataclass(frozen=True)
class Assessed:
    """A fact with what takes its place.

    Args:
        fact: the fact.
        verdicts: what takes its place, what blocks most first; empty where it makes no sense to ask.
    """

    fact: Fact
    verdicts: tuple[GraphVerdict, ...] = ()

    @property
    def worst(self) -> Word | None:
        """The verdict that blocks most; ``None`` where there is none."""
        return self.verdicts[0].word if self.verdicts else None


@dataclass(frozen=True)
class Assessment:
    """All that is to be known.

    Args:
        assessed: the facts, those first that block a migration most.
        consent: the permissions of the new program.
        fits: the limits of Graph.
        dates: the calendar.
        online: the builds of Exchange Online that answered.
        servers: the builds of Exchange Servers that answered, which stay: ours, by their numbers.
    """

    assessed: tuple[Assessed, ...]
    consent: Consent
    fits: tuple[Fit, ...]
    dates: tuple[Date, ...]
    online: tuple[str, ...] = ()
    servers: tuple[str, ...] = ()

    def of_word(self, word: Word) -> tuple[Assessed, ...]:
        """Returns the facts whose worst verdict is this word."""
        return tuple(each for each in self.assessed if each.worst is word)


def assessment_of(inventory: Inventory) -> Assessment:
    """Returns what a migration of a client has to know.

    Args:
        inventory: what the client uses.
    """
    assessed = [Assessed(fact, verdicts_of(fact)) for fact in inventory.facts]
    last = len(Word)
    assessed.sort(key=lambda each: last if each.worst is None else each.worst.rank)
    seen = [fact.key.name for fact in inventory.of_kind(Kind.VERSION) if fact.key.use == "seen"]
    return Assessment(
        tuple(assessed),
        consent_of(inventory),
        fits_of(inventory),
        dates(),
        tuple(each for each in seen if _ONLINE.fullmatch(each)),
        tuple(each for each in seen if _BUILD.fullmatch(each) and not _ONLINE.fullmatch(each)),
    )
