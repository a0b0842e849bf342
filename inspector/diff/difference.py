"""A difference between two messages, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

_LONG, _SHOWN, _BEFORE = 80, 60, 12  # characters: an id of Exchange has 150, and differs towards its end


class Kind(StrEnum):
    """How two messages differ at a place."""

    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"


@dataclass(frozen=True)
class Difference:
    """A place at which two messages differ.

    Args:
        path: where, from the root's name on: ``Body/m:GetItem/m:ItemIds/t:ItemId/@Id``.
        kind: how.
        recorded: what stands in the first; ``None`` if nothing does.
        got: what stands in the second; ``None`` if nothing does.
    """

    path: str
    kind: Kind
    recorded: str | None
    got: str | None

    def __str__(self) -> str:
        recorded, got = quoted(self.recorded, self.got), quoted(self.got, self.recorded)
        return f"{self.path}: recorded {recorded}, got {got}"


def quoted(value: str | None, other: str | None) -> str:
    """Writes a value for a person; of a long one, what lies around where the other begins to differ.

    Args:
        value: the value; ``None`` if there is none.
        other: what it differs from.
    """
    if value is None:
        return "nothing"
    if len(value) <= _LONG:
        return f'"{value}"'
    pairs = enumerate(zip(value, other or "", strict=False))
    start = max(next((at for at, (one, two) in pairs if one != two), len(other or "")) - _BEFORE, 0)
    part = value[start : start + _SHOWN]
    before, after = "..." if start else "", "..." if start + _SHOWN < len(value) else ""
    return f'"{before}{part}{after}" ({len(value):,} characters)'
