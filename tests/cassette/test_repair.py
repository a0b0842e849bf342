"""A damaged cassette keeps every whole line, and what is lost is told."""

import fcntl
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.cassette import Cassette, CassetteHeader, CassetteWriter, Interaction
from inspector.cassette.repair import repair
from inspector.errors import CassetteError, WriteError
from inspector.wire import Headers, HttpRequest, HttpResponse


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "session.jsonl"
    with CassetteWriter(path, CassetteHeader(created="2026-01-01T00:00:00Z")) as writer:
        for body in (b"<one/>", b"<two/>", b"<three/>"):
            writer.append(Interaction(0, 1.0, HttpRequest(Headers(), body), HttpResponse(Headers(), body)))
    return path


def bodies(path: Path) -> list[bytes]:
    with Cassette(path) as cassette:
        assert not cassette.torn
        return [one.request.body for one in cassette]


def test_a_torn_end_is_cut_off_in_place(path: Path) -> None:
    whole, node = path.read_bytes(), path.stat().st_ino
    path.write_bytes(whole + b'{"n":4,"at"')
    done = repair(path)
    assert (done.kept, done.cut, done.lost) == (3, 11, ["line 5: 11 bytes, which are torn"])
    assert (path.read_bytes(), path.stat().st_ino) == (whole, node)


def test_zeros_of_a_crashed_machine_are_taken_out_wherever_they_are(path: Path) -> None:
    whole = path.read_bytes()
    header, one, *rest = whole.splitlines(keepends=True)
    path.write_bytes(header + b"\0" * 4096 + one[:9] + b"\0" * 8 + one[9:] + b"".join(rest) + b"\0" * 100)
    done = repair(path)
    assert (done.kept, done.zeros, done.cut, done.lost) == (3, 4204, 4204, [])
    assert path.read_bytes() == whole


def test_a_broken_line_in_the_middle_costs_that_line_alone(path: Path) -> None:
    header, one, two, three = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(header + one + two[:-20] + b"\n" + three)
    done = repair(path)
    assert (done.kept, done.lost) == (2, [f"line 3: {len(two) - 19} bytes, which are no interaction"])
    assert path.read_bytes() == header + one + three
    assert bodies(path) == [b"<one/>", b"<three/>"]


def test_a_line_that_was_written_onto_a_torn_one_is_kept(path: Path) -> None:
    header, one, two, three = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(header + one + two[:30] + three)
    assert repair(path).kept == 2
    assert path.read_bytes() == header + one + three


def test_a_file_without_its_first_line_gets_one_that_says_so(path: Path) -> None:
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[1:]))
    done = repair(path)
    assert (done.kept, done.cut, done.header) == (3, 0, True)
    assert bodies(path) == [b"<one/>", b"<two/>", b"<three/>"]
    with Cassette(path) as cassette:
        assert cassette.header.notes == "its first line was lost"


def test_a_line_that_is_json_stays_whatever_it_says(path: Path) -> None:
    strange = b'{"n":4,"at":3,"findings":"abc"}\n'
    path.write_bytes(path.read_bytes() + strange + b"no JSON\n")
    assert repair(path).kept == 4
    assert path.read_bytes().endswith(strange)


def test_a_cassette_that_was_put_behind_another_is_told_as_such_and_stays(path: Path) -> None:
    both = path.read_bytes() * 2
    path.write_bytes(both)
    for refused in (lambda: repair(path), lambda: bodies(path)):
        with pytest.raises(CassetteError, match="another cassette begins") as problem:
            refused()
        assert problem.value.where == f"{path}:5"
    assert path.read_bytes() == both


def test_what_was_mended_needs_no_more_mending_and_keeps_its_mode(path: Path) -> None:
    path.chmod(0o640)
    path.write_bytes(b"rubbish\n" + path.read_bytes()[50:])
    repair(path)
    before = path.read_bytes()
    assert repair(path).cut == 0
    assert path.read_bytes() == before and path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("content", [b"", b"\0" * 5_000, b"hello\nworld\n", b"PK\x03\x04"])
def test_what_has_nothing_of_a_cassette_stays_as_it_is(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(CassetteError, match="nothing in it"):
        repair(path)
    assert path.read_bytes() == content


def test_a_newer_format_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b'{"ews_cassette": 9}\nbroken')
    with pytest.raises(CassetteError, match="newer"):
        repair(path)


def test_a_file_that_is_being_recorded_to_is_not_touched(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"torn")
    with path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(WriteError, match="another recorder"):
            repair(path)
    assert path.read_bytes().endswith(b"torn")


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_every_line_that_no_damage_touched_survives(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("damaged") / "x.jsonl"
    with CassetteWriter(path) as writer:
        for n in range(30):
            writer.append(Interaction(0, float(n), HttpRequest(Headers(), b"<a/>" * (n % 6)), error="none"))
    content = bytearray(path.read_bytes())
    lines = bytes(content).splitlines(keepends=True)
    starts = [sum(map(len, lines[:at])) for at in range(len(lines))]
    hit: set[int] = set()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        length = data.draw(st.sampled_from([1, 7, 300]))
        replacement = data.draw(st.sampled_from([b"\0", b"x", b"}", b'"']))
        content[at : at + length] = (replacement * length)[: len(content) - at]
        hit |= {n for n, start in enumerate(starts) if start < at + length and start + len(lines[n]) >= at}
        # a line end that is gone joins two lines
        hit |= {n + 1 for n in hit}
    path.write_bytes(content)
    repair(path)
    mended = path.read_bytes()
    for n, line in enumerate(lines[1:], 1):
        assert n in hit or line in mended
    with Cassette(path) as cassette:
        assert not cassette.torn
    path.unlink()
