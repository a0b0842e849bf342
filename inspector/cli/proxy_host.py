"""mitmproxy, hosted: with what it needs to be a proxy, and what is given; nothing else."""

from __future__ import annotations

import contextlib
import logging
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FrameType
from typing import Any

from mitmproxy import exceptions, options
from mitmproxy.addons import core, errorcheck, next_layer, proxyserver, tlsconfig
from mitmproxy.master import Master

from inspector.errors import InspectorError, UsageError
from inspector.serve import require_free

HOSTED: Mapping[str, Any] = {
    "http2": False,
    "http3": False,
    "connection_strategy": "lazy",
}
"""Settings of every hosted mitmproxy: no HTTP/2, and no server is asked before a client asks."""


def listen_spec(host: str, port: int) -> str:
    """Returns the end of a mode of mitmproxy: where it listens."""
    return f"@[{host}]:{port}" if ":" in host else f"@{host}:{port}"


async def host_proxy(
    addons: Sequence[Any],
    settings: Mapping[str, Any],
    address: tuple[str, int],
    ready: Callable[[str, int], None],
    *,
    said_from: int,
    say: logging.Handler | None = None,
) -> None:
    """Runs mitmproxy until SIGINT or SIGTERM comes, or an addon shuts it down.

    Args:
        addons: what is added to mitmproxy's own.
        settings: mitmproxy's options, those of the addons included.
        address: host and port to listen on; the mode among the settings says so too.
        ready: called with host and port once it listens.
        said_from: the level of logging from which on messages are said.
        say: says them; to stderr, a line each, if not given.

    Raises:
        UsageError: the address cannot be bound, or an option has a value that mitmproxy refuses.
        InspectorError: an addon refuses its settings.
    """
    announcer = _Announcer(ready)
    with _said(said_from, say):
        master = make_master([*addons, announcer])
        announcer.master = master
        try:
            _configure(master, settings)
            require_free(*address)
            with _signals(master), contextlib.suppress(SystemExit):  # it has said why on stderr
                await master.run()
        finally:
            for addon in addons:  # mitmproxy tells them only if it has begun to run
                getattr(addon, "done", _nothing)()
    if not announcer.announced:
        raise UsageError("the proxy could not start", fix="See the messages above.")


def _nothing() -> None:
    """What an addon does at the end that says nothing of it."""


def make_master(addons: Sequence[Any]) -> Any:
    """Makes mitmproxy with what it needs to be a proxy; it is to be configured and run.

    Each of mitmproxy's other thirty addons would be asked about each event.

    Args:
        addons: what is added to mitmproxy's own.
    """
    master = Master(options.Options())
    own = (core.Core(), proxyserver.Proxyserver(), next_layer.NextLayer(), tlsconfig.TlsConfig())
    master.addons.add(*own, errorcheck.ErrorCheck(), *addons)
    return master


class _Announcer:
    """Tells where the proxy listens, once it does."""

    def __init__(self, ready: Callable[[str, int], None]) -> None:
        self.master: Any = None
        self.announced = False
        self._ready = ready

    def running(self) -> None:
        addresses = self.master.addons.get("proxyserver").listen_addrs()
        if addresses:
            self.announced = True
            self._ready(str(addresses[0][0]), int(addresses[0][1]))


def _configure(master: Any, settings: Mapping[str, Any]) -> None:
    known = {**HOSTED, **settings}
    try:
        master.options.update(**{name: value for name, value in known.items() if name in master.options})
    except exceptions.OptionsError as problem:
        cause = problem.__cause__
        raise cause if isinstance(cause, InspectorError) else UsageError(str(problem)) from None


@contextlib.contextmanager
def _signals(master: Any) -> Iterator[None]:
    def stop(*_: int | FrameType | None) -> None:
        master.shutdown()

    here = threading.current_thread() is threading.main_thread()  # only that one may handle signals
    numbers = (signal.SIGINT, signal.SIGTERM) if here else ()
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _said(level: int, say: logging.Handler | None) -> Iterator[None]:
    """What is logged goes to stderr, a line each, or to whoever says it."""
    handler = say
    if handler is None:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("ews-inspector: %(message)s"))
    handler.setLevel(level)
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
