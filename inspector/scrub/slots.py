"""Bodies that are written as others before: of these only what stands in the slots is looked at.

The tags and all between them were read once, with the first of their kind, so that it is known of each slot
what its values are for. A body of which more has to be known is for the opener.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from inspector.protocols.fields import Field, Role
from inspector.scrub.exchange import PLAIN, looks_plain
from inspector.scrub.labels import TELLING, field_of_slot
from inspector.wire.body import OpenedText, Template, Value, open_value
from inspector.wire.body.lexer import decoded

__all__ = ["InSlot", "holds_nothing", "values_in"]

_PLAIN = re.compile(rf"{PLAIN}(?:<{PLAIN})*+")  # no "<" stands in a slot
_LEAVES = TELLING | {Role.SERVER_TIME}


def holds_nothing(role: Role, text: str) -> bool:
    """Whether a value is known to hold nothing that is packed.

    Args:
        role: what it is for.
        text: the value.
    """
    return role in _LEAVES or (role is Role.PLAIN and looks_plain(text))


@dataclass(frozen=True, slots=True)
class InSlot:
    """A slot whose values have to be looked at.

    Args:
        at: which one it is.
        field: what its values are for.
        attribute: they are an attribute's.
    """

    at: int
    field: Field
    attribute: bool


@lru_cache(1024)
def _looked_at(template: Template) -> tuple[list[InSlot], list[int], list[InSlot]] | None:
    """All slots; those with words of the protocol, and the others. ``None``: their places do not tell all."""
    every: list[InSlot] = []
    for at, slot in enumerate(template.slots):
        field = field_of_slot(slot)
        if field is None:
            return None
        every.append(InSlot(at, field, bool(slot.key[-1])))
    plain = [each.at for each in every if each.field.role is Role.PLAIN]
    return every, plain, [each for each in every if each.field.role is not Role.PLAIN]


def values_in(
    template: Template, raws: list[str], is_leaf: Callable[[Value], bool]
) -> list[tuple[InSlot, str, OpenedText | None]] | None:
    """Returns the values that have to be looked at.

    Args:
        template: how the body is written.
        raws: what stands in its slots.
        is_leaf: says of a value of another layer that it holds nothing.

    Returns:
        Each with its slot and the layer that it holds, in order; ``None`` if several hold one, of which each
        can tell what is in the next, or the slots do not tell all.
    """
    known = _looked_at(template)
    if known is None:
        return None
    every, plain, others = known
    found: list[tuple[InSlot, str, OpenedText | None]] = []
    layers = 0
    for slot in others if _PLAIN.fullmatch("<".join([raws[at] for at in plain])) else every:
        if not (raw := raws[slot.at]):
            continue
        text = decoded(raw) if "&" in raw else raw
        if text.isspace() and not slot.attribute:
            continue
        layer = None if holds_nothing(slot.field.role, text) else open_value(text, is_leaf)
        layers += layer is not None
        if layers > 1:
            return None
        found.append((slot, text, layer))
    return found
