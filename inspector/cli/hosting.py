"""What the commands that serve have in common: options, a line with the URL, a line for each request."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from inspector.cli.listen import listen_address
from inspector.clock import Clock, clock_from
from inspector.serve import Authentication, Fault, Hosted, Journal, JournalEntry, authentication
from inspector.terminal import print_json, say
from inspector.wire.http import Responder
from inspector.wire.printable import printable_line

_Command = TypeVar("_Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--listen",
        metavar="HOST:PORT",
        default="127.0.0.1:8080",
        show_default=True,
        help="Where to serve; port 0 takes a free one.",
    ),
    click.option(
        "--clock",
        default="real",
        show_default=True,
        help="real, manual (moved by the control API), or a speed such as x10.",
    ),
    click.option("--tls", is_flag=True, help="Serve https, for any host name; mitmproxy's CA signs."),
    click.option(
        "--confdir", metavar="DIR", default="~/.mitmproxy", show_default=True, help="Where the CA is kept."
    ),
    click.option(
        "--control-token",
        metavar="TOKEN",
        default="",
        envvar="EWS_INSPECTOR_CONTROL_TOKEN",
        help="What the control API asks for; needed if --listen is not on loopback.",
    ),
    click.option("-v", "--verbose", is_flag=True, help="Show each request on stderr."),
    click.option("--json", "as_json", is_flag=True, help="Print JSON: when ready, for requests, at the end."),
)


def hosting_options(command: _Command) -> _Command:
    """Gives a command the options that :class:`Hosting` takes."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@dataclass(frozen=True, kw_only=True)
class Hosting:
    """How a responder is served by a command.

    Args:
        listen: host and port.
        clock: the name of the clock.
        tls: whether https is served.
        confdir: where mitmproxy's CA is.
        control_token: what the control API asks for.
        verbose: whether each request is shown.
        as_json: whether what is printed is JSON.
        auth: the authentication that clients are asked for, and the users that it knows.
        users: passwords by user name.
        proxy: whether it is served as a forward proxy.
    """

    listen: str
    clock: str
    tls: bool
    confdir: str
    control_token: str
    verbose: bool
    as_json: bool
    auth: str = "none"
    users: Mapping[str, str] | None = None
    proxy: bool = False

    def make_clock(self) -> Clock:
        """Returns the clock that the options name."""
        return clock_from(self.clock)

    def serve(
        self,
        responder: Responder,
        clock: Clock,
        what: str,
        about: Mapping[str, Any] | None = None,
        *,
        faults: Iterable[Fault] = (),
    ) -> Journal:
        """Serves until SIGINT or SIGTERM comes.

        Args:
            responder: who answers.
            clock: the clock that it lives by.
            what: what is served, for the line with the URL.
            about: what else the JSON line says.
            faults: what strikes the clients.

        Returns:
            The journal of what was asked.

        Raises:
            UsageError: the address cannot be bound, or an option makes no sense.
        """
        host, port = listen_address(self.listen)
        hosted = Hosted(
            responder,
            clock,
            faults=faults,
            noted=self._told if self.verbose else None,
            address=(host, port),
            token=self.control_token,
            any_host=self.proxy,
        )
        auth = authentication(self.auth, self.users)
        log = _one_line_log()
        try:
            if self.proxy:
                self._serve_as_proxy(hosted, (host, port), auth, what, about or {})
            else:
                server = hosted.server(tls=self._tls_context(host), auth=auth)
                server.run(lambda: self._ready(server.url, what, about or {}, closed=hosted.closed))
        finally:
            logging.getLogger("inspector").removeHandler(log)
        return hosted.journal

    def _serve_as_proxy(
        self,
        hosted: Hosted,
        address: tuple[str, int],
        auth: Authentication | None,
        what: str,
        about: Mapping[str, Any],
    ) -> None:
        from inspector.cli.replay_proxy import serve_as_proxy  # it loads mitmproxy

        serve_as_proxy(
            hosted.journal,
            hosted.clock,
            address,
            confdir=self.confdir,
            control=hosted.control,
            auth=auth,
            ready=lambda url: self._ready(url, f"(proxy) {what}", about),
        )

    def _tls_context(self, host: str) -> Any:
        if not self.tls:
            return None
        from inspector.serve.tls import tls_context  # mitmproxy is loaded only where it is needed

        return tls_context(self.confdir, (host,) if host not in ("0.0.0.0", "::") else ())

    def _ready(self, url: str, what: str, about: Mapping[str, Any], *, closed: bool = False) -> None:
        if self.as_json:
            print_json({"event": "ready", "url": url, "control": f"{url}/_inspector/v1/", **about})
            return
        say(f"{url} {what}")
        if self.tls or self.proxy:
            ca = Path(self.confdir).expanduser() / "mitmproxy-ca-cert.pem"
            say(f"For https the client has to trust {ca}", err=True)
        if closed:
            say("The control API is closed: give --control-token to open it.", err=True)
        say("Stop with Ctrl-C.", err=True)

    def _told(self, entry: JournalEntry) -> None:
        if self.as_json:
            print_json({"event": "request", **entry.to_json()})
        else:
            say(_line(entry), err=True)


def _line(entry: JournalEntry) -> str:
    origin = entry.origin
    what = origin.operation or f"{entry.method} {entry.path}"
    handle = f" {origin.handle[:24]}" if origin.handle else ""
    where = f" #{origin.n}" if origin.n else ""
    note = f"  {origin.note}" if origin.note else ""
    return f"{entry.at:9.3f} s  {entry.status}  {origin.source}{where}  {what}{handle}{note}"


class _OneLine(logging.Formatter):
    """Messages of the server name what clients have asked for."""

    def format(self, record: logging.LogRecord) -> str:
        """Returns a message as one line in which nothing steers the terminal."""
        return printable_line(super().format(record))


def _one_line_log() -> logging.Handler:
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(logging.WARNING)
    handler.setFormatter(_OneLine("ews-inspector: %(message)s"))
    logging.getLogger("inspector").addHandler(handler)
    return handler
