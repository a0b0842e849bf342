"""``ews-inspector record``: host mitmproxy with the recorder addon, and nothing that it does not need."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import logging
import signal
import sys
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any
from urllib.parse import urlsplit

import click

from inspector.cli.event_loop import run_in_loop
from inspector.cli.listen import listen_address
from inspector.cli.options import examples
from inspector.errors import CannotWrite, InspectorError, UsageError
from inspector.recorder import Tally
from inspector.resources import addons_dir
from inspector.scrub import PROFILES

_SERVER_FAILED = "the proxy could not start"


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
    "--confdir", metavar="DIR", default="~/.mitmproxy", show_default=True, help="Where the CA is kept."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object when ready, and one at the end.")
def command(
    upstream: str | None,
    output: str,
    listen: str,
    mode: str,
    scrub: str,
    scrub_rules: str,
    scrub_key_file: str,
    append: bool,
    schemas: str,
    no_check: bool,
    tls: bool,
    insecure: bool,
    upstream_ca: str | None,
    confdir: str,
    as_json: bool,
) -> None:
    """Record the traffic between an EWS client and a server.

    Point the client at the URL that is printed (reverse mode), or let it use us as its proxy (forward mode).
    Only EWS, UM, ActiveSync, Autodiscover and schema requests are recorded; everything else passes by. Each
    interaction is on disk before the client has its answer. Stop with Ctrl-C.
    """
    host, port = listen_address(listen)
    settings: dict[str, Any] = {
        "mode": [_proxy_mode(mode, upstream, host, port)],
        "confdir": confdir,
        "ssl_insecure": insecure,
        "ews_cassette": output,
        "ews_append": append,
        "ews_scrub": scrub,
        "ews_scrub_rules": scrub_rules,
        "ews_scrub_key_file": scrub_key_file,
        "ews_check": not no_check,
        "ews_schemas": schemas,
    }
    if upstream_ca:
        settings["ssl_verify_upstream_trusted_ca"] = upstream_ca
    faces = _Face(
        mode, upstream or "", output, "https" if tls else "http", Path(confdir).expanduser(), as_json
    )
    run_in_loop(_run(settings, faces))


class _Face:
    """What the user sees of a recording."""

    def __init__(
        self, mode: str, upstream: str, output: str, scheme: str, confdir: Path, as_json: bool
    ) -> None:
        self.mode, self.upstream, self.output, self.scheme = mode, upstream, output, scheme
        self.ca_file = confdir / "mitmproxy-ca-cert.pem"
        self.as_json = as_json

    def ready(self, address: tuple[Any, ...]) -> None:
        host, port = str(address[0]), int(address[1])
        url = f"{self.scheme}://{f'[{host}]' if ':' in host else host}:{port}"
        if self.as_json:
            state = {"event": "ready", "listen": url, "mode": self.mode, "file": self.output}
            _print_json(state | {"upstream": self.upstream, "ca": str(self.ca_file)})
            return
        click.echo(f"{url} -> {self.upstream or 'wherever the client asks'}, recording to {self.output}")
        if self.mode == "forward" or self.scheme == "https":
            click.echo(f"For https the client has to trust {self.ca_file}", err=True)
        click.echo("Stop with Ctrl-C.", err=True)

    def summary(self, tally: Tally) -> None:
        if self.as_json:
            _print_json(
                {
                    "event": "done",
                    "file": self.output,
                    "interactions": tally.interactions,
                    "errors": tally.errors,
                    "operations": dict(tally.operations),
                    "findings": dict(tally.findings),
                    "severities": dict(tally.severities),
                }
            )
            return
        click.echo(f"{tally.interactions} interactions in {self.output}")
        for name, count in tally.operations.most_common():
            click.echo(f"  {count:>6}  {name}")
        if tally.errors:
            click.echo(f"{tally.errors} were interrupted")
        for severity in ("error", "warning", "info"):
            if tally.severities[severity]:
                click.echo(f"{tally.severities[severity]} findings of severity {severity}")
        worst = ", ".join(f"{code} {count} times" for code, count in tally.findings.most_common(5))
        if worst:
            click.echo(f"most often: {worst}")


async def _run(settings: dict[str, Any], face: _Face) -> None:
    from mitmproxy import options as mitm_options
    from mitmproxy.master import Master

    log = _to_stderr()
    master = Master(mitm_options.Options())
    recorder = _load_addon().EwsRecorder()
    announcer = _Announcer(master, face)
    try:
        master.addons.add(*_proxy_addons(), recorder, announcer)
        _configure(master, settings)
        with _signals(master):
            await _until_stopped(master)
        recording = recorder.finished
    finally:
        logging.getLogger().removeHandler(log)
    if announcer.address is None:
        raise UsageError(_SERVER_FAILED, fix="See the messages above; another program may have the port.")
    if recording is not None:
        face.summary(recording.tally)
    if recorder.failure:
        raise CannotWrite(recorder.failure, face.output)


def _proxy_addons() -> list[Any]:
    """What mitmproxy needs to be a proxy. Each of its other thirty addons would be asked about each event."""
    from mitmproxy.addons import core, errorcheck, next_layer, proxyserver, tlsconfig

    return [
        core.Core(),
        proxyserver.Proxyserver(),
        next_layer.NextLayer(),
        tlsconfig.TlsConfig(),
        errorcheck.ErrorCheck(),
    ]


class _Announcer:
    """Tells where the proxy listens, once it does."""

    def __init__(self, master: Any, face: _Face) -> None:
        self._master, self._face = master, face
        self.address: tuple[Any, ...] | None = None

    def running(self) -> None:
        addresses = self._master.addons.get("proxyserver").listen_addrs()
        if addresses:
            self.address = addresses[0]
            self._face.ready(addresses[0])


def _configure(master: Any, settings: dict[str, Any]) -> None:
    from mitmproxy import exceptions

    try:
        # No app for certificates on a magic host, and no HTTP/2 towards anybody.
        known = {
            "onboarding": False,
            "http2": False,
            "http3": False,
            "connection_strategy": "lazy",
        } | settings
        master.options.update(**{name: value for name, value in known.items() if name in master.options})
    except exceptions.OptionsError as problem:
        cause = problem.__cause__
        raise cause if isinstance(cause, InspectorError) else UsageError(str(problem)) from None


async def _until_stopped(master: Any) -> None:
    try:
        await master.run()
    except SystemExit:
        pass  # mitmproxy has said why on stderr; the announcer knows that it never listened


@contextlib.contextmanager
def _signals(master: Any) -> Any:
    def stop(*_: int | FrameType | None) -> None:
        master.shutdown()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _load_addon() -> ModuleType:
    path = addons_dir() / "ews_recorder.py"
    spec = importlib.util.spec_from_file_location("ews_recorder", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["ews_recorder"] = module
    spec.loader.exec_module(module)
    return module


def _to_stderr() -> logging.Handler:
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter("ews-inspector: %(message)s"))
    logging.getLogger().addHandler(handler)
    return handler


def _proxy_mode(mode: str, upstream: str | None, host: str, port: int) -> str:
    at = f"@[{host}]:{port}" if ":" in host else f"@{host}:{port}"
    if mode == "forward":
        if upstream:
            raise UsageError("a forward proxy has no --upstream", fix="The client says where it wants to go.")
        return "regular" + at
    if not upstream:
        raise UsageError("--upstream is missing", fix="Give the server's URL, or use --mode forward.")
    try:
        parts = urlsplit(upstream)
        server, number = parts.hostname, parts.port
    except ValueError:
        parts, server, number = urlsplit(""), None, None
    if parts.scheme not in ("http", "https") or not server:
        raise UsageError(f"{upstream!r} is no server URL", fix="Use one such as https://mail.example.com.")
    authority = f"[{server}]" if ":" in server else server
    return f"reverse:{parts.scheme}://{authority}:{number or (443 if parts.scheme == 'https' else 80)}{at}"


def _print_json(data: dict[str, Any]) -> None:
    print(json.dumps(data), flush=True)
