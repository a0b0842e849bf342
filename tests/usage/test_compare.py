"""What a newer version of a client uses more or less."""

from __future__ import annotations

from inspector.usage.compare import changes_between, is_new
from inspector.usage.facts import Key, Kind
from tests.usage.test_requests import find, inventory_of


def test_what_is_new_gone_and_more_is_told_and_what_is_the_same_is_not() -> None:
    deleting = '<m:DeleteItem DeleteType="{}"/>'
    old = inventory_of(deleting.format("HardDelete"), find(""))
    new = inventory_of(deleting.format("SoftDelete"), find(""), find(""))
    told = {(change.sign, change.key.name, change.key.use) for change in changes_between(old, new)}
    assert told >= {
        ("-", "DeleteType", "HardDelete"),
        ("+", "DeleteType", "SoftDelete"),
        ("~", "FindItem", "ews"),
        ("~", "Traversal", "Shallow"),
    }
    assert ("~", "DeleteItem", "ews") not in told
    assert changes_between(old, old) == ()


def test_a_fact_is_new_if_the_other_has_none_of_it() -> None:
    old, new = inventory_of(find("")), inventory_of(find("<m:QueryString>x</m:QueryString>"))
    fresh = {fact.key for fact in new.facts if is_new(fact, old)}
    assert fresh == {Key(Kind.SEARCH, "QueryString")}
    assert all(is_new(fact, None) for fact in new.facts)
