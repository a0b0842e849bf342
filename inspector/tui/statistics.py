"""What a cassette holds, counted: operations with errors and durations, requests over time, findings."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from inspector.tui.cassette_view import CassetteView

_CHUNK = 500  # interactions that are counted before there is something to show


@dataclass
class OperationCounts:
    """The interactions of one operation.

    Args:
        failed: how many failed.
        seconds: how long each took.
    """

    failed: int = 0
    seconds: array[float] = field(default_factory=lambda: array("f"))

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.seconds)

    def percentiles(self, *shares: float) -> list[float]:
        """Returns the durations that so many stay within (nearest rank), in seconds.

        Args:
            shares: such as 0.95.
        """
        ordered = sorted(self.seconds)
        return [ordered[max(-(-len(ordered) * round(share * 1000) // 1000), 1) - 1] for share in shares]


@dataclass
class CassetteStatistics:
    """What has been counted so far.

    Args:
        total: how many interactions there are.
        operations: by name.
        times: when each request was complete, in seconds since the start, in the order of the cassette.
        failed_at: those of the interactions that failed.
        connections: by name, when each of its requests was complete.
        findings: how often each code was found.
        severities: the severity of each code.
    """

    total: int
    operations: dict[str, OperationCounts] = field(default_factory=dict)
    times: array[float] = field(default_factory=lambda: array("d"))
    failed_at: array[float] = field(default_factory=lambda: array("d"))
    connections: dict[str, array[float]] = field(default_factory=dict)
    findings: Counter[str] = field(default_factory=Counter)
    severities: dict[str, str] = field(default_factory=dict)

    @property
    def counted(self) -> int:
        """How many interactions have been counted."""
        return len(self.times)

    @property
    def span(self) -> tuple[float, float]:
        """The first and the last time, in seconds since the start of the recording."""
        return (min(self.times), max(self.times)) if self.times else (0.0, 0.0)

    def over_time(self, times: Sequence[float], columns: int) -> list[int]:
        """Counts times by equal stretches of the session.

        Args:
            times: some of its times.
            columns: how many stretches.
        """
        begin, end = self.span
        scale = (columns - 1) / (end - begin) if end > begin else 0.0
        counts = [0] * columns
        for at in times:
            counts[round((at - begin) * scale)] += 1
        return counts


def collected(cassette_view: CassetteView) -> Iterator[CassetteStatistics]:
    """Counts the interactions of a cassette, and yields what is known from time to time, and at the end.

    Args:
        cassette_view: the cassette.
    """
    for _ in cassette_view.read_on():
        yield CassetteStatistics(len(cassette_view))
    found = CassetteStatistics(len(cassette_view))
    for place in range(len(cassette_view)):
        row, subject = cassette_view.row(place), cassette_view.subject(place)
        operation = found.operations.setdefault(row.operation, OperationCounts())
        operation.seconds.append(row.took)
        found.times.append(row.at)
        if row.conn:
            found.connections.setdefault(row.conn, array("d")).append(row.at)
        if subject.may_have_failed() and (subject.step is None or subject.step.failed):
            operation.failed += 1
            found.failed_at.append(row.at)
        if row.findings:
            for finding in cassette_view.findings(place):
                found.findings[finding.code] += 1
                found.severities.setdefault(finding.code, finding.severity.value)
        if place % _CHUNK == _CHUNK - 1:
            yield found
    yield found
