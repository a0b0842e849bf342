"""``ews-inspector replay``: serve cassettes to the same unmodified client, offline."""

from __future__ import annotations

from typing import Any

import click

from inspector.cli.cassettes import READ, converted_first
from inspector.cli.hosting import Hosting, hosting_options
from inspector.cli.key_option import key_file_option
from inspector.cli.options import auth_option, examples, exhausted_option, otherwise_option, polls_option
from inspector.errors import UsageError
from inspector.replay import Replayer, recorded_scheme
from inspector.serve import Journal, read_faults
from inspector.serve.fallback import simulator_beside
from inspector.terminal import print_json, say
from inspector.wire.http import Responder
from inspector.wire.printable import printable_line
from inspector.wording import plural

_EARLY = 0.25  # seconds by which a recorded answer to a poll may come early under a running clock


@click.command("replay", epilog=examples("ews-inspector replay session.jsonl --clock manual --verbose"))
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=READ)
@polls_option
@exhausted_option
@click.option(
    "--latency",
    metavar="HOW",
    default="none",
    show_default=True,
    help="none, recorded, or a number of seconds.",
)
@otherwise_option
@auth_option("as-recorded")
@click.option(
    "--volatile", metavar="PATH", multiple=True, help="Do not compare this path of requests; may be repeated."
)
@click.option(
    "--match-header", "headers", metavar="NAME", multiple=True, help="Compare this HTTP or SOAP header too."
)
@click.option("--faults", metavar="FILE", help="A TOML plan of faults to strike the client with.")
@click.option("--fresh-ids", is_flag=True, help="Issue new identifiers instead of the recorded ones.")
@click.option("--strict", is_flag=True, help="Judge requests first; refuse bad ones as Exchange would.")
@click.option(
    "--proxy",
    is_flag=True,
    help="Serve as a forward proxy, so that the client keeps its server's real name; nothing is let through.",
)
@click.option("--watch", is_flag=True, help="Read a cassette again when its file has changed.")
@click.option(
    "--any-mailbox", is_flag=True, help="Answer whoever asks: do not compare whose mailbox it is for."
)
@click.option("--set-order", is_flag=True, help="Compare the order of what stands in a set, too.")
@click.option("--any-order", is_flag=True, help="Accept handles that this run has not issued yet.")
@key_file_option
@hosting_options
def command(
    files: tuple[str, ...],
    polls: str,
    exhausted: str,
    latency: str,
    otherwise: str,
    auth: str,
    volatile: tuple[str, ...],
    headers: tuple[str, ...],
    faults: str | None,
    fresh_ids: bool,
    strict: bool,
    proxy: bool,
    watch: bool,
    any_mailbox: bool,
    set_order: bool,
    any_order: bool,
    **hosting: Any,
) -> int:
    """Serve recorded cassettes to the client that they were recorded from, offline.

    Requests are matched by what they say, polls of phone calls are answered by the clock. A request that was
    not recorded gets a SOAP fault that says what was nearest. The control API is under /_inspector/v1/.
    Stop with Ctrl-C; the exit status is 1 if a request missed.
    """
    host = Hosting(auth="none", **hosting)
    if proxy and host.tls:
        raise UsageError("--proxy serves https anyway", "--tls", "Leave one of them out.")
    clock = host.make_clock()
    plan = read_faults(faults) if faults else ()
    with converted_first(*files):
        replayer = Replayer(
            files,
            polls=polls,
            exhausted=exhausted,
            latency=latency,
            otherwise=simulator_beside(files) if otherwise == "simulate" else None,
            volatile=volatile,
            headers=headers,
            any_mailbox=any_mailbox,
            set_order=set_order,
            any_order=any_order,
            fresh_ids=fresh_ids,
            watch=watch,
            point=not proxy,
            slack=_EARLY * clock.speed,
        )
    with replayer:
        for warning in replayer.warnings:
            say(f"ews-inspector: {warning}", err=True)
        scheme = recorded_scheme(replayer.recordings) if auth == "as-recorded" else auth
        host = Hosting(auth=scheme, proxy=proxy, **hosting)
        count = len(replayer.recordings)
        journal = host.serve(
            _judged(replayer) if strict else replayer,
            clock,
            f"replays {plural(count, 'interaction')} of {', '.join(files)}",
            {"files": list(files), "interactions": count, "auth": scheme},
            faults=plan,
        )
        _summary(replayer, journal, as_json=host.as_json)
        return 1 if replayer.missed else 0


def _judged(replayer: Replayer) -> Responder:
    # xmlschema is loaded only where it is needed
    from inspector.conformance.project import project_of
    from inspector.replay.strict import Strict

    return Strict(replayer, project_of(), replayer.server_version, as_scrubbed=replayer.as_scrubbed)


def _summary(replayer: Replayer, journal: Journal, *, as_json: bool) -> None:
    unplayed = replayer.unplayed
    if as_json:
        by_source = {str(source): count for source, count in journal.by_source.items()}
        print_json(
            {
                "event": "done",
                "requests": journal.count,
                "answers": by_source,
                "played": replayer.played,
                "missed": replayer.missed,
                "unplayed": len(unplayed),
            }
        )
        return
    click.echo(
        f"{plural(journal.count, 'request')}; {plural(replayer.played, 'recording')} played, "
        f"{plural(replayer.missed, 'request')} missed, {plural(len(unplayed), 'recording')} unplayed"
    )
    for miss in replayer.misses[:10]:
        say(f"  missed: {printable_line(str(miss).splitlines()[0])}")
    for recording in unplayed[:10]:
        say(f"  unplayed: {printable_line(recording.operation)} ({recording})")
    if len(unplayed) > 10:
        say(f"  and {len(unplayed) - 10} more")
