"""Facts are counted in bounded memory, and told in the order of their kinds."""

from __future__ import annotations

import pytest

from inspector.usage.facts import Found, Key, Kind, Place, Tally


def found(name: str = "a", count: int = 1, kind: Kind = Kind.SETTING) -> Found:
    one = Found()
    one.operation = "GetItem"
    one.add(kind, name, count=count)
    return one


def test_interactions_that_follow_each_other_are_one_place() -> None:
    tally = Tally()
    for n in (1, 2, 4, 5, 6, 9):
        tally.add(found(), "a.jsonl", n)
    (fact,) = tally.facts()
    assert [(place.first, place.last) for place in fact.places] == [(1, 2), (4, 6), (9, 9)]
    assert fact.filter() == "~n 1-2 | ~n 4-6 | ~n 9"
    assert fact.more == 0


def test_numbers_of_another_file_do_not_follow() -> None:
    tally = Tally()
    tally.add(found(), "a.jsonl", 1)
    tally.add(found(), "b.jsonl", 2)
    (fact,) = tally.facts()
    assert fact.places == (Place("a.jsonl", 1, 1), Place("b.jsonl", 2, 2))
    assert fact.filter("b.jsonl") == "~n 2"


def test_a_message_alone_has_no_number_to_find_it_by() -> None:
    tally = Tally()
    tally.add(found(), "a.xml", 0)
    (fact,) = tally.facts()
    assert (fact.filter(), fact.interactions) == ("", 1)


@pytest.mark.parametrize(("more", "left_out"), [(0, 0), (1, 1)])
def test_what_is_more_than_can_be_told_apart_is_counted(more: int, left_out: int) -> None:
    tally = Tally()
    for number in range(Tally.MOST_KEYS + more):
        tally.add(found(str(number)), "a", 1)
    assert (len(tally.facts()), tally.more_facts) == (Tally.MOST_KEYS, left_out)


def test_facts_that_get_the_same_name_are_one() -> None:
    tally = Tally()
    tally.add(found("x", 2), "a", 1)
    tally.add(found("y", 3), "a", 2)
    tally.rename({"x": "z", "y": "z"})
    (fact,) = tally.facts()
    assert (fact.key, fact.count, fact.interactions) == (Key(Kind.SETTING, "z"), 5, 2)
    assert fact.operations == {"GetItem": 2}


def test_kinds_come_in_their_order_and_the_most_frequent_first() -> None:
    tally = Tally()
    tally.add(found("late", kind=Kind.STATUS), "a", 1)
    for n in (1, 2):
        tally.add(found("often"), "a", n)
    tally.add(found("seldom"), "a", 3)
    tally.add(found("first", kind=Kind.OPERATION), "a", 4)
    assert [fact.key.name for fact in tally.facts()] == ["first", "often", "seldom", "late"]
