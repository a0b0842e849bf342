"""What commands that ask a live server are told of it: who asks, with which credentials, whom to trust."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from inspector.cli.options import one_of
from inspector.errors import UsageError

if TYPE_CHECKING:
    from inspector.verify import Credentials

_OPTIONS = (
    click.option("--user", metavar="NAME", default="", help="Who asks: an address, or DOMAIN\\name."),
    click.option(
        "--password-env", metavar="VARIABLE", help="The environment variable that has the password."
    ),
    click.option("--ntlm", is_flag=True, help="Answer NTLM challenges with it, rather than send it (Basic)."),
    click.option(
        "--auth-env",
        metavar="VARIABLE",
        help="The variable that has an Authorization value, such as 'Bearer ...'.",
    ),
    click.option("--map", "words", metavar="OLD=NEW", multiple=True, help="Say NEW to the server for OLD."),
)


def live_server_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options that say who asks a live server, and what is said to it."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def checked_upstream(upstream: str) -> str:
    """Returns the host of a live server's URL, and its port where it has one of its own.

    Raises:
        UsageError: it is none, or holds credentials.
    """
    try:
        split = urlsplit(upstream)
        port = split.port
    except ValueError:
        raise UsageError("it is no URL", upstream, "Write it as https://mail.example.com.") from None
    if split.username or split.password:
        raise UsageError(
            "credentials do not belong on a command line",
            "--upstream",
            "Use --user with --password-env, or --auth-env.",
        )
    if split.scheme not in ("http", "https") or not split.hostname:
        raise UsageError("it is no URL of a server", upstream, "Write it as https://mail.example.com.")
    return f"{split.hostname}:{port}" if port else split.hostname


def credentials(options: Mapping[str, Any]) -> Credentials:
    """Returns who asks; a password that no variable has is asked for, without echo.

    Args:
        options: the options of :func:`live_server_options`, ``ca`` and ``insecure``, by name.

    Raises:
        UsageError: a variable is not set, or the options make no sense together.
    """
    from inspector.verify import Credentials  # here: who asks nobody does not need a client

    one_of({"--ca": options["ca"], "--insecure": options["insecure"]})
    user = options["user"]
    password = _password(user, options["password_env"])
    return Credentials(user, password, _from(options["auth_env"]), options["ntlm"])


def replaced_words(words: tuple[str, ...]) -> dict[str, str]:
    """Reads what ``--map`` says.

    Raises:
        UsageError: one is not OLD=NEW.
    """
    for each in words:
        if not all(each.partition("=")[::2]):
            raise UsageError("it is not OLD=NEW", f"--map {each}")
    return {each.partition("=")[0]: each.partition("=")[2] for each in words}


def _from(variable: str | None) -> str:
    if variable is None:
        return ""
    if not (value := os.environ.get(variable, "")):
        raise UsageError("the environment variable is not set", variable)
    if not value.isprintable():
        raise UsageError("the value holds characters that no header field can have", variable)
    return value


def _password(user: str, variable: str | None) -> str:
    if variable is not None and not user:
        raise UsageError("a password needs a --user", "--password-env")
    if user and variable is None:
        if not sys.stdin.isatty():
            raise UsageError("the password is missing", "--user", "Name its variable with --password-env.")
        return str(click.prompt("Password", hide_input=True, err=True))
    return _from(variable)
