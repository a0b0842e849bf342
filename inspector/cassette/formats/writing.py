"""Writing another tool's file interaction by interaction, each for itself: in one process or in many."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from inspector.cassette.atomic_write import private
from inspector.cassette.model import CassetteHeader, Interaction

_SYNCED = 64 * 1024 * 1024  # bytes that go to the disk together


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
        """Writes a file. What there is of a long one goes to the disk while more is encoded.

        Args:
            encoded: the bytes of its interactions, or of several at once with what stands between them.
            path: the file, which must not exist.
        """
        with open(path, "xb", opener=private) as file, ThreadPoolExecutor(1) as disk:
            syncs: list[Future[None]] = []
            unsynced = file.write(self.begin)
            for number, one in enumerate(encoded):
                unsynced += file.write(self.between if number else b"") + file.write(one)
                if unsynced >= _SYNCED and all(sync.done() for sync in syncs):
                    syncs.append(disk.submit(os.fsync, file.fileno()))
                    unsynced = 0
            file.write(self.end)
            for sync in syncs:
                sync.result()  # the system says once what went wrong
