"""uvicorn's HTTP/1.1 connection, with a bound on the head of a request and a name for the connection."""

from __future__ import annotations

import itertools
import logging
import re
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

__all__ = ["MAX_HEAD", "Connection"]

MAX_HEAD = 256 * 1024
"""The most bytes that the request line and the header fields of a request may have together."""

# What a user has to know of a connection the application says, in one line and without a traceback.
_SILENT = logging.getLogger("inspector.serve.uvicorn")
_SILENT.setLevel(logging.CRITICAL + 1)

_UPGRADE = re.compile(rb"\r\nupgrade:[^\r\n]*", re.I)
_serial = itertools.count(1)


class Connection(HttpToolsProtocol):
    """A client's connection.

    Args:
        ended: called with the connection's name when it has ended.

    The application finds under ``scope["extensions"]["connection"]`` the object itself: its ``name``
    (address, port and a serial number, as ports are used again) and its ``transport``.
    """

    def __init__(self, *args: Any, ended: Callable[[str], None], **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.logger = _SILENT
        self.name = ""
        self._ended = ended
        self._in_head = True
        self._head_bytes = 0
        self._between = True
        self._ended_messages = 0

    def connection_made(self, transport: Any) -> None:
        """Names the connection."""
        super().connection_made(transport)
        address = f"{self.client[0]}:{self.client[1]}" if self.client else "local"
        self.name = f"{address}#{next(_serial)}"

    def connection_lost(self, exc: Exception | None) -> None:
        """Tells that the connection has ended."""
        super().connection_lost(exc)
        self._ended(self.name)

    def data_received(self, data: bytes) -> None:
        """Takes what has come from the client."""
        if self._between and b"pgrade:" in data:
            # Java's client offers h2c with each first request; the parser would drop the body with the offer.
            head, end, rest = data.partition(b"\r\n\r\n")
            data = _UPGRADE.sub(b"", head) + end + rest
        ended = self._ended_messages
        super().data_received(data)
        # What came with the end of the message before is bounded by the size of one read.
        if self._in_head and self._ended_messages == ended and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD:
                self.send_400_response(f"The header fields have more than {MAX_HEAD} bytes.")

    def on_message_begin(self) -> None:
        """Begins a request."""
        super().on_message_begin()
        self._between = False
        self.scope["extensions"] = {"connection": self}  # type: ignore[dict-item]

    def on_headers_complete(self) -> None:
        """Ends the head of a request."""
        self._in_head = False
        self._head_bytes = 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Ends a request."""
        self._in_head = self._between = True
        self._ended_messages += 1
        super().on_message_complete()
