"""Putting cassettes together, and the order of lines that a diff of two versions reads best."""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from inspector.cassette.line_schema import peek_line
from inspector.cassette.model import CassetteHeader, Interaction
from inspector.cassette.reader import Cassette
from inspector.errors import UsageError


def merged_header(cassettes: Sequence[Cassette]) -> CassetteHeader:
    """Returns the header of several cassettes that are put together.

    Raises:
        UsageError: they were not scrubbed alike: one person would have two pseudonyms.
    """
    first = cassettes[0].header
    for other in cassettes[1:]:
        if (other.header.scrub or {}) != (first.scrub or {}):
            raise UsageError(
                f"{cassettes[0].path} and {other.path} are not scrubbed alike",
                fix="Scrub each anew with one key: ews-inspector scrub FILE --key-file KEY -o NEW.jsonl",
            )
    notes = dict.fromkeys(one.header.notes for one in cassettes if one.header.notes)
    versions = {one.header.server_version for one in cassettes}
    return replace(
        first,
        notes="\n".join(notes),
        server_version=versions.pop() if len(versions) == 1 else None,
    )


def merged(cassettes: Sequence[Cassette], *, by_time: bool) -> Iterator[Interaction]:
    """Yields the interactions of several cassettes, with times and connections of one recording.

    Args:
        cassettes: the cassettes.
        by_time: they were recorded side by side: their headers tell when each began, and their interactions
            are interleaved. Otherwise one follows the other.

    Raises:
        UsageError: ``by_time``, and a header does not tell when its recording began.
    """
    if by_time:
        yield from _interleaved(cassettes)
        return
    begin = 0.0
    for k, cassette in enumerate(cassettes):
        end = begin
        for one in cassette:
            end = max(end, begin + one.at + one.took)
            yield _shifted(one, begin, k)
        begin = end


def canonical_order(cassette: Cassette) -> Sequence[int]:
    """Returns the places of a cassette's interactions by the time of their requests.

    A line is written when its answer is complete, so that answers that overtake each other change places from
    one recording to the next; requests do not.
    """
    return _ordered(cassette)[0]


def _interleaved(cassettes: Sequence[Cassette]) -> Iterator[Interaction]:
    starts = starts_of(cassettes)
    for k, place in interleaved_places(cassettes, starts):
        yield _shifted(cassettes[k][place], starts[k], k)


def interleaved_places(cassettes: Sequence[Cassette], starts: Sequence[float]) -> Iterator[tuple[int, int]]:
    """Yields the interactions of cassettes that were recorded side by side, by time.

    Args:
        cassettes: the cassettes.
        starts: when each began, in seconds (:func:`starts_of`).

    Yields:
        Which cassette, from 0, and the place in it.
    """
    lanes = [_lane(cassette, starts[k], k) for k, cassette in enumerate(cassettes)]
    for _, k, place in heapq.merge(*lanes):
        yield k, place


def _lane(cassette: Cassette, start: float, number: int) -> Iterator[tuple[float, int, int]]:
    order, times = _ordered(cassette)
    for place in order:
        yield start + times[place], number, place


def _ordered(cassette: Cassette) -> tuple[Sequence[int], array[float]]:
    """Places in canonical order, and the time of each place; sorting takes 100 bytes an interaction."""
    times, numbers = array("d"), array("q")
    for place in range(len(cassette)):
        peeked = peek_line(cassette.raw(place))
        found = cassette[place] if isinstance(peeked, str) else peeked  # says what is wrong, and where
        times.append(found.at)
        numbers.append(found.n)
    if all(a < b for a, b in pairwise(times)):
        return range(len(cassette)), times
    order = sorted(range(len(cassette)), key=numbers.__getitem__)
    order.sort(key=times.__getitem__)  # a stable sort: at the same time, the number decides
    return array("L", order), times


def starts_of(cassettes: Sequence[Cassette]) -> list[float]:
    """Returns when each recording began, in seconds since the first of them.

    Raises:
        UsageError: a header does not tell.
    """
    found = []
    for cassette in cassettes:
        try:
            found.append(datetime.fromisoformat(cassette.header.created.replace("Z", "+00:00")).timestamp())
        except ValueError:
            raise UsageError(
                "its header does not tell when it was recorded",
                str(cassette.path),
                "Merge without --by-time.",
            ) from None
    return [each - min(found) for each in found]


def _shifted(one: Interaction, seconds: float, number: int) -> Interaction:
    conn = f"{number + 1}.{one.conn}" if one.conn else ""
    return replace(one, at=one.at + seconds, conn=conn)
