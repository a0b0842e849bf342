"""Responders and servers for the tests of the hosting."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator

import pytest

from inspector.clock import ManualClock
from inspector.serve import Control, Journal, Server
from inspector.wire.http import Headers, HttpRequest, HttpResponse


class Echo:
    """Answers with what it was asked, and keeps the requests."""

    def __init__(self) -> None:
        self.requests: list[HttpRequest] = []
        self.ready = HttpResponse(Headers([("Content-Type", "text/plain")]), b"")

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        self.requests.append(request)
        if request.path == "/broken":
            raise ValueError("a bug,\nin two lines")
        return HttpResponse(self.ready.headers, self.ready.body or request.body, self.ready.status)


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def server(echo: Echo, clock: ManualClock) -> Iterator[Server]:
    journal = Journal(echo)
    with Server(journal, clock, control=Control(journal, clock)) as running:
        yield running


@pytest.fixture
def talk(server: Server) -> Callable[[bytes], bytes]:
    """Sends bytes on a connection of their own and returns all that comes back until it is closed or idle."""

    def exchange(sent: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", server.port), timeout=5) as client:
            with contextlib.suppress(OSError):  # the server may refuse before all is sent
                client.sendall(sent)
            came = b""
            client.settimeout(0.5)
            with contextlib.suppress(OSError):
                while part := client.recv(65536):
                    came += part
            return came

    return exchange
