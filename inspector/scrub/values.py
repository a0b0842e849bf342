"""The values of a body, as texts to be scrubbed; what cannot be read of it is withheld."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from inspector.bounded import ClearedWhenFull
from inspector.protocols.fields import UNKNOWN, Field, Role
from inspector.scrub.credentials import Secrets
from inspector.scrub.identity import Identity
from inspector.scrub.labels import (
    IN_TEXT,
    can_be,
    field_as_named,
    field_by_label,
    field_of_value,
    name_for_next,
)
from inspector.scrub.learned_words import LearnedWords
from inspector.scrub.message_texts import SHORTEST_RUN, Run, Text, looks_plain, runs_in
from inspector.scrub.prefilter import is_quiet
from inspector.scrub.template_slots import InSlot, Outcome, Slots, holds_nothing, is_name, slots_of
from inspector.scrub.user_rules import CustomRule
from inspector.scrub.withheld import withheld
from inspector.wire.body import (
    Edit,
    Template,
    Unread,
    Value,
    open_text,
    packed_in,
)

_CELLS = 8  # of a table, after the one that says PIN
_CALLS = ("id", "name")  # attributes of HTML that say what the text is called
_SAYS_PIN = re.compile(
    r"(?i)\s*(?:your |telephone |phone |votre |ihre? )?PINs?(?:[- ](?:code|number|nummer))?\s*:?\s*"
)
_IS_PIN = re.compile(r"\s*\d{4,24}\s*")
_PIN = Field(Role.PIN)
_MOST_CLEAN = 8_192  # texts that are known to hold nothing
_MOST_TEMPLATES = 1_024
_MOST_OUTCOMES, _LONGEST_OUTCOME = 4_096, 128  # values of a field in slots, and characters of one
_SECRET = frozenset((Role.SECRET, Role.PIN))
_ADDRESSES = frozenset((Role.MAIL_ADDRESS, Role.USER))
_LISTS = frozenset((Role.PEOPLE, Role.FREE_TEXT, Role.HOST))  # of which a part can be left


class Opened(Protocol):
    """What a body, a window of it, or something packed in a text is opened to."""

    @property
    def values(self) -> Sequence[Value]:
        """The values in it."""

    @property
    def unread(self) -> Sequence[Unread]:
        """What of it could not be read."""


class Values:
    """Makes texts of the values of bodies: what is told by its role is replaced already.

    Args:
        secrets: replaces secrets, and remembers them.
        identity: replaces people and machines; ``None``: they stay.
        rules: the user's own.
        key: the cassette's salt or key.
        binary: scrubs bytes that are no text.
        words: what was learned; what was clean before something new is looked at again.

    Attributes:
        replaced: what was replaced by its role, for texts that quote a message; whoever reads it clears it.
        replaced_here: of this, what was in the body that is read.
    """

    def __init__(
        self,
        secrets: Secrets,
        identity: Identity | None,
        rules: Sequence[CustomRule],
        key: bytes,
        binary: Callable[[bytes], bytes],
        words: LearnedWords,
    ) -> None:
        self._secrets = secrets
        self._identity = identity
        self._rules = [rule for rule in rules if not rule.header]
        self._key = key
        self._scrub_binary = binary
        self._words = words
        self._clean: ClearedWhenFull[str, int] = ClearedWhenFull(_MOST_CLEAN)
        # Of these, what is no text, as far as it was opened.
        self._clean_runs: ClearedWhenFull[str, int] = ClearedWhenFull(_MOST_CLEAN)
        self._slots: ClearedWhenFull[Template, Slots | None] = ClearedWhenFull(_MOST_TEMPLATES)
        self._outcomes: dict[tuple[Field, bool, bool], ClearedWhenFull[str, Outcome]] = {}
        self.replaced: dict[str, str] = {}
        self.replaced_here: dict[str, str] = {}

    def begin(self) -> None:
        """Forgets what was replaced by its role: another interaction comes."""
        self.replaced.clear()
        self.replaced_here = {}

    def slots_of(self, template: Template) -> Slots | None:
        """Returns the slots of a template, as :func:`~inspector.scrub.template_slots.slots_of`; ``None`` also
        if the user has rules of their own for bodies.
        """
        if self._rules:
            return None
        if template not in self._slots:
            self._slots.keep(template, slots_of(template, self._outcomes_for, self.replaces))
        return self._slots[template]

    def _outcomes_for(self, field: Field, attribute: bool) -> ClearedWhenFull[str, Outcome]:
        kind = (field, field is UNKNOWN, attribute)
        return self._outcomes.setdefault(kind, ClearedWhenFull(_MOST_OUTCOMES))

    def known_in(self, slot: InSlot, raw: str) -> Outcome | None:
        """Returns what is known of a value in a slot.

        Args:
            slot: the slot.
            raw: how the value is written.
        """
        known = slot.known.get(raw)
        if known is None or known.among in (-1, self._secrets.replacements.count):
            return known
        return None

    def text_in_slot(
        self, slot: InSlot, raw: str, text: str, put: Callable[[Sequence[Edit]], None]
    ) -> Text | None:
        """Returns the text of a value in a slot, as :meth:`text_of`, and remembers what comes of it.

        Args:
            slot: the slot.
            raw: how the value is written.
            text: the value, which holds no other layer.
            put: takes its edits.
        """
        replacements = self._secrets.replacements
        told = len(replacements.fresh)
        if slot.replaces is not None:
            own = self.text_of(text, slot.field, "", put)
        elif (slot.field.role is Role.PLAIN and looks_plain(text)) or slot.field.kind == "time-zone":
            return None
        else:
            own = _searched(text, text, slot.field, put)
        if own is None or len(raw) > _LONGEST_OUTCOME or len(replacements.fresh) != told:
            return own
        if slot.replaces is None:
            holds = not own.binary and len(text) >= SHORTEST_RUN and next(runs_in(text), None) is not None
            outcome = Outcome(text, running=own.running, binary=own.binary, holds=holds)
        elif own.done and not self._names_extensions():
            among = -1 if is_name(slot.field, text) else replacements.count
            spelled = slot.edited(raw, [(0, len(text), own.made)])
            outcome = Outcome(text, spelled, text.strip(), own.made.strip(), among=among)
        else:
            return own
        slot.known.keep(raw, outcome)
        return own

    def _names_extensions(self) -> bool:
        """Whether this interaction has named an extension, which is another one in the next."""
        return self._identity is not None and self._identity.numbers.names_extensions

    def learned(self) -> tuple[int, ...]:
        """Returns what tells whether something new was learned."""
        own = (self._words.count, self._secrets.known.packed.count)
        return own if self._identity is None else (*own, *self._identity.learned)

    def texts_of(self, opened: Opened) -> list[Text]:
        """Returns the texts of what was opened."""
        texts: list[Text] = []
        given = ""  # the name that the one before gives a value
        label: Field | None = None
        cells = 0  # after a cell that says PIN, in which a number is one
        for value in opened.values:
            field = (field_as_named(value, given) if given else None) or field_of_value(value)
            given = name_for_next(value, given)
            if value.layer == "html" and value.attribute:
                if value.attribute in _CALLS:
                    label = field_by_label(value.text) or label
            elif value.layer == "html":
                cells = _CELLS if _SAYS_PIN.fullmatch(value.text) else cells - 1
                if cells > 0 and _IS_PIN.fullmatch(value.text):
                    field = _PIN
                elif label is not None and field.role is Role.FREE_TEXT and can_be(label, value.text):
                    field = label
                label = field_by_label(value.text, label)
            text = self.text_of(value.text, field, value.name, value.put)
            if text is not None:
                texts.append(text)
        return texts

    def withhold_unread(self, opened: Opened, withheld_reasons: list[str]) -> bool:
        """Puts markers in the place of what could not be read; media stay.

        Args:
            opened: what was opened.
            withheld_reasons: takes the reasons.

        Returns:
            Whether all of it has to be withheld, as a part could not be.
        """
        for part in opened.unread:
            if part.media:
                continue
            withheld_reasons.append(part.reason)
            if not part.withhold(self._marker(part)):
                return True
        return False

    def with_packed(self, texts: list[Text]) -> list[Text]:
        """Returns texts, and after them those of what is packed within their sentences."""
        found = texts
        for text in texts:
            if text.done or text.binary or len(text.made) < SHORTEST_RUN:
                continue
            for run in runs_in(text.made, url=text.url):
                if self._clean_runs.get(run.text) != self._words.count:
                    found = [*found, *self._run(text, run)]
        return found

    def binary(self, text: str) -> str:
        """Returns base64 of what is no text, scrubbed; what is replaced in it is as long as before."""
        if self.is_clean(text):
            return text
        packed = packed_in(text)
        made = self._scrub_binary(packed.content) if packed is not None else b""
        if packed is None or made == packed.content:
            self._keep_clean(text, self._clean)
            return text
        return packed.packed(made)

    def is_clean(self, text: str) -> bool:
        """Whether base64 of what is no text is known to hold nothing that is replaced."""
        return self._clean.get(text) == self._words.count

    def has_packed(self, text: str) -> bool:
        """Whether a learned secret stands in base64 in a text."""
        return self._secrets.known.has_packed(text)

    def is_quiet(self, content: bytes) -> bool:
        """Whether no secret can stand in a body; only of use where nothing but secrets is taken out."""
        return self._identity is None and not self._rules and is_quiet(content, self._words)

    def is_leaf(self, value: Value) -> bool:
        """Whether a value is known to hold nothing that is packed."""
        return holds_nothing(field_of_value(value).role, value.text)

    def finished(self, content: bytes) -> bytes:
        """Returns a body with what is replaced in all of it, whatever it is: by the user's patterns, and
        secrets within base64.
        """
        content = self._secrets.known.unpacked(content)
        for rule in self._rules:
            if not rule.element:
                content = rule.apply(content, self._secrets.replacements)
        return content

    def whole(self, content: bytes, reason: str) -> bytes:
        """Returns what stands in the place of a body that cannot be read."""
        return withheld(reason, content, self._key).encode()

    def _marker(self, part: Unread) -> str:
        """What is base64 stays base64, or the message would not be valid any more."""
        if isinstance(part.content, bytes):
            return withheld(part.reason, part.content, self._key)
        marker = withheld(part.reason, part.content.encode("utf-8", "surrogatepass"), self._key)
        packed = packed_in(part.content)
        return marker if packed is None else packed.packed(marker.encode())

    def text_of(
        self, before: str, field: Field, name: str, put: Callable[[Sequence[Edit]], None]
    ) -> Text | None:
        """Returns the text of a value; ``None`` if nothing in it can be anybody's.

        Args:
            before: the value.
            field: what it is for.
            name: of its element, for the user's own rules.
            put: takes its edits.
        """
        role = field.role
        made = before
        if (role is Role.PLAIN and looks_plain(before)) or field.kind == "time-zone":
            if not self._rules:
                return None
        else:
            made = self._by_role(field, before)
        for rule in self._rules:
            if rule.element in ("", name):
                made = rule.apply_to_text(made, self._secrets.replacements)
        if role is Role.PLAIN and made == before and looks_plain(before):
            return None
        return _searched(before, made, field, put)

    def _by_role(self, field: Field, text: str) -> str:
        replaced = self.replaces(field)
        if replaced is None or not (core := text.strip()):
            return text
        made = replaced(core)
        if made == core:
            return text
        self.note(core, made)
        start = text.index(core)
        return f"{text[:start]}{made}{text[start + len(core) :]}"

    def replaces(self, field: Field) -> Callable[[str], str] | None:
        """Returns what replaces a value in a place by what it is for; ``None`` if nothing does."""
        if field.role in _SECRET:
            return self._secrets.told if field in IN_TEXT else self._secrets.token
        return self._identity.replaces(field) if self._identity is not None else None

    def note(self, core: str, made: str) -> None:
        """Notes what was replaced by its role."""
        if len(core) > 2:
            self.replaced[core] = self.replaced_here[core] = made

    def _run(self, text: Text, run: Run) -> Iterator[Text]:
        opened = open_text(run.text, is_leaf=self.is_leaf)
        if opened is None:
            if (made := self.binary(run.text)) != run.text:
                text.inner.append((run.start, run.end, lambda: run.written(made)))
            else:
                self._keep_clean(run.text, self._clean_runs)
            return
        reasons: list[str] = []
        if self.withhold_unread(opened, reasons):
            marker = self.whole(run.text.encode(), reasons[-1]).decode()
            text.inner.append((run.start, run.end, lambda: run.written(marker)))
            return

        def write() -> str | None:
            made = opened.write()
            return None if made == run.text else run.written(made)

        text.inner.append((run.start, run.end, write))
        yield from self.texts_of(opened)

    def _keep_clean(self, text: str, clean: ClearedWhenFull[str, int]) -> None:
        if len(text) <= 512:
            clean.keep(text, self._words.count)


def _searched(before: str, made: str, field: Field, put: Callable[[Sequence[Edit]], None]) -> Text:
    """The text of a value, of which some may be replaced by its role already."""
    binary = made is before and packed_in(before) is not None
    running = field.role is Role.FREE_TEXT and not binary and (field is not UNKNOWN or " " in before)
    done = made is not before and field.role not in _LISTS
    if done and "@" in before and field.role in _ADDRESSES:  # of several, what looks like none was left
        done = not any(sign in before.strip() for sign in " <")
    return Text(before, made, put, running=running, binary=binary, done=done)
