"""What is learned from messages, and when nothing may be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class SomethingNewError(Exception):
    """A message teaches something, and was only to be looked through."""


class Lessons:
    """Says of all that learns for one scrubber whether it may."""

    def __init__(self) -> None:
        self._over = False

    def begin(self) -> None:
        """Is called before anything is learned, or told with an interaction.

        Raises:
            SomethingNewError: nothing may be.
        """
        if self._over:
            raise SomethingNewError

    @contextmanager
    def over(self) -> Iterator[None]:
        """Lets nothing be learned meanwhile."""
        self._over = True
        try:
            yield
        finally:
            self._over = False
