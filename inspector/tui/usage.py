"""What the client of a cassette uses of EWS, and what takes its place, as lines that list what they count."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from inspector.cassette import Interaction
from inspector.report.usage.rows import TITLES, Row, places, rows_of, summary
from inspector.sources import Entry
from inspector.tui.cassette_view import CassetteView
from inspector.tui.pretty import Piece
from inspector.usage.inventory import Inventory, Reader
from inspector.usage.microsoft_graph.assess import Assessed, Assessment
from inspector.usage.microsoft_graph.verdicts import Word
from inspector.wire.printable import printable_line

_CHUNK = 200
_NAME = 44  # columns of a name
_INDENT = 6


@dataclass(frozen=True)
class UsageLine:
    """A line of what is used.

    Args:
        pieces: text and role of each piece.
        filter: what lists the interactions that show it; empty for headings.
    """

    pieces: tuple[Piece, ...]
    filter: str = ""


def collected(cassette_view: CassetteView) -> Iterator[tuple[float, Inventory | None]]:
    """Reads the interactions of a cassette; yields how far it is from time to time, and the inventory last.

    Args:
        cassette_view: the cassette.
    """
    for share in cassette_view.read_on():
        yield share, None
    reader = Reader()
    for place in range(len(cassette_view)):
        found = cassette_view.interaction(place)
        if isinstance(found, Interaction):
            reader.add(Entry(cassette_view.file_of(place), cassette_view.row(place).n, found))
        if place % _CHUNK == _CHUNK - 1:
            yield place / len(cassette_view), None
    yield 1.0, reader.inventory()


def by_kind(inventory: Inventory) -> Iterator[UsageLine]:
    """Lays facts out by what they are about.

    Args:
        inventory: what is used.
    """
    yield UsageLine(((summary(inventory), "title"),))
    rows = rows_of(Assessed(fact) for fact in inventory.facts)
    for kind, of_kind in groupby(rows, key=lambda row: row.kind):
        yield UsageLine(())
        yield UsageLine(((TITLES[kind], "title"),))
        yield from map(_row, of_kind)


def by_verdict(inventory: Inventory, assessment: Assessment, width: int) -> Iterator[UsageLine]:
    """Lays facts out by what takes their place in Microsoft Graph, what blocks a migration most first.

    Args:
        inventory: what is used.
        assessment: what takes its place.
        width: the columns that there are.
    """
    yield UsageLine(((summary(inventory), "title"),))
    for word in Word:
        rows = rows_of(assessment.of_word(word))
        if rows:
            yield UsageLine(())
            yield UsageLine(((f"{word}", _role(word)), (f"  {word.about}", "quiet")))
        for row in rows:
            yield _row(row)
            yield from _replacements(row, width)


def _row(row: Row) -> UsageLine:
    name = printable_line(f"{row.name} {row.uses}".rstrip())
    refused = f" {row.errors:,} refused" if row.errors else ""
    return UsageLine(
        (
            (f"  {name:<{_NAME}} ", "operation"),
            (f"{row.interactions:>8,}", "outcome"),
            (refused, "error"),
            (f"  {places(row, False)}", "quiet"),
        ),
        row.filter,
    )


def _replacements(row: Row, width: int) -> Iterator[UsageLine]:
    for verdict in row.verdicts:
        told = "; ".join(part for part in (row.label(verdict), *verdict.parts) if part)
        for line in textwrap.wrap(printable_line(told), max(width - _INDENT, 30)):
            yield UsageLine(((" " * _INDENT + line, "plain"),), row.filter)


def _role(word: Word) -> str:
    if word in (Word.GAP, Word.NOT_LISTED):
        return "error"
    return "warning" if word.rank < Word.SEVERAL.rank else "ok"
