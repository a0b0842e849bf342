"""Words that agree with a number, and names that were meant."""

from __future__ import annotations

import doctest

import pytest

import inspector.wording
from inspector.wording import close_to, did_you_mean, plural


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 files"), (1, "1 file"), (2, "2 files"), (12345, "12,345 files")]
)
def test_a_word_agrees_with_its_number(number: int, said: str) -> None:
    assert plural(number, "file") == said


def test_a_word_can_have_a_plural_of_its_own() -> None:
    assert plural(2, "entry", "entries") == "2 entries"


def test_the_likeliest_name_comes_first_in_its_own_letters() -> None:
    assert close_to("getitme", ["GetFolder", "GetItem", "GetItems"])[0] == "GetItem"


@pytest.mark.parametrize("name", ["", "xyz", "x" * 100_000, "\x00"])
def test_what_is_close_to_nothing_is_not_guessed(name: str) -> None:
    assert did_you_mean(name, ["validate", "list"]) == ""


def test_the_examples_in_its_text_are_right() -> None:
    assert doctest.testmod(inspector.wording).failed == 0
