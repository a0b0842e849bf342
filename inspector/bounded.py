"""What is remembered of clients and messages, of which there can be any number: so much, and no more.

What is full makes room in one of three ways: :class:`Recent` lets go what was not used for longest,
:class:`ExpiringMap` also what is too old, and :class:`ClearedWhenFull` everything.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, Never, TypeVar

FORGET_AFTER = 3600.0
"""Seconds after which what a session has not shown again is forgotten."""
FORGET_BEYOND = 4096
"""The most entries that are remembered of a kind in a session."""

K = TypeVar("K")
V = TypeVar("V")


class Recent(OrderedDict[K, V]):
    """A dictionary that keeps so many entries at most; the one that was not used for longest goes first.

    Args:
        most: how many.
    """

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def use(self, key: K) -> V | None:
        """Returns what is kept, and counts as a use; ``None`` if nothing is."""
        try:
            self.move_to_end(key)
        except KeyError:
            return None
        return self[key]

    def __setitem__(self, key: K, value: V) -> None:
        self.keep(key, value)

    def keep(self, key: K, value: V) -> tuple[K, V] | None:
        """Keeps a value, which is used last now; returns the entry that had to go for it, if one had."""
        super().__setitem__(key, value)
        self.move_to_end(key)
        return self.popitem(last=False) if len(self) > self._most else None

    def change(self, key: K, value: V) -> tuple[K, V] | None:
        """As :meth:`keep`, but is no use of what is kept of the key already."""
        super().__setitem__(key, value)
        return self.popitem(last=False) if len(self) > self._most else None

    def __reduce__(self) -> tuple[Any, ...]:
        """Is packed with how many it keeps, for copies and other processes."""
        return type(self), (self._most,), None, None, iter(self.items())


class ExpiringMap(Generic[V]):
    """A dictionary by name that also forgets what was kept too long ago.

    Args:
        most: how many entries it keeps.
        after: seconds after which an entry that was not kept again is dropped.
        combine: what makes one value of the one that is kept, or ``None``, and a new one (:meth:`add`).
    """

    def __init__(
        self,
        most: int = FORGET_BEYOND,
        after: float = FORGET_AFTER,
        combine: Callable[[V | None, V], V] | None = None,
    ) -> None:
        self._most = most
        self._after = after
        self._combine = combine
        self._entries: OrderedDict[str, tuple[float, V]] = OrderedDict()  # in the order of their times

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, name: str) -> V | None:
        """Returns what is kept under a name, or ``None``."""
        entry = self._entries.get(name)
        return None if entry is None else entry[1]

    def clear(self) -> None:
        """Forgets everything."""
        self._entries.clear()

    def items(self) -> list[tuple[str, V]]:
        """Returns all names with what is kept under them, those kept first at the beginning."""
        return [(name, entry[1]) for name, entry in self._entries.items()]

    def entry(self, name: str) -> tuple[float, V] | None:
        """Returns what is kept under a name, after the time at which it was, or ``None``."""
        return self._entries.get(name)

    @property
    def latest(self) -> float:
        """The latest time at which something was kept that still is, in seconds; minus infinity if empty."""
        return max((at for at, _ in self._entries.values()), default=-math.inf)

    def outlasts(self, seconds: float) -> bool:
        """Whether nothing is forgotten for its age before something is kept that is more seconds younger."""
        return seconds <= self._after

    def newest(self, count: int) -> ExpiringMap[V]:
        """Returns a map that has so many of the entries, those kept last."""
        found: ExpiringMap[V] = ExpiringMap(self._most, self._after, self._combine)
        found._entries.update(islice(self._entries.items(), max(len(self._entries) - count, 0), None))
        return found

    def would_keep(self, until: Mapping[str, tuple[float, int]]) -> bool:
        """Whether entries would surely be kept while others are.

        Args:
            until: the names of the entries, each with the latest time at which another has been kept by then,
                in seconds, and how many other names have been.
        """
        entries = self._entries
        if any(latest - entries[name][0] > self._after for name, (latest, _) in until.items()):
            return False
        if len(entries) + max((others for _, others in until.values()), default=0) <= self._most:
            return True
        behind = {name: n for n, name in enumerate(reversed(entries)) if name in until}
        return all(behind[name] + others < self._most for name, (_, others) in until.items())

    def put(self, name: str, value: V, at: float) -> None:
        """Keeps something.

        Args:
            name: its name.
            value: what.
            at: when, in seconds since the start of the recording.
        """
        entries = self._entries
        entries[name] = (at, value)
        entries.move_to_end(name)
        while len(entries) > self._most or at - entries[next(iter(entries))][0] > self._after:
            entries.popitem(last=False)

    def add(self, name: str, value: V, at: float) -> None:
        """Keeps what is made of what is kept and something new; parameters as those of :meth:`put`."""
        self.put(name, self.combined(self._entries.get(name), value), at)

    def combined(self, entry: tuple[float, V] | None, value: V) -> V:
        """Returns what is made of an entry, or ``None``, and something new."""
        assert self._combine is not None
        return self._combine(None if entry is None else entry[1], value)

    def put_among(self, entries: Mapping[str, tuple[float, V]]) -> None:
        """Keeps what was there at other times too, each in its place by time; the newest if all are too many.

        Args:
            entries: values after their times, by name; of names that are kept already, nothing changes.
        """
        kept = self._entries
        more = [(name, entry) for name, entry in entries.items() if name not in kept]
        if more:
            in_order = sorted([*kept.items(), *more], key=lambda each: each[1][0])
            kept.clear()
            kept.update(in_order[-self._most :])

    def drop(self, name: str) -> None:
        """Forgets what is kept under a name, if anything is."""
        self._entries.pop(name, None)


class ClearedWhenFull(dict[K, V]):
    """A dictionary that is emptied when it is full, and fills again.

    It is for what is looked up many times for each message: a look-up notes no use, and to keep something
    costs no more than a call. What still comes is soon known again.

    Args:
        most: how many entries it keeps.
        largest: how large all may be, in whatever :meth:`make_room` is told.
    """

    __slots__ = ("_largest", "_most", "_size")

    def __init__(self, most: int, largest: float = math.inf) -> None:
        super().__init__()
        self._most = most
        self._largest = largest
        self._size = 0

    if TYPE_CHECKING:  # one written in Python would take three times as long as :meth:`keep`

        def __setitem__(self, key: Never, value: Never) -> None: ...  # type: ignore[override]
        def setdefault(self, key: Never, default: Never) -> Never: ...  # type: ignore[override]

    def keep(self, key: K, value: V) -> V:
        """Keeps a value, and returns it. Nothing else may put one here: that would pass the bound."""
        if len(self) >= self._most and key not in self:
            self.clear()
        self[key] = value  # type: ignore[index, assignment]
        return value

    def make_room(self, size: int) -> None:
        """Is told before something is kept how large that is; empties if there is no room for it."""
        if self._size + size > self._largest or len(self) >= self._most:
            self.clear()
        self._size += size

    def clear(self) -> None:
        super().clear()
        self._size = 0
