"""The choices that several faces have are those of what they set."""

from __future__ import annotations

from inspector.choices import SEVERITIES
from inspector.protocols.level import Severity


def test_each_severity_can_be_chosen_and_no_other() -> None:
    assert sorted(SEVERITIES) == sorted(Severity)


def test_severities_are_told_from_the_least() -> None:
    assert sorted(Severity, key=lambda each: each.rank) == [Severity.INFO, Severity.WARNING, Severity.ERROR]
