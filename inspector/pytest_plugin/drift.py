"""How a live server's answers differ from those that were recorded of it.

The same test made both, so the n-th request of an operation then is compared with the n-th of now. What
differs from run to run by nature (identifiers, change keys, times, tokens) is no drift.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from inspector.cassette import Cassette, Interaction
from inspector.conformance.finding import Severity
from inspector.diff import Difference, Kind, differences
from inspector.protocols import identify
from inspector.protocols.handles import handles_in
from inspector.protocols.message import Message, response_message

__all__ = ["Drift", "drift_between"]

_BY_NATURE = re.compile(r"@(Id|ChangeKey|ConversationId|RootItemId|RootItemChangeKey)$|:?TokenValue$")
_TIME = re.compile(r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?\Z")
_SEVERITIES = {Kind.ADDED: Severity.INFO, Kind.MISSING: Severity.WARNING, Kind.CHANGED: Severity.ERROR}


@dataclass(frozen=True)
class Drift:
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


def drift_between(recorded: Path, now: Path) -> list[Drift]:
    """Compares two recordings of one test.

    Args:
        recorded: the cassette that is kept.
        now: the one that was just made.

    Raises:
        CassetteError: one of them is no cassette.
    """
    with Cassette(recorded) as before, Cassette(now) as after:
        then, today = _by_operation(before), _by_operation(after)
        return [drift for name in {**then, **today} for drift in _of(name, then[name], today[name])]


def _by_operation(cassette: Iterable[Interaction]) -> defaultdict[str, list[Interaction]]:
    found: defaultdict[str, list[Interaction]] = defaultdict(list)
    for one in cassette:
        found[one.operation or f"{one.request.method} {one.request.path}"].append(one)
    return found


def _of(name: str, then: list[Interaction], now: list[Interaction]) -> Iterator[Drift]:
    if len(then) != len(now):
        yield Drift(Severity.ERROR, f"{name}: recorded {len(then)} times, asked {len(now)} times now")
    for count, (before, after) in enumerate(zip(then, now, strict=False), 1):
        where = name if len(then) == 1 else f"{name} {count}"
        yield from (Drift(one.severity, f"{where}: {one.text}") for one in _between(before, after))


def _between(before: Interaction, after: Interaction) -> Iterator[Drift]:
    if before.response is None or after.response is None:
        if (before.response is None) != (after.response is None):
            told = [one.error or "answered" for one in (before, after)]
            yield Drift(Severity.ERROR, f"recorded {told[0]!r}, got {told[1]!r}")
        return
    if before.response.status != after.response.status:
        text = f"status: recorded {before.response.status}, got {after.response.status}"
        yield Drift(Severity.ERROR, text)
    old, new = _answer(before), _answer(after)
    if old.payload is None or new.payload is None:
        if before.response.body != after.response.body:
            yield Drift(Severity.ERROR, "the answers are no SOAP messages and differ")
        return
    handles = _handles(old) | _handles(new)
    for difference in differences(old.payload, new.payload):
        if not _is_by_nature(difference, handles):
            yield Drift(_SEVERITIES[difference.kind], str(difference))


def _answer(interaction: Interaction) -> Message:
    assert interaction.response is not None
    return response_message(interaction.response, identify(interaction.request))


def _handles(answer: Message) -> set[str]:
    if answer.operation is None or answer.payload is None:
        return set()
    return set(handles_in(answer.payload, answer.operation.issues))


def _is_by_nature(difference: Difference, handles: set[str]) -> bool:
    values = (difference.recorded, difference.got)
    if difference.kind is not Kind.CHANGED:
        return False
    if _BY_NATURE.search(difference.path):
        return True
    return all(value is not None and (value in handles or _TIME.match(value.strip())) for value in values)
