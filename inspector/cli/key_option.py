"""The option that names the key file of scrubbed cassettes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from inspector.scrub.keys import offer


def _offered(_: click.Context, __: click.Parameter, files: tuple[str, ...]) -> None:
    for file in files:
        offer(file)


def key_file_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--key-file`` to a command that opens cassettes."""
    return click.option(
        "--key-file",
        metavar="FILE",
        multiple=True,
        expose_value=False,
        callback=_offered,
        help="The key that cassettes were scrubbed with, where they carry no salt.",
    )(command)
