"""``ews-inspector tui``: browse, diff and replay in the terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from inspector.cli.cassettes import READ, converted_first
from inspector.cli.options import examples
from inspector.errors import UsageError


@click.command("tui", epilog=examples("ews-inspector tui sample:voicemail-um"))
@click.argument("file", type=READ, required=False)
@click.option(
    "--theme", type=click.Choice(["dark", "light"]), help="The colours; the settings say otherwise."
)
@click.option("--config", type=click.Path(dir_okay=False), help="Another settings file (theme and keys).")
def command(file: str | None, theme: str | None, config: str | None) -> None:
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
        app = InspectorApp(file, settings)
    app.run()
