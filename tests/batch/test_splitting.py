"""A long cassette splits into ranges of lines, of which the first are there before all lines are known."""

import os
from itertools import pairwise, product
from pathlib import Path

import pytest

from inspector.batch.splitting import begun, ranges_of
from inspector.cassette import Cassette, CassetteHeader, CassetteWriter, Interaction
from inspector.errors import CassetteError
from inspector.wire.http import HttpRequest, HttpResponse

LINES = 12


@pytest.fixture
def long(tmp_path: Path) -> Path:
    path = tmp_path / "long.jsonl"
    append(path, LINES)
    return path


def append(path: Path, lines: int) -> None:
    request, response = HttpRequest(url="/EWS/Exchange.asmx", body=b"<a/>"), HttpResponse(body=b"<b/>")
    with CassetteWriter(path, CassetteHeader(), append=path.exists()) as writer:
        for _ in range(lines):
            writer.append(Interaction(n=0, at=0.0, request=request, response=response))


@pytest.fixture(params=[1, 300, 1_000])
def ahead(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many bytes are looked through at once: less than a line, one or some."""
    monkeypatch.setattr("inspector.batch.splitting._AHEAD", request.param)
    monkeypatch.setattr("inspector.cassette.reader._PIECE", min(request.param, 700))
    return int(request.param)


ENDS = {"a line feed": b"\n", "none": b"", "an empty line": b"\n\r\n", "half a line": b'\n{"n":13,"at":'}


@pytest.mark.usefixtures("ahead")
@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_the_ranges_are_those_of_a_file_whose_lines_are_all_known(end: bytes, long: Path) -> None:
    long.write_bytes(long.read_bytes().removesuffix(b"\n") + end)
    with Cassette(long) as known:
        for size, first in product((1, 5, 6, LINES - 1, LINES, LINES + 1), (0, 1, LINES)):
            with begun(str(long)) as cassette:
                assert cassette.warnings == known.warnings
                found = list(ranges_of(cassette, 2, size, first))
                starts = range(first, len(known), size)
                assert found == [(start, min(start + size, LINES)) for start in starts]
                assert [cassette.lines(*each) for each in found] == [known.lines(*each) for each in found]


@pytest.mark.usefixtures("ahead")
def test_a_range_is_there_before_all_lines_are_known(long: Path) -> None:
    with begun(str(long)) as cassette:
        assert next(ranges_of(cassette, 2, 2)) == (0, 2)
        assert not cassette.whole


def test_a_cassette_without_interactions_has_no_ranges(tmp_path: Path) -> None:
    append(tmp_path / "empty.jsonl", 0)
    with begun(str(tmp_path / "empty.jsonl")) as cassette:
        assert not list(ranges_of(cassette, 2))


@pytest.mark.parametrize("ahead", [1_000], indirect=True)
@pytest.mark.usefixtures("ahead")
def test_ranges_begin_small_and_become_smaller_the_less_is_left(
    long: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.batch.splitting._FEWEST", 1)
    append(long, 500 - LINES)
    with begun(str(long)) as cassette:
        sizes = [last - first for first, last in ranges_of(cassette, 2)]
    assert sum(sizes) == 500
    assert sizes[:8] == [1] * 8
    assert max(sizes) == sizes[8] == pytest.approx((500 - 8) / (2 * 4), rel=0.2)
    assert sizes[-1] <= 2
    assert max(after - before for before, after in pairwise(sizes[8:])) <= 3


@pytest.mark.usefixtures("ahead")
def test_what_is_appended_meanwhile_is_in_no_range(long: Path) -> None:
    with begun(str(long)) as cassette:
        ranges = ranges_of(cassette, 2, 5)
        assert next(ranges) == (0, 5)
        append(long, 3)
        with long.open("ab") as file:
            file.write(b'{"n":16')
        assert list(ranges) == [(5, 10), (10, LINES)]
        assert not cassette.torn


@pytest.mark.usefixtures("ahead")
def test_a_file_that_becomes_shorter_meanwhile_is_told(long: Path) -> None:
    with begun(str(long)) as cassette:
        ranges = ranges_of(cassette, 2, 5)
        next(ranges)
        os.truncate(long, cassette.end + 1)
        with pytest.raises(CassetteError, match="shorter"):
            list(ranges)
