"""What a cassette holds, counted: operations, sizes, durations and findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from inspector.cassette.model import Interaction
from inspector.filter import parse_filter
from inspector.wire.printable import printable_line
from inspector.wording import plural


@dataclass
class Statistics:
    """What a cassette holds, counted.

    Args:
        interactions: how many interactions there are.
        errors: how many of them have no (whole) answer.
        operations: by operation: how many, bytes asked and answered, and all durations in seconds.
        findings: how often each code was found.
        severities: how many findings there are of each severity.
    """

    interactions: int = 0
    errors: int = 0
    operations: dict[str, OperationStatistics] = field(default_factory=dict)
    findings: Counter[str] = field(default_factory=Counter)
    severities: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, interactions: Iterable[Interaction]) -> Statistics:
        """Counts interactions, one after the other."""
        table = cls()
        for one in interactions:
            table.interactions += 1
            table.errors += one.error is not None
            table.operations.setdefault(
                one.operation or one.endpoint or "unknown", OperationStatistics()
            ).add(one)
            table.findings.update(str(found.get("code")) for found in one.findings)
            table.severities.update(str(found.get("severity")) for found in one.findings)
        return table

    def add_all(self, other: Statistics) -> None:
        """Counts what another has counted, after all that is counted here."""
        self.interactions += other.interactions
        self.errors += other.errors
        for name, one in other.operations.items():
            self.operations.setdefault(name, OperationStatistics()).add_all(one)
        self.findings.update(other.findings)
        self.severities.update(other.severities)

    def to_json(self) -> dict[str, Any]:
        """Returns the counts as a JSON object."""
        return {
            "interactions": self.interactions,
            "errors": self.errors,
            "operations": {name: one.to_json() for name, one in self.operations.items()},
            "findings": dict(self.findings),
            "severities": dict(self.severities),
        }

    def lines(self) -> Iterator[str]:
        """Yields the counts as a table."""
        yield f"{plural(self.interactions, 'interaction')}, {self.errors:,} without a whole answer"
        yield f"{'operation':<32} {'count':>8} {'asked':>10} {'answered':>10} {'mean':>9} {'longest':>9}"
        for name, one in sorted(self.operations.items(), key=lambda item: -item[1].count):
            yield (
                f"{printable_line(name):<32} {one.count:>8,} {_size(one.asked):>10} "
                f"{_size(one.answered):>10} "
                f"{duration(one.mean):>9} {duration(one.longest):>9}"
            )
        for code, count in self.findings.most_common():
            yield f"{printable_line(code):<32} {count:>8,}"


@dataclass
class OperationStatistics:
    """The counts of one operation.

    Sizes are in bytes. All durations together are whole nanoseconds, whose sum is the same in any order; the
    longest is in seconds.
    """

    count: int = 0
    asked: int = 0
    answered: int = 0
    nanoseconds: int = 0
    longest: float = 0.0

    def add(self, interaction: Interaction) -> None:
        """Counts one more."""
        self.count += 1
        self.asked += len(interaction.request.body)
        self.answered += len(interaction.response.body) if interaction.response else 0
        self.nanoseconds += round(interaction.took * 1e9)
        self.longest = max(self.longest, interaction.took)

    def add_all(self, other: OperationStatistics) -> None:
        """Counts what another has counted."""
        self.count += other.count
        self.asked += other.asked
        self.answered += other.answered
        self.nanoseconds += other.nanoseconds
        self.longest = max(self.longest, other.longest)

    @property
    def mean(self) -> float:
        """The mean duration in seconds."""
        return self.nanoseconds / self.count / 1e9

    def to_json(self) -> dict[str, Any]:
        """Returns the counts as a JSON object."""
        return {
            "count": self.count,
            "asked_bytes": self.asked,
            "answered_bytes": self.answered,
            "mean_seconds": round(self.mean, 6),
            "longest_seconds": self.longest,
        }


def counted(interactions: Iterable[Interaction], expression: str) -> Statistics:
    """Counts the interactions that pass a filter; all pass an empty one."""
    passes = parse_filter(expression)
    return Statistics.of(one for one in interactions if not expression.strip() or passes.matches(one))


def duration(seconds: float) -> str:
    """Returns a duration for people: in seconds, or in milliseconds where it is less than one."""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


def _size(count: int) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if count < 10_000 or unit == "GB":
            return f"{count:,} {unit}"
        count //= 1000
    raise AssertionError("the loop returns")
