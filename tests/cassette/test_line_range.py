"""A range of lines of a cassette, read by another process."""

from pathlib import Path

import pytest

from inspector.cassette import Cassette, CassetteWriter, Interaction
from inspector.errors import CassetteError, InputError
from inspector.wire.http import HttpRequest, HttpResponse


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "session.jsonl"
    with CassetteWriter(path) as writer:
        for n in range(1, 40):
            body = bytes([n]) * (60_000 if n % 7 == 0 else n)
            writer.append(Interaction(n, float(n), HttpRequest(body=body), HttpResponse()))
    return path


@pytest.mark.parametrize(("first", "last"), [(0, 1), (0, 39), (5, 22), (38, 39)])
def test_a_range_has_the_interactions_of_the_cassette(file: Path, first: int, last: int) -> None:
    with Cassette(file) as cassette:
        assert list(cassette.lines(first, last)) == cassette[first:last]


def places_of_sevens(lines: bytes) -> list[int]:
    return [at for at, byte in enumerate(lines) if byte == ord("7")]


@pytest.mark.parametrize(("first", "last"), [(0, 1), (0, 39), (5, 22), (38, 39)])
def test_lines_that_hold_something_are_those_of_all_that_do(file: Path, first: int, last: int) -> None:
    content = file.read_bytes().rstrip(b"\n").replace(b'{"n":21,', b'\n\n{"n":21,')
    file.write_bytes(content)
    with Cassette(file) as cassette:
        lines = cassette.lines(first, last)
    found = [line for line in lines.raw() if b"7" in line.content]
    assert list(lines.holding(places_of_sevens)) == found
    assert list(lines.holding(lambda _: [])) == []


def test_a_last_line_without_its_end_is_one(file: Path) -> None:
    file.write_bytes(file.read_bytes().rstrip(b"\n"))
    with Cassette(file) as cassette:
        assert list(cassette.lines(30, 39)) == cassette[30:39]


def test_a_bad_line_is_named_by_its_number_in_the_file(file: Path) -> None:
    lines = file.read_bytes().splitlines(keepends=True)
    lines[10:11] = [b"\n", b"\n", b"{}  \n"]
    file.write_bytes(b"".join(lines))
    with Cassette(file) as cassette, pytest.raises(CassetteError, match=r"session\.jsonl:13: "):
        list(cassette.lines(5, 12))


def test_a_file_that_shrinks_or_goes_is_told(file: Path) -> None:
    with Cassette(file) as cassette:
        lines = cassette.lines(3, 39)
    file.write_bytes(file.read_bytes()[:9_000])
    with pytest.raises(CassetteError, match="has become shorter"):
        list(lines)
    file.unlink()
    with pytest.raises(InputError, match="cannot be read"):
        list(lines)
