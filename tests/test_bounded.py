"""What is full makes room in the one way that it has, and only when there is more than is kept."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from copy import deepcopy

import pytest

from inspector.bounded import ClearedWhenFull, ExpiringMap, Recent


def test_the_one_that_was_not_used_for_longest_goes_first_and_is_handed_back() -> None:
    kept: Recent[str, int] = Recent(2)
    assert (kept.keep("a", 1), kept.keep("b", 2)) == (None, None)
    assert kept.use("a") == 1
    assert kept.keep("c", 3) == ("b", 2)
    assert (kept.use("a"), kept.use("b"), kept.use("c")) == (1, None, 3)


def test_what_is_kept_again_takes_no_room_and_counts_as_used() -> None:
    kept: Recent[str, int] = Recent(2)
    kept.keep("a", 1)
    kept.keep("b", 2)
    assert kept.keep("a", 9) is None
    assert kept.keep("c", 3) == ("b", 2)
    assert list(kept.items()) == [("a", 9), ("c", 3)]


def test_there_is_no_way_to_keep_more() -> None:
    kept: Recent[str, int] = Recent(2)
    kept.update(a=1, b=2)
    kept["c"] = 3
    kept.setdefault("d", 4)
    assert list(kept) == ["c", "d"]


@pytest.mark.parametrize("again", [deepcopy, lambda kept: pickle.loads(pickle.dumps(kept))])
def test_a_copy_keeps_as_many_in_the_same_order(
    again: Callable[[Recent[str, int]], Recent[str, int]],
) -> None:
    kept: Recent[str, int] = Recent(2)
    kept.keep("a", 1)
    kept.keep("b", 2)
    kept.use("a")
    assert again(kept).keep("c", 3) == ("b", 2)
    assert len(kept) == 2


def test_what_is_only_changed_stays_as_old_as_it_is() -> None:
    kept: Recent[str, int] = Recent(2)
    kept.update(a=1, b=2)
    assert kept.change("a", 9) is None
    assert kept.change("c", 3) == ("a", 9)


class TestExpiringMap:
    def test_of_one_with_the_newest_entries_the_oldest_goes_first_too(self) -> None:
        kept: ExpiringMap[int] = ExpiringMap(most=3)
        for at, name in enumerate("abc"):
            kept.put(name, at, at)
        assert kept.newest(2).items() == [("b", 1), ("c", 2)]
        assert kept.newest(3).items() == kept.newest(9).items() == kept.items()
        assert kept.newest(0).items() == []

    def test_what_is_added_is_combined_with_what_is_kept(self) -> None:
        kept: ExpiringMap[int] = ExpiringMap(most=2, combine=lambda known, more: (known or 0) + more)
        kept.add("a", 1, 0.0)
        kept.add("a", 2, 5.0)
        assert kept.entry("a") == (5.0, 3)

    def test_the_entry_not_used_for_longest_is_dropped_beyond_the_limit(self) -> None:
        kept: ExpiringMap[int] = ExpiringMap(most=2)
        for at, handle in enumerate(["a", "b", "a", "c"]):
            kept.put(handle, at, at)

        assert [handle for handle, _ in kept.items()] == ["a", "c"]

    def test_an_entry_is_dropped_after_its_time(self) -> None:
        kept: ExpiringMap[int] = ExpiringMap(after=60)
        kept.put("old", 1, 0)
        kept.put("at the limit", 2, 1)
        kept.put("new", 3, 61)

        assert kept.get("old") is None
        assert kept.get("at the limit") == 2

    def test_what_was_dropped_is_not_there_and_what_never_was_can_be_dropped(self) -> None:
        kept: ExpiringMap[int] = ExpiringMap()
        kept.put("a", 1, 0)
        kept.drop("a")
        kept.drop("b")

        assert len(kept) == 0 and kept.get("a") is None

    def test_what_was_kept_again_is_as_new_as_that(self) -> None:
        kept: ExpiringMap[int] = ExpiringMap(after=60)
        for at in (0, 50, 100):
            kept.put("a", at, at)
            kept.put(f"beside it at {at}", at, at)

        assert [name for name, _ in kept.items()] == ["beside it at 50", "a", "beside it at 100"]


class TestClearedWhenFull:
    def test_one_more_than_it_holds_is_kept_alone(self) -> None:
        kept: ClearedWhenFull[str, int] = ClearedWhenFull(2)
        kept.keep("a", 1)
        kept.keep("b", 2)
        assert len(kept) == 2
        assert kept.keep("c", 3) == 3
        assert kept == {"c": 3}

    def test_what_is_kept_again_takes_no_room(self) -> None:
        kept: ClearedWhenFull[str, int] = ClearedWhenFull(2)
        for name, value in (("a", 1), ("b", 2), ("a", 9)):
            kept.keep(name, value)
        assert kept == {"a": 9, "b": 2}

    def test_it_is_emptied_before_all_is_too_large_and_counts_from_there(self) -> None:
        kept: ClearedWhenFull[str, int] = ClearedWhenFull(100, largest=10)

        def keep(name: str, size: int) -> list[str]:
            kept.make_room(size)
            kept.keep(name, size)
            return list(kept)

        assert keep("four", 4) == ["four"]
        assert keep("six", 6) == ["four", "six"]
        assert keep("one", 1) == ["one"]
        assert keep("nine", 9) == ["one", "nine"]
        assert keep("none", 1) == ["none"]

    def test_what_has_to_go_for_the_number_is_not_counted_as_what_is_kept_for_it(self) -> None:
        kept: ClearedWhenFull[str, int] = ClearedWhenFull(2, largest=10)
        for name, size in (("a", 1), ("b", 1), ("six", 6), ("five", 5)):
            kept.make_room(size)
            kept.keep(name, size)
        assert kept == {"five": 5}
