"""What is remembered of clients and messages, of which there can be any number: the latest, and no more."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, TypeVar

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

    def keep(self, key: K, value: V) -> V | None:
        """Keeps a value, which is used last now; returns the one that had to go for it, if one had."""
        super().__setitem__(key, value)
        self.move_to_end(key)
        return self.popitem(last=False)[1] if len(self) > self._most else None

    def __reduce__(self) -> tuple[Any, ...]:
        """Is packed with how many it keeps, for copies and other processes."""
        return type(self), (self._most,), None, None, iter(self.items())
