"""What the fixtures give a test: a responder with its clock, reached by a URL or without a socket."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from inspector.clock import Clock
from inspector.errors import UsageError
from inspector.serve import Fault, Hosted, JournalEntry, Server, read_faults
from inspector.wire.http import HttpRequest, HttpResponse, Responder

if TYPE_CHECKING:
    import aiohttp
    import httpx
    from requests.adapters import HTTPAdapter


def faults_of(given: object) -> tuple[Fault, ...]:
    """Reads the faults that a marker names.

    Args:
        given: one or several of: a fault, a table as in a plan, the path of a plan.

    Raises:
        InspectorError: there is no such fault, or the plan cannot be read.
    """
    if isinstance(given, str | os.PathLike):
        return read_faults(os.fspath(given))
    if isinstance(given, Fault):
        return (given,)
    if isinstance(given, Mapping):
        return (Fault.from_table(given),)
    if not isinstance(given, Iterable):
        raise UsageError(f"faults is a table, the path of a plan, or several, not {str(given)[:40]!r}")
    return tuple(fault for one in given for fault in faults_of(one))


class Host:
    """A responder that a test talks to.

    Args:
        responder: who answers.
        clock: the clock that it lives by; a test moves it with ``clock.advance(seconds)``.
        faults: what strikes from the beginning: the first that strikes a request is the one.

    Attributes:
        clock: the clock.
        faults: what strikes; a test adds to it with ``faults.add(kind="busy", operation="GetItem")``.
        responder: who answers, with the journal around it.
    """

    def __init__(self, responder: Responder, clock: Clock, faults: Sequence[Fault] = ()) -> None:
        self._hosted = Hosted(responder, clock, faults=faults)
        self.clock = clock
        self.faults = self._hosted.faults
        self.responder: Responder = self._hosted.journal
        self._server: Server | None = None

    @property
    def url(self) -> str:
        """Scheme, host and port to reach it by; the server starts when this is first asked for."""
        if self._server is None:
            self._server = self._hosted.server()
            self._server.start()
        return self._server.url

    @property
    def address(self) -> tuple[str, int] | None:
        """Host and port of its server; ``None`` if none was started."""
        return (self._server.host, self._server.port) if self._server else None

    @property
    def journal(self) -> list[JournalEntry]:
        """What was asked so far and what answered, oldest first."""
        return self._hosted.journal.entries()

    @property
    def state(self) -> dict[str, Any]:
        """Calls with state and deadline, tracks with position, as the control API shows them."""
        return self._hosted.state()

    def respond(self, request: HttpRequest) -> HttpResponse:
        """Answers a request without a socket, at the clock's time."""
        return self._hosted.respond(request)

    @property
    def requests_adapter(self) -> type[HTTPAdapter]:
        """A class of transport adapters of requests that needs no socket; exchangelib's HTTP_ADAPTER_CLS."""
        from inspector.replay.transports.for_requests import adapter_class

        return adapter_class(self.responder, self.clock)

    @property
    def httpx_transport(self) -> httpx.BaseTransport:
        """A transport of httpx that needs no socket, for the synchronous and the asynchronous client."""
        from inspector.replay.transports.for_httpx import HttpxTransport

        return HttpxTransport(self.responder, self.clock)

    @property
    def aiohttp_connector(self) -> aiohttp.BaseConnector:
        """A connector of aiohttp that needs no socket; ask for it where the event loop runs."""
        from inspector.replay.transports.for_aiohttp import AiohttpTransport

        return AiohttpTransport(self.responder, self.clock)

    def close(self) -> None:
        """Stops the server, if one was started; may be called again."""
        if self._server is not None:
            self._server.stop()
