"""Statistics as lines: tables with bars, a chart of requests over time, connections as lanes. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inspector.report.ladder import shortened
from inspector.tui.pretty import Piece
from inspector.tui.statistics import CassetteStatistics
from inspector.tui.theme import LETTERS
from inspector.wire.printable import printable_line
from inspector.wording import plural

_BLOCKS = " ▁▂▃▄▅▆▇█"
_HEIGHT = 3  # lines of the chart of requests over time
_MOST_LANES = 12
_NAME = 26  # columns of a name


@dataclass(frozen=True)
class ChartLine:
    """A line of the statistics.

    Args:
        pieces: text and role of each piece.
        filter: what lists the interactions that the line counts; empty for headings and charts.
    """

    pieces: tuple[Piece, ...]
    filter: str = ""


def charted(statistics: CassetteStatistics, width: int) -> Iterator[ChartLine]:
    """Lays statistics out.

    Args:
        statistics: what was counted.
        width: the columns to draw in.
    """
    failed = len(statistics.failed_at)
    yield ChartLine(((f"{plural(statistics.counted, 'interaction')}", "title"),))
    role = "error" if failed else "ok"
    yield ChartLine(
        ((f"  {failed:,} failed", role), (f"  {_share(failed, statistics.counted)}", "quiet")),
        "~fail" if failed else "",
    )
    yield ChartLine(())
    yield from _operations(statistics, width)
    yield ChartLine(())
    yield from _over_time(statistics, width)
    if statistics.connections:
        yield ChartLine(())
        yield from _lanes(statistics, width)
    if statistics.findings:
        yield ChartLine(())
        yield from _findings(statistics, width)


def _operations(statistics: CassetteStatistics, width: int) -> Iterator[ChartLine]:
    head = f"{'Operations':<{_NAME + 2}} {'count':>9} {'failed':>7} {'median':>8} {'95 %':>8} {'longest':>8}"
    yield ChartLine(((head, "title"),))
    ordered = sorted(statistics.operations.items(), key=lambda item: (-item[1].count, item[0]))
    told = [(name, one, one.percentiles(0.5, 0.95, 1.0)) for name, one in ordered]
    longest = max((seconds[-1] for _, _, seconds in told), default=0.0)
    room = width - _NAME - 2 - 47
    for name, one, seconds in told:
        yield ChartLine(
            (
                (f"  {shortened(name, _NAME):<{_NAME}} ", "operation"),
                (f"{one.count:>9,} ", "outcome"),
                (f"{one.failed or '':>7} ", "error"),
                *((f"{_duration(each):>8} ", "time") for each in seconds),
                *_bar(seconds, longest, room),
            ),
            f"~op {_quoted(name)}",
        )


def _bar(seconds: Sequence[float], longest: float, room: int) -> Iterator[Piece]:
    """Half of the durations heavy, up to 95 % light, up to all of them dotted; to scale."""
    if room < 8 or longest <= 0:
        return
    ends = [max(round(each / longest * room), 1) for each in seconds]
    yield " ", ""
    yield "━" * ends[0], "connected"
    yield "─" * (ends[1] - ends[0]), "connecting"
    yield "┄" * (ends[2] - ends[1]), "disconnected"


def _over_time(statistics: CassetteStatistics, width: int) -> Iterator[ChartLine]:
    columns = max(width - 4, 10)
    counts = statistics.over_time(statistics.times, columns)
    failed = statistics.over_time(statistics.failed_at, columns)
    most = max(counts, default=0)
    begin, end = statistics.span
    each = (end - begin) / columns
    stretch = _duration(each) if each >= 0.001 else "less than 1 ms"
    note = f"  at most {plural(most, 'request')} in {stretch}; below, where some failed"
    yield ChartLine((("Requests over time", "title"), (note, "quiet")))
    for level in range(_HEIGHT - 1, -1, -1):
        row = "".join(_block(count, most, level) for count in counts)
        yield ChartLine((("  ", ""), (row, "tag")))
    marks = "".join("✗" if count else "·" for count in failed)
    yield ChartLine(
        (("  ", ""), (marks, "error" if any(failed) else "quiet")), "~fail" if any(failed) else ""
    )
    last = _duration(end)
    yield ChartLine(((f"  {_duration(begin):<{columns - len(last)}}{last}", "time"),))


def _block(count: int, most: int, level: int) -> str:
    full = -(-count * 8 * _HEIGHT // most) if most else 0  # anything above none is seen
    return _BLOCKS[min(max(full - 8 * level, 0), 8)]


def _lanes(statistics: CassetteStatistics, width: int) -> Iterator[ChartLine]:
    lanes = sorted(statistics.connections.items(), key=lambda item: item[1][0])
    columns = max(width - _NAME - 14, 10)
    yield ChartLine(((f"{plural(len(lanes), 'connection')}", "title"),))
    for name, times in sorted(lanes, key=lambda item: -len(item[1]))[:_MOST_LANES]:
        counts = statistics.over_time(times, columns)
        first = next(i for i, count in enumerate(counts) if count)
        last = max(i for i, count in enumerate(counts) if count)
        lane = "".join(
            "━" if count else "─" if first < column < last else " " for column, count in enumerate(counts)
        )
        yield ChartLine(
            (
                (f"  {shortened(name, _NAME):<{_NAME}} ", "handle"),
                (f"{len(times):>9,} ", "outcome"),
                (lane, "connected"),
            ),
            f"~conn {_quoted(name)}",
        )
    if len(lanes) > _MOST_LANES:
        yield ChartLine(((f"  … {len(lanes) - _MOST_LANES:,} more with fewer requests", "comment"),))


def _findings(statistics: CassetteStatistics, width: int) -> Iterator[ChartLine]:
    yield ChartLine(((f"{plural(statistics.findings.total(), 'finding')}", "title"),))
    most = max(statistics.findings.values())
    for code, count in statistics.findings.most_common():
        severity = statistics.severities[code]
        bar = "━" * max(round(count / most * max(width - _NAME - 14, 8)), 1)
        yield ChartLine(
            (
                (f"  {LETTERS[severity]} {printable_line(code):<{_NAME - 2}} ", severity),
                (f"{count:>9,} ", "outcome"),
                (bar, severity),
            ),
            f"~code {_quoted(code)}",
        )


def _quoted(name: str) -> str:
    """A name as a value of a filter."""
    plain = name and all(sign.isalnum() or sign in "-_.:/" for sign in name)
    return name if plain else f'"{name}"' if '"' not in name else f"'{name}'"


def _share(count: int, total: int) -> str:
    return f"{count * 100 / total:.1f} %" if total else ""


def _duration(seconds: float) -> str:
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 1000:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:,.0f} min" if seconds < 10_000 else f"{seconds / 3600:,.1f} h"
