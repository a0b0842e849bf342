"""What ``record`` prints of each exchange: when it was asked for, what, what came of it, what was found."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from inspector.cassette import Interaction
from inspector.flow import step_of
from inspector.terminal import SEVERITY_STYLES, Output, Part
from inspector.wording import plural

_MOST_CODES = 4
_RANK = {"error": 2, "warning": 1}


def exchange_line(interaction: Interaction, at: datetime) -> list[Part]:
    """Returns the line of an exchange.

    Args:
        interaction: the exchange, as it was recorded.
        at: when that was.
    """
    step = step_of(interaction)
    bad = step.failed or interaction.response is None
    codes = Counter((str(found["severity"]), str(found["code"])) for found in interaction.findings)
    worst = sorted(codes, key=lambda each: -_RANK.get(each[0], 0))
    findings: list[Part] = [
        (f" {code}", SEVERITY_STYLES.get(severity, "")) for severity, code in worst[:_MOST_CODES]
    ]
    more = len(worst) - _MOST_CODES
    return [
        (f"{at:%H:%M:%S} ", "dim"),
        (f"{step.operation:<26} ", "bold"),
        (f"{step.summary:<24}", "red" if bad else "green"),
        (f" {interaction.took:7.3f} s ", "dim"),
        *findings,
        (f" and {plural(more, 'code')} more", "dim") if more > 0 else "",
    ]


class ExchangeLines:
    """Prints a line an exchange, as each is recorded."""

    def __init__(self) -> None:
        self._output = Output()

    def __call__(self, interaction: Interaction) -> None:
        """Prints the line of an exchange."""
        self._output.row(*exchange_line(interaction, datetime.now().astimezone()))
        self._output.out.flush()
