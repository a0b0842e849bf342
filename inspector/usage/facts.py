"""What a recording shows of a client: facts, each counted, with the interactions that show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple


class Kind(StrEnum):
    """What facts are about, in the order in which they are told."""

    OPERATION = "operation"
    BLOCKED = "blocked"
    FOLDER = "folder"
    MAILBOX = "mailbox"
    SUBSCRIPTION = "subscription"
    EVENT = "event"
    ITEM = "item"
    ITEM_CLASS = "item class"
    FIELD = "field"
    INDEXED = "indexed field"
    EXTENDED = "extended field"
    CHANGE = "change"
    SEARCH = "search"
    VIEW = "view"
    SYNC = "sync"
    SETTING = "setting"
    ATTACHMENT = "attachment"
    BATCH = "batch"
    HEADER = "header"
    VERSION = "version"
    AUTHENTICATION = "authentication"
    APPLICATION = "application"
    CLIENT = "client"
    ERROR = "error"
    STATUS = "status"
    MISPLACED = "misplaced"
    UNKNOWN = "unknown"


class Use(StrEnum):
    """How a property is used."""

    READ = "read"
    WRITTEN = "written"
    CREATED = "created"
    SEARCHED = "searched"
    SORTED = "sorted"
    GROUPED = "grouped"
    ELSEWHERE = "elsewhere"


class Key(NamedTuple):
    """What tells facts apart.

    Args:
        kind: what it is about.
        name: such as ``FindItem``, ``item:Subject`` or ``DeleteType``.
        use: how it is used, or with which value; empty if there is nothing more to say.
    """

    kind: Kind
    name: str
    use: str = ""


class Place(NamedTuple):
    """Interactions that follow each other.

    Args:
        file: the file, as it was named.
        first: the number of the first; 0 for a message that is none.
        last: the number of the last.
    """

    file: str
    first: int
    last: int


@dataclass(frozen=True)
class Fact:
    """A thing that the recording shows.

    Args:
        key: what it is.
        count: how often it stands in messages.
        interactions: how many interactions or messages have it.
        places: the first of these.
        operations: how many of these are of each operation.
        resources: how many of these are about each kind of thing that Graph has (``message``, ``event``), as
            far as the recording tells; under an empty name, how many of which it does not tell.
        errors: how many of these were refused, or had no whole answer.
    """

    key: Key
    count: int
    interactions: int
    places: tuple[Place, ...] = ()
    operations: Mapping[str, int] = field(default_factory=dict)
    resources: Mapping[str, int] = field(default_factory=dict)
    errors: int = 0

    @property
    def more(self) -> int:
        """How many interactions have it that :attr:`places` does not name."""
        return self.interactions - sum(place.last - place.first + 1 for place in self.places)

    def filter(self, file: str | None = None) -> str:
        """Returns the filter expression that finds the interactions in :attr:`places`; empty without any.

        Args:
            file: those of this file alone.
        """
        numbers = [
            f"~n {place.first}" + (f"-{place.last}" if place.last > place.first else "")
            for place in self.places
            if place.first and file in (None, place.file)
        ]
        return " | ".join(numbers)


class Found:
    """What one interaction or message shows.

    Attributes:
        counts: how often it shows what.
        resources: the kinds of things that it is about.
        asked: the identifiers that its request names.
        shown: identifiers that its answer has, each with the kind of thing.
        numbers: the largest of what can be counted or measured in it, by name.
        operation: the name of the operation.
        failed: whether it was refused, or had no whole answer.
    """

    __slots__ = ("asked", "counts", "failed", "numbers", "operation", "resources", "shown")

    def __init__(self) -> None:
        self.counts: dict[Key, int] = {}
        self.resources: set[str] = set()
        self.asked: list[str] = []
        self.shown: list[tuple[str, str]] = []
        self.numbers: dict[str, float] = {}
        self.operation = ""
        self.failed = False

    def add(self, kind: Kind, name: str, use: str = "", count: int = 1) -> None:
        """Counts something."""
        key = Key(kind, name, use)
        self.counts[key] = self.counts.get(key, 0) + count

    def measure(self, name: str, value: float) -> None:
        """Keeps a number if it is the largest of its name."""
        if value > self.numbers.get(name, -1.0):
            self.numbers[name] = value


class Tally:
    """Puts together what interactions show, in memory that does not grow with their number."""

    MOST_PLACES = 16
    MOST_KEYS = 20_000  # nobody's client uses so much; a hostile recording could

    def __init__(self) -> None:
        self._facts: dict[Key, _Counted] = {}
        self.more_facts = 0

    def add(self, found: Found, file: str, n: int) -> None:
        """Counts what an interaction shows.

        Args:
            found: what it shows.
            file: the file that it stands in.
            n: its number; 0 for a message.
        """
        facts = self._facts
        for key, count in found.counts.items():
            fact = facts.get(key)
            if fact is None:
                if len(facts) >= self.MOST_KEYS:
                    self.more_facts += 1
                    continue
                fact = facts[key] = _Counted()
            fact.count += count
            fact.interactions += 1
            fact.errors += found.failed
            fact.operations[found.operation] += 1
            places = fact.places
            if places and places[-1][0] == file and places[-1][2] == n - 1 and n > 1:
                places[-1][2] = n
            elif len(places) < self.MOST_PLACES:
                places.append([file, n, n])

    def add_resources(self, keys: Iterable[Key], resources: Collection[str]) -> None:
        """Counts the kinds of things that an interaction is about.

        Args:
            keys: what it shows; it was added before.
            resources: the kinds; empty: it does not tell.
        """
        for key in keys:
            fact = self._facts.get(key)
            if fact is not None:
                for resource in resources or ("",):
                    fact.resources[resource] += 1

    def take(self, other: Tally, renamed: Mapping[str, str]) -> bool:
        """Adds what the interactions after these show.

        Args:
            other: what they show.
            renamed: the names that facts of it have here, by their names there.

        Returns:
            Whether it was added; if not, there would be more facts than are told apart.
        """
        facts = {key._replace(name=renamed.get(key.name, key.name)): at for key, at in other._facts.items()}
        if other.more_facts or len(self._facts.keys() | facts.keys()) > self.MOST_KEYS:
            return False
        for key, fact in facts.items():
            known = self._facts.setdefault(key, fact)
            if known is not fact:
                known.go_on(fact, self.MOST_PLACES)
        return True

    def names(self) -> list[str]:
        """Returns the names of what there are facts of."""
        return [key.name for key in self._facts]

    def rename(self, names: Mapping[str, str]) -> None:
        """Gives facts other names; what has the same name then is one fact.

        Args:
            names: the new name by the old one.
        """
        before, self._facts = self._facts, {}
        for key, fact in before.items():
            made = key._replace(name=names.get(key.name, key.name))
            known = self._facts.setdefault(made, fact)
            if known is not fact:
                known.merge(fact, self.MOST_PLACES)

    def facts(self) -> tuple[Fact, ...]:
        """Returns the facts, by kind, and of a kind the most frequent first."""
        order = {kind: at for at, kind in enumerate(Kind)}
        keys = sorted(
            self._facts, key=lambda key: (order[key.kind], -self._facts[key].interactions, key.name, key.use)
        )
        return tuple(self._facts[key].fact(key) for key in keys)


class _Counted:
    __slots__ = ("count", "errors", "interactions", "operations", "places", "resources")

    def __init__(self) -> None:
        self.count = 0
        self.interactions = 0
        self.errors = 0
        self.places: list[list[Any]] = []  # file, first and last of each run
        self.operations: Counter[str] = Counter()
        self.resources: Counter[str] = Counter()

    def go_on(self, later: _Counted, most_places: int) -> None:
        """Adds the numbers of the interactions that come next."""
        first, *others = later.places
        file, begins, ends = first
        if self.places and self.places[-1][0] == file and self.places[-1][2] == begins - 1 and begins > 1:
            self.places[-1][2] = ends
            later.places = others
        self.merge(later, most_places)

    def merge(self, other: _Counted, most_places: int) -> None:
        """Adds another's numbers; an interaction that has both counts twice then."""
        self.count += other.count
        self.interactions += other.interactions
        self.errors += other.errors
        self.operations += other.operations
        self.resources += other.resources
        self.places = (self.places + other.places)[:most_places]

    def fact(self, key: Key) -> Fact:
        return Fact(
            key,
            self.count,
            self.interactions,
            tuple(Place(*place) for place in self.places),
            dict(self.operations),
            dict(sorted(self.resources.items())),  # several of one interaction have no order
            self.errors,
        )
