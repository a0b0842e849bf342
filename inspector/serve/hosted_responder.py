"""A responder as every host has it: with faults, logins, a journal and the control API, by one clock."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable
from typing import Any

from inspector.clock import Clock
from inspector.serve.auth import Authentication
from inspector.serve.control import Control
from inspector.serve.faults import Fault, Faults
from inspector.serve.journal import Journal, JournalEntry
from inspector.serve.login import Login
from inspector.serve.server import Server
from inspector.wire.http import HttpRequest, HttpResponse, Responder
from inspector.wire.loopback import is_loopback
from inspector.wire.responder_layer import layers


class Hosted:
    """A responder with what the command line, the terminal UI and the pytest plugin put around it.

    Args:
        responder: who answers.
        clock: the clock that it lives by.
        faults: what strikes from the beginning: the first that strikes a request is the one.
        noted: called with each entry of the journal as it is made, in the thread that answers.
        address: host and port of its server; port 0 takes a free one.
        token: what the control API asks for. Without one it is closed where other machines reach it.
        any_host: lets the control API be asked under any host's name, as a forward proxy is.

    Attributes:
        clock: the clock.
        faults: what strikes; more can be added.
        journal: the outermost layer: what was asked, and what answered.
        control: the control API.
        closed: whether the control API is closed.
    """

    def __init__(
        self,
        responder: Responder,
        clock: Clock,
        *,
        faults: Iterable[Fault] = (),
        noted: Callable[[JournalEntry], None] | None = None,
        address: tuple[str, int] = ("127.0.0.1", 0),
        token: str = "",
        any_host: bool = False,
    ) -> None:
        self.clock = clock
        self.faults = Faults(responder, faults)
        self.journal = Journal(Login(self.faults), noted)
        self.closed = not is_loopback(address[0]) and not token
        self.control = Control(self.journal, clock, token, closed=self.closed, any_host=any_host)
        self._address = address

    def server(self, *, tls: ssl.SSLContext | None = None, auth: Authentication | None = None) -> Server:
        """Returns a server of it, which is not started yet.

        Args:
            tls: serves HTTPS by this context; ``None`` serves HTTP.
            auth: how clients have to authenticate; ``None`` lets everyone in.

        Raises:
            UsageError: the address cannot be bound.
        """
        host, port = self._address
        return Server(self.journal, self.clock, host, port, tls=tls, control=self.control, auth=auth)

    def respond(self, request: HttpRequest) -> HttpResponse:
        """Answers a request without a socket, at the clock's time."""
        return self.journal.respond(request, self.clock.now())

    def state(self) -> dict[str, Any]:
        """Returns what the layers show as of now: calls with state and deadline, tracks, mailboxes."""
        now = self.clock.now()
        state: dict[str, Any] = {}
        for layer in layers(self.journal):
            state |= layer.state(now)
        return state

    def reset(self) -> None:
        """Begins again, as if nothing had been asked; the clock goes on."""
        for layer in layers(self.journal):
            layer.reset()
