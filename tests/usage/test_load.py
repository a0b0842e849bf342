"""How hard a mailbox is worked: exact at the edges, and in whatever order interactions come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.usage.load import Busiest, Load

TIMES = st.integers(0, 50)
REQUESTS = st.lists(
    st.tuples(st.sampled_from((b"a", b"b")), TIMES, st.integers(0, 20), st.integers(1, 9)), max_size=25
)


def load_of(*requests: tuple[bytes, float, float, int]) -> Load:
    load = Load()
    for mailbox, at, took, items in requests:
        load.add("recording", mailbox, at, took, items=items, uploaded=items * 10)
    return load


@pytest.mark.parametrize(
    ("second", "most"), [(9.999, 2), (10.0, 1), (10.001, 1)], ids=["just before", "at", "just after"]
)
def test_a_request_that_begins_when_another_has_ended_is_not_at_once_with_it(
    second: float, most: int
) -> None:
    assert load_of((b"a", 0.0, 10.0, 1), (b"a", second, 5.0, 1)).at_once() == Busiest(
        most, second if most > 1 else 0.0
    )


@pytest.mark.parametrize(("second", "most"), [(599.999, 2), (600.0, 1)], ids=["just within", "not within"])
def test_a_window_ends_before_its_last_instant(second: float, most: int) -> None:
    assert load_of((b"a", 0.0, 0.1, 1), (b"a", second, 0.1, 1)).requests_within(600.0).value == most


def test_each_item_of_a_batch_counts_in_a_window_and_not_at_once() -> None:
    load = load_of((b"a", 0.0, 1.0, 20), (b"a", 0.5, 1.0, 3))
    assert (load.at_once().value, load.requests_within(600.0).value) == (2, 23)
    assert load.uploaded_within(300.0).value == 230


def test_mailboxes_have_nothing_to_do_with_each_other() -> None:
    load = load_of((b"a", 0.0, 1.0, 1), (b"b", 0.0, 1.0, 1))
    assert (load.at_once().value, load.requests_within(600.0).value) == (1, 1)


def test_all_mailboxes_of_a_recording_are_one_program_and_another_recording_is_another() -> None:
    load = load_of((b"a", 0.0, 1.0, 2), (b"b", 9.999, 1.0, 3), (b"b", 10.0, 1.0, 1))
    load.add("another", b"a", 0.0, 1.0)
    assert (load.requests_within(10.0, of_all=True).value, load.requests_within(10.0).value) == (5, 4)


def test_an_answer_that_is_held_open_is_counted_apart() -> None:
    load = Load()
    for at in (0.0, 1.0, 2.0):
        load.add("one", b"a", at, 100.0, held=True)
    load.add("one", b"a", 3.0, 1.0)
    assert (load.at_once().value, load.at_once(held=True).value) == (1, 3)


def test_a_clock_that_stood_still_says_nothing_of_what_was_at_once() -> None:
    assert load_of(*((b"a", 0.0, 1.0, 1) for _ in range(5))).at_once() == Busiest(0)


def test_no_requests_are_no_load() -> None:
    assert (Load().at_once(), Load().requests_within(1.0)) == (Busiest(0), Busiest(0))


@given(REQUESTS, st.integers(1, 30))
def test_it_is_what_counting_at_each_instant_gives_whatever_the_order(
    requests: list[tuple[bytes, int, int, int]], window: int
) -> None:
    def at_once(mailbox: bytes) -> int:
        mine = [(at, took) for who, at, took, _ in requests if who == mailbox]
        if len(mine) > 1 and len({at for at, _ in mine}) == 1:
            return 0
        # One that took no time at all is under way at the instant of its beginning alone.
        return max((sum(at <= now < at + took for at, took in mine if took) for now, _ in mine), default=0)

    def within(mailbox: bytes) -> int:
        mine = [(at, items) for who, at, _, items in requests if who == mailbox]
        return max((sum(n for at, n in mine if begin <= at < begin + window) for begin, _ in mine), default=0)

    made = load_of(*requests)
    if all(took for _, _, took, _ in requests):
        assert made.at_once().value == max(at_once(b"a"), at_once(b"b"))
    assert made.requests_within(window).value == max(within(b"a"), within(b"b"))
    assert load_of(*reversed(requests)).requests_within(window).value == made.requests_within(window).value
