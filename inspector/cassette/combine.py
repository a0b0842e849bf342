"""Putting cassettes together, and the order of lines that a diff of two versions reads best."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import msgspec

from inspector.cassette.model import CassetteHeader, Interaction
from inspector.cassette.reader import Cassette
from inspector.errors import UsageError

__all__ = ["canonical_order", "merged", "merged_header"]


class _When(msgspec.Struct):
    at: float = 0.0
    n: int = 0


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
                fix="Scrub both with the same --profile and --key-file first.",
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
    starts = _starts(cassettes) if by_time else None
    if starts is not None:
        places = [
            (start + when.at, k, i) for k, start in enumerate(starts) for i, when in _whens(cassettes[k])
        ]
        for _, k, i in sorted(places):
            yield _shifted(cassettes[k][i], starts[k], k)
        return
    begin = 0.0
    for k, cassette in enumerate(cassettes):
        end = begin
        for one in cassette:
            end = max(end, begin + one.at + one.took)
            yield _shifted(one, begin, k)
        begin = end


def canonical_order(cassette: Cassette) -> list[int]:
    """Returns the places of a cassette's interactions by the time of their requests.

    A line is written when its answer is complete, so that answers that overtake each other change places from
    one recording to the next; requests do not.
    """
    return [i for _, _, i in sorted((when.at, when.n, i) for i, when in _whens(cassette))]


def _whens(cassette: Cassette) -> Iterator[tuple[int, _When]]:
    decoder = msgspec.json.Decoder(_When)
    for i in range(len(cassette)):
        try:
            yield i, decoder.decode(cassette.raw(i))
        except (msgspec.DecodeError, UnicodeDecodeError):
            one = cassette[i]  # says what is wrong with the line, and where
            yield i, _When(one.at, one.n)


def _starts(cassettes: Sequence[Cassette]) -> list[float]:
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
