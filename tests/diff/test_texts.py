"""Texts compared line by line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inspector.diff.difference import Kind
from inspector.diff.texts import line_differences, text_lines

TEXTS = st.lists(st.sampled_from(["a", "b", "c", "one line", "another"]), max_size=12).map("\n".join)


@given(TEXTS, TEXTS)
def test_both_texts_are_shown_whole_and_in_order(one: str, other: str) -> None:
    lines = list(text_lines(one, other, "", 80))
    left = ["".join(text for text, _ in line.left) for line in lines if line.left]
    right = ["".join(text for text, _ in line.right) for line in lines if line.right]
    assert (left, right) == (one.rstrip("\n").split("\n"), other.rstrip("\n").split("\n"))


@given(TEXTS, TEXTS)
def test_texts_differ_exactly_if_there_is_a_difference(one: str, other: str) -> None:
    assert bool(list(line_differences("body", one, other))) == (one != other)


def test_a_difference_has_its_line_and_column() -> None:
    found = list(line_differences("body", "one\ntwo 2\nthree", "one\ntwo 3\nthree\nfour"))
    assert [(each.path, each.kind, each.recorded, each.got) for each in found] == [
        ("body line 2 column 5", Kind.CHANGED, "two 2", "two 3"),
        ("body line 4", Kind.ADDED, None, "four"),
    ]


def test_what_follows_the_lines_that_are_compared_is_said_to() -> None:
    *_, last = text_lines("a\n" * 1001, "a\n" * 1001, "", 80)
    assert last.sign == "#" and "first 1,000 lines" in last.left[0][0]
