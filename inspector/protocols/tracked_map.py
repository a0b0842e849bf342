"""What the judge of a part of a session asks of what came before it, and tells those behind it.

A part can be judged without all that came before. If it turns out later that what was not known would have
changed no answer, all that was found is right.
"""

from __future__ import annotations

import math
from typing import Any, Generic, TypeVar

import msgspec

from inspector.bounded import ExpiringMap

V = TypeVar("V")


class Track(msgspec.Struct, Generic[V]):
    """What was asked of a map, and what it was told.

    Args:
        before: the latest time of its entries as it began, in seconds.
        asked: the entries, after their times, that it was asked for before it was told anything of their
            names; ``None`` where it had none.
        until: of those that it had, the latest time that it had been told when it was asked for the last
            time, and of how many names it had.
        had_any: whether it had entries when it was asked that without one of its own; ``None``: it was not.
        told: the names that it was told of, in order, each with the time of what is to be kept, ``None`` if
            the name is to be forgotten, and with what is to be added to what was kept before all, if so.
        kept: what it was last told to keep, after its time, of the names that it was not told to forget.
        low: the earliest time that it was told.
        high: the latest.
        is_certain: whether nothing was asked but single names, and whether there are any, with one answer.
    """

    before: float
    asked: dict[str, tuple[float, V] | None] = {}
    until: dict[str, tuple[float, int]] = {}
    had_any: bool | None = None
    told: list[tuple[str, float | None, V | None]] = []
    kept: dict[str, tuple[float, V]] = {}
    low: float = math.inf
    high: float = -math.inf
    is_certain: bool = True

    def holds(self, other: ExpiringMap[V]) -> bool:
        """Whether a map that was like another would surely have given the same answers."""
        if not self.is_certain or not self._forgets_alike(other):
            return False
        if any(other.entry(name) != entry for name, entry in self.asked.items()):
            return False
        until = self.until
        if self.had_any is not None:
            if self.had_any is not bool(other):
                return False
            if self.had_any:  # the last is surely there all the time if it was not told of
                last, _ = other.items()[-1]
                names = {name for name, _, _ in self.told}
                if last in names:
                    return False
                until = {**until, last: (self.high, len(names))}
        return other.would_keep(until)

    def _forgets_alike(self, other: ExpiringMap[V]) -> bool:
        """Whether what it was told is forgotten at the same time, whatever was kept before."""
        return other.outlasts(self.high - self.low) or self.low >= max(self.before, other.latest)

    def tell(self, other: ExpiringMap[Any]) -> None:
        """Tells another map the same."""
        for name, at, more in self.told:
            if at is None:
                other.drop(name)
            elif more is not None:
                other.add(name, more, at)
            else:
                other.put(name, self.kept[name][1] if name in self.kept else None, at)

    def fill(self, other: ExpiringMap[V]) -> None:
        """Tells another map, which knows what came later, as much of the same as it lacks."""
        for name, at, _ in self.told:
            if at is None and (entry := other.entry(name)) is not None and entry[0] <= self.high:
                other.drop(name)
        other.put_among(self.kept)


class TrackedMap(ExpiringMap[V]):
    """A map that keeps track of what it is asked and told.

    Args:
        plain: the map whose entries it has, and changes.

    Attributes:
        plain: the same.
        track: what it was asked and told.
    """

    def __init__(self, plain: ExpiringMap[V]) -> None:
        super().__init__(plain._most, plain._after, plain._combine)
        self._entries = plain._entries
        self.plain = plain
        self.track: Track[V] = Track(plain.latest)
        self._named: set[str] = set()  # what it was told of
        self._added: dict[str, tuple[tuple[float, V] | None, float, int]] = {}  # before what was added to

    def __len__(self) -> int:
        found, track = super().__len__(), self.track
        if not track.kept and not self._added:
            if track.had_any is None:
                track.had_any = found > 0
            elif track.had_any is not (found > 0):
                track.is_certain = False
        return found

    def get(self, name: str) -> V | None:
        entry = self._entries.get(name)
        if name not in self._named:
            self._was_asked(name, entry, self.track.high, len(self._named))
        elif name in self._added:
            self._was_asked(name, *self._added[name])
        return None if entry is None else entry[1]

    def put(self, name: str, value: V, at: float) -> None:
        self._added.pop(name, None)
        self.track.kept[name] = (at, value)
        self._was_told(name, at, None)
        super().put(name, value, at)

    def add(self, name: str, value: V, at: float) -> None:
        entry = self._entries.get(name)
        if name not in self._named:
            self._added[name] = entry, self.track.high, len(self._named)
        elif name not in self._added:  # what it was told is all that it has been
            self.put(name, self.combined(entry, value), at)
            return
        self._was_told(name, at, value)
        super().put(name, self.combined(entry, value), at)

    def drop(self, name: str) -> None:
        self._added.pop(name, None)
        self.track.kept.pop(name, None)
        self._named.add(name)
        self.track.told.append((name, None, None))
        super().drop(name)

    def items(self) -> list[tuple[str, V]]:
        self.track.is_certain = False
        return super().items()

    def clear(self) -> None:
        self.track.is_certain = False
        super().clear()

    def _was_asked(self, name: str, entry: tuple[float, V] | None, high: float, names: int) -> None:
        track = self.track
        if track.asked.setdefault(name, entry) is not entry:
            track.is_certain = False
        elif entry is not None:
            track.until[name] = high, names

    def _was_told(self, name: str, at: float, more: V | None) -> None:
        track = self.track
        self._named.add(name)
        track.told.append((name, at, more))
        track.low, track.high = min(track.low, at), max(track.high, at)
