"""A recording under way, as the terminal UI sees it: written by one thread, read by another."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass

from inspector.cassette import Interaction

_MOST_SAID = 100


@dataclass(frozen=True)
class Said:
    """Something that the recorder says: a server that cannot be reached, a TLS handshake that failed.

    Args:
        text: what, with how to mend it.
        error: whether the recording itself is at stake.
    """

    text: str
    error: bool = False


class Live:
    """What is to be known of a recording while it goes on.

    Args:
        upstream: whom the recorder asks; empty: wherever the client asks.
        trust: the certificate that clients have to trust; empty: none.

    Attributes:
        url: where clients find it, once it has started.
        count: how many interactions have been recorded since it began.
    """

    def __init__(self, upstream: str = "", trust: str = "") -> None:
        self.url = ""
        self.upstream = upstream
        self.trust = trust
        self.count = 0
        self._lock = threading.Lock()
        self._said: deque[Said] = deque(maxlen=_MOST_SAID)
        self._problem = ""

    def recorded(self, interaction: Interaction) -> None:
        """Takes in that an interaction was written; one that was answered takes the last problem away."""
        with self._lock:
            self.count += 1
            if interaction.error is None:
                self._problem = ""

    def say(self, said: Said) -> None:
        """Takes in what the recorder says."""
        with self._lock:
            self._said.append(said)
            self._problem = said.text

    def news(self) -> list[Said]:
        """Returns what was said since this was last asked."""
        with self._lock:
            said = list(self._said)
            self._said.clear()
        return said

    @property
    def problem(self) -> str:
        """What was said last, if no interaction has been answered since; empty otherwise."""
        with self._lock:
            return self._problem
