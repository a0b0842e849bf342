"""Scrubbing in parts writes what scrubbing in one piece writes."""

import multiprocessing
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from inspector.batch.plan import carried_out
from inspector.batch.processes import Processes
from inspector.batch.scrubbing import Scrubbed, Scrubbing, Work
from inspector.cassette import Cassette, CassetteHeader, CassetteWriter, Interaction
from inspector.errors import CassetteError
from inspector.scrub import scrub_settings
from tests.batch.engines import Pickling
from tests.batch.sessions import HEADER, mixed

SETTINGS = scrub_settings("identity", before={"profile": "none", "salt": "0f" * 16})
SPLITS = (9, 15, 23, 39, 61, 87, 119)


def meetings(count: int) -> Iterator[Interaction]:
    """A recording in which now and then somebody new comes, of whom texts speak before and afterwards."""
    some = list(islice(mixed(70), 8, 68))
    for n in range(1, count + 1):
        one = some[n % len(some)]
        who = "".join("abcdefghij"[int(digit)] for digit in f"{n // 150:03}")
        name = f"Zora{who} Quist{who}"
        said = f"<t:Body>Has {name} called?</t:Body></s:Body>"
        body = one.request.body.replace(b"</s:Body>", said.encode())
        if n % 150 == 75:
            mail = f"<t:EmailAddress>z{n}@home{n}.org</t:EmailAddress>"
            known = f"<t:Mailbox><t:Name>{name}</t:Name>{mail}</t:Mailbox>"
            body = body.replace(b"</s:Body>", f"{known}</s:Body>".encode())
        elif n % 150 == 90:
            body = body.replace(b"called?", f"gone to www.home{n - 15}.org?".encode())
        yield replace(one, n=n, at=float(n), request=replace(one.request, body=body), extra={}, findings=())


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("session") / "session.jsonl"
    with CassetteWriter(path, HEADER) as writer:
        for one in meetings(2_000):
            writer.append(one)
    return path


def work(source: Path, target: Path) -> Work:
    return Work(str(source), str(target), CassetteHeader("2026", "test", scrub=SETTINGS))


@pytest.fixture(scope="module")
def alone(session: Path) -> bytes:
    target = session.with_name("alone.jsonl")
    done = list(carried_out(Scrubbing([work(session, target)]), None))
    assert sum(each.count for each in done) == 2_000
    return target.read_bytes()


def test_names_are_found_after_they_were_told_and_not_before(alone: bytes) -> None:
    lines = alone.splitlines()
    assert b"Has Zoraaaa Quistaaa called" in lines[40]
    assert b"Zoraaaa Quistaaa" not in b"".join(lines[75:])
    assert b"www.home75.org" not in alone


@pytest.mark.parametrize("size", SPLITS)
def test_the_cassette_is_that_of_one_process(size: int, session: Path, alone: bytes, tmp_path: Path) -> None:
    engine = Pickling()
    done = list(carried_out(Scrubbing([work(session, tmp_path / "parts.jsonl")], engine, size), engine))
    assert (tmp_path / "parts.jsonl").read_bytes() == alone
    assert sum(each.count for each in done) == 2_000
    assert engine.submitted > 2


@pytest.mark.parametrize(("jobs", "size"), [(2, 15), (3, 40), (4, 23)])
def test_processes_make_the_cassette_of_one_process(
    jobs: int, size: int, session: Path, alone: bytes, tmp_path: Path
) -> None:
    engine = Processes(jobs, Scrubbing.__module__, str(tmp_path / "parts.jsonl"))
    engine.whole_below = 0
    list(carried_out(Scrubbing([work(session, tmp_path / "parts.jsonl")], engine, size), engine))
    assert (tmp_path / "parts.jsonl").read_bytes() == alone
    assert [path.name for path in tmp_path.iterdir()] == ["parts.jsonl"]
    assert not multiprocessing.active_children()


def test_short_cassettes_are_a_part_each(session: Path, tmp_path: Path) -> None:
    works = []
    with Cassette(session) as cassette:
        for n in range(3):
            with CassetteWriter(tmp_path / f"{n}.jsonl", HEADER) as writer:
                for one in cassette[n * 100 : n * 100 + 30]:
                    writer.append(one)
            works.append(work(tmp_path / f"{n}.jsonl", tmp_path / f"out{n}.jsonl"))
    engine = Pickling()
    engine.whole_below = 10**9
    done: list[Scrubbed] = list(carried_out(Scrubbing(works, engine), engine))
    assert [(each.target, each.count) for each in done] == [(one.target, 30) for one in works]
    for made in works:
        parts = Path(made.target).read_bytes()
        Path(made.target).unlink()
        list(Scrubbing([made]).alone())
        assert Path(made.target).read_bytes() == parts


def test_a_bad_line_leaves_nothing(session: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_bytes(session.read_bytes().replace(b'{"n":900,', b'{"m":900,'))
    engine = Pickling()
    with pytest.raises(CassetteError, match=r"bad\.jsonl:901: "):
        list(carried_out(Scrubbing([work(bad, tmp_path / "out.jsonl")], engine, 25), engine))
    assert [path.name for path in tmp_path.iterdir()] == ["bad.jsonl"]


def test_what_a_process_left_that_died_is_taken_away_and_made_anew(session: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    plan = Scrubbing([work(session, target)], Pickling())
    left = tmp_path / f".{target.name}.{plan.run}0123abcd.part"
    left.write_bytes(b"half")
    other = tmp_path / f".{target.name}.another.part"
    other.write_bytes(b"of another")
    engine = Pickling()
    engine.whole_below = 10**9
    list(Scrubbing([work(session, target)]).alone())  # the process had died before it could tell
    plan = Scrubbing([work(session, target)], engine)
    left.rename(tmp_path / f".{target.name}.{plan.run}0123abcd.part")
    list(carried_out(plan, engine))
    assert sorted(path.name for path in tmp_path.iterdir()) == [other.name, target.name]
