"""``ews-inspector verify``: ask a live server what a cassette asked, and tell what has changed."""

from __future__ import annotations

import sys
import time
from collections import Counter
from typing import Any

import click

from inspector.cassette import Cassette
from inspector.cli.cassettes import READ, opened
from inspector.cli.drift import drift_options, report
from inspector.cli.key_option import key_file_option
from inspector.cli.live_server_options import (
    checked_upstream,
    credentials,
    live_server_options,
    replaced_words,
)
from inspector.cli.options import examples, one_of
from inspector.cli.progress import counted
from inspector.clock import SystemClock
from inspector.diff import ByMeaning, ByRole
from inspector.errors import UsageError
from inspector.scrub import Scrubber
from inspector.terminal import say
from inspector.verify import Upstream, Verifier, has_side_effects
from inspector.verify.rebinding import Rebinding
from inspector.wire.printable import printable_line
from inspector.wording import plural


@click.command(
    "verify",
    epilog=examples(
        "ews-inspector verify session.jsonl --upstream https://mail.example.com \\",
        "    --user test@example.com --password-env EWS_PASSWORD",
    ),
)
@click.argument("file", type=READ)
@key_file_option
@click.option(
    "--upstream", metavar="URL", required=True, help="The live server, such as https://mail.example.com."
)
@live_server_options
@click.option("--yes", is_flag=True, help="Also send what changes the server's state, without asking.")
@click.option("--read-only", is_flag=True, help="Leave out what changes the server's state.")
@click.option("--no-pauses", is_flag=True, help="Do not keep the pauses of the recording.")
@click.option(
    "--patience",
    type=click.FloatRange(min=0),
    default=300.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait in all for a server that is busy.",
)
@click.option("--exact", is_flag=True, help="Identifiers, change keys and times of the server count too.")
@click.option("--ca", metavar="FILE", default="", help="Trust the certificates in this file.")
@click.option("--insecure", is_flag=True, help="Accept any certificate of the server.")
@drift_options(fail_on="warning")
def command(
    file: str,
    upstream: str,
    yes: bool,
    read_only: bool,
    no_pauses: bool,
    patience: float,
    exact: bool,
    form: str,
    as_json: bool,
    fail_on: str,
    **asking: Any,
) -> int:
    """Send a cassette's requests to a live server, in order, and report how its answers differ.

    Identifiers and change keys that the live server issues take the place of the recorded ones. A busy server
    is waited for as it asks (BackOffMilliseconds, Retry-After). What changes its state is sent once at most,
    and not without consent.

    Exit status: 0 nothing has changed, 1 something has, 2 the server or the cassette cannot be asked.
    """
    where = checked_upstream(upstream)
    one_of({"--yes": yes, "--read-only": read_only})
    one_of({"--json": as_json, f"--format {form}": form == "html"})
    who, ca, insecure = credentials(asking), asking["ca"], asking["insecure"]
    reading = ByMeaning() if exact else ByRole()
    rebinding = Rebinding(upstream, replaced_words(asking["words"]))
    with opened(file) as cassette, Upstream(who, ca=ca, insecure=insecure) as server:
        if not (yes or read_only):
            _consent(cassette, where)
        scrub = cassette.header.scrub
        verifier = Verifier(
            server.send,
            time.sleep,
            SystemClock(),
            rebinding,
            reading,
            Scrubber.of(scrub) if scrub else None,
            paced=not no_pauses,
            read_only=read_only,
            patience=patience,
        )
        drifts = verifier.run(counted(cassette, "verified"))
        names = (printable_line(file), "")
        status = report(drifts, "json" if as_json else form, fail_on, names, reading)
        say(f"{verifier.asked:,} asked, {verifier.left_out:,} left out", err=True)
    return status


def _consent(cassette: Cassette, where: str) -> None:
    """Asks once for all that changes the server's state."""
    names = Counter(
        one.operation or one.request.method
        for one in cassette
        if one.response is not None and has_side_effects(one)
    )
    if not names:
        return
    told = ", ".join(f"{printable_line(name)} ({count:,})" for name, count in names.most_common())
    what = f"{names.total():,} of {plural(len(cassette), 'request')} change the state of {where}: {told}"
    if not sys.stdin.isatty():
        raise UsageError(what, fix="Consent with --yes, or leave them out with --read-only.")
    say(what, err=True)
    click.confirm("Send them?", abort=True, err=True)
