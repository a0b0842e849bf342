"""``ews-inspector tui``: browse, diff and replay in the terminal."""

from __future__ import annotations

import click


@click.command("tui", epilog="Example: ews-inspector tui session.jsonl")
@click.argument("file", type=click.Path(dir_okay=False))
def command(file: str) -> None:
    """Browse a cassette: messages, findings, call flows. ? shows the keys, q leaves."""
    from inspector.tui.app import InspectorApp  # here: --help does not need Textual

    InspectorApp(file).run()
