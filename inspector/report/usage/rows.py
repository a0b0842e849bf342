"""The rows of a report: facts of one property together, with where they are seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from inspector.usage.facts import Fact, Kind, Place
from inspector.usage.inventory import Inventory
from inspector.usage.microsoft_graph.assess import Assessed, Assessment
from inspector.usage.microsoft_graph.verdicts import GraphVerdict, Word
from inspector.wording import plural

TITLES = {
    Kind.OPERATION: "Operations",
    Kind.BLOCKED: "Refused, as EWS is turned off",
    Kind.FOLDER: "Distinguished folders",
    Kind.MAILBOX: "On whose behalf",
    Kind.SUBSCRIPTION: "Subscriptions",
    Kind.EVENT: "Notifications",
    Kind.ITEM: "Items and folders",
    Kind.ITEM_CLASS: "Item classes",
    Kind.FIELD: "Properties (FieldURI)",
    Kind.INDEXED: "Properties (IndexedFieldURI)",
    Kind.EXTENDED: "Extended properties",
    Kind.CHANGE: "Changes",
    Kind.SEARCH: "Searches and orders",
    Kind.VIEW: "Paging",
    Kind.SYNC: "Synchronisation",
    Kind.SETTING: "Settings of requests",
    Kind.ATTACHMENT: "Attachments and MIME",
    Kind.BATCH: "Several in one request",
    Kind.HEADER: "SOAP headers",
    Kind.VERSION: "Versions",
    Kind.AUTHENTICATION: "Authentication",
    Kind.APPLICATION: "Applications of bearer tokens",
    Kind.CLIENT: "Programs and libraries",
    Kind.ERROR: "Errors",
    Kind.STATUS: "HTTP status",
    Kind.MISPLACED: "Elements where no schema has them",
    Kind.UNKNOWN: "Elements that no schema has",
}
"""The headings of the kinds of facts."""

_TOGETHER = frozenset((Kind.FIELD, Kind.INDEXED, Kind.EXTENDED))
_MOST_SHOWN = 6


@dataclass(frozen=True)
class Row:
    """A line of a report.

    Args:
        kind: what it is about.
        name: its name.
        uses: how it is used, with numbers where there are several ways.
        interactions: how many interactions show it.
        errors: how many of these were refused.
        facts: what it stands for.
        verdicts: what takes its place.
    """

    kind: Kind
    name: str
    uses: str
    interactions: int
    errors: int
    facts: tuple[Fact, ...]
    verdicts: tuple[GraphVerdict, ...] = ()

    @property
    def worst(self) -> Word | None:
        """The verdict that blocks most; ``None`` if there is none."""
        return self.verdicts[0].word if self.verdicts else None

    def label(self, verdict: GraphVerdict) -> str:
        """Returns which verdict it is, if there are several, and of how many interactions; else empty.

        Args:
            verdict: one of its verdicts.
        """
        resource = verdict.resource
        seen = max(fact.resources.get(resource, 0) for fact in self.facts)
        part = f" ({seen:,} of {self.interactions:,})" if 0 < seen < self.interactions else ""
        about = f"for {resource}{part}" if resource else part.strip() if verdict.unshown else ""
        if len(self.verdicts) > 1:
            return f"{verdict.word} {about}".rstrip()
        return about if part else ""

    @property
    def filter(self) -> str:
        """The filter expression that finds its interactions, of one file."""
        if self.kind is Kind.OPERATION and " " not in self.name:
            return f"~op {self.name}"
        return " | ".join(
            dict.fromkeys(part for fact in self.facts for part in fact.filter().split(" | ") if part)
        )


def rows_of(assessed: Iterable[Assessed]) -> list[Row]:
    """Returns the rows of facts, in their order; those of one property in one row.

    Args:
        assessed: facts with their verdicts.
    """
    return [
        _row(list(same))
        for _, same in groupby(
            sorted(assessed, key=_order),
            key=lambda each: (
                each.fact.key.kind,
                each.fact.key.name,
                "" if each.fact.key.kind in _TOGETHER else each.fact.key.use,
            ),
        )
    ]


_KINDS = {kind: at for at, kind in enumerate(Kind)}


def _order(each: Assessed) -> tuple[object, ...]:
    key = each.fact.key
    if key.kind in _TOGETHER:
        return _KINDS[key.kind], 0, key.name, key.use
    return _KINDS[key.kind], -each.fact.interactions, key.name, key.use


def _row(same: list[Assessed]) -> Row:
    facts = tuple(each.fact for each in same)
    key = facts[0].key
    several = len(facts) > 1
    uses = ", ".join(f"{fact.key.use} {fact.interactions:,}" if several else fact.key.use for fact in facts)
    verdicts = sorted(
        dict.fromkeys(verdict for each in same for verdict in each.verdicts), key=lambda one: one.word.rank
    )
    return Row(
        key.kind,
        key.name,
        uses,
        max(fact.interactions for fact in facts),
        max(fact.errors for fact in facts),
        facts,
        tuple(verdicts),
    )


def places(row: Row, several_files: bool, most: int = _MOST_SHOWN) -> str:
    """Returns where a row is seen, such as ``#3 #7-9 and 12 more``.

    Args:
        row: the row.
        several_files: whether numbers alone do not tell.
        most: how many runs of numbers are shown.
    """
    found = sorted({place for fact in row.facts for place in fact.places})[:most]
    shown = []
    for file, of_file in groupby(found, key=lambda place: place.file):
        numbers = [_numbers(place) for place in of_file if place.first]
        shown.append(" ".join([Path(file).name, *numbers] if several_files else numbers))
    rest = row.interactions - sum(place.last - place.first + 1 for place in found)
    return ", ".join(each for each in shown if each) + (f" and {rest:,} more" if rest > 0 else "")


def _numbers(place: Place) -> str:
    return f"#{place.first}" + (f"-{place.last}" if place.last > place.first else "")


def stays(assessment: Assessment) -> Iterator[str]:
    """Yields what is known of the servers that keep EWS, a sentence each."""
    if assessment.online:
        yield f"Exchange Online answered ({', '.join(assessment.online)}): there EWS ends."
    if assessment.servers:
        yield f"An Exchange Server answered ({', '.join(assessment.servers)}): it keeps EWS."
    if not assessment.online and not assessment.servers:
        yield "No server said its version. Exchange Server keeps EWS, Exchange Online does not."


def summary(inventory: Inventory) -> str:
    """Returns in a sentence what was read: how much, and for how many."""
    parts = [plural(len(inventory.files), "file")]
    if inventory.interactions:
        parts.append(plural(inventory.interactions, "interaction"))
    if inventory.messages:
        parts.append(plural(inventory.messages, "message") + " alone")
    if inventory.mailboxes:
        parts.append(plural(inventory.mailboxes, "mailbox", "mailboxes"))
    if inventory.users:
        parts.append(plural(inventory.users, "user"))
    if inventory.unread:
        parts.append(plural(inventory.unread, "body", "bodies") + " that cannot be read")
    return ", ".join(parts)
