"""uvicorn's HTTP/1.1 connection, with a bound on the head of a request, a name, and a short way for answers.

uvicorn runs each request as a task of its own. Most requests here are small and answered without waiting:
such a one is answered on the spot, when its last byte has come, which takes half the time. Everything else
(long bodies, waits, ``Expect``, HEAD, answers that are broken off on purpose) goes uvicorn's way.
"""

from __future__ import annotations

import itertools
import logging
import re
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from inspector.serve.app import Application, Scope

__all__ = ["MAX_HEAD", "Connection"]

MAX_HEAD = 256 * 1024
"""The most bytes that the request line and the header fields of a request may have together."""

# What a user has to know of a connection the application says, in one line and without a traceback.
_SILENT = logging.getLogger("inspector.serve.uvicorn")
_SILENT.setLevel(logging.CRITICAL + 1)

_UPGRADE = re.compile(rb"\r\nupgrade:[^\r\n]*", re.I)
_SHORT = 64 * 1024  # where uvicorn stops reading until someone asks for the body
_serial = itertools.count(1)


class Connection(HttpToolsProtocol):
    """A client's connection.

    Args:
        application: who answers.
        ended: called with the connection's name when it has ended.

    The application finds under ``scope["extensions"]["connection"]`` the object itself: its ``name``
    (address, port and a serial number, as ports are used again) and its ``transport``.
    """

    def __init__(
        self, *args: Any, application: Application, ended: Callable[[str], None], **keywords: Any
    ) -> None:
        super().__init__(*args, **keywords)
        self.logger = _SILENT
        self.name = ""
        self._application = application
        self._short = min(_SHORT, application.max_body)
        self._ended = ended
        self._in_head = True
        self._head_bytes = 0
        self._between = True
        self._ended_messages = 0
        self._waiting: Any = None

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

    def on_body(self, body: bytes) -> None:
        """Takes a part of a body; a long one is read in uvicorn's way."""
        super().on_body(body)
        if self._waiting is not None and len(self._waiting.body) > self._short:
            cycle, self._waiting = self._waiting, None
            super()._start_asgi_task(cycle, self.app)

    def on_message_complete(self) -> None:
        """Ends a request, and answers it if it has waited for its end."""
        self._in_head = self._between = True
        self._ended_messages += 1
        super().on_message_complete()
        if self._waiting is not None:
            cycle, self._waiting = self._waiting, None
            self._answer(cycle)

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        if cycle.more_body and cycle.scope["method"] == "POST" and not cycle.waiting_for_100_continue:
            self._waiting = cycle
        else:
            super()._start_asgi_task(cycle, app)

    def _answer(self, cycle: Any) -> None:
        scope: Scope = cycle.scope
        response = self._application.answer(scope, bytes(cycle.body))
        written = None
        if response.delay <= 0 and not self.flow.write_paused:
            written = self._application.written(response, keep_alive=cycle.keep_alive)
        if written is None:
            super()._start_asgi_task(cycle, self._application.sender(response))  # type: ignore[arg-type]
            return
        cycle.response_started = cycle.response_complete = True
        self.transport.write(written)
        if not cycle.keep_alive:
            self.transport.close()
        self.on_response_complete()
