"""Judging in parts finds what judging in one piece finds."""

import io
import multiprocessing
import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import working_days
from inspector.batch.judging import Judging
from inspector.batch.plan import carried_out
from inspector.batch.processes import Processes
from inspector.cassette import Cassette, CassetteWriter
from inspector.cassette.formats import write_file
from inspector.conformance.files import How, Judged, judge_file
from inspector.conformance.project import Project
from inspector.report.formats import FORMATS
from tests.batch.engines import Pickling
from tests.batch.sessions import HEADER, mixed, written

HOW = How(project=Project())
SPLITS = (13, 37, 101, 211, 333, 613, 997)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(tmp_path_factory.mktemp("session") / "session.jsonl", 2_000)


@pytest.fixture(scope="module")
def alone(session: str) -> list[Judged]:
    return list(carried_out(Judging([session], HOW), None))


def in_parts(
    file: str, size: int, how: How = HOW, *, shares: bool = False, near: int | None = None
) -> list[Judged]:
    engine = Pickling(shares=shares)
    return list(carried_out(Judging([file], how, engine, size, near), engine))


def report(form: str, judged: list[Judged]) -> str:
    out = io.StringIO()
    FORMATS[form].write(judged, out)
    return out.getvalue()


def codes(judged: list[Judged]) -> Counter[str]:
    return Counter(verdict.finding.code for each in judged for verdict in each.verdicts)


def test_the_session_has_what_ties_interactions_to_others(alone: list[Judged]) -> None:
    found = codes(alone)
    assert found.keys() >= {"CDT001", "CDT008", "XSD900", "UMS056", "UMS058", "COS055"}
    assert found["XSD900"] == 4


@pytest.mark.parametrize("near", [None, 9])
@pytest.mark.parametrize("size", SPLITS)
def test_what_is_found_in_parts_is_what_one_process_finds(
    size: int, near: int | None, session: str, alone: list[Judged]
) -> None:
    assert in_parts(session, size, shares=size % 4 == 1, near=near) == alone


def asked_again(folder: Path, polls: dict[int, int]) -> int:
    """Judges a working day in parts of 100, of which the last 20 are near the next part.

    Args:
        folder: where its cassette is written.
        polls: places at which a call of another place is asked for again.

    Returns:
        How many parts were judged once more.
    """
    folder.mkdir()
    file, days = folder / "days.jsonl", list(working_days.interactions(2_000))
    for at, of in polls.items():
        days[at] = replace(next(one for one in days[of:] if one.operation == "GetCallInfo"), at=days[at].at)
    with CassetteWriter(file, HEADER) as writer:
        for one in days:
            writer.append(one)
    engine = Pickling(most=2)
    found = list(carried_out(Judging([str(file)], HOW, engine, 100, 20), engine))
    assert found == list(judge_file(str(file), HOW))
    return engine.submitted - 18


def test_what_asks_for_what_was_left_out_is_judged_once_more_and_then_nothing_is_left_out(
    tmp_path: Path,
) -> None:
    assert asked_again(tmp_path / "soon", {}) == 0
    assert asked_again(tmp_path / "near", {1405: 1385}) == 0
    assert asked_again(tmp_path / "far", {1450: 1330}) == 1
    assert asked_again(tmp_path / "twice", {1450: 1330, 1950: 1830}) == 1
    assert asked_again(tmp_path / "known", {1750: 1430}) == 0  # that part was put together before
    assert asked_again(tmp_path / "known and far", {1450: 1130, 1750: 1630}) == 1  # the first ends nothing
    assert asked_again(tmp_path / "long ago", {1750: 1130}) == 1


def test_nothing_is_left_out_where_the_first_parts_ask_for_what_is_far(tmp_path: Path) -> None:
    assert asked_again(tmp_path / "far", {350: 230, 1450: 1330}) == 0


def test_every_report_is_that_of_one_process(session: str) -> None:
    how = replace(HOW, excerpts=True)
    alone, found = list(judge_file(session, how)), in_parts(session, 401, how, shares=True)
    for form in FORMATS:
        assert report(form, found) == report(form, alone), form


def test_processes_find_what_one_process_finds(session: str, alone: list[Judged]) -> None:
    engine = Processes(2, Judging.__module__)
    engine.whole_below = 0
    assert list(carried_out(Judging([session], HOW, engine, 300), engine)) == alone
    assert not multiprocessing.active_children()


def test_another_tools_recording_is_judged_in_parts(session: str, tmp_path: Path) -> None:
    with Cassette(session) as cassette:
        write_file(cassette[:700], cassette.header, tmp_path / "session.har")
    har = str(tmp_path / "session.har")
    assert in_parts(har, 97) == list(judge_file(har, HOW))


@pytest.mark.parametrize("size", [1, 50, 200])
def test_a_line_that_cannot_be_read_ends_its_file_and_no_other(size: int, tmp_path: Path) -> None:
    files = [written(tmp_path / f"{name}.jsonl", 420) for name in "ab"]
    lines = Path(files[0]).read_bytes().splitlines(keepends=True)
    lines[350] = b'{"n":350}\n'
    Path(files[0]).write_bytes(b"".join(lines))
    alone = [judged for file in files for judged in judge_file(file, HOW)]
    engine = Pickling()
    assert list(carried_out(Judging(files, HOW, engine, size), engine)) == alone
    assert [judged.file for judged in alone if judged.problem] == [files[0]]


def test_a_torn_end_and_empty_lines_are_told_as_ever(tmp_path: Path) -> None:
    file = written(tmp_path / "torn.jsonl", 300)
    lines = Path(file).read_bytes().splitlines(keepends=True)
    lines[250] = b"\n\n" + lines[250]
    lines[260] = b"no json\n"
    Path(file).write_bytes(b"".join(lines)[:-9])
    alone = list(judge_file(file, HOW))
    assert in_parts(file, 7) == alone
    assert ":263: " in alone[-1].problem


def test_a_file_that_becomes_shorter_meanwhile_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector.batch.splitting._AHEAD", 100_000)
    file = written(tmp_path / "session.jsonl", 900)
    engine = Pickling(most=1)
    found = carried_out(Judging([file], HOW, engine, 50), engine)
    assert not any(next(found).problem for _ in range(220))
    os.truncate(file, Path(file).stat().st_size // 2)
    problems = [judged.problem for judged in found if judged.problem]
    assert ["shorter" in problem for problem in problems] == [True]


def test_what_a_cassette_selects_holds_in_all_parts(tmp_path: Path) -> None:
    file = Path(written(tmp_path / "one.jsonl", 400))
    header, _, rest = file.read_bytes().partition(b"\n")
    file.write_bytes(header[:-1] + b',"select":["CDT"],"ignore":["CDT001"]}\n' + rest)
    found = in_parts(str(file), 77)
    assert codes(found).keys() == {"CDT008"}
    assert found == list(judge_file(str(file), HOW))


def test_what_is_told_once_in_a_session_is_told_again_when_it_was_forgotten(tmp_path: Path) -> None:
    """An hour later it is news; which part tells it must not depend on where the file was cut."""
    file = tmp_path / "hours.jsonl"
    with CassetteWriter(file, HEADER) as writer:
        for n, one in enumerate(mixed(600)):
            writer.append(replace(one, at=n * 60.0))
    alone = list(judge_file(str(file), HOW))
    assert codes(alone)["CDT008"] > 5
    for size in (29, 113):
        assert in_parts(str(file), size) == alone
