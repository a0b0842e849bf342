"""``ews-inspector tui``: browse, diff and replay in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inspector.cli.cassettes import READ, converted_first
from inspector.cli.live_server import (
    checked_upstream,
    credentials,
    live_server_options,
    replaced_words,
)
from inspector.cli.options import examples
from inspector.errors import UsageError

if TYPE_CHECKING:
    from inspector.tui.resending import RealServer


@click.command("tui", epilog=examples("ews-inspector tui sample:voicemail-um"))
@click.argument("file", type=READ, required=False)
@click.option(
    "--theme", type=click.Choice(["dark", "light"]), help="The colours; the settings say otherwise."
)
@click.option(
    "--upstream",
    metavar="URL",
    default="",
    help="A live server that edited requests may be sent to; each is asked about.",
)
@live_server_options
@click.option("--ca", metavar="FILE", default="", help="Trust the certificates in this file.")
@click.option("--insecure", is_flag=True, help="Accept any certificate of the server.")
@click.option("--config", type=click.Path(dir_okay=False), help="Another settings file (theme and keys).")
def command(file: str | None, theme: str | None, config: str | None, upstream: str, **asking: Any) -> None:
    """Browse a cassette: messages, findings, call flows; replay it. ? shows the keys, q leaves.

    Without FILE, cassettes are offered: those opened last, those of this folder, and samples.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "the terminal UI needs a terminal",
            fix="'ews-inspector list' and 'show' write to files and pipes.",
        )
    from dataclasses import replace

    from inspector.tui.app import InspectorApp  # here: --help does not need Textual
    from inspector.tui.settings import read_settings, settings_file

    settings = read_settings(Path(config) if config else settings_file())
    if theme:
        settings = replace(settings, theme=theme)
    with converted_first(*([file] if file else [])):
        app = InspectorApp(file, settings, _real_server(upstream, asking))
    app.run()


def _real_server(upstream: str, asking: Mapping[str, Any]) -> RealServer | None:
    """The live server that edited requests may be sent to."""
    if not upstream:
        given = next((name for name, value in asking.items() if value), None)
        if given:
            option = f"--{given.replace('_', '-')}" if given != "words" else "--map"
            raise UsageError(f"{option} is for a live server", fix="Name it with --upstream.")
        return None
    from inspector.tui.resending import RealServer

    checked_upstream(upstream)
    who = credentials(asking)
    return RealServer(upstream, who, asking["ca"], asking["insecure"], replaced_words(asking["words"]))
