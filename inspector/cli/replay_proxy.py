"""``ews-inspector replay --proxy``: mitmproxy with the replaying addon, and nothing else."""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import signal
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from inspector.cli.event_loop import run_in_loop
from inspector.clock import Clock
from inspector.errors import UsageError
from inspector.resources import addons_dir
from inspector.serve import Authentication, Control
from inspector.wire.http import Responder

__all__ = ["serve_as_proxy"]


def serve_as_proxy(
    responder: Responder,
    clock: Clock,
    address: tuple[str, int],
    *,
    confdir: str,
    control: Control,
    auth: Authentication | None,
    ready: Callable[[str], None],
) -> None:
    """Answers whatever clients ask through a forward proxy, until SIGINT or SIGTERM comes.

    Args:
        responder: who answers.
        clock: the clock that it lives by.
        address: host and port.
        confdir: where mitmproxy's CA is.
        control: answers under ``/_inspector/v1/`` of any host.
        auth: challenges clients; ``None`` lets everyone in.
        ready: called with the proxy's URL once it listens.

    Raises:
        UsageError: the address cannot be bound, or an option has a value that mitmproxy refuses.
    """
    addon = _load_addon().EwsReplayer(responder, clock, control, auth)
    run_in_loop(_run(addon, address, confdir, ready))


async def _run(addon: Any, address: tuple[str, int], confdir: str, ready: Callable[[str], None]) -> None:
    from mitmproxy import exceptions
    from mitmproxy.addons import core, errorcheck, next_layer, proxyserver, tlsconfig
    from mitmproxy.master import Master
    from mitmproxy.options import Options

    log = logging.StreamHandler(sys.stderr)
    log.setLevel(logging.ERROR)
    log.setFormatter(logging.Formatter("ews-inspector: %(message)s"))
    logging.getLogger().addHandler(log)
    host, port = address
    master = Master(Options())
    announcer = _Announcer(master, ready)
    try:
        master.addons.add(
            core.Core(),
            proxyserver.Proxyserver(),
            next_layer.NextLayer(),
            tlsconfig.TlsConfig(),
            errorcheck.ErrorCheck(),
            addon,
            announcer,
        )
        at = f"@[{host}]:{port}" if ":" in host else f"@{host}:{port}"
        settings = {"mode": ["regular" + at], "confdir": confdir, "onboarding": False}
        master.options.update(**{name: value for name, value in settings.items() if name in master.options})
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, master.shutdown)
        await _until_stopped(master)
    except exceptions.OptionsError as problem:
        raise UsageError(str(problem)) from None
    finally:
        logging.getLogger().removeHandler(log)
    if not announcer.told:
        raise UsageError(
            "the proxy could not start", f"{host}:{port}", "See the message above; the port may be taken."
        )


class _Announcer:
    """Tells where the proxy listens, once it does."""

    def __init__(self, master: Any, ready: Callable[[str], None]) -> None:
        self._master, self._ready = master, ready
        self.told = False

    def running(self) -> None:
        addresses = self._master.addons.get("proxyserver").listen_addrs()
        if addresses:
            self.told = True
            host = str(addresses[0][0])
            self._ready(f"http://{f'[{host}]' if ':' in host else host}:{addresses[0][1]}")


async def _until_stopped(master: Any) -> None:
    try:
        await master.run()
    except SystemExit:
        pass  # mitmproxy has said why on stderr; the announcer knows that it never listened


def _load_addon() -> ModuleType:
    path = addons_dir() / "ews_replayer.py"
    spec = importlib.util.spec_from_file_location("ews_replayer", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["ews_replayer"] = module
    spec.loader.exec_module(module)
    return module
