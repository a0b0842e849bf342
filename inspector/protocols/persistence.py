"""Where a server keeps what must outlive it."""

from __future__ import annotations

from typing import Protocol


class Keeper(Protocol):
    """Keeps what must outlive the server, in rows."""

    def put(self, mailbox: str, kind: str, key: str, value: bytes) -> None:
        """Keeps a value."""

    def drop(self, mailbox: str, kind: str, key: str) -> None:
        """Forgets a value."""
