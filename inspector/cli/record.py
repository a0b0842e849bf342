"""``ews-inspector record``: host mitmproxy with the recorder addon, and nothing that it does not need."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from inspector.cassette import Interaction
from inspector.choices import PROFILES
from inspector.cli.event_loop import run_in_loop
from inspector.cli.exchange_lines import ExchangeLines
from inspector.cli.listen import listen_address
from inspector.cli.options import examples, one_of, require_terminal
from inspector.cli.proxy_settings import proxy_settings
from inspector.errors import WriteError
from inspector.recorder.session import RecordedCounts
from inspector.terminal import print_json
from inspector.tui.live import Live
from inspector.wording import plural

# Whoever ends it so cannot be asked; what is under way is still recorded as interrupted.
_ENDINGS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


@click.command(
    "record",
    epilog=examples("ews-inspector record --upstream https://mail.example.com -o session.jsonl"),
)
@click.option("--upstream", metavar="URL", help="The server to record, such as https://mail.example.com.")
@click.option(
    "-o", "--output", "output", metavar="FILE", required=True, help="The cassette to write (.jsonl)."
)
@click.option(
    "--listen",
    metavar="HOST:PORT",
    default="127.0.0.1:8080",
    show_default=True,
    help="Port 0 takes a free one.",
)
@click.option(
    "--mode",
    type=click.Choice(["reverse", "forward"]),
    default="reverse",
    show_default=True,
    help="reverse: clients take us for the server. forward: clients use us as their HTTP proxy.",
)
@click.option(
    "--scrub",
    type=click.Choice(PROFILES),
    default=PROFILES[-1],
    show_default=True,
    help="What is replaced before anything is written.",
)
@click.option("--scrub-rules", metavar="FILE", default="", help="What else is replaced (TOML, see 'scrub').")
@click.option(
    "--scrub-key-file",
    metavar="FILE",
    default="",
    help="The key of the pseudonyms, in place of a salt in the cassette; a replay needs it too.",
)
@click.option("--append", is_flag=True, help="Go on after the last interaction of a cassette that exists.")
@click.option("--schemas", metavar="NAME", default="", help="The schema set that judges.")
@click.option("--no-check", is_flag=True, help="Record without judging.")
@click.option("--tls", is_flag=True, help="Tell clients an https URL (reverse mode; mitmproxy's CA signs).")
@click.option("--insecure", is_flag=True, help="Accept any certificate of the server.")
@click.option(
    "--upstream-ca", metavar="FILE", type=click.Path(exists=True), help="Trust this CA for the server."
)
@click.option(
    "--client-cert", metavar="FILE", help="Show the server this certificate (PEM, with its private key)."
)
@click.option(
    "--upstream-proxy",
    metavar="URL",
    default="",
    envvar="EWS_INSPECTOR_UPSTREAM_PROXY",
    help="Reach servers through this proxy, such as http://USER:PASSWORD@proxy.example.com:3128.",
)
@click.option(
    "--proxy-auth",
    metavar="USER:PASSWORD",
    default="",
    envvar="EWS_INSPECTOR_PROXY_AUTH",
    help="Ask clients of a forward proxy for this.",
)
@click.option("--open", "meant_open", is_flag=True, help="Let everyone use a forward proxy.")
@click.option(
    "--ports",
    metavar="PORTS",
    default="",
    help="Where a forward proxy connects to; 80,443 if others can reach it.",
)
@click.option(
    "--max-body",
    metavar="SIZE",
    default="256m",
    show_default=True,
    help="A larger body is passed on, and not kept.",
)
@click.option(
    "--fsync", is_flag=True, help="Each interaction is on the disk, not only in the system's memory."
)
@click.option(
    "--confdir", metavar="DIR", default="~/.mitmproxy", show_default=True, help="Where the CA is kept."
)
@click.option("-q", "--quiet", is_flag=True, help="Print no line an exchange.")
@click.option("--tui", "on_screen", is_flag=True, help="Watch it in the terminal UI: filter, open, compare.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object when ready, and one at the end.")
def command(**options: Any) -> None:
    """Record the traffic between an EWS client and a server.

    Point the client at the URL that is printed (reverse mode), or let it use us as its proxy (forward mode).
    Only EWS, UM, ActiveSync, Autodiscover and schema requests are recorded; everything else passes by. Each
    interaction is on disk before the client has its answer, and a line tells of it. Stop with Ctrl-C.
    """
    one_of({"--tui": options["on_screen"], "--json": options["as_json"], "--quiet": options["quiet"]})
    if options["on_screen"]:
        require_terminal("'ews-inspector record' without --tui prints a line an exchange.")
    _host(proxy_settings(options), listen_address(options["listen"]), _Face(options))


class _Face:
    """What the user sees of a recording.

    Args:
        options: the command's, by name.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.mode, self.upstream, self.output = options["mode"], options["upstream"] or "", options["output"]
        self.scheme = "https" if options["tls"] else "http"
        self.ca_file = Path(options["confdir"]).expanduser() / "mitmproxy-ca-cert.pem"
        self.trust = str(self.ca_file) if self.mode == "forward" or self.scheme == "https" else ""
        self.as_json, self.on_screen = options["as_json"], options["on_screen"]
        quiet = options["quiet"] or self.as_json
        self.exchange: Callable[[Interaction], None] | None = None if quiet else ExchangeLines()

    def url(self, host: str, port: int) -> str:
        return f"{self.scheme}://{f'[{host}]' if ':' in host else host}:{port}"

    def ready(self, host: str, port: int) -> None:
        url = self.url(host, port)
        if self.as_json:
            state = {"event": "ready", "listen": url, "mode": self.mode, "file": self.output}
            print_json(state | {"upstream": self.upstream, "ca": str(self.ca_file)})
            return
        click.echo(f"{url} -> {self.upstream or 'wherever the client asks'}, recording to {self.output}")
        if self.trust:
            click.echo(f"For https the client has to trust {self.trust}", err=True)
        click.echo("Stop with Ctrl-C.", err=True)

    def summary(self, tally: RecordedCounts) -> None:
        if self.as_json:
            print_json({"event": "done", "file": self.output, **tally.to_json()})
            return
        click.echo(f"{plural(tally.interactions, 'interaction')} in {self.output}")
        for name, count in tally.operations.most_common():
            click.echo(f"  {count:>6}  {name}")
        if tally.withheld:
            click.echo(f"{tally.withheld} without their content: scrubbing failed on them (finding WIRE023)")
        if tally.errors:
            click.echo(f"{plural(tally.errors, 'of them was', 'of them were')} interrupted")
        for severity in ("error", "warning", "info"):
            if tally.severities[severity]:
                click.echo(f"{plural(tally.severities[severity], 'finding')} of severity {severity}")
        worst = ", ".join(f"{code} {plural(count, 'time')}" for code, count in tally.findings.most_common(5))
        if worst:
            click.echo(f"most often: {worst}")


def _host(settings: dict[str, Any], address: tuple[str, int], face: _Face) -> None:
    from mitmproxy.addons.proxyauth import ProxyAuth  # loading mitmproxy takes a while

    from inspector.cli.proxy_host import host_proxy
    from inspector.recorder.addon import EwsRecorder

    live = Live(face.upstream, face.trust) if face.on_screen else None
    recorder = EwsRecorder(live.recorded if live else face.exchange)
    addons = [ProxyAuth(), recorder] if settings.get("proxyauth") else [recorder]
    if live is not None:
        _watch(live, addons, settings, address, face)
    else:
        run_in_loop(host_proxy(addons, settings, address, face.ready, said_from=logging.WARNING))
    if recorder.finished is not None:
        face.summary(recorder.finished.tally)
    if recorder.failure:
        raise WriteError(recorder.failure.removeprefix(f"{face.output}: "), face.output)


def _watch(
    live: Live, addons: Sequence[Any], settings: dict[str, Any], address: tuple[str, int], face: _Face
) -> None:
    """Records beside the terminal UI, until the user leaves that."""
    from inspector.cli.live_recording import LiveRecording
    from inspector.tui.app import InspectorApp
    from inspector.tui.settings import read_settings, settings_file

    colours_and_keys = read_settings(settings_file())
    recording = LiveRecording(addons, settings, address, live, face.url)
    recording.start()
    try:
        app = InspectorApp(face.output, colours_and_keys, live=live)
        for number in _ENDINGS:
            signal.signal(number, lambda *_: app.exit())
        app.run()
    finally:
        recording.stop()
