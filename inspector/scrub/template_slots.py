"""Bodies that are written as others before: of these only what stands in the slots is looked at.

The tags and all between them were read once, with the first of their kind, so that it is known of each slot
what its values are for. A body of which more has to be known is for the opener.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from inspector.bounded import ClearedWhenFull
from inspector.protocols.fields import Field, Role
from inspector.scrub.labels import TELLING, field_of_slot, names_next, tells
from inspector.scrub.message_texts import PLAIN, Text, looks_plain
from inspector.wire.body import Edit, OpenedText, Template, Value, open_value
from inspector.wire.body.edits import difference
from inspector.wire.body.lexer import decoded

_PLAIN = re.compile(rf"{PLAIN}(?:<{PLAIN})*+")  # no "<" stands in a slot
_NEEDS_NO_REFERENCE = re.compile(r"[A-Za-z0-9+/=_-]*+")
_LEAVES = TELLING | {Role.SERVER_TIME}


def holds_nothing(role: Role, text: str) -> bool:
    """Whether a value is known to hold nothing that is packed.

    Args:
        role: what it is for.
        text: the value.
    """
    return role in _LEAVES or (role is Role.PLAIN and looks_plain(text))


def is_name(field: Field, text: str) -> bool:
    """Whether a value is a person's name or mail address. What stands for it is the same for good, and what
    it teaches is known when it comes again; a number can be the extension of one interaction.

    Args:
        field: what it is for.
        text: the value.
    """
    if field.kind or field.role not in (Role.PERSON_NAME, Role.MAIL_ADDRESS):
        return False
    if "@" in text:
        return field.role is Role.MAIL_ADDRESS and " " not in text and "<" not in text
    return text[0].isalpha() and not text[:4].lower().startswith("tel:")


class Outcome(NamedTuple):
    """What is known of a value that came before.

    Args:
        text: the value.
        raw: what is written in its place, if all of it is replaced.
        core: the part of the value that is replaced then.
        made: by what.
        running: as of :class:`~inspector.scrub.message_texts.Text`, if it has to be searched.
        binary: likewise.
        holds: something may be packed in it.
        among: how many replacements were known that say not by their form what they are, if it holds only as
            long as there are no more; -1: it holds for good.
    """

    text: str
    raw: str = ""
    core: str = ""
    made: str = ""
    running: bool = False
    binary: bool = False
    holds: bool = False
    among: int = -1

    def again(self, put: Callable[[Sequence[Edit]], None]) -> Text:
        """Returns the text of a value that has to be searched.

        Args:
            put: takes its edits.
        """
        return Text(self.text, self.text, put, running=self.running, binary=self.binary)


class InSlot(NamedTuple):
    """A slot whose values have to be looked at.

    Args:
        at: which one it is.
        field: what its values are for.
        attribute: they are an attribute's.
        known: what came of values in such slots, by how they are written.
        replaces: replaces values in such places; ``None``: nothing does.
        edited: writes a value, as :meth:`~inspector.wire.body.Slot.edited`.
        names: they are names for what comes next.
    """

    at: int
    field: Field
    attribute: bool
    known: ClearedWhenFull[str, Outcome]
    replaces: Callable[[str], str] | None
    edited: Callable[[str, Sequence[Edit]], str]
    names: bool

    def tells(self, text: str) -> bool:
        """Whether a value here says that the next one, or what it holds, is a secret or somebody's.

        Args:
            text: the value.
        """
        return self.names and tells(text)

    def replaced(self, raw: str, text: str) -> str:
        """Returns what is to be written for another text, of which nearly all may be as it was.

        Args:
            raw: what is written here.
            text: the text.
        """
        if "&" not in raw and _NEEDS_NO_REFERENCE.fullmatch(text):
            return text
        return self.edited(raw, difference(decoded(raw), text))


@dataclass(frozen=True, slots=True)
class Slots:
    """The slots of a template.

    Args:
        every: all.
        plain: those with words of the protocol.
        others: all but those.
    """

    every: list[InSlot]
    plain: list[int]
    others: list[InSlot]


Looked = tuple[InSlot, str, Outcome | None, OpenedText | None]
"""A value that has to be looked at: its slot, what it says, what is known of it, the layer that it holds."""


def slots_of(
    template: Template,
    known: Callable[[Field, bool], ClearedWhenFull[str, Outcome]],
    replaces: Callable[[Field], Callable[[str], str] | None],
) -> Slots | None:
    """Returns the slots of a template; ``None``: their places do not tell all.

    Args:
        template: the template.
        known: gives what is known of values for such a field, which are an attribute's or a text.
        replaces: gives what replaces values for such a field.
    """
    every: list[InSlot] = []
    for at, slot in enumerate(template.slots):
        own = field_of_slot(slot)
        if own is None:
            return None
        attribute = bool(slot.key[-1])
        names = names_next(slot) and slot is not template.slots[-1]
        if names and own.role is Role.PLAIN:  # nobody looks at such a value
            return None
        every.append(InSlot(at, own, attribute, known(own, attribute), replaces(own), slot.edited, names))
    plain = [each.at for each in every if each.field.role is Role.PLAIN]
    return Slots(every, plain, [each for each in every if each.field.role is not Role.PLAIN])


def layer_in(slot: InSlot, raw: str, is_leaf: Callable[[Value], bool]) -> tuple[str, OpenedText | None]:
    """Returns what a value says, and the layer that it holds; nothing if it is blank.

    Args:
        slot: where it stands.
        raw: how it is written.
        is_leaf: says of a value of another layer that it holds nothing.
    """
    text = decoded(raw) if "&" in raw else raw
    if text.isspace() and not slot.attribute:
        return "", None
    return text, None if holds_nothing(slot.field.role, text) else open_value(text, is_leaf)


def values_in(
    slots: Slots,
    raws: list[str],
    is_leaf: Callable[[Value], bool],
    known_in: Callable[[InSlot, str], Outcome | None],
) -> list[Looked] | None:
    """Returns the values that have to be looked at.

    Args:
        slots: those of the template that the body is written by.
        raws: what stands in them.
        is_leaf: says of a value of another layer that it holds nothing.
        known_in: says what is known of a value in a slot.

    Returns:
        The values, in order; ``None`` if one tells what is in the next, as each of several layers can.
    """
    found: list[Looked] = []
    layers = 0
    for slot in slots.others if _PLAIN.fullmatch("<".join([raws[at] for at in slots.plain])) else slots.every:
        if not (raw := raws[slot.at]):
            continue
        known = known_in(slot, raw)
        if slot.tells(known.text if known is not None else decoded(raw)):
            return None
        if known is not None:
            found.append((slot, known.text, known, None))
            continue
        text, layer = layer_in(slot, raw, is_leaf)
        if not text:
            continue
        layers += layer is not None
        if layers > 1:
            return None
        found.append((slot, text, None, layer))
    return found
