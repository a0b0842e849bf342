"""Work on ranges of a cassette makes what work on all of it makes."""

import json
from pathlib import Path

import pytest

from inspector.batch.independent_parts import Encoded, InRanges, encoded, some_of
from inspector.batch.plan import carried_out
from inspector.cassette import Cassette, CassetteWriter
from inspector.cassette.formats import encoding_of, write_file
from inspector.errors import CassetteError
from inspector.filter import parse_filter
from inspector.report.statistics import Statistics, counted
from tests.batch.engines import Pickling
from tests.batch.sessions import written

SPLITS = (19, 43, 107, 197, 307, 601, 993)
FILTER = "~op GetItem | ~s 500"


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(tmp_path_factory.mktemp("session") / "session.jsonl", 2_000)


def in_parts(file: str, size: int, *arguments: object) -> list[Encoded]:
    engine = Pickling(shares=size % 4 == 1)
    return list(carried_out(InRanges(file, encoded, arguments, engine, size), engine))


@pytest.mark.parametrize("suffix", [".har", ".flows"])
def test_another_tools_file_is_that_of_one_process(suffix: str, session: str, tmp_path: Path) -> None:
    with Cassette(session) as cassette:
        losses = write_file(cassette, cassette.header, tmp_path / f"alone{suffix}")
    encoding = encoding_of(tmp_path / f"x{suffix}")
    for size in SPLITS if suffix == ".har" else SPLITS[3:4]:
        found = in_parts(session, size, cassette.header, encoding, "")
        path = tmp_path / f"{size}{suffix}"
        encoding.write((piece for each in found for piece in each.pieces), path)
        assert path.read_bytes() == (tmp_path / f"alone{suffix}").read_bytes()
        assert set().union(*(each.losses for each in found)) == losses


@pytest.mark.parametrize("size", SPLITS)
def test_a_cassette_of_what_passes_a_filter_is_numbered_through(
    size: int, session: str, tmp_path: Path
) -> None:
    with Cassette(session) as cassette, CassetteWriter(tmp_path / "alone.jsonl", cassette.header) as alone:
        for one in cassette:
            if parse_filter(FILTER).matches(one):
                alone.append(one)
    with CassetteWriter(tmp_path / "parts.jsonl", cassette.header) as parts:
        for each in in_parts(session, size, cassette.header, None, FILTER):
            parts.append_lines(each.pieces)
    assert 100 < alone.count == parts.count < 1_900
    assert (tmp_path / "parts.jsonl").read_bytes() == (tmp_path / "alone.jsonl").read_bytes()


@pytest.mark.parametrize("size", SPLITS)
def test_counts_are_added_up(size: int, session: str) -> None:
    with Cassette(session) as cassette:
        alone = Statistics.of(one for one in cassette if parse_filter(FILTER).matches(one))
    table = Statistics()
    engine = Pickling()
    for each in carried_out(InRanges(session, counted, (FILTER,), engine, size), engine):
        table.add_all(each)
    assert json.dumps(table.to_json()) == json.dumps(alone.to_json())
    assert list(table.lines()) == list(alone.lines())


def test_a_bad_line_ends_the_work(tmp_path: Path) -> None:
    file = Path(written(tmp_path / "bad.jsonl", 30))
    file.write_bytes(file.read_bytes().replace(b'{"n":20,', b'{"m":20,'))
    for engine in (Pickling(), None):
        with pytest.raises(CassetteError, match=r"bad\.jsonl:21: "):
            list(carried_out(InRanges(str(file), counted, ("",), engine, 7), engine))


def test_nothing_to_write_is_known_before_a_file_is_made() -> None:
    empty, some = Encoded(3, [], set()), Encoded(3, [b"x"], set())
    assert some_of([empty, empty]) is None
    found = some_of([empty, some, empty])
    assert found is not None
    assert list(found) == [some, empty]
