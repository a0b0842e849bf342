"""What a stretch of a recording shows, as it is put together with what the one before it shows."""

from __future__ import annotations

from dataclasses import dataclass, field

from inspector.usage.facts import Found, Tally
from inspector.usage.free_names import FreeNames
from inspector.usage.over_time import MOST_NAMES, InOrder, Noted, OverTime

_SUBSCRIPTIONS = "open subscriptions"

_UNITS = {
    "MaxEntriesReturned": "entries",
    "MaxChangesReturned": "changes",
    "ConnectionTimeout": "minutes",
    "Timeout": "minutes",
    "StatusFrequency": "minutes",
    "MergedFreeBusyIntervalInMinutes": "minutes",
    _SUBSCRIPTIONS: "subscriptions of a mailbox",
}


@dataclass(frozen=True)
class Measure:
    """The largest of something that the recording shows.

    Args:
        name: what, such as ``requests at once``.
        value: how much.
        unit: of what.
        file: where it was seen; empty if it is of the whole.
        n: the number of the interaction; 0 if it is of several.
    """

    name: str
    value: float
    unit: str = ""
    file: str = ""
    n: int = 0


@dataclass
class Seen:
    """What entries show. What is kept does not grow with their number.

    Args:
        files: the files that were read.
        interactions: how many interactions there were.
        messages: how many messages without their other half.
        unread: how many bodies could not be read.
        untimed: how many interactions have no time.
        more_names: how often a mailbox or a user was not told apart from others.
        tally: the facts.
        names: the names that programs make up, and the people.
        mailboxes: a digest of each mailbox.
        users: a digest of each user.
        numbers: the largest of what can be counted or measured.
        problems: the files that could not be read (any further).
        notes: what a user should know.
    """

    files: dict[str, None] = field(default_factory=dict)
    interactions: int = 0
    messages: int = 0
    unread: int = 0
    untimed: int = 0
    more_names: int = 0
    tally: Tally = field(default_factory=Tally)
    names: FreeNames = field(default_factory=FreeNames)
    mailboxes: set[bytes] = field(default_factory=set)
    users: set[bytes] = field(default_factory=set)
    numbers: dict[str, Measure] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def count(self, found: Found, file: str, n: int, in_order: InOrder) -> None:
        """Counts what an interaction or message shows, after those before it."""
        for name, value in found.numbers.items():
            self._measure(Measure(name, value, _UNITS.get(name, ""), file, n))
        self.tally.add(found, file, n)
        if in_order.kinds(file, found):
            self.tally.add_resources(found.counts, found.resources)

    def distinguish(self, known: set[bytes], name: bytes) -> None:
        """Adds a name to those that are told apart, if there are not too many."""
        if len(known) < MOST_NAMES:
            known.add(name)
        elif name not in known:
            self.more_names += 1

    def take(self, other: Seen, noted: Noted, over_time: OverTime) -> bool:
        """Adds what the entries after these show.

        Args:
            other: what they show.
            noted: what of that only comes in the order of all.
            over_time: what came of that before.

        Returns:
            Whether it was added; if not, there is more of something than is kept, and what is let go then
            depends on what came first: the entries have to be read here.
        """
        renamed = self.names.renamed(other.names, other.tally.names())
        if (
            renamed is None
            or other.more_names
            or len(self.mailboxes | other.mailboxes) > MOST_NAMES
            or len(self.users | other.users) > MOST_NAMES
            or not self.tally.take(other.tally, renamed)
        ):
            return False
        self.names.take(other.names)
        self.files |= other.files
        self.interactions += other.interactions
        self.messages += other.messages
        self.unread += other.unread
        self.untimed += other.untimed
        self.mailboxes |= other.mailboxes
        self.users |= other.users
        self.problems += other.problems
        self.notes += other.notes
        for measure in other.numbers.values():
            self._measure(measure)
        keys = [key._replace(name=renamed.get(key.name, key.name)) for key in noted.keys]
        for places, kinds in noted.notes_for(over_time):
            self.tally.add_resources((keys[place] for place in places), kinds)
        for file, sent in noted.requests:
            over_time.sent(file, sent)
        for file, n, mailbox, made in noted.subscriptions:
            if is_open := over_time.subscription(file, n, mailbox, made=made):
                self._measure(Measure(_SUBSCRIPTIONS, is_open, _UNITS[_SUBSCRIPTIONS], file, n))
        return True

    def _measure(self, measure: Measure) -> None:
        known = self.numbers.get(measure.name)
        if known is None or measure.value > known.value:
            self.numbers[measure.name] = measure
