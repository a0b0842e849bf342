"""A long file goes to the disk while more of it is encoded."""

import os
import threading
from collections.abc import Iterator
from errno import EIO
from pathlib import Path

import pytest

from inspector.cassette.atomic_write import whole
from inspector.cassette.formats.writing import Encoding
from inspector.errors import WriteError

ENCODING = Encoding(lambda interaction, header: (b"", set()), b"[", b",", b"]")
LONG = 100_000


@pytest.fixture
def together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three interactions go to the disk together, with what stands before and between them."""
    monkeypatch.setattr("inspector.cassette.formats.writing._SYNCED", 3 * LONG + 3)


@pytest.mark.usefixtures("together")
@pytest.mark.parametrize(("count", "early"), [(2, 0), (3, 1), (4, 1)])
def test_what_there_is_goes_to_the_disk_when_it_is_long_enough(
    count: int, early: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = threading.Semaphore(0)
    syncs: list[int] = []
    fsync = os.fsync

    def noted(file: int) -> None:
        fsync(file)
        syncs.append(os.fstat(file).st_size)
        synced.release()

    def encoded() -> Iterator[bytes]:
        for n in range(count):
            assert n < 3 or synced.acquire(timeout=60)
            yield b"x" * LONG

    monkeypatch.setattr(os, "fsync", noted)
    ENCODING.write(encoded(), tmp_path / "made")
    assert (tmp_path / "made").read_bytes() == b"[" + b",".join([b"x" * LONG] * count) + b"]"
    assert len(syncs) == early


@pytest.mark.usefixtures("together")
def test_a_disk_that_fails_meanwhile_is_told_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync = os.fsync
    failed: list[int] = []

    def failing_once(file: int) -> None:
        if not failed:
            failed.append(file)
            raise OSError(EIO, os.strerror(EIO))
        fsync(file)

    monkeypatch.setattr(os, "fsync", failing_once)
    with pytest.raises(WriteError, match="Input/output error"), whole(tmp_path / "made") as part:
        ENCODING.write([b"x" * LONG] * 9, part)
    assert failed
    assert not list(tmp_path.iterdir())
