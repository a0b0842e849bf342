"""What options and help texts of several commands have in common."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from inspector.choices import EXHAUSTED, OTHERWISE, POLLS
from inspector.errors import UsageError

F = TypeVar("F", bound=Callable[..., Any])

_NAME = "ews-inspector"


def as_typed() -> str:
    """Returns how this command can be typed here: by its name, or where that is not found, by its path."""
    here = Path(sys.executable).with_name(_NAME)
    found = shutil.which(_NAME)
    if found is not None and (not here.exists() or Path(found).resolve() == here.resolve()):
        return _NAME
    if not here.exists():
        return f"{shlex.quote(sys.executable)} -m inspector"
    path = os.path.relpath(here)
    return shlex.quote(str(here) if path.startswith("..") else path)


def examples(*lines: str) -> str:
    """Returns the end of a command's help: lines that can be copied, as none of them is wrapped.

    Args:
        lines: commands, with what they do after two spaces or more if need be.
    """
    title = "Example:" if len(lines) == 1 else "Examples:"
    return "\b\n" + "\n".join([title, *(f"  {line}" for line in lines)])


def one_of(options: Mapping[str, object], fix: str = "") -> None:
    """Refuses options of which a command can heed only one.

    Args:
        options: by name, as a user writes it, whether it was given; a value that counts as false was not.
        fix: what to do instead.

    Raises:
        UsageError: two were given; it names them.
    """
    given = [name for name, value in options.items() if value]
    if len(given) > 1:
        raise UsageError(f"{' and '.join(given[:2])} exclude each other", fix=fix or "Leave one of them out.")


def require_terminal(instead: str) -> None:
    """Refuses to draw a screen where there is none.

    Args:
        instead: what to do without one.

    Raises:
        UsageError: the standard input or output is no terminal.
    """
    if os.environ.get("TEXTUAL_DRIVER"):
        return  # a browser has the screen
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("the terminal UI needs a terminal", fix=instead)


polls_option = click.option(
    "--polls",
    type=click.Choice(POLLS),
    default=POLLS[0],
    show_default=True,
    help="Answer polls of a call by the time since it began, or in recorded order.",
)
exhausted_option = click.option(
    "--exhausted",
    type=click.Choice(EXHAUSTED),
    default=EXHAUSTED[0],
    show_default=True,
    help="Past the last recording of a request: repeat it, or miss.",
)
otherwise_option = click.option(
    "--otherwise",
    type=click.Choice(OTHERWISE),
    default=OTHERWISE[0],
    show_default=True,
    help="What a request gets that was not recorded: a miss, or the simulator's answer.",
)


def auth_option(*more: str, help: str = "Challenge clients; any answer will do.") -> Callable[[F], F]:
    """Returns the option of how clients have to authenticate.

    Args:
        more: what it takes besides the schemes that there are.
        help: what it does.
    """
    schemes = click.Choice(["none", "basic", "ntlm", "bearer", *more])
    return click.option("--auth", type=schemes, default="none", show_default=True, help=help)
