"""What one client uses that another does not: two versions of a program, by their recordings."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.usage.facts import Fact, Key, Kind
from inspector.usage.inventory import Inventory


@dataclass(frozen=True)
class Change:
    """A fact that only one of two inventories has, or both in another number.

    Args:
        key: what it is.
        before: the fact as the one that is compared with has it; ``None`` if it does not.
        after: the fact as the other has it; ``None`` if it does not.
    """

    key: Key
    before: Fact | None
    after: Fact | None

    @property
    def sign(self) -> str:
        """``+`` if it is new, ``-`` if it is gone, ``~`` if there is more or less of it."""
        if self.before is None:
            return "+"
        return "-" if self.after is None else "~"


def changes_between(before: Inventory, after: Inventory) -> tuple[Change, ...]:
    """Returns what is new, gone, or there in another number, in the order of the kinds of facts.

    Args:
        before: what is compared with.
        after: what is compared.
    """
    old = {fact.key: fact for fact in before.facts}
    new = {fact.key: fact for fact in after.facts}
    order = {kind: at for at, kind in enumerate(Kind)}
    keys = sorted(old.keys() | new.keys(), key=lambda key: (order[key.kind], key.name, key.use))
    return tuple(
        Change(key, old.get(key), new.get(key))
        for key in keys
        if key not in old or key not in new or old[key].count != new[key].count
    )


def is_new(fact: Fact, before: Inventory | None) -> bool:
    """Whether a fact is new; everything is if there is nothing to compare with.

    Args:
        fact: the fact.
        before: what is compared with.
    """
    return before is None or all(each.key != fact.key for each in before.facts)
