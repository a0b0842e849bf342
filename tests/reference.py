"""Writes the page of all commands and their options: ``python -m tests.reference docs/reference.md``."""

from __future__ import annotations

import html
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from inspector.cli.main import cli

_START = """# All commands

What `--help` says, in one page. What they have in common is in [commands](commands.md).
"""
# A command keeps the option that it made for whoever asked first, with or without the program's "-h".
_HELP = click.Option(["--help"], is_flag=True, help="Show this message and exit.")


def page() -> str:
    """Returns the page."""
    context = click.Context(cli, info_name="ews-inspector")
    parts = [_START]
    for name in sorted(cli.list_commands(context)):
        command = cli.get_command(context, name)
        assert command is not None
        parts.append("\n".join(_section(command, click.Context(command, info_name=name, parent=context))))
    return "\n".join(parts)


def _section(command: click.Command, context: click.Context) -> Iterator[str]:
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"## {context.info_name}\n\n```text\news-inspector {context.info_name} {usage}\n```\n"
    for paragraph in (command.help or "").replace("\b\n", "\b").split("\n\n"):
        yield f"{' '.join(paragraph.split())}\n" if "\b" not in paragraph else f"{_verbatim(paragraph)}\n"
    yield "| option | what it does |\n|---|---|"
    for parameter in (*command.params, _HELP):
        if isinstance(parameter, click.Option) and (record := parameter.get_help_record(context)) is not None:
            names, what = record
            yield f"| {_code(names)} | {_cell(what)} |"
    if command.epilog:
        yield f"\n{_verbatim(command.epilog)}"
    yield ""


def _code(text: str) -> str:
    # As HTML where there is a bar in it: no two readers of Markdown agree how a cell has one in backticks.
    return f"<code>{_cell(html.escape(text))}</code>" if "|" in text else f"`{text}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "&#124;")


def _verbatim(text: str) -> str:
    lines = [line.strip() for line in text.replace("\b", "\n").splitlines() if line.strip()]
    return "\n".join(("```text", *lines, "```"))


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
