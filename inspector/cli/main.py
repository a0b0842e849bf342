"""The command itself: finds the subcommands, and turns errors into one line and an exit status.

A subcommand is a module of this package with a Click command of the same name; it is imported when it is
asked for, so that ``ews-inspector list`` does not load mitmproxy.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import io
import os
import sys
import traceback
from pathlib import Path
from typing import NoReturn

import click

from inspector.errors import InspectorError
from inspector.terminal import say
from inspector.version import __version__
from inspector.wire.printable import printable
from inspector.wording import did_you_mean

_DEBUG = "EWS_INSPECTOR_DEBUG"
_OUR_MISTAKE = 70
_FULL = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO))  # why output cannot be written

# what the commands are for: name of the command: (module, one line of help for the overview)
GROUPS: dict[str, dict[str, tuple[str, str]]] = {
    "Record": {
        "demo": ("inspector.cli.demo", "Record, judge and replay a small client: the whole loop in seconds."),
        "record": ("inspector.cli.record", "Record the traffic between a client and a server."),
        "convert": ("inspector.cli.convert", "Convert between cassettes and other tools' recordings."),
    },
    "Replay": {
        "replay": ("inspector.cli.replay", "Serve recorded cassettes to the same client, offline."),
        "run": ("inspector.cli.run", "Run a client, in whatever language, against a cassette."),
        "simulate": (
            "inspector.cli.simulate",
            "Simulate an Exchange server that behaves as the documents say.",
        ),
    },
    "Inspect": {
        "tui": ("inspector.cli.tui", "Browse a cassette in the terminal."),
        "list": ("inspector.cli.list", "List the interactions of a cassette."),
        "show": ("inspector.cli.show", "Show one interaction."),
        "flow": ("inspector.cli.flow", "Draw the life of a call, an item, a group or an app."),
        "validate": (
            "inspector.cli.validate",
            "Judge cassettes and messages by the wire, the schemas and the documents.",
        ),
        "usage": (
            "inspector.cli.usage",
            "Say what a client uses of EWS, and what replaces it.",
        ),
        "rules": ("inspector.cli.rules", "Explain the codes of findings, and how much is checked."),
        "schemas": ("inspector.cli.schemas", "List the schema sets that can judge, and import more."),
    },
    "Compare": {
        "diff": ("inspector.cli.diff", "Compare two interactions, two flows or two cassettes."),
        "verify": ("inspector.cli.verify", "Ask a live server what a cassette asked; tell what has changed."),
        "textconv": ("inspector.cli.textconv", "Print a cassette as text, for git to compare."),
    },
    "Share": {
        "scrub": ("inspector.cli.scrub", "Take secrets and people out of a cassette, or look for any left."),
        "redact": ("inspector.cli.redact", "Take one value out of one interaction."),
        "export": ("inspector.cli.export", "Write messages as curl commands, a Python program, or files."),
    },
    "Keep": {
        "select": ("inspector.cli.select", "Write what passes a filter to a new cassette."),
        "merge": ("inspector.cli.merge", "Put several cassettes together."),
        "split": ("inspector.cli.split", "Part a cassette by flow, operation, connection or number."),
        "note": ("inspector.cli.note", "Show or write the notes in a cassette's header."),
        "tidy": ("inspector.cli.tidy", "Put a cassette in canonical order, for clean diffs."),
        "repair": ("inspector.cli.repair", "Mend a damaged cassette."),
    },
}
COMMANDS = {name: entry for group in GROUPS.values() for name, entry in group.items()}


class _Commands(click.Group):
    """A group whose commands are loaded when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command = importlib.import_module(entry[0]).command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            fix = did_you_mean(name, COMMANDS) or "'ews-inspector --help' lists them."
            raise click.UsageError(f"There is no command {name!r}. {fix}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, group in GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([(name, text) for name, (_, text) in group.items()], col_max=12)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def cli() -> None:
    """Record, replay and inspect Exchange Web Services traffic.

    Start with 'ews-inspector demo'.
    """


def main(arguments: list[str] | None = None) -> None:
    """Runs the command and exits the process.

    Exit status: 0 fine, 1 findings, misses or differences, 2 bad usage or unreadable input, 70 a mistake in
    ews-inspector itself (EX_SOFTWARE of BSD's sysexits.h).

    Args:
        arguments: the words after the command's name; those of the process if ``None``.
    """
    if not sys.stdout:  # it was closed before this began
        _throw_output_away()
    try:
        status = cli.main(args=arguments, prog_name="ews-inspector", standalone_mode=False)
        sys.stdout.flush()
        sys.exit(status if isinstance(status, int) else 0)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except click.Abort:
        say("stopped", err=True)
        sys.exit(130)
    except click.ClickException as problem:
        shown = io.StringIO()
        problem.show(shown)
        click.echo(printable(shown.getvalue()), nl=False, err=True)
        sys.exit(2)
    except InspectorError as problem:
        say(f"ews-inspector: {problem}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        # The reader of our output has gone (such as 'head'); what it wanted it has.
        sys.stderr.close()
        sys.exit(0)
    except Exception as problem:
        if isinstance(problem, OSError) and problem.errno in _FULL:
            _throw_output_away()
            say(f"ews-inspector: the output cannot be written: {problem.strerror}", err=True)
            sys.exit(2)
        # A mistake of ours: one line for the user, everything for whoever is to mend it.
        if os.environ.get(_DEBUG):
            raise
        place = traceback.extract_tb(problem.__traceback__)[-1]
        where = f"{Path(place.filename).name}, line {place.lineno}"
        told = f"a mistake in ews-inspector itself: {type(problem).__name__}: {problem} ({where})"
        told = f"ews-inspector: {told}. Set {_DEBUG}=1 to see all of it; please report it."
        say(told, err=True)
        sys.exit(_OUR_MISTAKE)


def _throw_output_away() -> None:
    """Nothing more is written to the standard output, not even at the end of the process."""
    sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # to the end


def end_with(arguments: list[str]) -> NoReturn:
    """Runs the command in a fork, and ends that without what the process before it does at its end.

    Args:
        arguments: what follows ``ews-inspector``.
    """
    status: object = _OUR_MISTAKE
    try:
        main(arguments)
    except SystemExit as end:
        status = end.code
    finally:
        with contextlib.suppress(OSError, ValueError):  # nobody reads it any more
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status if isinstance(status, int) else int(bool(status)))
