"""Rows of interactions held against each other: what corresponds, and how it differs."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from inspector.cassette import Interaction
from inspector.diff import ByMeaning, ByRole, Compared
from inspector.replay.volatile import VolatilePaths
from inspector.tui.interaction_pairs import Pair, Sign, Table, rows_beside
from tests.tui.conftest import UM_CALL, Tape, mail, um_call


def calls() -> list[Interaction]:
    tape = Tape()
    um_call(tape, 0.0)
    return tape.interactions


def rows(
    first: list[Interaction], second: list[Interaction], reading: ByMeaning | None = None, most: int = 1000
) -> list[Pair]:
    table, found = Table(reading or ByRole()), list[Pair]()

    def emit(pair: Compared) -> bool:
        found.append(table.row(pair))
        return len(found) < most

    rows_beside(lambda: first, lambda: second, VolatilePaths())(table.reading, emit)
    return found


def test_another_outcome_is_told_with_its_path_and_what_is_missing_stands_alone() -> None:
    first = calls()
    assert first[4].response is not None
    connecting = first[4].response.body.replace(b">Connected<", b">Connecting<")
    second = [*first[:4], replace(first[4], response=replace(first[4].response, body=connecting)), *first[6:]]
    found = rows(first, second)
    assert Counter(row.sign for row in found) == {"=": 16, "~": 1, "-": 1}
    told = found[4].drifts[0].difference
    assert (told.path.rpartition("/")[2], told.recorded, told.got) == (
        "m:CallState",
        "Connected",
        "Connecting",
    )
    assert found[4].second is not None and found[4].second.outcome == "Connecting"


def test_identifiers_of_another_run_are_no_difference_unless_they_are_asked_for() -> None:
    first = calls()
    other = UM_CALL[::-1].encode()
    second = [
        replace(
            one,
            request=replace(one.request, body=one.request.body.replace(UM_CALL.encode(), other)),
            response=one.response
            and replace(one.response, body=one.response.body.replace(UM_CALL.encode(), other)),
        )
        for one in first
    ]
    assert {row.sign for row in rows(first, second)} == {Sign.BY_NATURE}
    assert {row.sign for row in rows(first, second, ByMeaning())} == {Sign.DIFFERENT}


def test_it_stops_when_nobody_wants_more() -> None:
    assert len(rows(calls(), calls(), most=3)) == 3


def test_only_so_many_answers_are_kept() -> None:
    tape = Tape()
    mail(tape)
    table = Table(ByRole(), keep=True)
    for one in tape.interactions:
        table.row(Compared(one, one))
    assert sorted(table.kept) == [1, 2, 3]
