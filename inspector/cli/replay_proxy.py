"""``ews-inspector replay --proxy``: mitmproxy with the replaying addon."""

from __future__ import annotations

import logging
from collections.abc import Callable

from inspector.cli.event_loop import run_in_loop
from inspector.cli.proxy_host import host_proxy, listen_spec
from inspector.clock import Clock
from inspector.serve import Authentication, Control
from inspector.serve.proxy_addon import EwsReplayer
from inspector.wire.http import Responder


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
    addon = EwsReplayer(responder, clock, control, auth)
    settings = {"mode": ["regular" + listen_spec(*address)], "confdir": confdir}

    def listening(host: str, port: int) -> None:
        ready(f"http://{f'[{host}]' if ':' in host else host}:{port}")

    run_in_loop(host_proxy([addon], settings, address, listening, said_from=logging.ERROR))
