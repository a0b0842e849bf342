"""The lines of one cassette, or of several as one: side by side in time, else one behind the other."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path

from inspector.cassette import Cassette
from inspector.cassette.combine import interleaved_places, starts_of
from inspector.errors import CassetteError, UsageError

Stands = tuple[int, int]
"""Where an interaction stands: which file, and which of its lines, both from 0."""


class Files:
    """Cassettes whose interactions have one row of places.

    A single cassette need not have been looked through to its end (:meth:`read_on`); several are, as their
    interactions are put in order.

    Args:
        cassettes: the cassettes, at least one; they stay open.

    Attributes:
        starts: when each began, in seconds since the first of them; all 0 if a header does not tell.
        by_time: whether their headers tell; if not, one follows the other.
    """

    def __init__(self, cassettes: Sequence[Cassette]) -> None:
        self.cassettes = list(cassettes)
        self.starts = [0.0] * len(cassettes)
        self.by_time = True
        self._order: array[int] | None = None  # file and line of each place in turn; one file needs none
        if len(cassettes) > 1:
            self._put_in_order()

    def __len__(self) -> int:
        return len(self.cassettes[0]) if self._order is None else len(self._order) // 2

    @property
    def several(self) -> bool:
        """Whether there is more than one file."""
        return len(self.cassettes) > 1

    def stands(self, place: int) -> Stands:
        """Returns where the interaction of a place stands."""
        if self._order is None:
            return 0, place
        return self._order[2 * place], self._order[2 * place + 1]

    def raw(self, place: int) -> bytes:
        """Returns a line as it stands in its file.

        Raises:
            CassetteError: the file has been cut in the meantime.
        """
        file, line = self.stands(place)
        return self.cassettes[file].raw(line)

    @property
    def whole(self) -> bool:
        """Whether every file was looked through up to its end."""
        return all(cassette.whole for cassette in self.cassettes)

    def read_on(self, most: int | None = None) -> int:
        """Looks for lines that were appended, or not looked at yet, and returns how many there are.

        Args:
            most: how many bytes are looked through, about; ``None`` for all.

        Raises:
            CassetteError: a file has become shorter.
        """
        before = len(self)
        for number, cassette in enumerate(self.cassettes):
            known = len(cassette)
            cassette.refresh(most)
            if self._order is not None:
                for line in range(known, len(cassette)):
                    self._order.extend((number, line))
        return len(self) - before

    def share_read(self) -> float:
        """Returns how much of the first file was looked through, from 0 to 1."""
        first = self.cassettes[0]
        return 1.0 if first.whole else first.end / max(first.size, 1)

    def holding(self, texts: Sequence[bytes], begin: int, end: int) -> Iterator[tuple[list[int], int]]:
        """As :meth:`Cassette.holding`, of all files."""
        if self._order is None:
            yield from self.cassettes[0].holding(texts, begin, end)
            return
        for place in range(begin, end):
            line = self.raw(place).lower()
            yield ([place] if any(text in line for text in texts) else []), place + 1

    def places_in(self, file: int) -> dict[int, int]:
        """Returns the place of each line of a file.

        Args:
            file: which file, from 0.
        """
        stand = (self.stands(place) for place in range(len(self)))
        return {line: place for place, (each, line) in enumerate(stand) if each == file}

    def opened_anew(self, file: int) -> Cassette:
        """Opens a file anew that was written anew with the same interactions (:meth:`replace`).

        Raises:
            CassetteError: it has other interactions now.
        """
        after = Cassette(self.cassettes[file].path)
        if len(after) < len(self.cassettes[file]):
            after.close()
            raise CassetteError("the file has other interactions now", str(after.path), "Open it again.")
        return after

    def replace(self, file: int, cassette: Cassette) -> None:
        """Reads from another cassette from now on, and closes the one before."""
        self.cassettes[file].close()
        self.cassettes[file] = cassette

    def close(self) -> None:
        """Closes all files; may be called again."""
        for cassette in self.cassettes:
            cassette.close()

    @property
    def paths(self) -> list[Path]:
        """The files."""
        return [cassette.path for cassette in self.cassettes]

    def _put_in_order(self) -> None:
        order = array("Q")
        try:
            starts = starts_of(self.cassettes)
            for number, line in interleaved_places(self.cassettes, starts):
                order.extend((number, line))
        except (UsageError, CassetteError):  # no time in a header, or a line that cannot be read
            order = array("Q")
            self.by_time = False
            for number, cassette in enumerate(self.cassettes):
                for line in range(len(cassette)):
                    order.extend((number, line))
        else:
            self.starts = starts
        self._order = order
