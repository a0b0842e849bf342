"""``ews-inspector tui``: browse, diff and replay in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inspector.cli.cassettes import READ, converted_first
from inspector.cli.listen import listen_address
from inspector.cli.live_server_options import (
    checked_upstream,
    credentials,
    live_server_options,
    replaced_words,
)
from inspector.cli.options import examples, one_of, require_terminal
from inspector.errors import UsageError

if TYPE_CHECKING:
    from inspector.tui.resending import RealServer


@click.command("tui", epilog=examples("ews-inspector tui sample:voicemail-um"))
@click.argument("files", type=READ, nargs=-1, metavar="[FILE...]")
@click.option(
    "--theme", type=click.Choice(["dark", "light"]), help="The colours; the settings say otherwise."
)
@click.option(
    "--record",
    "recorded",
    metavar="URL",
    help="Record this server and watch it, as 'record --tui --upstream URL' does, to a new file here.",
)
@click.option(
    "--listen",
    metavar="HOST:PORT",
    default="127.0.0.1:8080",
    show_default=True,
    help="With --record or --web: where the recorder, or the page, is found.",
)
@click.option("--web", is_flag=True, help="Show it in browsers of this machine (needs the extra 'web').")
@click.option(
    "--upstream",
    metavar="URL",
    default="",
    help="A live server that edited requests may be sent to; each is asked about.",
)
@live_server_options
@click.option(
    "--ca", "--upstream-ca", metavar="FILE", default="", help="Trust the certificates in this file."
)
@click.option("--insecure", is_flag=True, help="Accept any certificate of the server.")
@click.option("--config", type=click.Path(dir_okay=False), help="Another settings file (theme and keys).")
def command(
    files: tuple[str, ...],
    theme: str | None,
    config: str | None,
    recorded: str | None,
    listen: str,
    web: bool,
    upstream: str,
    **asking: Any,
) -> None:
    """Browse a cassette: messages, findings, call flows; replay it. ? shows the keys, q leaves.

    Several FILEs are shown as one list, by time. Without FILE, cassettes are offered: those opened last,
    those of this folder, and samples.
    """
    one_of({"--record": recorded, "--web": web})
    one_of({"--record": recorded, "--upstream": upstream})
    trusting = {"--upstream-ca": asking.pop("ca"), "--insecure": asking.pop("insecure")} if recorded else {}
    if not upstream and (given := next((name for name, value in _named(asking).items() if value), "")):
        raise UsageError(f"{given} is for a live server", fix="Name it with --upstream.")
    if recorded is not None:
        _record(recorded, listen, files, trusting)
        return
    if web:
        from inspector.cli.web import serve_in_browser  # here: few need it

        words = _words({"--theme": theme, "--config": config, "--upstream": upstream, **_named(asking)})
        serve_in_browser([*words, *files], *listen_address(listen))
        return
    require_terminal("'ews-inspector list' and 'show' write to files and pipes.")
    from dataclasses import replace

    from inspector.tui.app import InspectorApp  # here: --help does not need Textual
    from inspector.tui.settings import read_settings, settings_file

    settings = read_settings(Path(config) if config else settings_file())
    if theme:
        settings = replace(settings, theme=theme)
    with converted_first(*files):
        app = InspectorApp(files or None, settings, _real_server(upstream, asking))
    app.run()


def _record(upstream: str, listen: str, files: Sequence[str], trusting: Mapping[str, Any]) -> None:
    """Records to a new file, and watches it."""
    from inspector.cli.record import command as record
    from inspector.tui.export import free_name

    if files:
        raise UsageError("--record makes a new cassette", files[0], "'record --tui -o FILE' says which.")
    target = free_name(Path("session.jsonl"))
    words = ["--tui", "--upstream", upstream, "--listen", listen, "-o", str(target)]
    record.main([*words, *_words(trusting)], standalone_mode=False)


def _named(asking: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a live server, by the names that they are typed by."""
    return {
        "--map" if name == "words" else f"--{name.replace('_', '-')}": value for name, value in asking.items()
    }


def _words(options: Mapping[str, Any]) -> Iterator[str]:
    """Options as they are typed; those that were not given are left out."""
    for name, value in options.items():
        if value is True:
            yield name
        elif value:
            for each in value if isinstance(value, tuple) else (value,):
                yield from (name, str(each))


def _real_server(upstream: str, asking: Mapping[str, Any]) -> RealServer | None:
    """The live server that edited requests may be sent to."""
    if not upstream:
        return None
    from inspector.tui.resending import RealServer

    checked_upstream(upstream)
    who = credentials(asking)
    return RealServer(upstream, who, asking["ca"], asking["insecure"], replaced_words(asking["words"]))
