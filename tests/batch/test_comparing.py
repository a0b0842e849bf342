"""Comparing in parts finds what comparing in one piece finds."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from inspector.batch.comparing import Comparing, Side
from inspector.batch.plan import Engine, carried_out
from inspector.cassette import Cassette, CassetteWriter, Interaction
from inspector.diff import ByMeaning, ByRole, Drift
from inspector.diff.reading import Nature
from inspector.errors import CassetteError
from inspector.replay.volatile import parse_path
from inspector.wire.http import HttpRequest, HttpResponse
from tests.batch.engines import Pickling
from tests.batch.sessions import HEADER, mixed, written

SPLITS = (7, 19, 43, 107, 197, 307, 993)
_ID = re.compile(rb'(\sId=")([^"<]{6,2048}")')


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(tmp_path_factory.mktemp("sessions") / "first.jsonl", 2_000)


@pytest.fixture(scope="module")
def second(first: str) -> str:
    """The same with other identifiers, some of which are others again later; less and more; other texts."""
    path = Path(first).with_name("second.jsonl")
    with CassetteWriter(path, HEADER) as writer:
        for one in changed(mixed(2_000)):
            writer.append(one)
    return str(path)


def changed(interactions: Iterator[Interaction]) -> Iterator[Interaction]:
    for n, one in enumerate(interactions):
        if n % 41 == 3:
            continue
        mark = b"" if n % 400 < 100 else b"x" if n < 1_500 or n % 7 else b"y"
        response = one.response and replace(one.response, body=other(one.response, mark, n))
        yield replace(one, request=replace(one.request, body=other(one.request, mark, n)), response=response)
        if n % 53 == 5:
            yield one


def other(message: HttpRequest | HttpResponse, mark: bytes, n: int) -> bytes:
    body = _ID.sub(rb"\g<1>" + mark + rb"\g<2>", message.body)
    return body.replace(b"<t:Subject>", b"<t:Subject>New: ") if n % 31 == 7 else body


def found(
    first: str, second: str, reading: ByMeaning, engine: Engine | None = None, size: int = 250
) -> tuple[list[Drift], Counter[Nature], list[Nature]]:
    """What differs, and how many values differ by nature, in the order in which they are told."""
    with Cassette(first) as one, Cassette(second) as two:
        sides = (Side(one, enumerate(one)), Side(two, enumerate(two)))
        plan = Comparing(*sides, reading, [parse_path("t:BaseShape")], engine, size)
        drifts = list(carried_out(plan, engine))
    by_nature = reading.by_nature if isinstance(reading, ByRole) else Counter()
    return drifts, by_nature, list(by_nature)


@pytest.fixture(scope="module")
def by_role(first: str, second: str) -> tuple[list[Drift], Counter[Nature], list[Nature]]:
    return found(first, second, ByRole())


@pytest.mark.parametrize("size", SPLITS)
def test_what_differs_by_role_is_that_of_one_process(
    size: int, first: str, second: str, by_role: tuple[list[Drift], Counter[Nature], list[Nature]]
) -> None:
    engine = Pickling(shares=size % 4 == 3)
    assert found(first, second, ByRole(), engine, size) == by_role
    assert engine.submitted > 1


def test_identifiers_that_stood_for_others_long_before_differ(
    by_role: tuple[list[Drift], Counter[Nature], list[Nature]],
) -> None:
    drifts, by_nature, _ = by_role
    paths = Counter(each.difference.path.rpartition("/")[2] for each in drifts)
    assert paths["@Id"] > 20 and paths["t:Subject"] > 10 and paths["interaction"] > 50
    assert by_nature[Nature.IDENTIFIER] > 500


@pytest.mark.parametrize("size", SPLITS[2:4])
def test_what_differs_by_meaning_is_that_of_one_process(size: int, first: str, second: str) -> None:
    assert found(first, second, ByMeaning(), Pickling(), size) == found(first, second, ByMeaning())


def test_equal_recordings_are_not_handed_on(first: str) -> None:
    engine = Pickling()
    assert found(first, first, ByRole(), engine, 100) == ([], Counter(), [])
    assert not engine.submitted


def test_a_bad_line_is_told_after_what_differs_before_it(first: str, second: str, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_bytes(Path(second).read_bytes().replace(b'{"n":900,', b'{"m":900,'))
    told = []
    for engine in (None, Pickling()):
        drifts: list[Drift] = []
        with Cassette(first) as one, Cassette(bad) as two:
            plan = Comparing(Side(one, enumerate(one)), Side(two, enumerate(two)), ByRole(), (), engine, 43)
            with pytest.raises(CassetteError, match=r"bad\.jsonl:901: "):
                drifts.extend(carried_out(plan, engine))
        told.append(drifts)
    assert told[0] == told[1] != []


def test_what_is_chosen_is_compared_and_nothing_between(first: str, second: str) -> None:
    results = []
    for engine in (None, Pickling()):
        with Cassette(first) as one, Cassette(second) as two:
            sides = [
                Side(each, ((at, found) for at, found in zip(count(), each) if found.operation == "GetItem"))
                for each in (one, two)
            ]
            plan = Comparing(sides[0], sides[1], ByRole(), (), engine, 19)
            results.append(list(carried_out(plan, engine)))
    assert results[0] == results[1] != []
    assert "CreateItem" not in {each.operation for each in results[0]}
