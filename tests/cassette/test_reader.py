"""Cassettes are read lazily, in whatever state the file is."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.cassette import Cassette, CassetteWriter, Interaction
from inspector.errors import CassetteError, InputError
from inspector.wire.http import HttpRequest, HttpResponse


def bodies(cassette):
    return [found.request.body for found in cassette]


def test_a_cassette_is_a_sequence_of_interactions(recorded):
    with Cassette(recorded) as cassette:
        assert len(cassette) == 3
        assert bodies(cassette) == [b"<one/>", b"<two/>", b"<three/>"]
        assert [found.n for found in cassette] == [1, 2, 3]
        assert cassette[-1] == cassette[2] == cassette[1:][1]
        assert cassette.numbered(2) == cassette[1]
        assert cassette.warnings == ()
        with pytest.raises(IndexError):
            cassette[3]
        with pytest.raises(CassetteError, match="no interaction 9"):
            cassette.numbered(9)


def test_numbers_may_have_gaps(tmp_path, recorded):
    lines = recorded.read_bytes().splitlines(keepends=True)
    picked = tmp_path / "picked.jsonl"
    picked.write_bytes(lines[0] + lines[3])
    with Cassette(picked) as cassette:
        assert cassette.numbered(3).request.body == b"<three/>"


def test_a_broken_line_spoils_only_itself(recorded):
    lines = recorded.read_bytes().splitlines(keepends=True)
    recorded.write_bytes(lines[0] + lines[1] + b"{broken}\n" + lines[3])
    with Cassette(recorded) as cassette:
        assert (cassette[0].n, cassette[2].n) == (1, 3)
        with pytest.raises(CassetteError) as refused:
            cassette[1]
        assert refused.value.where == f"{recorded}:3"


@given(st.integers(1, 10_000))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_a_file_cut_anywhere_gives_all_its_complete_lines(tmp_path, recorded, cut):
    whole = recorded.read_bytes()
    lines = whole.splitlines(keepends=True)
    cut = len(lines[0]) + cut % (len(whole) - len(lines[0]))
    torn = tmp_path / "torn.jsonl"
    torn.write_bytes(whole[:cut])
    complete = sum(
        1 for at in range(2, 5) if cut >= sum(map(len, lines[:at])) - 1
    )  # the line end may be missing
    with Cassette(torn) as cassette:
        assert bodies(cassette) == [b"<one/>", b"<two/>", b"<three/>"][:complete]
        at_a_line_end = any(cut - sum(map(len, lines[:at])) in (0, -1) for at in range(1, 5))
        assert cassette.torn is not at_a_line_end
        assert bool(cassette.warnings) is cassette.torn


def test_empty_lines_and_other_line_ends_are_passed_over(recorded):
    recorded.write_bytes(recorded.read_bytes().replace(b"\n", b"\r\n\n"))
    with Cassette(recorded) as cassette:
        assert bodies(cassette) == [b"<one/>", b"<two/>", b"<three/>"]


@pytest.mark.parametrize("end", [b"\n", b""], ids=["ended", "not-ended"])
@pytest.mark.parametrize(("line", "more"), [(b"{}", 0), (b"[0]", 1)])
def test_a_line_of_two_letters_is_empty_and_one_of_three_is_not(recorded, line, more, end):
    recorded.write_bytes(recorded.read_bytes() + line + end)
    with Cassette(recorded) as cassette:
        assert len(cassette) == 3 + more
        assert [lines.content for lines in cassette.lines(0, len(cassette)).raw()][3:] == [line] * more


def test_a_file_that_grows_shows_its_new_lines_after_a_refresh(tmp_path, interaction):
    path = tmp_path / "growing.jsonl"
    with CassetteWriter(path) as writer, Cassette(path) as cassette:
        assert len(cassette) == 0
        writer.append(interaction("one"))
        assert (len(cassette), cassette.refresh(), len(cassette)) == (0, 1, 1)
        with path.open("ab") as file:
            file.write(b'{"half')
        assert (cassette.refresh(), cassette.torn) == (0, True)
        assert bodies(cassette) == [b"<one/>"]
        assert cassette.refresh() == 0


def test_a_file_that_shrinks_while_it_is_read_is_told_and_ends_no_process(tmp_path, interaction):
    path = tmp_path / "long.jsonl"
    with CassetteWriter(path) as writer:
        for _ in range(300):
            writer.append(interaction("x" * 2_000))
    with Cassette(path) as cassette:
        os.truncate(path, 100_000)
        with pytest.raises(CassetteError, match="shorter"):
            list(cassette)
        with pytest.raises(CassetteError, match="shorter"):
            cassette.raw(-1)


def test_a_file_that_shrinks_while_its_lines_are_looked_for_is_told(tmp_path, interaction, monkeypatch):
    path = tmp_path / "long.jsonl"
    with CassetteWriter(path) as writer:
        for _ in range(10):
            writer.append(interaction("x" * 2_000))
    monkeypatch.setattr("inspector.cassette.reader._PIECE", 1_000)
    read = os.pread

    def cut_meanwhile(file, length, at):
        if at > 10_000:
            os.truncate(path, 5_000)
        return read(file, length, at)

    monkeypatch.setattr(os, "pread", cut_meanwhile)
    with pytest.raises(CassetteError, match="shorter"):
        Cassette(path)


def test_a_file_that_shrinks_is_refused(recorded):
    with Cassette(recorded) as cassette:
        recorded.write_bytes(b"")
        with pytest.raises(CassetteError, match="shorter"):
            cassette.refresh()


@pytest.mark.parametrize(
    ("content", "complaint"), [(b"", "empty"), (b"\n", "not a cassette"), (b"PK\x03", "not a")]
)
def test_a_file_that_is_no_cassette_is_refused(tmp_path, content, complaint):
    path = tmp_path / "x.jsonl"
    path.write_bytes(content)
    with pytest.raises(CassetteError, match=complaint):
        Cassette(path)


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        Cassette(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match="cannot be read"):
        Cassette(tmp_path)


def test_opening_reads_no_interaction(recorded, monkeypatch):
    monkeypatch.setattr("inspector.cassette.reader.read_interaction", lambda *_: pytest.fail("was decoded"))
    with Cassette(recorded) as cassette:
        assert len(cassette) == 3


@pytest.mark.parametrize("piece", [7, 100, 1000, 1 << 20])
def test_lines_longer_and_shorter_than_what_is_read_at_once_can_be_read_in_any_order(
    tmp_path, monkeypatch, piece
):
    monkeypatch.setattr("inspector.cassette.reader._PIECE", piece)
    path = tmp_path / "long.jsonl"
    with CassetteWriter(path) as writer:
        for n in range(200):
            request = HttpRequest(url="http://h/", body=b"x" * 100 + str(n).encode())
            writer.append(Interaction(n=0, at=float(n), request=request, response=HttpResponse()))
    with Cassette(path) as cassette:
        first, second = ([one.request.body for one in cassette] for _ in range(2))
        assert first == second and len(set(first)) == 200
        assert [one.request.body for one in reversed(cassette)] == first[::-1]
        assert cassette[0].request.body.endswith(b"0")
