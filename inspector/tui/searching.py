"""Finding a text in the interactions of a list: which rows hold it, found from one of them on and round.

Pure apart from reading the cassette; whoever runs it shows what there is so far, and stops.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from inspector.filter import Subject, body_text
from inspector.tui.cassette_view import CassetteView

_CHUNK = 200  # interactions that are looked at before there is something to show


@dataclass
class Hits:
    """The rows that hold a text, as far as they are known.

    Args:
        text: the text, in lower case.
        total: how many rows are looked at.
        rows: the rows that hold it, in order.
        looked_at: how many rows have been looked at.
    """

    text: str
    total: int
    rows: list[int] = field(default_factory=list)
    looked_at: int = 0

    @property
    def done(self) -> bool:
        """Whether every row was looked at."""
        return self.looked_at >= self.total

    def beside(self, row: int, step: int) -> int | None:
        """Returns the next row that holds the text, or the one before, round the end; ``None`` for none.

        Args:
            row: where to start; it does not count itself, unless no other holds the text.
            step: 1 or -1.
        """
        if not self.rows:
            return None
        at = bisect_left(self.rows, row + 1) if step > 0 else bisect_left(self.rows, row) - 1
        return self.rows[at % len(self.rows)]

    def position(self, row: int) -> str:
        """Says where a row stands among those that hold the text, such as ``3 of 17``.

        Args:
            row: the row.
        """
        at = bisect_left(self.rows, row)
        count = f"{len(self.rows):,}" + ("" if self.done else "+")
        place = f"{at + 1:,} of {count}" if at < len(self.rows) and self.rows[at] == row else f"{count} found"
        done = "" if self.done else f", {self.looked_at * 100 // self.total} % searched"
        return f"“{self.text}” {place}{done}"


def search(cassette_view: CassetteView, places: Sequence[int], text: str, begin: int) -> Iterator[Hits]:
    """Looks for the rows that hold a text, and yields what is known from time to time, and at the end.

    Args:
        cassette_view: where the interactions are.
        places: their places in the cassette, row by row.
        text: the text; upper and lower case are the same.
        begin: the row that is looked at first.
    """
    hits = Hits(text.lower(), len(places))
    in_order = isinstance(places, range) and places == range(len(places))
    for first, behind in ((begin, len(places)), (0, begin)):
        if in_order:
            pieces = cassette_view.holding(text, first, behind)
        else:
            pieces = (([row], row + 1) for row in range(first, behind))
        for rows, looked_at in pieces:
            for done, row in enumerate(rows, 1):
                if holds(cassette_view.subject(places[row]), hits.text):
                    insort(hits.rows, row)
                    if len(hits.rows) == 1:
                        yield hits
                if done % _CHUNK == 0:
                    yield hits
            hits.looked_at = looked_at - first + (len(places) - begin if first < begin else 0)
            if in_order or hits.looked_at % _CHUNK == 0:
                yield hits
    hits.looked_at = hits.total
    yield hits


def holds(subject: Subject, text: str) -> bool:
    """Says whether an interaction holds a text: in a body, its URL, its operation or its note.

    Args:
        subject: the interaction.
        text: the text, in lower case.
    """
    if not subject.may_contain(text):
        return False
    if any(text in each.lower() for each in (subject.operation, subject.url, subject.note)):
        return True
    interaction = subject.interaction
    if interaction is None:
        return False
    messages = (interaction.request, interaction.response)
    return any(message is not None and text in body_text(message).lower() for message in messages)
