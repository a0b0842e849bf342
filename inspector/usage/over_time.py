"""What comes of interactions only in the order of all of them: load, open subscriptions, kinds of things.

A part of a recording notes what it has for that (:class:`Noted`); who puts parts together takes it up in
their order (:class:`OverTime`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

from inspector.usage.facts import Found, Key
from inspector.usage.graph_resources import KnownKinds, named
from inspector.usage.request_load import Load, Sent

MOST_NAMES = 100_000
"""How many mailboxes, and users, are told apart."""


class InOrder(Protocol):
    """What takes up an interaction after those before it."""

    def sent(self, file: str, sent: Sent) -> None:
        """Takes a request, as far as it is a load."""
        ...

    def subscription(self, file: str, n: int, mailbox: bytes, *, made: bool) -> int:
        """Takes one that was made or ended; returns how many are open if it was made, 0 if not known."""
        ...

    def kinds(self, file: str, found: Found) -> bool:
        """Adds the kinds of the things that a request names; says whether all is known that will be."""
        ...


class OverTime:
    """Takes up a recording from the beginning on."""

    def __init__(self) -> None:
        self.load = Load()
        self._open: dict[bytes, int] = {}
        self._kinds = KnownKinds()
        self._file = ""

    def sent(self, file: str, sent: Sent) -> None:
        """Counts a request."""
        self.load.add(file, sent)

    def subscription(self, file: str, n: int, mailbox: bytes, *, made: bool) -> int:
        """Counts one that was made or ended; returns how many are open if it was made, else 0."""
        is_open = self._open.get(mailbox, 0)
        if made:
            if is_open or len(self._open) < MOST_NAMES:
                self._open[mailbox] = is_open + 1
            return is_open + 1
        if is_open == 1:
            del self._open[mailbox]
        elif is_open:
            self._open[mailbox] -= 1
        return 0

    def kinds(self, file: str, found: Found) -> bool:
        """Adds the kinds of the things that a request names, and learns those that its answer shows."""
        if found.asked or found.shown:
            known = self.known(file)
            found.resources |= known.of(map(named, found.asked))
            known.learn((named(each), kind) for each, kind in found.shown)
        return True

    def known(self, file: str) -> KnownKinds:
        """Returns the kinds that are known of the things of a file: another file's are those of others."""
        if file != self._file:
            self._file, self._kinds = file, KnownKinds()
        return self._kinds


class Named(NamedTuple):
    """An interaction that names things.

    Args:
        file: where it stands.
        asked: what its request names.
        shown: what its answer shows, each with its kind.
        keys: which of the part's facts it has, if their resources are not counted yet; empty: they are.
        resources: the kinds that are known of it.
    """

    file: str
    asked: tuple[bytes, ...]
    shown: tuple[tuple[bytes, str], ...]
    keys: tuple[int, ...]
    resources: frozenset[str]


class Noted:
    """Notes what a part has.

    Args:
        within: the file in whose middle the part begins; empty: it begins with a file.

    Attributes:
        requests: its requests, each with its file.
        subscriptions: those that it made or ended: file, number, mailbox, whether it was made.
        named: the interactions of ``within`` that name things.
        keys: the facts that these have.
    """

    def __init__(self, within: str = "") -> None:
        self.requests: list[tuple[str, Sent]] = []
        self.subscriptions: list[tuple[str, int, bytes, bool]] = []
        self.named: list[Named] = []
        self.keys: dict[Key, int] = {}
        self._within = within
        self._own = OverTime()
        self._elsewhere = 0  # how many things were named that were not shown before in this part

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_own"}  # of use here alone

    def sent(self, file: str, sent: Sent) -> None:
        """Notes a request."""
        self.requests.append((file, sent))

    def subscription(self, file: str, n: int, mailbox: bytes, *, made: bool) -> int:
        """Notes one that was made or ended."""
        self.subscriptions.append((file, n, mailbox, made))
        return 0

    def kinds(self, file: str, found: Found) -> bool:
        """Adds the kinds of things that were shown in this part; says whether there is no other."""
        if file != self._within:
            return self._own.kinds(file, found)
        if not (found.asked or found.shown):
            return True
        known = self._own.known(file)
        asked = tuple(map(named, found.asked))
        shown = tuple((named(each), kind) for each, kind in found.shown)
        self._elsewhere += sum(each not in known for each in asked)
        # What is remembered here is remembered there too, as long as so much was not named since.
        is_all = known.is_sure(self._elsewhere) and all(each in known for each in asked)
        found.resources |= known.of(asked)
        known.learn(shown)
        keys = () if is_all else tuple(self.keys.setdefault(key, len(self.keys)) for key in found.counts)
        self.named.append(Named(file, asked, shown, keys, frozenset(found.resources)))
        return is_all

    def notes_for(self, over_time: OverTime) -> Iterator[tuple[tuple[int, ...], set[str]]]:
        """Tells who puts parts together what was noted of things.

        Yields:
            Facts, as places in :attr:`keys`, with the kinds that they are about.
        """
        for file, asked, shown, keys, resources in self.named:
            known = over_time.known(file)
            kinds = known.of(asked)
            known.learn(shown)
            if keys:
                yield keys, kinds | resources
