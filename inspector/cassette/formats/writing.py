"""Writing another tool's file interaction by interaction, each for itself: in one process or in many."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from inspector.cassette.atomic_write import private
from inspector.cassette.model import CassetteHeader, Interaction


@dataclass(frozen=True)
class Encoding:
    """How a format is written.

    Args:
        one: makes the bytes of an interaction of a cassette with this header, and says what the format could
            not carry, a sentence each.
        begin: what stands before the first.
        between: what stands between two.
        end: what stands behind the last.
    """

    one: Callable[[Interaction, CassetteHeader], tuple[bytes, set[str]]]
    begin: bytes = b""
    between: bytes = b""
    end: bytes = b""

    def write(self, encoded: Iterable[bytes], path: Path) -> None:
        """Writes a file.

        Args:
            encoded: the bytes of its interactions, or of several at once with what stands between them.
            path: the file, which must not exist.
        """
        with open(path, "xb", opener=private) as file:
            file.write(self.begin)
            for number, one in enumerate(encoded):
                file.write(self.between if number else b"")
                file.write(one)
            file.write(self.end)
