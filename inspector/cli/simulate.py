"""``ews-inspector simulate``: a small Exchange on a port of this machine."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import click

from inspector.cli.listen import listen_address
from inspector.cli.options import auth_option, examples
from inspector.clock import clock_from
from inspector.errors import UsageError
from inspector.protocols.common.versions import DEFAULT_VERSION, VERSIONS
from inspector.serve import Hosted, authentication
from inspector.serve.journal import JournalEntry
from inspector.serve.variant_layer import contents, varied_by
from inspector.simulator import Simulator
from inspector.simulator.scenario import MOST_ITEMS
from inspector.terminal import say
from inspector.wire.clock_header import Stamped
from inspector.wording import plural

_EWS, _UM = "/EWS/Exchange.asmx", "/EWS/UM2007Legacy.asmx"


def _version(_: click.Context, __: click.Parameter, value: str) -> str:
    """The version's name as Exchange writes it."""
    found = next((name for name in VERSIONS if name.lower() == value.lower()), None)
    if found is None:
        raise UsageError(
            f"there is no version {value!r} here", "--version", f"There are {', '.join(VERSIONS)}."
        )
    return found


@click.command(
    "simulate", epilog=examples("ews-inspector simulate --scenario calls.toml --clock x10 --store box.sqlite")
)
@click.option(
    "--listen",
    metavar="HOST:PORT",
    default="127.0.0.1:8081",
    show_default=True,
    help="Port 0 takes a free one.",
)
@click.option(
    "--scenario",
    metavar="FILE.toml",
    type=click.Path(dir_okay=False),
    help="Whose mailboxes there are, and what becomes of calls.",
)
@click.option(
    "--clock", default="real", show_default=True, help="real, a speed such as x10, or manual (control API)."
)
@click.option(
    "--version",
    "version",
    metavar="NAME",
    callback=_version,
    default=DEFAULT_VERSION,
    show_default=True,
    help=f"The server that it behaves like: {', '.join(VERSIONS)}.",
)
@click.option(
    "--store", metavar="FILE.sqlite", type=click.Path(dir_okay=False), help="Keep the mailboxes here."
)
@auth_option(help="Challenge clients. Any credentials will do: their user name selects the mailbox.")
@click.option("--seed", default="ews-inspector", help="What all identifiers follow from.")
@click.option(
    "--messages",
    metavar="N",
    type=click.IntRange(0, MOST_ITEMS),
    default=0,
    help="Put so many messages into the first mailbox.",
)
@click.option(
    "--vary",
    metavar="SEED",
    help="Write each answer in other ways that are legal too, and put other items among the mail.",
)
@click.option(
    "--control-token", metavar="TOKEN", default="", help="What the control API asks for; off loopback a must."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object when ready.")
def command(
    listen: str,
    scenario: str | None,
    clock: str,
    version: str,
    store: str | None,
    auth: str,
    seed: str,
    messages: int,
    vary: str | None,
    control_token: str,
    as_json: bool,
) -> None:
    """Simulate an Exchange server that behaves as the documents say.

    Serves EWS, the legacy Unified Messaging endpoint, Autodiscover and the schema files. Without a scenario
    every mail address has a mailbox, and every call is answered after 3 seconds and hung up after a minute.
    Stop with Ctrl-C.
    """
    runs_by = clock_from(clock)
    simulator = Simulator(
        scenario,
        version=version,
        seed=seed,
        store=store,
        epoch=datetime.now(UTC).replace(microsecond=0),
        more=contents(messages, vary),
    )
    hosted = Hosted(
        Stamped(varied_by(simulator, vary)),
        runs_by,
        noted=None if as_json else _tell,
        address=listen_address(listen),
        token=control_token,
    )
    server = hosted.server(auth=authentication(auth))
    try:
        server.run(lambda: _announce(server.url, simulator, as_json))
    finally:
        simulator.close()
    say(f"{plural(hosted.journal.count, 'request')} answered", err=True)
    if missing := simulator.not_simulated.most_common():
        say(f"not simulated: {', '.join(f'{name} ({count})' for name, count in missing)}", err=True)


def _announce(url: str, simulator: Simulator, as_json: bool) -> None:
    mailbox = simulator.default_mailbox
    try:
        message = mailbox.voice_mail
    except LookupError:
        message = None
    state = {
        "event": "ready",
        "url": url,
        "ews": url + _EWS,
        "um": url + _UM,
        "version": simulator.version.name,
        "mailbox": mailbox.address,
        "voice_mail_entry_id": "" if message is None else mailbox.entry_id(message),
        "voice_mail_item_id": "" if message is None else mailbox.item_id(message),
    }
    if as_json:
        click.echo(json.dumps(state))
        return
    say(f"{simulator.version.name} at {url}")
    say(f"  EWS        {state['ews']}")
    say(f"  UM         {state['um']}")
    say(f"  mailbox    {mailbox.address}")
    if message is not None:
        say(f"  voice mail, as PlayOnPhone names it on UM:  {state['voice_mail_entry_id']}")
        say(f"  voice mail, as PlayOnPhone names it on EWS: {state['voice_mail_item_id']}")
    say("Stop with Ctrl-C.", err=True)


def _tell(entry: JournalEntry) -> None:
    what = entry.origin.operation or f"{entry.method} {entry.path}"
    note = f"  {entry.origin.note}" if entry.origin.note else ""
    say(f"{entry.at:9.3f} s  {entry.status}  {what}{note}", err=True)
