"""How a live server's answers differ from those that were recorded of it.

The same test made both, so the n-th request of an operation then is compared with the n-th of now. What
differs from run to run by nature (inspector.diff.reading) is no drift.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from inspector.cassette import Cassette, Interaction
from inspector.conformance.finding import Severity
from inspector.diff import ByRole, compare
from inspector.protocols.message import Direction


@dataclass(frozen=True)
class ServerDrift:
    """A difference that says that the server has changed.

    Args:
        severity: information for something new, a warning for something that is gone, an error for something
            that has another value.
        text: what differs, in one line.
    """

    severity: Severity
    text: str

    def __str__(self) -> str:
        return f"{self.severity}: {self.text}"


def drift_between(recorded: Path, now: Path) -> list[ServerDrift]:
    """Compares two recordings of one test.

    Args:
        recorded: the cassette that is kept.
        now: the one that was just made.

    Raises:
        CassetteError: one of them is no cassette.
    """
    with Cassette(recorded) as before, Cassette(now) as after:
        then, today = _by_operation(before), _by_operation(after)
        reading = ByRole()
        return [drift for name in {**then, **today} for drift in _of(name, then[name], today[name], reading)]


def _by_operation(cassette: Iterable[Interaction]) -> defaultdict[str, list[Interaction]]:
    found: defaultdict[str, list[Interaction]] = defaultdict(list)
    for one in cassette:
        found[one.operation or f"{one.request.method} {one.request.path}"].append(one)
    return found


def _of(name: str, then: list[Interaction], now: list[Interaction], reading: ByRole) -> Iterator[ServerDrift]:
    if len(then) != len(now):
        yield ServerDrift(Severity.ERROR, f"{name}: recorded {len(then)} times, asked {len(now)} times now")
    for count, (before, after) in enumerate(zip(then, now, strict=False), 1):
        where = name if len(then) == 1 else f"{name} {count}"
        for found in compare(before, after, reading):
            if found.direction is Direction.RESPONSE:
                yield ServerDrift(found.severity, f"{where}: {found.difference}")
