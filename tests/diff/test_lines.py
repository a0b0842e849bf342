"""Folding lines that are the same, and laying lines out in one column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.diff.lines import Line, folded, plain, stacked

SIGNS = st.sampled_from("=?~-+!#")


def lines(signs: str) -> list[Line]:
    return [Line(sign, ((str(at), "text"),), ((str(at), "text"),)) for at, sign in enumerate(signs)]


def shown(signs: str, context: int = 3) -> str:
    return "".join(line.sign for line in folded(lines(signs), context))


@pytest.mark.parametrize(
    ("signs", "wanted"),
    [
        ("", ""),
        ("=", "="),
        ("==", "…"),
        ("=====~", "…===~"),
        ("====~", "====~"),  # a line that says that one is left out takes as much room
        ("~=======~", "~=======~"),
        ("~========~", "~===…===~"),
        ("~=====", "~===…"),
        ("#=====~", "#…===~"),
        ("~=====#", "~===…#"),
        ("==??==", "…"),
        ("~-+!", "~-+!"),
    ],
)
def test_three_lines_are_kept_around_what_differs(signs: str, wanted: str) -> None:
    assert shown(signs) == wanted


@pytest.mark.parametrize(
    ("signs", "told"),
    [
        ("==", "2 equal lines"),
        ("==?", "2 equal lines, 1 line that may differ"),
        ("=??", "1 equal line, 2 lines that may differ"),
        ("??", "2 lines that may differ"),
    ],
)
def test_a_fold_says_what_it_holds(signs: str, told: str) -> None:
    [fold] = folded(lines(signs))
    assert plain(fold.left) == told


@given(st.text(SIGNS, max_size=40), st.integers(0, 4))
def test_what_is_folded_away_is_there_when_it_is_unfolded(signs: str, context: int) -> None:
    given_lines = lines(signs)
    found = list(folded(given_lines, context))
    assert [line for each in found for line in (each.inside or (each,))] == given_lines
    assert all(line.sign in "=?" for each in found for line in each.inside)


def test_of_a_change_both_lines_are_shown_and_only_what_differs_keeps_its_mark() -> None:
    line = Line("~", (("a", "tag"), ("b", "removed-mark")), (("a", "tag"), ("c", "added-mark")))
    assert list(stacked(line)) == [
        ("-", (("a", "removed"), ("b", "removed-mark"))),
        ("+", (("a", "added"), ("c", "added-mark"))),
    ]


def test_what_may_differ_is_quiet() -> None:
    assert list(stacked(Line("?", (("a", "tag"),), (("b", "value"),)))) == [("?", (("b", "quiet"),))]
