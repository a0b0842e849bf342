"""Hosting a Responder over HTTP(S): in a background thread for tests, in the foreground for commands."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import ssl
import threading
from collections.abc import Callable
from functools import partial
from typing import Self

from inspector.clock import Clock
from inspector.errors import InspectorError, UsageError
from inspector.serve.app import MAX_BODY, Application
from inspector.serve.auth import Authentication, Challenging
from inspector.serve.connection import Connection
from inspector.serve.control import Control
from inspector.wire.http import Responder

_START_TIMEOUT = 10.0
_KEEP_ALIVE = 600  # seconds; a client that is held in a debugger finds its connection still there
_GRACE = 2.0  # seconds that answers under way have when the server stops

_LOG = logging.getLogger("inspector.serve")


class Server:
    """Hosts a responder on a port of this machine.

    Args:
        responder: who answers.
        clock: tells the time at which a request is complete.
        host: the address to bind; loopback unless told otherwise.
        port: the port to bind; 0 takes a free one.
        tls: serves HTTPS by this context (:mod:`inspector.serve.tls`); ``None`` serves HTTP.
        control: answers under ``/_inspector/v1/`` (:mod:`inspector.serve.control`); ``None``: nothing does.
        auth: challenges clients before the responder sees them (:mod:`inspector.serve.auth`); ``None`` lets
            everyone in.
        max_body: the most bytes that a request's body may have.

    Raises:
        UsageError: the address cannot be bound.

    As a context manager it serves in a background thread; :meth:`run` serves in the calling one. The port is
    bound when the object is made, so :attr:`url` is known from then on.

    >>> from inspector.clock import SystemClock
    >>> from inspector.wire.http import HttpResponse
    >>> class Hello:
    ...     def respond(self, request, at):
    ...         return HttpResponse(body=b"hello")
    >>> import urllib.request
    >>> with Server(Hello(), SystemClock()) as server:
    ...     urllib.request.urlopen(server.url).read()
    b'hello'
    """

    def __init__(
        self,
        responder: Responder,
        clock: Clock,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        tls: ssl.SSLContext | None = None,
        control: Control | None = None,
        auth: Authentication | None = None,
        max_body: int = MAX_BODY,
    ) -> None:
        self.host = host
        self._tls = tls
        self._auth = auth
        served = responder if auth is None else Challenging(responder, auth)
        self._application = Application(served, clock, control, max_body)
        self._socket = _bound(host, port)
        self.port: int = self._socket.getsockname()[1]
        self._connections: set[Connection] = set()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._idle: asyncio.TimerHandle | None = None
        self._started = threading.Event()
        self._failure: BaseException | None = None

    @property
    def url(self) -> str:
        """Where it serves, without a path: ``http://127.0.0.1:49152``."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}"

    def start(self) -> None:
        """Begins to serve in a background thread; returns when requests are taken.

        Raises:
            InspectorError: it could not be started.
        """
        self._thread = threading.Thread(target=self._in_thread, name=f"serve {self.port}", daemon=True)
        self._thread.start()
        if not self._started.wait(_START_TIMEOUT) or self._failure is not None:
            raise InspectorError(f"the server did not start ({self._failure or 'timeout'})", self.url)

    def stop(self) -> None:
        """Stops serving; answers under way have two seconds to end. May be called again."""
        loop, stop = self._loop, self._stop
        if loop is not None and stop is not None and not loop.is_closed():
            try:
                loop.call_soon_threadsafe(stop.set)
            except RuntimeError:
                _LOG.debug("the server had stopped already")
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(_GRACE + 5)
            self._thread = None
        self._socket.close()

    def run(self, ready: Callable[[], None] | None = None) -> None:
        """Serves in the calling thread until SIGINT or SIGTERM comes, or :meth:`stop` is called.

        Args:
            ready: called once when requests are taken.
        """
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(self._serve(ready, signals=True))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _in_thread(self) -> None:
        try:
            with asyncio.Runner(loop_factory=_loop_factory()) as runner:
                runner.run(self._serve(None, signals=False))
        except BaseException as problem:  # noqa: BLE001 - start() raises it in the thread that waits
            self._failure = problem
            self._started.set()

    async def _serve(self, ready: Callable[[], None] | None, *, signals: bool) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        if signals and threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self._loop.add_signal_handler(number, self._stop.set)
        ended = self._auth.forget if self._auth is not None else _forget_nothing
        listener = await self._loop.create_server(
            partial(Connection, self._application, self._connections, ended),
            sock=self._socket,
            ssl=self._tls,
            backlog=2048,
        )
        self._close_idle()
        self._started.set()
        if ready is not None:
            ready()
        try:
            await self._stop.wait()
        finally:
            listener.close()
            if self._idle is not None:
                self._idle.cancel()
            await self._finish()

    def _close_idle(self) -> None:
        """Closes connections on which nothing has come for long, and looks again later."""
        assert self._loop is not None
        now = self._loop.time()
        for connection in list(self._connections):
            if connection.task is None and now - connection.used > _KEEP_ALIVE:
                connection.transport.close()
        self._idle = self._loop.call_later(_KEEP_ALIVE / 10, self._close_idle)

    async def _finish(self) -> None:
        """Lets the answers under way end, then closes what is left."""
        for connection in list(self._connections):
            connection.shutdown()
        tasks = [connection.task for connection in self._connections if connection.task is not None]
        if tasks:
            await asyncio.wait(tasks, timeout=_GRACE)
        for task in tasks:
            task.cancel()
        for connection in list(self._connections):
            connection.transport.abort()
        await asyncio.sleep(0)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    try:
        import uvloop
    except ImportError:  # not on Windows
        return asyncio.new_event_loop
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory


def require_free(host: str, port: int) -> int:
    """Raises if an address cannot be listened on, for those who bind it themselves.

    Args:
        host: the address.
        port: the port; 0 for one that is free.

    Returns:
        The port.

    Raises:
        UsageError: it cannot be bound.
    """
    with _bound(host, port) as bound:
        return int(bound.getsockname()[1])


def _bound(host: str, port: int) -> socket.socket:
    where = f"{host}:{port}"
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind, protocol)
    except (OSError, OverflowError, UnicodeError) as problem:
        raise UsageError(f"this address cannot be used ({problem})", where) from None
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError as problem:
        bound.close()
        raise UsageError(
            f"the server cannot listen here ({problem.strerror})",
            where,
            "Choose another port, or 0 for a free one.",
        ) from None
    return bound


def _forget_nothing(connection: str) -> None:
    """Without authentication nothing is kept by connection."""
