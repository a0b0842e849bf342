"""Processes that share what one of them makes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # not on Windows: there every process works for itself
    fcntl = None  # type: ignore[assignment]

__all__ = ["can_share", "one_at_a_time"]


def can_share() -> bool:
    """Says whether several processes can share what one of them makes."""
    return fcntl is not None


@contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    """Lets one process in at a time.

    Args:
        lock: a file that stands for what they share.
    """
    with lock.open("w") as file:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
