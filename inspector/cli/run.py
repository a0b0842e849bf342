"""``ews-inspector run``: run a client, in whatever language, against a cassette."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, cast

import click

from inspector.cli.cassettes import READ, converted_first
from inspector.cli.options import auth_option, examples, exhausted_option, otherwise_option, polls_option
from inspector.clock import clock_from
from inspector.errors import UsageError
from inspector.replay import Replayer
from inspector.serve import Hosted, authentication
from inspector.serve.control import CONTROL_PATH
from inspector.serve.fallback import simulator_beside
from inspector.terminal import say
from inspector.wire.printable import printable_line

_START_TIMEOUT = 60.0
# Where the libraries of other languages look for certificates that they shall trust.
_CA_VARIABLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")


@click.command(
    "run",
    context_settings={"ignore_unknown_options": True},
    epilog=examples("ews-inspector run --cassette calls.jsonl -- node --test"),
)
@click.option(
    "--cassette",
    "cassettes",
    metavar="FILE",
    multiple=True,
    required=True,
    type=READ,
    help="May be given again.",
)
@click.option(
    "--clock",
    default="manual",
    show_default=True,
    help="manual (moved by the control API), real, or a speed such as x10.",
)
@polls_option
@exhausted_option
@otherwise_option
@auth_option()
@click.option("--tls", is_flag=True, help="Serve https; the CA is in the variables that clients know.")
@click.option(
    "--proxy", is_flag=True, help="Replay as a forward proxy, so that clients keep their server's real name."
)
@click.option("--confdir", metavar="DIR", default="~/.mitmproxy", show_default=True, help="Where the CA is.")
@click.option("--allow-misses", is_flag=True, help="A request that was not recorded is no failure.")
@click.option("--fail-on-unplayed", is_flag=True, help="Recordings that nothing asked for are a failure.")
@click.argument("words", metavar="-- COMMAND...", nargs=-1, required=True, type=click.UNPROCESSED)
def command(
    cassettes: tuple[str, ...],
    clock: str,
    polls: str,
    exhausted: str,
    otherwise: str,
    auth: str,
    tls: bool,
    proxy: bool,
    confdir: str,
    allow_misses: bool,
    fail_on_unplayed: bool,
    words: tuple[str, ...],
) -> int:
    """Run a command against a cassette, and fail if it asks for what was not recorded.

    The command finds the server in EWS_INSPECTOR_URL (and EWS_INSPECTOR_EWS, EWS_INSPECTOR_UM), and the
    control API, which moves the clock, in EWS_INSPECTOR_CONTROL. With --tls the CA's certificate is in
    EWS_INSPECTOR_CA and in SSL_CERT_FILE, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE and NODE_EXTRA_CA_CERTS; with
    --proxy likewise, and the proxy is in HTTP_PROXY and HTTPS_PROXY.

    The exit status is the command's own; 1 if it was fine but a request missed.
    """
    program = _found(words[0])
    if proxy and tls:
        raise UsageError("--proxy serves https anyway", "--tls", "Leave one of them out.")
    options = _Options(cassettes, clock, polls, exhausted, otherwise, auth, tls, confdir)
    with (_by_proxy if proxy else _by_server)(options) as stage:
        status = _ran([program, *words[1:]], stage.variables)
        failures = [] if allow_misses else stage.listed("misses")
        failures += stage.listed("unplayed") if fail_on_unplayed else []
    for failure in failures:
        for line in failure.splitlines():
            say(f"ews-inspector: {printable_line(line)}", err=True)
    return status or (1 if failures else 0)


class _Options(NamedTuple):
    cassettes: tuple[str, ...]
    clock: str
    polls: str
    exhausted: str
    otherwise: str
    auth: str
    tls: bool
    confdir: str


class _Stage(NamedTuple):
    """What a command runs against.

    Args:
        variables: what its environment tells it.
        ask: gives the JSON that the control API has under a name.
    """

    variables: Mapping[str, str]
    ask: Callable[[str], list[dict[str, Any]]]

    def listed(self, name: str) -> list[str]:
        """Returns the misses, or the unplayed recordings, a text each."""
        return [str(one["text"]) if "text" in one else _unplayed(one) for one in self.ask(name)]


def _unplayed(one: dict[str, Any]) -> str:
    return f"unplayed: {one['operation']} (interaction {one['recording']} of {Path(one['cassette']).name})"


@contextmanager
def _by_server(options: _Options) -> Iterator[_Stage]:
    """Replays on a port of its own, in this process."""
    clock = clock_from(options.clock)
    with converted_first(*options.cassettes):
        replayer = Replayer(
            options.cassettes,
            polls=options.polls,
            exhausted=options.exhausted,
            otherwise=simulator_beside(options.cassettes) if options.otherwise == "simulate" else None,
        )
    with replayer:
        context = None
        if options.tls:
            from inspector.serve.tls import tls_context  # mitmproxy is loaded only where it is needed

            context = tls_context(options.confdir)
        hosted = Hosted(replayer, clock)
        with hosted.server(tls=context, auth=authentication(options.auth)) as server:
            variables = _addresses(server.url) | (_certificates(options.confdir) if options.tls else {})
            yield _Stage(variables, lambda name: replayer.listed(name) or [])


@contextmanager
def _by_proxy(options: _Options) -> Iterator[_Stage]:
    """Replays as a forward proxy, in a process that hosts mitmproxy."""
    words = [sys.executable, "-m", "inspector", "replay", *options.cassettes, "--proxy", "--json"]
    words += ["--listen", "127.0.0.1:0", "--clock", options.clock, "--polls", options.polls]
    words += ["--exhausted", options.exhausted, "--otherwise", options.otherwise, "--auth", options.auth]
    words += ["--confdir", options.confdir]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        watchdog = threading.Timer(_START_TIMEOUT, process.kill)
        watchdog.start()
        try:
            ready = process.stdout.readline()
            watchdog.cancel()
            if not ready:
                raise UsageError("the proxy did not start", fix="See the message above.")
            url = str(json.loads(ready)["url"])
            variables = _addresses(url) | _certificates(options.confdir)
            variables |= dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), url)
            variables |= dict.fromkeys(("NO_PROXY", "no_proxy"), "")
            yield _Stage(variables, lambda name: _asked(f"{url}{CONTROL_PATH}{name}"))
        finally:
            watchdog.cancel()
            process.terminate()


def _asked(url: str) -> list[dict[str, Any]]:
    directly = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with directly.open(url, timeout=30) as answer:
        return cast(list[dict[str, Any]], json.load(answer))


def _addresses(url: str) -> dict[str, str]:
    return {
        "EWS_INSPECTOR_URL": url,
        "EWS_INSPECTOR_EWS": f"{url}/EWS/Exchange.asmx",
        "EWS_INSPECTOR_UM": f"{url}/EWS/UM2007Legacy.asmx",
        "EWS_INSPECTOR_CONTROL": f"{url}{CONTROL_PATH.rstrip('/')}",
    }


def _certificates(confdir: str) -> dict[str, str]:
    certificate = str(Path(confdir).expanduser() / "mitmproxy-ca-cert.pem")
    return dict.fromkeys(("EWS_INSPECTOR_CA", *_CA_VARIABLES), certificate)


def _found(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise UsageError("there is no such command", program, "Write it after --, with its arguments.")
    return found


def _ran(words: Sequence[str], variables: Mapping[str, str]) -> int:
    """Runs a command and returns its exit status; 128 and the signal's number if one ended it."""
    with subprocess.Popen(words, env={**os.environ, **variables}) as process, _passing_on(process):
        status = process.wait()
    return status if status >= 0 else 128 - status


@contextmanager
def _passing_on(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """While it lasts, what would end us ends the command instead; Ctrl-C reaches it from the terminal."""
    before = {
        signal.SIGINT: signal.signal(signal.SIGINT, signal.SIG_IGN),
        signal.SIGTERM: signal.signal(signal.SIGTERM, lambda *_: process.terminate()),
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
