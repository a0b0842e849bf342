"""How hard a mailbox is worked: exact at the edges, whatever the order, in flat memory."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.usage.request_load import Load, Peaks, Sent, UnderWay, Window

TIMES = st.integers(0, 50)
REQUESTS = st.lists(
    st.builds(
        Sent,
        TIMES,
        st.integers(1, 20),
        st.sampled_from((b"a", b"b")),
        st.integers(1, 9),
        uploaded=st.just(0),
        held=st.just(False),
    ),
    max_size=25,
)


def peaks_of(*requests: Sent) -> Peaks:
    load = Load()
    for each in requests:
        load.add("recording", each)
    return load.peaks()


@pytest.mark.parametrize(
    ("second", "most"), [(9.999, 2), (10.0, 1), (10.001, 1)], ids=["just before", "at", "just after"]
)
def test_a_request_that_begins_when_another_has_ended_is_not_at_once_with_it(
    second: float, most: int
) -> None:
    assert peaks_of(Sent(0.0, 10.0), Sent(second, 5.0)).at_once == most


@pytest.mark.parametrize(("name", "seconds"), [("items", 600.0), ("items_of_all", 10.0), ("uploaded", 300.0)])
def test_a_window_ends_before_its_last_instant(name: str, seconds: float) -> None:
    for second, most in ((seconds - 0.001, 2), (seconds, 1)):
        peaks = peaks_of(Sent(0.0, 0.1, uploaded=1), Sent(second, 0.1, uploaded=1))
        assert getattr(peaks, name) == most


def test_each_item_of_a_batch_counts_in_a_window_and_not_at_once() -> None:
    peaks = peaks_of(Sent(0.0, 1.0, items=20, uploaded=200), Sent(0.5, 1.0, items=3, uploaded=30))
    assert (peaks.at_once, peaks.items, peaks.uploaded) == (2, 23, 230)


def test_mailboxes_have_nothing_to_do_with_each_other_but_are_one_program() -> None:
    peaks = peaks_of(Sent(0.0, 1.0, b"a", items=2), Sent(0.0, 1.0, b"b", items=3))
    assert (peaks.at_once, peaks.items, peaks.items_of_all) == (1, 3, 5)


def test_another_recording_is_another_program() -> None:
    load = Load()
    for recording in ("one", "another"):
        load.add(recording, Sent(0.0, 1.0))
    assert load.peaks() == Peaks(at_once=1, items=1, items_of_all=1)


def test_an_answer_that_is_held_open_is_counted_apart() -> None:
    held = [Sent(at, 100.0, held=True) for at in (0.0, 1.0, 2.0)]
    peaks = peaks_of(*held, Sent(3.0, 1.0))
    assert (peaks.at_once, peaks.held_at_once) == (1, 3)


def test_a_clock_that_stood_still_says_nothing_of_what_was_at_once() -> None:
    assert peaks_of(*[Sent(0.0, 1.0)] * 5) == Peaks(at_once=0, items=5, items_of_all=5)


def test_no_requests_are_no_load() -> None:
    assert peaks_of() == Peaks()


@given(REQUESTS, st.integers(1, 30))
def test_it_is_what_counting_at_each_instant_gives_whatever_the_order(
    requests: list[Sent], seconds: int
) -> None:
    def at_once(mailbox: bytes) -> int:
        mine = [each for each in requests if each.mailbox == mailbox]
        if len(mine) > 1 and len({each.at for each in mine}) == 1:
            return 0
        return max((sum(it.at <= now.at < it.at + it.took for it in mine) for now in mine), default=0)

    assert peaks_of(*requests).at_once == max(at_once(b"a"), at_once(b"b"))
    assert peaks_of(*reversed(requests)) == peaks_of(*requests)
    window = Window(seconds)
    for each in sorted(requests):
        window.add(each.at, each.items)
    assert window.most == max(
        (
            sum(each.items for each in requests if first.at <= each.at < first.at + seconds)
            for first in requests
        ),
        default=0,
    )


def session(length: int) -> Load:
    """A busy mailbox of many, in the order of complete answers; each tenth answer is held for long."""
    load = Load(most_waiting=100, most_kept=200)
    begun = [(n * 0.5, 40.0 if n % 10 == 0 else 0.7, b"%d" % (n % 7)) for n in range(length)]
    for at, took, mailbox in sorted(begun, key=lambda each: each[0] + each[1]):
        load.add("recording", Sent(at, took, mailbox, uploaded=100))
    return load


def test_what_is_kept_does_not_grow_with_the_recording() -> None:
    shorter, longer = (len(pickle.dumps(session(length))) for length in (2_000, 8_000))
    assert longer < shorter * 1.05


def test_requests_wait_for_those_that_began_before_them_and_one_that_is_too_late_is_said_to_be() -> None:
    load = session(2_000)
    load.add("recording", Sent(0.0, 1.0))
    load.peaks()
    assert load.notes()[0] == "1 request too far from others of its time, not in the load"


def test_what_is_let_go_leaves_the_least_that_it_was() -> None:
    requests = [Sent(n * 0.5, 0.7, b"%d" % (n % 3)) for n in range(300)]
    small, whole = Load(most_kept=50), Load()
    for each in requests:
        small.add("recording", each)
        whole.add("recording", each)
    assert 0 < small.peaks().items < whole.peaks().items == 100
    assert [len(load.notes()) for load in (small, whole)] == [1, 0]


def test_mailboxes_that_are_over_are_let_go_first_and_cost_nothing() -> None:
    load = Load(most_kept=20, most_waiting=1)
    for n in range(100):
        load.add("recording", Sent(n * 700.0, 1.0, b"%d" % n, items=n % 10))
    assert load.peaks().items == 9
    assert load.notes() == []


def test_what_never_ends_is_under_way_to_the_end() -> None:
    under_way = UnderWay()
    for at in range(3):
        under_way.add(at, 1e12)
    assert (under_way.most, under_way.is_over(1e9), under_way.is_over(2e12)) == (3, False, True)
