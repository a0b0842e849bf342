"""What was not used for longest is forgotten, and only when there is more than is kept."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from copy import deepcopy

import pytest

from inspector.bounded import Recent


def test_the_one_that_was_not_used_for_longest_goes_first_and_is_handed_back() -> None:
    kept: Recent[str, int] = Recent(2)
    assert (kept.keep("a", 1), kept.keep("b", 2)) == (None, None)
    assert kept.use("a") == 1
    assert kept.keep("c", 3) == 2
    assert (kept.use("a"), kept.use("b"), kept.use("c")) == (1, None, 3)


def test_what_is_kept_again_takes_no_room_and_counts_as_used() -> None:
    kept: Recent[str, int] = Recent(2)
    kept.keep("a", 1)
    kept.keep("b", 2)
    assert kept.keep("a", 9) is None
    assert kept.keep("c", 3) == 2
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
    assert again(kept).keep("c", 3) == 2
    assert len(kept) == 2
