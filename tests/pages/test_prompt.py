"""How what a page shows is held against what a command prints."""

from __future__ import annotations

import pytest

from tests.pages.prompt import first_difference

PRINTED = ["09:05:07 GetItem   0.010 s", "two", "three", "four"]


@pytest.mark.parametrize(
    "shown",
    [
        PRINTED,
        ["10:11:12 GetItem  1.250 s", "two", "three", "four"],
        ["...", "three", "four"],
        ["09:05:07 GetItem   0.010 s", "..."],
        ["...", "two", "...", "four", "..."],
        ["...", "thr...", "four"],
        ["..."],
    ],
)
def test_dots_stand_for_any_lines_and_times_are_equal(shown: list[str]) -> None:
    assert first_difference(shown, PRINTED) == ""


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (["two", "..."], "two"),
        (["...", "two"], "two\n(and no more)"),
        (["...", "two", "four"], "two\nfour\n(and no more)"),
        (["...", "four", "...", "two", "..."], "two"),
        (PRINTED[:3], "\n".join([*PRINTED[:3], "(and no more)"])),
        ([*PRINTED, "five"], "\n".join([*PRINTED, "five", "(and no more)"])),
        (["...", "tw", "..."], "tw"),
    ],
)
def test_what_is_not_printed_there_is_named(shown: list[str], said: str) -> None:
    assert first_difference(shown, PRINTED) == said
