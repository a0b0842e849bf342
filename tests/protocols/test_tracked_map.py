"""What a part asked and told shows whether it would have gone the same after something else."""

from __future__ import annotations

import pickle
from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inspector.bounded import ExpiringMap
from inspector.protocols.registry import DOCUMENTS
from inspector.protocols.tracked_map import Track, TrackedMap

MOST, AFTER = 3, 10.0
NAMES = "abcde"

Step = tuple[str, str, float]
times = st.sampled_from([0.0, 1.0, 5.0, 9.0, 10.0, 11.0, 15.0, 20.0, 21.0, 40.0])
steps = st.lists(
    st.tuples(st.sampled_from(["get", "put", "add", "drop", "any"]), st.sampled_from(NAMES), times)
)


def joined(known: str | None, more: str) -> str:
    return f"{known or 'nothing'} and {more}"


def kept_map(told: Sequence[Step]) -> ExpiringMap[str]:
    kept: ExpiringMap[str] = ExpiringMap(MOST, AFTER, joined)
    answers(kept, told)
    return kept


def answers(kept: ExpiringMap[str], asked: Sequence[Step]) -> list[object]:
    """Asks and tells, and returns the answers."""
    found: list[object] = []
    for what, name, at in asked:
        if what == "get":
            found.append(kept.get(name))
        elif what == "put":
            kept.put(name, f"{name} at {at}", at)
        elif what == "add":
            kept.add(name, f"{at}", at)
        elif what == "drop":
            kept.drop(name)
        else:
            found.append(bool(kept))
    return found


def entries(kept: ExpiringMap[str]) -> list[tuple[str, tuple[float, str] | None]]:
    return [(name, kept.entry(name)) for name, _ in kept.items()]


def tracked(before: ExpiringMap[str], asked: Sequence[Step]) -> tuple[list[object], Track[str]]:
    """Returns the answers of a map that is like one, and its track, as another process gets it."""
    map_of = TrackedMap(before)
    found = answers(map_of, asked)
    return found, pickle.loads(pickle.dumps(map_of.track))


def put(at: float, *names: str) -> list[Step]:
    return [("put", name, at) for name in names]


def add(at: float, *names: str) -> list[Step]:
    return [("add", name, at) for name in names]


def get(name: str) -> list[Step]:
    return [("get", name, 0.0)]


def drop(name: str) -> list[Step]:
    return [("drop", name, 0.0)]


ANY: list[Step] = [("any", "", 0.0)]


@given(known=steps, more=steps, asked=steps)
@settings(max_examples=400, deadline=None)
@example(known=[], more=put(40, "a"), asked=[*put(0, "b"), *put(11, "c"), *get("b")])
@example(known=put(40, "e"), more=drop("e"), asked=[*put(0, "b"), *put(11, "c"), *get("b")])
@example(known=put(0, "a"), more=put(0, "b"), asked=[*put(0, "c", "d"), *get("a")])
@example(known=[*put(40, "e"), *put(5, "a")], more=drop("e"), asked=[*put(20, "b"), *put(11, "c"), *get("a")])
@example(known=put(0, "a"), more=put(40, "e") + put(0, "a"), asked=[*get("a"), *put(11, "b"), *get("a")])
@example(known=put(0, "e", "a"), more=drop("e"), asked=[*drop("a"), *ANY])
@example(known=put(5, "a"), more=drop("a") + put(0, "c"), asked=[*put(11, "b"), *drop("b"), *ANY])
@example(known=put(0, "a"), more=put(5, "c"), asked=[*ANY, *put(11, "b"), *drop("b"), *ANY])
@example(known=[], more=put(0, "a"), asked=[*add(1, "a"), *get("a")])
@example(known=put(0, "a"), more=put(0, "b"), asked=[*put(0, "c", "d"), *add(0, "a"), *get("a")])
@example(known=put(40, "e") + put(5, "a"), more=drop("e"), asked=[*put(16, "b"), *add(16, "a"), *get("a")])
@example(known=put(0, "a"), more=put(40, "e") + put(0, "a"), asked=[*get("a"), *put(11, "b"), *add(12, "a")])
def test_a_track_that_holds_means_the_same_answers_after_what_was_not_known(
    known: list[Step], more: list[Step], asked: list[Step]
) -> None:
    """What is told to another map leaves it as if it had been asked and told everything itself."""
    found, track = tracked(kept_map(known), asked)
    really = kept_map([*known, *more])
    if not track.holds(really):
        return
    told = kept_map([*known, *more])
    track.tell(told)
    assert answers(really, asked) == found
    assert entries(told) == entries(really)


@given(known=st.lists(st.tuples(st.just("put"), st.sampled_from("ab"), st.just(0.0))), asked=steps)
@settings(max_examples=200, deadline=None)
def test_where_nothing_was_unknown_and_nothing_is_old_or_too_much_a_track_holds(
    known: list[Step], asked: list[Step]
) -> None:
    near = [(what, name, 1.0) for what, name, _ in asked if name in "ab" and what != "any"]
    _, track = tracked(kept_map(known), near)
    assert track.holds(kept_map(known))


@pytest.mark.parametrize(
    ("before", "holds"),
    [
        ([], False),
        (put(0, "a"), True),
        (put(1, "a"), False),
        (put(0, "a", "b"), True),
        (put(0, "a", "b", "c"), False),  # it would have made room for d
    ],
)
def test_an_entry_that_was_found_has_to_be_there_still_when_it_is_asked_for(
    before: list[Step], *, holds: bool
) -> None:
    _, track = tracked(kept_map(put(0, "a")), [*put(10, "d"), *get("a")])
    assert track.holds(kept_map(before)) is holds


@pytest.mark.parametrize(
    ("known", "asked", "before", "holds"),
    [
        ([], ANY, [], True),
        ([], ANY, put(0, "a"), False),
        (put(0, "a"), ANY, put(5, "b"), True),
        (put(0, "a"), ANY, [], False),
        (put(0, "a"), [*put(1, "b"), *ANY], [], True),  # one of its own is enough
        (put(0, "a"), [*add(1, "b"), *ANY], [], True),
    ],
)
def test_whether_there_are_any_is_an_answer_too(
    known: list[Step], asked: list[Step], before: list[Step], *, holds: bool
) -> None:
    _, track = tracked(kept_map(known), asked)
    assert track.holds(kept_map(before)) is holds


@pytest.mark.parametrize(("before", "holds"), [(put(0, "a"), True), (put(1, "a"), False)])
def test_a_part_that_lasts_longer_than_anything_is_kept_comes_after_all_that_is(
    before: list[Step], *, holds: bool
) -> None:
    _, track = tracked(kept_map([]), [*put(0, "b"), *put(11, "c"), *get("b")])
    assert track.holds(kept_map(before)) is holds


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        (add(1, "a"), True),
        ([*add(1, "a"), *get("a")], False),  # that shows what it was added to
        ([*add(1, "a"), *put(2, "a"), *get("a")], True),
        ([*put(1, "a"), *add(2, "a"), *get("a")], True),
        ([*drop("a"), *add(2, "a"), *get("a")], True),
        ([*add(1, "a"), *drop("a"), *get("a")], True),
    ],
)
def test_what_is_only_added_to_what_was_kept_asks_nothing(asked: list[Step], *, holds: bool) -> None:
    _, track = tracked(kept_map([]), asked)
    assert track.holds(kept_map(put(0, "a"))) is holds


def test_who_asks_for_everything_is_never_certain() -> None:
    map_of = TrackedMap(kept_map([]))
    assert map_of.items() == []
    assert not map_of.track.holds(kept_map([]))


def test_what_was_told_elsewhere_takes_its_place_among_what_is_known() -> None:
    _, track = tracked(kept_map([]), [*put(1, "a"), *put(2, "b"), *drop("d"), *drop("e")])
    later = kept_map([*put(0, "d"), *put(5, "b"), *put(9, "e")])
    track.fill(later)
    assert entries(later) == [("a", (1, "a at 1")), ("b", (5, "b at 5")), ("e", (9, "e at 9"))]
    track.fill(full := kept_map(put(1.5, *"cfg")))
    assert [name for name, _ in full.items()] == ["f", "g", "b"]


def test_a_memory_by_name_has_nothing_but_such_maps() -> None:
    by_name = [kind for each in DOCUMENTS for kind in each.session_state if kind.by_name]
    assert by_name
    for kind in by_name:
        assert all(isinstance(known, ExpiringMap) for known in vars(kind()).values()), kind
