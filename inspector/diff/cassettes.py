"""What differs between two recordings, interaction by interaction."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from inspector.cassette.model import Interaction
from inspector.diff.alignment import aligned
from inspector.diff.difference import Difference, Kind
from inspector.diff.interactions import Drift, LeftOut, compare
from inspector.diff.reading import ByMeaning, ByRole
from inspector.diff.side_by_side import SideBySide
from inspector.protocols.message import Direction
from inspector.protocols.registry import identify
from inspector.protocols.rule import Severity

_IDS = re.compile(rb"\sId=[\"']([^\"'<]{6,2048})")


@dataclass(frozen=True)
class Compared:
    """Two interactions that stand against each other, or one that has no counterpart.

    Args:
        before: that of the first recording.
        after: that of the second.
        drifts: how they differ.
        beside: both, to be laid out; ``None`` if that was not asked for, or there is nothing to lay out.
    """

    before: Interaction | None
    after: Interaction | None
    drifts: tuple[Drift, ...] = ()
    beside: SideBySide | None = None


def compare_all(
    first: Iterable[Interaction],
    second: Iterable[Interaction],
    reading: ByMeaning | None = None,
    volatile: Callable[[str], LeftOut | None] | None = None,
) -> Iterator[Drift]:
    """Compares two recordings, and yields what differs.

    Args:
        first: the interactions of the first, in order.
        second: those of the second.
        reading: how values are read; by what they mean, if it is not given.
        volatile: as for :func:`~inspector.diff.interactions.compare`.
    """
    for pair in compare_pairs(first, second, reading or ByMeaning(), volatile):
        yield from pair.drifts


def compare_pairs(
    first: Iterable[Interaction],
    second: Iterable[Interaction],
    reading: ByMeaning,
    volatile: Callable[[str], LeftOut | None] | None = None,
    *,
    lay_out: bool = False,
) -> Iterator[Compared]:
    """Compares two recordings, and yields every pair, also those that are the same.

    Args:
        first: as for :func:`compare_all`, as are the others.
        second: those of the second.
        reading: how values are read.
        volatile: what is left out.
        lay_out: whether what differs can be laid out line by line.
    """
    for before, after in aligned(first, second):
        if before is not None and after is not None:
            if alike(before, after):
                if isinstance(reading, ByRole):
                    for value in identifiers_in(before):
                        reading.identifiers.match(value, value)
                yield Compared(before, after)
            elif lay_out:
                beside = SideBySide(before, after, reading, volatile)
                yield Compared(before, after, tuple(beside.drifts), beside)
            else:
                yield Compared(before, after, tuple(compare(before, after, reading, volatile)))
        elif before is not None:
            yield Compared(before, None, (alone(before, Kind.MISSING),))
        elif after is not None:
            yield Compared(None, after, (alone(after, Kind.ADDED),))


def alike(before: Interaction, after: Interaction) -> bool:
    """Whether two interactions are the same to the byte, which most of two recordings often are."""
    asked, asks = before.request, after.request
    if (asked.body, asked.method, asked.path, asked.query, asked.media_type) != (
        asks.body,
        asks.method,
        asks.path,
        asks.query,
        asks.media_type,
    ):
        return False
    said, says = before.response, after.response
    if said is None or says is None:
        return said is says and before.error == after.error
    return (said.body, said.status, said.media_type) == (says.body, says.status, says.media_type)


def identifiers_in(interaction: Interaction) -> Iterator[str]:
    """Yields the identifiers of an interaction, which in one that is the same stand for themselves."""
    for message in (interaction.request, interaction.response):
        for found in _IDS.finditer(message.body) if message is not None else ():
            yield found[1].decode("utf-8", "replace")


def alone(interaction: Interaction, kind: Kind) -> Drift:
    """Returns the difference that an interaction without a counterpart is."""
    name = interaction.operation or identify(interaction.request).name or interaction.request.method
    here = kind is Kind.MISSING
    return Drift(
        Direction.REQUEST,
        Difference("interaction", kind, name if here else None, None if here else name),
        Severity.WARNING if here else Severity.INFO,
        interaction.n if here else None,
        None if here else interaction.n,
        name,
    )
