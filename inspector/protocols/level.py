"""How strongly a document demands something, and how bad it is if that does not hold."""

from __future__ import annotations

from enum import StrEnum

from inspector.choices import SEVERITIES


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Greater is worse: 0 for information, 2 for an error."""
        return SEVERITIES.index(self.value)


class Level(StrEnum):
    """What the finding rests on: a word of RFC 2119, a schema, or what the wire demands."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"
    XSD = "XSD"
    WIRE = "WIRE"


MUST, SHOULD, MAY = Level.MUST, Level.SHOULD, Level.MAY
