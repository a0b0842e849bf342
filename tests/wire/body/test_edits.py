"""Edits of a text and of the raw text that says it."""

import re

from hypothesis import given
from hypothesis import strategies as st

from inspector.wire.body.edits import Edit, applied, difference, respelled

_LETTERS = st.text("ab&", max_size=12)


@given(_LETTERS, _LETTERS)
def test_the_difference_of_two_texts_makes_one_of_the_other(before: str, after: str) -> None:
    edits = difference(before, after)
    assert applied(before, edits) == after
    assert bool(edits) == (before != after)
    for start, end, new in edits:
        assert before[start:end][:1] != new[:1] or not new or start == end
        assert before[start:end][-1:] != new[-1:] or not new or start == end


def test_the_difference_of_long_texts_is_where_they_differ() -> None:
    before = "a" * 200_000 + "b" + "c" * 200_000
    after = "a" * 200_000 + "xyz" + "c" * 200_000
    assert difference(before, after) == [(200_000, 200_001, "xyz")]


_ESCAPES = {"&a;": "a", "&two;": "ab", "&nil;": "", "&amp;": "&"}
_RAW = st.lists(st.sampled_from([*_ESCAPES, "a", "b", "cc"]), max_size=8).map("".join)


def _escapes(raw: str) -> list[tuple[int, int, str]]:
    return [(found.start(), found.end(), _ESCAPES[found[0]]) for found in re.finditer("&[a-z]+;", raw)]


def _decoded(raw: str) -> str:
    return re.sub("&[a-z]+;", lambda found: _ESCAPES[found[0]], raw)


@given(_RAW, st.data())
def test_edits_of_what_a_raw_text_says_are_what_it_says_then(raw: str, data: st.DataObject) -> None:
    text = _decoded(raw)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    edits: list[Edit] = [(start, end, data.draw(_LETTERS))]
    written = respelled(raw, _escapes(raw), edits, lambda new: new.replace("&", "&amp;"))
    assert _decoded(written) == applied(text, edits)


def test_what_is_not_edited_keeps_its_spelling() -> None:
    raw = "&a;b&a;b&a;"
    assert respelled(raw, _escapes(raw), [(2, 3, "x")], str) == "&a;bxb&a;"


def test_an_escape_that_stands_for_nothing_is_kept_beside_an_edit_and_goes_within_one() -> None:
    raw = "a&nil;b"
    assert respelled(raw, _escapes(raw), [(1, 1, "x")], str) == "ax&nil;b"
    assert respelled(raw, _escapes(raw), [(1, 2, "x")], str) == "a&nil;x"
    assert respelled(raw, _escapes(raw), [(0, 1, "x")], str) == "x&nil;b"
    assert respelled(raw, _escapes(raw), [(0, 2, "x")], str) == "x"
