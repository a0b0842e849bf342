"""Notes and marks in the lines of a cassette: written, taken away, and nothing else changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.cassette import Cassette, CassetteHeader, CassetteWriter, Interaction
from inspector.cassette.annotate import annotate
from inspector.errors import WriteError
from inspector.wire.http import HttpRequest, HttpResponse


def written(path: Path, count: int = 3) -> Path:
    with CassetteWriter(path, CassetteHeader(created="2026-11-02T09:00:00Z")) as writer:
        for n in range(1, count + 1):
            writer.append(
                Interaction(
                    n=n, at=n / 3, request=HttpRequest(url="/EWS"), response=HttpResponse(body=b"\xff\x00")
                )
            )
    return path


def test_a_note_and_marks_stand_in_their_lines_and_the_others_stay_byte_for_byte(tmp_path: Path) -> None:
    path = written(tmp_path / "s.jsonl")
    before = path.read_bytes().splitlines()
    annotate(path, {1: "Ask Kim\n“why”"}, {0, 1})
    with Cassette(path) as cassette:
        assert [(one.note, one.marked) for one in cassette] == [
            ("", True),
            ("Ask Kim\n“why”", True),
            ("", False),
        ]
    after = path.read_bytes().splitlines()
    assert (after[0], after[3]) == (before[0], before[3])
    annotate(path, {1: ""}, ())
    assert path.read_bytes().splitlines() == before


def test_marks_stay_as_they_are_where_only_a_note_is_written(tmp_path: Path) -> None:
    path = written(tmp_path / "s.jsonl")
    annotate(path, {}, {2})
    annotate(path, {0: "x"})
    with Cassette(path) as cassette:
        assert [(one.note, one.marked) for one in cassette] == [("x", False), ("", False), ("", True)]


def test_a_line_that_is_no_interaction_stays(tmp_path: Path) -> None:
    path = written(tmp_path / "s.jsonl")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:2], b"[1]\n", b"{no json\n", *lines[2:]]))
    annotate(path, {1: "x", 2: "y"}, {1, 2})
    assert path.read_bytes().splitlines(keepends=True)[1:4] == [lines[1], b"[1]\n", b"{no json\n"]


def test_a_cassette_that_is_recorded_to_is_left_alone(tmp_path: Path) -> None:
    path = written(tmp_path / "s.jsonl")
    before = path.read_bytes()
    with CassetteWriter(path, append=True), pytest.raises(WriteError):
        annotate(path, {0: "x"})
    assert path.read_bytes() == before


@given(st.dictionaries(st.integers(0, 4), st.text(max_size=20)), st.sets(st.integers(0, 4)))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, notes: dict[int, str], marked: set[int]
) -> None:
    path = written(tmp_path_factory.mktemp("a") / "s.jsonl", 5)
    annotate(path, notes, marked)
    with Cassette(path) as cassette:
        assert {place: one.note for place, one in enumerate(cassette) if one.note} == {
            place: note for place, note in notes.items() if note
        }
        assert {place for place, one in enumerate(cassette) if one.marked} == marked
