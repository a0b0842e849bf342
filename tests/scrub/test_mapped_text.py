"""Texts made comparable, with a way back to the offsets of the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.scrub.mapped_text import fold, unescape

ODD = st.text(
    st.sampled_from("aB \u0308o\u00df\ufb01\uff14\u00a0\r\n\u00e9\u200bx\x01\u2011\ud800\u0130\u0665"),
    max_size=12,
)


@given(ODD)
def test_every_part_of_a_folded_text_has_its_place_in_the_original(text: str) -> None:
    folded = fold(text)
    for start in range(len(folded.text)):
        for end in range(start + 1, len(folded.text) + 1):
            first, last = folded.origin(start, end)
            assert 0 <= first < last <= len(text)


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("Zo\u0308e  ZO\u0308LNER", "z\u00f6e z\u00f6lner"),
        ("a\u00a0b\r\n c", "a b c"),
        ("5\u20112", "5-2"),
        ("No\u00adra", "nora"),
        ("\uff14\uff12 \u0664\u0662", "42 42"),
        ("Stra\u00dfe", "strasse"),
    ],
)
def test_spellings_of_one_name_are_the_same_when_folded(written: str, means: str) -> None:
    assert fold(written).text == means


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("Fr%C3%B6hlich", "Fr\u00f6hlich"),
        ("Fr=C3=B6hlich", "Fr\u00f6hlich"),
        ("Fr&#246;h &amp;ouml; &lt;", "Fr\u00f6h \u00f6 <"),
        (r"Fr\u00f6h \"x\"", 'Fr\u00f6h "x"'),
        ("Anna+Berg%21", "Anna Berg!"),
    ],
)
def test_escapes_are_undone_once_and_each_character_knows_its_escape(written: str, means: str) -> None:
    found = unescape(written)
    assert found is not None and found.text == means
    for at in range(len(means)):
        first, last = found.origin(at, at + 1)
        assert last - first >= 1


def test_a_text_without_escapes_has_no_other_reading() -> None:
    assert unescape("plain 100 % of it; a = b") is None


def test_a_url_has_no_escapes_of_quoted_printable() -> None:
    assert unescape("/x?q=ABBA", url=True) is None
