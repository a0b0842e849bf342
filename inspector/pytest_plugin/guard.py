"""Refuses connections that leave the test, so that a replayed test cannot reach a live server unnoticed."""

from __future__ import annotations

import socket
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

Address = tuple[str, int]
_OURS = ContextVar("_OURS", default=False)


class ConnectionBlocked(OSError):
    """A connection that the test is not allowed to make."""


@contextmanager
def own_connections() -> Iterator[None]:
    """Lets the plugin itself connect, to a recorder for example, while the test may not."""
    token = _OURS.set(True)
    try:
        yield
    finally:
        _OURS.reset(token)


@contextmanager
def blocked_connections(allowed: Callable[[], Collection[Address]]) -> Iterator[list[str]]:
    """Refuses TCP and UDP connections of this process but those to the allowed addresses, while it lasts.

    Sockets that are no internet sockets (such as those within the machine) are left alone. What does not go
    through Python's ``socket`` (uvloop's own transports, a subprocess) is not seen.

    Args:
        allowed: tells the host and port of each server that may be reached.

    Yields:
        The addresses that were refused, growing: a client may have swallowed the exception.
    """
    refused: list[str] = []
    before = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex", "sendto")}

    def guarded(name: str) -> Callable[..., Any]:
        original = before[name]

        def method(self: socket.socket, *arguments: Any) -> Any:
            __tracebackhide__ = True
            address = arguments[-1]  # of sendto, the address is the last of two or three
            leaves = self.family in (socket.AF_INET, socket.AF_INET6) and not _OURS.get()
            if leaves and tuple(address[:2]) not in allowed():
                where = f"{address[0]}:{address[1]}"
                refused.append(where)
                raise ConnectionBlocked(f"the test may not connect to {where}: block_network is set")
            return original(self, *arguments)

        return method

    for name in before:
        setattr(socket.socket, name, guarded(name))
    try:
        yield refused
    finally:
        for name, original in before.items():
            if name in _INHERITED:
                delattr(socket.socket, name)
            else:  # pragma: no cover - no Python so far defines them on the class itself
                setattr(socket.socket, name, original)


_INHERITED = [name for name in ("connect", "connect_ex", "sendto") if name not in vars(socket.socket)]
