"""The ``--listen`` option: where a command serves."""

from __future__ import annotations

from inspector.errors import UsageError


def listen_address(text: str) -> tuple[str, int]:
    """Reads HOST:PORT; an IPv6 address stands in brackets.

    Raises:
        UsageError: it is no address to listen on.
    """
    host, colon, port = text.rpartition(":")
    if not colon or not host or not (port.isascii() and port.isdigit()) or int(port) > 65535:
        raise UsageError(f"{text!r} is no address to listen on", fix="Use HOST:PORT, such as 127.0.0.1:8080.")
    return host.strip("[]"), int(port)
