"""``ews-inspector run``: run a client, in whatever language, against a cassette."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from inspector.clock import clock_from
from inspector.errors import UsageError
from inspector.replay import Replayer
from inspector.serve import Control, Journal, Server, authentication
from inspector.wire.http import Responder
from inspector.wire.printable import printable_line

__all__ = ["command"]

# Where the libraries of other languages look for certificates that they shall trust.
_CA_VARIABLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")


@click.command(
    "run",
    context_settings={"ignore_unknown_options": True},
    epilog="Example: ews-inspector run --cassette calls.jsonl -- node --test",
)
@click.option(
    "--cassette", "cassettes", metavar="FILE", multiple=True, required=True, help="May be given again."
)
@click.option(
    "--clock",
    default="manual",
    show_default=True,
    help="manual (moved by the control API), real, or a speed such as x10.",
)
@click.option("--polls", type=click.Choice(["timeline", "sequence"]), default="timeline", show_default=True)
@click.option("--exhausted", type=click.Choice(["repeat", "fail"]), default="repeat", show_default=True)
@click.option("--otherwise", type=click.Choice(["miss", "simulate"]), default="miss", show_default=True)
@click.option(
    "--auth", type=click.Choice(["none", "basic", "ntlm", "bearer"]), default="none", show_default=True
)
@click.option("--tls", is_flag=True, help="Serve https; the CA is in the variables that clients know.")
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
    confdir: str,
    allow_misses: bool,
    fail_on_unplayed: bool,
    words: tuple[str, ...],
) -> int:
    """Run a command against a cassette, and fail if it asks for what was not recorded.

    The command finds the server in EWS_INSPECTOR_URL (and EWS_INSPECTOR_EWS, EWS_INSPECTOR_UM), and the
    control API, which moves the clock, in EWS_INSPECTOR_CONTROL. With --tls the CA's certificate is in
    EWS_INSPECTOR_CA and in SSL_CERT_FILE, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE and NODE_EXTRA_CA_CERTS.

    The exit status is the command's own; 1 if it was fine but a request missed.
    """
    program = _found(words[0])
    runs_by = clock_from(clock)
    with Replayer(
        cassettes,
        polls=polls,
        exhausted=exhausted,
        otherwise=_simulator() if otherwise == "simulate" else None,
    ) as replayer:
        journal = Journal(replayer)
        context = None
        if tls:
            from inspector.serve.tls import tls_context  # mitmproxy is loaded only where it is needed

            context = tls_context(confdir)
        control = Control(journal, runs_by)
        with Server(journal, runs_by, tls=context, control=control, auth=authentication(auth)) as server:
            variables = _variables(server.url, Path(confdir).expanduser() if tls else None)
            status = _ran([program, *words[1:]], variables)
        failures = [] if allow_misses else [str(miss) for miss in replayer.misses]
        if fail_on_unplayed:
            failures += [f"unplayed: {one.interaction.operation} ({one})" for one in replayer.unplayed]
    for failure in failures:
        for line in failure.splitlines():
            click.echo(f"ews-inspector: {printable_line(line)}", err=True)
    return status or (1 if failures else 0)


def _found(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise UsageError("there is no such command", program, "Write it after --, with its arguments.")
    return found


def _variables(url: str, confdir: Path | None) -> Mapping[str, str]:
    variables = {
        "EWS_INSPECTOR_URL": url,
        "EWS_INSPECTOR_EWS": f"{url}/EWS/Exchange.asmx",
        "EWS_INSPECTOR_UM": f"{url}/EWS/UM2007Legacy.asmx",
        "EWS_INSPECTOR_CONTROL": f"{url}/_inspector/v1",
    }
    if confdir is not None:
        certificate = str(confdir / "mitmproxy-ca-cert.pem")
        variables |= dict.fromkeys(("EWS_INSPECTOR_CA", *_CA_VARIABLES), certificate)
    return variables


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


def _simulator() -> Responder:
    from inspector.simulator import Simulator

    return Simulator()
