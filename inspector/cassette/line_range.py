"""A range of lines of a cassette, as one process tells another what to read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import NamedTuple

from inspector.cassette.filesystem import located, source_of
from inspector.cassette.model import Interaction, read_interaction
from inspector.errors import CassetteError, InputError

_PIECE = 1024 * 1024  # bytes that are read at once

EMPTY = 2
"""The most bytes of an empty line, without its end: an interaction is longer than {}."""


class Line(NamedTuple):
    """A line of a cassette.

    Args:
        number: its number in the file, from 1.
        start: where it begins, in bytes from the start of the file.
        content: what stands there, without its end.
    """

    number: int
    start: int
    content: bytes


def line_ends(content: bytes, begin: int = 0, end: int | None = None) -> Iterator[int]:
    """Yields the places behind the line feeds of a part of a file: many times as fast as a pattern.

    Args:
        content: the part.
        begin: where to begin, in bytes.
        end: where to end; ``None``: at its end.
    """
    behind = content.find(b"\n", begin, end) + 1
    while behind:
        yield behind
        behind = content.find(b"\n", behind, end) + 1


@dataclass(frozen=True)
class Lines:
    """Lines of a cassette.

    Args:
        file: the cassette.
        start: where the first begins, in bytes from the start of the file.
        end: where the last ends.
        first: the number of the first line, from 1.
    """

    file: str
    start: int
    end: int
    first: int

    def __iter__(self) -> Iterator[Interaction]:
        """Yields the interactions.

        Raises:
            InputError: the file cannot be read.
            CassetteError: a line is no interaction, or the file has become shorter.
        """
        return map(self.read, self.raw())

    def read(self, line: Line) -> Interaction:
        """Reads a line.

        Raises:
            CassetteError: it is no interaction.
        """
        return read_interaction(line.content, f"{self.file}:{line.number}")

    def raw(self) -> Iterator[Line]:
        """Yields the lines of interactions as they stand in the file."""
        start = self.start
        for number, content in enumerate(self._split(), self.first):
            if len(content) > EMPTY:
                yield Line(number, start, content)
            start += len(content) + 1

    def holding(self, places: Callable[[bytes], Iterable[int]]) -> Iterator[Line]:
        """Yields those of the lines that hold something, without looking at each for itself.

        Args:
            places: says where in some lines, one after the other, there is something, in order.

        Raises:
            InputError: the file cannot be read.
            CassetteError: it has become shorter.
        """
        number, start = self.first, self.start
        for block in self._blocks():
            begin = end = 0
            for at in places(block):
                if at < end:
                    continue
                number += sum(1 for _ in line_ends(block, begin, at))
                begin, end = block.rfind(b"\n", 0, at) + 1, block.find(b"\n", at)
                end = len(block) if end < 0 else end
                yield Line(number, start + begin, block[begin:end])
            number += sum(1 for _ in line_ends(block, begin))
            start += len(block)

    def _split(self) -> Iterator[bytes]:
        for block in self._blocks():
            yield from block.removesuffix(b"\n").split(b"\n")

    def _blocks(self) -> Iterator[bytes]:
        """Whole lines, many at a time; the last may have no end."""
        rest = b""
        for piece in self._pieces():
            whole = piece.rfind(b"\n") + 1
            if whole:
                yield rest + piece[:whole]
                rest = piece[whole:]
            else:
                rest += piece
        if rest:
            yield rest

    def _pieces(self) -> Iterator[bytes]:
        try:
            with closing(source_of(located(self.file))) as source:
                at = self.start
                while at < self.end:
                    piece = source.read(at, min(_PIECE, self.end - at))
                    if not piece:
                        raise CassetteError(
                            "the file has become shorter while it was read", self.file, "Open it again."
                        )
                    yield piece
                    at += len(piece)
        except OSError as problem:
            raise InputError(f"the file cannot be read ({problem.strerror})", self.file) from None
