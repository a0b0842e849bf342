"""What ``diff`` and ``verify`` share: how differences are told, and which of them count."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any

import click

from inspector.choices import SEVERITIES
from inspector.diff import ByMeaning, Compared, Drift
from inspector.protocols.rule import Severity
from inspector.report.drift import DRIFT_FORMATS, DifferenceCounts, write_compared, write_drifts


def drift_options(fail_on: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Returns a decorator that adds ``--format``, ``--json`` and ``--fail-on`` to a command.

    Args:
        fail_on: the least severity that makes the exit status 1, unless the user says another.
    """
    options = (
        click.option(
            "--format",
            "form",
            type=click.Choice(DRIFT_FORMATS),
            default="text",
            show_default=True,
            help="How.",
        ),
        click.option(
            "--json", "as_json", is_flag=True, help="The same as --format json: one object a difference."
        ),
        click.option(
            "--fail-on",
            type=click.Choice([*reversed(SEVERITIES), "never"]),
            default=fail_on,
            show_default=True,
            help="The least severity that makes the exit status 1.",
        ),
    )

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def report(
    drifts: Iterable[Drift], form: str, fail_on: str, names: tuple[str, str], reading: ByMeaning
) -> int:
    """Writes differences to the standard output.

    Args:
        drifts: the differences.
        form: one of the formats.
        fail_on: the least severity that counts; ``never``: none does.
        names: what is compared.
        reading: how it is compared.

    Returns:
        The exit status.
    """
    return _status(write_drifts(drifts, form, sys.stdout, names, reading), fail_on)


def report_compared(
    pairs: Iterable[Compared],
    form: str,
    fail_on: str,
    names: tuple[str, str],
    reading: ByMeaning,
    context: int,
) -> int:
    """Writes interactions that differ to the standard output, with their lines where they are laid out.

    Args:
        pairs: the interactions, two by two.
        form: one of the formats.
        fail_on: the least severity that counts; ``never``: none does.
        names: what is compared.
        reading: how it is compared.
        context: how many lines that are the same are shown around what differs.

    Returns:
        The exit status.
    """
    return _status(write_compared(pairs, form, sys.stdout, names, reading, context), fail_on)


def _status(tally: DifferenceCounts, fail_on: str) -> int:
    return int(fail_on != "never" and tally.reaches(Severity(fail_on)))
