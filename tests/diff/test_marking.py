"""What differs between two values is marked, and long ones are cut to it."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

import inspector.diff.marking
from inspector.diff.marking import elided, marked, shortened_path


def test_the_examples_hold() -> None:
    assert doctest.testmod(inspector.diff.marking).failed == 0


def marks(one: str, other: str, room: int = 80) -> tuple[str, str]:
    return tuple(  # type: ignore[return-value]
        "".join(f"[{text}]" if role.endswith("-mark") else text for text, role in side)
        for side in marked(one, other, room)
    )


@pytest.mark.parametrize(
    ("one", "other", "left", "right"),
    [
        ("true", "false", "[true]", "[false]"),
        ("1587", "1594", "15[87]", "15[94]"),
        ("a", "", "[a]", ""),
        ("Lunch", "Lunch, moved", "Lunch", "Lunch[, moved]"),
        ("the red box here", "the blue box there", "the [red] box [here]", "the [blue] box [there]"),
        ("x" * 50 + "A", "x" * 50 + "B", "x" * 50 + "[A]", "x" * 50 + "[B]"),
        ("\x1b[2J", "b", "[␛[2J]", "[b]"),
    ],
)
def test_the_characters_that_differ_are_marked(one: str, other: str, left: str, right: str) -> None:
    assert marks(one, other) == (left, right)


def test_of_long_values_what_lies_around_the_first_difference_is_shown() -> None:
    one, other = "k" * 150 + "1" + "m" * 10, "k" * 150 + "2" + "m" * 10
    left, right = marks(one, other, 28)
    assert left == "…" + "k" * 16 + "[1]" + "m" * 10 and right == left.replace("1", "2")


def test_a_difference_that_is_longer_than_the_room_is_cut_at_its_end() -> None:
    left, _ = marks("a" * 100, "b" * 100, 30)
    assert left == "[" + "a" * 29 + "…]"


@given(st.text(max_size=60), st.text(max_size=60))
def test_where_there_is_room_nothing_is_left_out(one: str, other: str) -> None:
    left, right = marked(one, other, 1000)
    assert "".join(text for text, _ in left) == elided(one, 1000)
    assert "".join(text for text, _ in right) == elided(other, 1000)


@given(st.text("ab ", max_size=40), st.text("ab ", max_size=40))
def test_what_is_not_marked_is_the_same_on_both_sides(one: str, other: str) -> None:
    left, right = (
        "".join(text for text, role in side if not role.endswith("-mark"))
        for side in marked(one, other, 1000)
    )
    assert left == right


@given(st.text("abc/ ", max_size=200), st.text("abc/ ", max_size=200), st.integers(28, 60))
def test_there_is_never_more_than_there_is_room_for(one: str, other: str, room: int) -> None:
    assert all(sum(len(text) for text, _ in side) <= room for side in marked(one, other, room))
    assert len(elided(one, room)) <= room


@pytest.mark.parametrize(
    ("room", "shown"),
    [
        (
            45,
            "Body/m:GetItemResponse/…/t:ItemId[2]/@Id",
        ),
        (46, "Body/m:GetItemResponse/m:Items/t:ItemId[2]/@Id"),
        (30, "Body/…/m:Items/t:ItemId[2]/@Id"),
        (12, "Body/…/@Id"),
        (8, "Bod…/@Id"),
    ],
)
def test_a_path_is_cut_between_its_steps(room: int, shown: str) -> None:
    assert shortened_path("Body/m:GetItemResponse/m:Items/t:ItemId[2]/@Id", room) == shown
