"""Looking in parts finds what looking in one piece finds."""

import multiprocessing
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from inspector.batch.leaks import Leaks, Look, Looked
from inspector.batch.plan import carried_out
from inspector.batch.processes import Processes
from inspector.cassette import CassetteHeader, CassetteWriter, Interaction
from inspector.cassette.formats import write_file
from inspector.errors import CassetteError
from inspector.scrub import Scrubber, scrub_settings
from inspector.scrub.check import Leak
from inspector.scrub.replacements import KEPT_KEY
from tests.batch.engines import Pickling
from tests.batch.sessions import mixed, written

LOOK = Look("identity")
SPLITS = (17, 41, 103, 199, 301, 599, 991)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A cassette of which every fifth interaction is not scrubbed, and others tell of stand-ins.

    A client that got a stand-in sends it back later: then it is not told once more.
    """
    path = tmp_path_factory.mktemp("session") / "session.jsonl"
    settings = scrub_settings("identity")
    scrubber = Scrubber.of(settings)
    told: list[str] = []
    with CassetteWriter(path, CassetteHeader(scrub=settings, notes="for anna@contoso.com")) as writer:
        for one in mixed(2_000):
            if one.n % 11 == 3:
                writer.append(with_number(one, told[len(told) // 2] if told else "none"))
                continue
            made = scrubber.scrub(with_number(one, f"{one.n:05}"))
            told += made.extra.get(KEPT_KEY, {}).get("stand_ins", ()) if one.n % 5 else ()
            writer.append(made if one.n % 5 else one)
    return str(path)


def with_number(one: Interaction, number: str) -> Interaction:
    """With a number that is too short to say that it stands for another: the cassette tells of it."""
    said = f"<t:BusinessPhone>{number}</t:BusinessPhone></s:Body>".encode()
    return replace(one, request=replace(one.request, body=one.request.body.replace(b"</s:Body>", said)))


def leaks(found: Iterator[Looked]) -> tuple[int, list[Leak]]:
    looked = list(found)
    return sum(each.count for each in looked), [leak for each in looked for leak in each.leaks]


@pytest.fixture(scope="module")
def alone(session: str) -> tuple[int, list[Leak]]:
    return leaks(carried_out(Leaks([session], LOOK), None))


def in_parts(file: str, size: int) -> tuple[int, list[Leak]]:
    engine = Pickling(shares=size % 4 == 1)
    return leaks(carried_out(Leaks([file], LOOK, engine, size), engine))


def test_much_is_left_and_the_header_is_looked_at(alone: tuple[int, list[Leak]]) -> None:
    count, found = alone
    assert count == 2_000
    assert found[0].n == 0
    assert len({leak.n for leak in found}) > 200


@pytest.mark.parametrize("size", SPLITS)
def test_what_is_left_in_parts_is_what_is_left(
    size: int, session: str, alone: tuple[int, list[Leak]]
) -> None:
    assert in_parts(session, size) == alone


def test_processes_find_what_one_process_finds(session: str, alone: tuple[int, list[Leak]]) -> None:
    engine = Processes(2, Leaks.__module__)
    engine.whole_below = 0
    assert leaks(carried_out(Leaks([session], LOOK, engine, 300), engine)) == alone
    assert not multiprocessing.active_children()


def test_another_tools_recording_and_a_short_cassette_are_a_part_each(tmp_path: Path) -> None:
    files = [str(tmp_path / "one.har"), written(tmp_path / "two.jsonl", 20)]
    write_file(mixed(20), CassetteHeader(), Path(files[0]))
    engine = Pickling()
    engine.whole_below = 10**9
    assert leaks(carried_out(Leaks(files, LOOK, engine), engine)) == leaks(Leaks(files, LOOK).alone())
    assert engine.submitted == 2


def test_what_stands_before_a_bad_line_is_told_and_then_the_line(tmp_path: Path) -> None:
    file = written(tmp_path / "bad.jsonl", 60)
    lines = Path(file).read_bytes().splitlines(keepends=True)
    lines[40] = b"{}  \n"
    Path(file).write_bytes(b"".join(lines))
    before: list[Any] = []
    with pytest.raises(CassetteError) as alone:
        before += Leaks([file], LOOK).alone()
    engine = Pickling()
    *found, last = carried_out(Leaks([file], LOOK, engine, 7), engine)
    assert str(last.problem) == str(alone.value)
    assert sum(each.count for each in (*found, last)) == 39


def test_a_file_that_becomes_shorter_meanwhile_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.batch.splitting._AHEAD", 10_000)
    monkeypatch.setattr("inspector.cassette.reader._PIECE", 5_000)
    file = written(tmp_path / "cut.jsonl", 60)
    engine = Pickling(shares=True)
    looked = carried_out(Leaks([file], LOOK, engine, 2), engine)
    next(looked)
    os.truncate(file, 60_000)
    (problem,) = [each.problem for each in looked if each.problem is not None]
    assert str(problem).startswith(f"{file}: the file has become shorter")
