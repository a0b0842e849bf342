"""The consent list of the new program: the least permissions of all that the old one does.

A permission in the tables can have a condition, ``Mail.Send?MessageDisposition=SendOnly/SendAndSaveCopy``:
it is needed if one of these settings was seen in the operation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from inspector.usage.facts import Fact, Key, Kind
from inspector.usage.inventory import Inventory
from inspector.usage.microsoft_graph.tables import OperationRow, is_of_any_kind, rows_for
from inspector.usage.microsoft_graph.verdicts import KIND_NOT_SHOWN

_LEVELS = ("ReadBasic", "Read", "ReadWrite")
_LEVELLED = re.compile(r"(\w+)\.(ReadBasic|Read|ReadWrite)(\.All)?")


@dataclass(frozen=True)
class Permission:
    """A permission.

    Args:
        name: such as ``Mail.Read``.
        operations: the operations of EWS that it is for; those of which the recording does not show what they
            are about with a word on that.
    """

    name: str
    operations: tuple[str, ...]


@dataclass(frozen=True)
class Consent:
    """What a tenant has to agree to.

    Args:
        delegated: for a program that acts for a user who has signed in.
        application: for one that acts for itself.
        unknown: operations whose replacement names no permission.
    """

    delegated: tuple[Permission, ...] = ()
    application: tuple[Permission, ...] = ()
    unknown: tuple[str, ...] = ()


def consent_of(inventory: Inventory) -> Consent:
    """Returns the permissions that take the place of all operations together.

    What a greater one of the same name holds already is left out.

    Args:
        inventory: what the client does.
    """
    keys = {fact.key: fact for fact in inventory.facts}
    delegated: dict[str, list[str]] = {}
    application: dict[str, list[str]] = {}
    unknown = []
    for fact in inventory.of_kind(Kind.OPERATION):
        chosen = rows_for(fact.key.name, fact.resources) if fact.key.use in ("ews", "um") else ()
        needs = [(row, name, delegated) for row in chosen for name in row.delegated]
        needs += [(row, name, application) for row in chosen for name in row.application]
        for row, name, into in needs:
            name, _, condition = name.partition("?")
            if _holds(condition, fact, keys):
                into.setdefault(name, []).append(_for(row, fact))
        if chosen and chosen[0].replacement and not needs:
            unknown.append(fact.key.name)
    return Consent(_sum(delegated), _sum(application), tuple(unknown))


def _for(row: OperationRow, fact: Fact) -> str:
    """The operation that a permission is for, and whether it is one of those for all kinds of things."""
    name = fact.key.name
    return f"{name} ({KIND_NOT_SHOWN})" if is_of_any_kind(row, name, fact.resources) else name


def _holds(condition: str, fact: Fact, keys: dict[Key, Fact]) -> bool:
    if not condition:
        return True
    setting, _, values = condition.partition("=")
    seen = (keys.get(Key(Kind.SETTING, setting, value)) for value in values.split("/"))
    return any(fact.key.name in each.operations for each in seen if each is not None)


def _sum(needed: dict[str, list[str]]) -> tuple[Permission, ...]:
    kept: dict[str, list[str]] = {}
    for name, operations in needed.items():
        greater = next((other for other in needed if _holds_too(other, name)), name)
        kept.setdefault(greater, []).extend(operations)
    return tuple(Permission(name, _once(operations)) for name, operations in sorted(kept.items()))


def _holds_too(greater: str, name: str) -> bool:
    """Whether a permission holds all of another one: that to write holds that to read."""
    most, least = _LEVELLED.fullmatch(greater), _LEVELLED.fullmatch(name)
    if most is None or least is None or most[1] != least[1]:
        return False
    return _LEVELS.index(most[2]) == 2 > _LEVELS.index(least[2])


def _once(names: Iterable[str]) -> tuple[str, ...]:
    """Names once each; one that is there without a word on its kind is not there with it again."""
    there = dict.fromkeys(names)
    return tuple(each for each in there if each.partition(" ")[0] not in there or " " not in each)
