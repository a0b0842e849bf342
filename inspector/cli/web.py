"""The terminal UI in a browser, by textual-serve: each page that is opened has a process of its own."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from typing import Any

import click

from inspector.errors import UsageError
from inspector.serve import require_free
from inspector.wire.loopback import is_local_origin, is_loopback

# What the page may load: its own files and its own socket, nothing from elsewhere.
_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; "
    "connect-src 'self' ws:; img-src 'self' data:; frame-ancestors 'none'"
)


def serve_in_browser(words: Sequence[str], host: str, port: int) -> None:
    """Serves the terminal UI to browsers of this machine, until Ctrl-C.

    Args:
        words: what follows ``ews-inspector tui`` in each page.
        host: where to listen: on this machine only, as there is no password.
        port: where to listen; 0 takes a free one.

    Raises:
        UsageError: textual-serve is not installed, others could reach it, or it cannot listen there.
    """
    if not is_loopback(host):
        raise UsageError(
            "whoever reaches it could read, write and send what you can: it has no password",
            host,
            "Listen on 127.0.0.1; an SSH tunnel leads there from elsewhere.",
        )
    try:
        from textual_serve.server import Server
    except ModuleNotFoundError:
        raise UsageError(
            "the terminal UI in a browser needs textual-serve", fix="pip install 'ews-inspector[web]'"
        ) from None
    from aiohttp import web

    class Page(Server):
        """Serves this machine's own pages, and says where."""

        def initialize_logging(self) -> None:
            """Leaves logging as it is: what is wrong is said on stderr."""

        async def on_startup(self, app: Any) -> None:
            click.echo(f"{self.public_url} shows the terminal UI.")
            click.echo("Stop with Ctrl-C.", err=True)

        async def handle_index(self, request: Any) -> Any:
            _admit(request)
            response = await super().handle_index(request)
            response.headers["Content-Security-Policy"] = _POLICY
            return response

        async def handle_websocket(self, request: Any) -> Any:
            _admit(request)
            return await super().handle_websocket(request)

        async def handle_download(self, request: Any) -> Any:
            _admit(request)
            return await super().handle_download(request)

    def _admit(request: Any) -> None:
        """Refuses other names of this machine, and pages of other sites, which could type in it."""
        hosts = [f"//{host}" for host in request.headers.getall("Host", ())]
        if not all(map(is_local_origin, [*hosts, *request.headers.getall("Origin", ())])):
            raise web.HTTPForbidden(text="Only pages of this machine may use the terminal UI.\n")

    command = shlex.join([sys.executable, "-m", "inspector", "tui", *words])
    Page(command, host, require_free(host, port), title="ews-inspector").serve()
