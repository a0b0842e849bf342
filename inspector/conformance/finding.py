"""A finding: a rule's verdict on a message, with document and section."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from inspector.protocols.message import Direction
from inspector.protocols.rule import Level, Severity
from inspector.wire.element_paths import today

__all__ = ["Direction", "Finding", "Level", "Severity", "readable_findings"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A verdict.

    Args:
        code: the rule's code, such as ``UMS021``.
        name: the rule's name, in words with hyphens.
        severity: how bad it is.
        level: what it rests on.
        message: what is wrong, in one sentence, with the values concerned.
        direction: whose message it is.
        document: the document that says so; empty for WIRE findings.
        section: its section.
        path: where in the message, as :mod:`inspector.wire.element_paths` writes it; empty for the whole.
        line: the line of the body, from 1; 0 if it has none.
        schemas: the schema set that judged; empty if none did.
        operation: the operation's name; empty if it is not known.
    """

    code: str
    name: str
    severity: Severity
    level: Level
    message: str
    direction: Direction
    document: str = ""
    section: str = ""
    path: str = ""
    line: int = 0
    schemas: str = ""
    operation: str = ""

    def to_json(self) -> dict[str, Any]:
        """Returns the finding as it stands in a cassette and in JSON reports; empty fields are left out."""
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {
            name: str(value) if isinstance(value, StrEnum) else value
            for name, value in fields.items()
            if value
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Finding:
        """Reads a finding back.

        Raises:
            ValueError: a field is missing or has a value that it cannot have.
        """
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        if isinstance(older := data.get("xpath"), str):  # as older cassettes have it
            known["path"] = today(older)
        try:
            return replace(
                cls(**known),
                severity=Severity(known["severity"]),
                level=Level(known["level"]),
                direction=Direction(known["direction"]),
            )
        except (TypeError, KeyError) as problem:
            raise ValueError(f"not a finding: {problem}") from None


def readable_findings(listed: Iterable[Mapping[str, Any]]) -> tuple[Finding, ...]:
    """Reads findings back, less those that cannot be read: a cassette can hold anything.

    Args:
        listed: the findings as they stand in a cassette.
    """
    found = []
    for each in listed:
        try:
            found.append(Finding.from_json(each))
        except (ValueError, TypeError):
            continue
    return tuple(found)
