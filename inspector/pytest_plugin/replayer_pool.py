"""Replayers that are kept from one test to the next, so that tests which share a cassette read it once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable

from inspector.bounded import Recent
from inspector.replay import Replayer

_KEPT = 32


class ReplayerPool:
    """Replayers that nobody uses at the moment. One that is taken is not here until it is put back.

    Args:
        kept: how many are kept; the one put back longest ago goes first.
    """

    def __init__(self, kept: int = _KEPT) -> None:
        self._lock = threading.Lock()
        self._idle: Recent[Hashable, Replayer] = Recent(kept)

    def take(self, key: Hashable, make: Callable[[], Replayer]) -> Replayer:
        """Returns a replayer at its beginning.

        Args:
            key: what tells replayers apart: files with their state, and options.
            make: makes one if there is none of this key.
        """
        with self._lock:
            replayer = self._idle.pop(key, None)
        if replayer is None:
            return make()
        replayer.reset()
        return replayer

    def put(self, key: Hashable, replayer: Replayer) -> None:
        """Keeps a replayer for the next who asks for this key."""
        with self._lock:
            before, gone = self._idle.pop(key, None), self._idle.keep(key, replayer)
        for one in (before, gone and gone[1]):
            if one is not None:
                one.close()

    def close(self) -> None:
        """Closes all that are kept."""
        with self._lock:
            idle = list(self._idle.values())
            self._idle.clear()
        for one in idle:
            one.close()
