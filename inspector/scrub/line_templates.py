"""Lines of a cassette that are written as earlier ones: only what differs in them is looked at.

A line is JSON that holds two bodies of XML, and nearly all of it is what it was in the line of an earlier
exchange. Of a line that was scrubbed and taught nothing, a template is kept: what stands between the places
that differ, as it came and as it went. A line that fits is cut at these places; what stands there and is not
known is searched as in any other exchange, and the scrubbed line is put together. Whatever is not as expected
is left to who scrubs whole interactions, such as a value that teaches something.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

import msgspec

from inspector.bounded import ClearedWhenFull
from inspector.cassette.model import MOST_SECONDS, Interaction, encode_line
from inspector.protocols.fields import Role
from inspector.scrub.head import Heads
from inspector.scrub.learning import Lessons, SomethingNewError
from inspector.scrub.message_texts import Text, between, looks_plain
from inspector.scrub.template_slots import InSlot, Outcome, layer_in
from inspector.scrub.text_search import TextSearch
from inspector.scrub.values import Values
from inspector.wire.body import BodyInSlots, Edit, Literals, OpenedText, Template, in_slots
from inspector.wire.body.lexer import decoded
from inspector.wire.http import Headers, HttpRequest, HttpResponse

_LONGEST = 100_000  # bytes of a line that is kept as a template
_MOST_COUNTS = 4_096  # of tags in a line, by which templates are looked up
_MOST_IN_ALL = 4_000_000  # bytes of the lines of all templates
_MOST_ALIKE = 8  # templates of lines with as many tags, each of which is tried
_MOST_PAIRS = 1_024  # of requests and responses of which is known which words differ
_WORTH_IT = 8  # lines that a template has to fit, or the next one waits for twice as many as the last
_LONGEST_WAIT = 256
_PLACE = "\ue000"  # stands in a line for what differs; a line that has it itself gets no template
_NUMBER = re.compile(r"0|[1-9][0-9]{0,14}")
_SECONDS = re.compile(r"(?:0|[1-9][0-9]{0,9})(?:\.[0-9]{1,17})?")
_NAME = re.compile(r'"[\w.:\[\]-]*"', re.ASCII)
_TOLD = {"n": _NUMBER, "at": _SECONDS, "took": _SECONDS, "conn": _NAME}
"""What differs from line to line besides the bodies, in this order; ``conn`` may be left out."""
_NOT_AS_IT_IS = re.compile(r'[\x00-\x1f"<\\]')
_STRING = msgspec.json.Decoder(str)
_ENCODER = msgspec.json.Encoder()
_Message = TypeVar("_Message", HttpRequest, HttpResponse)


@dataclass(slots=True, eq=False)
class _LineTemplate:
    """Lines that differ in nothing but their numbers and times, and some values of their bodies.

    Args:
        came: what stands between these in the lines.
        went: the same in the scrubbed ones, which have no numbers yet.
        told: what stands before the bodies.
        asked: the slots of the request that differ.
        answered: those of the response.
        heads: those of the messages, and what came of each.
        state: what was known when it was last sure that it fits.
    """

    came: Literals
    went: Literals
    told: Sequence[str]
    asked: Sequence[InSlot]
    answered: Sequence[InSlot]
    heads: Sequence[tuple[HttpRequest | HttpResponse, tuple[str, Headers]]]
    state: tuple[int, ...]


@dataclass(slots=True)
class _Worth:
    """Whether templates of lines with as many tags were of use."""

    fitted: int = _WORTH_IT
    """How many lines were scrubbed since one was made."""
    pause: int = 0
    """How many lines it was waited for before that."""
    wait: int = 0
    """How many lines it has to be waited for until the next is made."""

    def is_waited(self) -> bool:
        """Whether no template is to be made of a line that fits none."""
        if not self.wait:
            return False
        self.wait -= 1
        return True

    def try_again(self) -> None:
        """Is called when a template is made: the next has to wait if the last one was in vain."""
        in_vain = self.fitted < _WORTH_IT
        self.pause = min(2 * self.pause + 1, _LONGEST_WAIT) if in_vain else 0
        self.wait, self.fitted = self.pause, 0


@dataclass(slots=True)
class _Pair:
    """What was seen of a kind of request with a kind of response.

    Args:
        words: the words of the protocol in the last, of both bodies.
        differ: which of them are not always the same.
    """

    words: list[str]
    differ: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Side:
    """A message whose body is written by a template, or empty.

    Args:
        message: the message.
        body: its body in slots; ``None``: it is empty.
        slots: all of them.
    """

    message: HttpRequest | HttpResponse
    body: BodyInSlots | None
    slots: Sequence[InSlot]

    @property
    def kind(self) -> Template | None:
        """What tells how it is written."""
        return None if self.body is None else self.body.template

    @property
    def raws(self) -> list[str]:
        """What stands in its slots."""
        return [] if self.body is None else self.body.raws

    @property
    def words(self) -> list[str]:
        """Of these the words of the protocol."""
        return [self.raws[slot.at] for slot in self.slots if slot.field.role is Role.PLAIN]

    def marked(self, message: _Message, places: Sequence[InSlot]) -> _Message:
        """Returns what is here or what came of it, with marks in some slots.

        Raises:
            ValueError: it is not written by the template.
        """
        if self.body is None:
            return message
        raws = self.body.template.fill(message.body.decode())
        if raws is None:
            raise ValueError("it has another template")
        for slot in places:
            raws[slot.at] = _PLACE
        return replace(message, body=self.body.template.written(raws).encode())


class _Unfit(Exception):
    """A line cannot be scrubbed by its template."""


_NOT_SO = (_Unfit, SomethingNewError, ValueError, msgspec.DecodeError)  # also a text that JSON cannot say


class LineTemplates:
    """Remembers how lines are written, and scrubs those that are written alike.

    Args:
        values: makes texts of values.
        search: finds what has to go from them.
        heads: knows heads.
        sweep: searches texts, and puts into them what comes of all.
        lessons: says that nothing may be learned.
    """

    def __init__(
        self,
        values: Values,
        search: TextSearch,
        heads: Heads,
        sweep: Callable[[Sequence[Text]], None],
        lessons: Lessons,
    ) -> None:
        self._values = values
        self._search = search
        self._heads = heads
        self._sweep = sweep
        self._lessons = lessons
        self._templates: ClearedWhenFull[int, list[_LineTemplate]] = ClearedWhenFull(
            _MOST_COUNTS, _MOST_IN_ALL
        )
        self._worth: ClearedWhenFull[int, _Worth] = ClearedWhenFull(_MOST_COUNTS)
        self._pairs: ClearedWhenFull[tuple[Template | None, Template | None], _Pair] = ClearedWhenFull(
            _MOST_PAIRS
        )
        self._between = between()

    def scrubbed(self, line: bytes) -> bytes | None:
        """Returns a line scrubbed, without its number; ``None`` if it has to be read.

        Args:
            line: the line, without its end.
        """
        tags = line.count(b"<")
        alike = self._templates.get(tags)
        if not alike:
            return None
        with suppress(*_NOT_SO):
            text = line.decode()
            for at, template in enumerate(alike):
                raws = template.came.fill(text)
                if raws is None:
                    continue
                if at:
                    alike.insert(0, alike.pop(at))
                if template.state != self._search.state and not self._still_fits(template):
                    return None
                made = self._written(template, raws)
                if worth := self._worth.get(tags):
                    worth.fitted += 1
                return made
        return None

    def _still_fits(self, template: _LineTemplate) -> bool:
        """Whether what was learned since changes nothing between the places that differ."""
        if any(self._heads.outcome(message) != outcome for message, outcome in template.heads):
            return False
        if self._values.has_packed(template.came.written([" "] * template.came.count)):
            return False
        template.state = self._search.state
        return True

    def _written(self, template: _LineTemplate, raws: list[str]) -> bytes:
        told = len(template.told)
        made = [_as_written(name, raw) for name, raw in zip(template.told, raws, strict=False)]
        values = raws[told:]
        if _NOT_AS_IT_IS.search(" ".join(values)):
            values = [_said(raw) for raw in values]
        written = list(values)
        texts = [self._between]
        self._search.forget_old()
        self._values.begin()
        with self._lessons.over():
            layers = [*self._look(template.asked, values, 0, written, texts)]
            texts.append(self._between)
            layers += self._look(template.answered, values, len(template.asked), written, texts)
            if any(text is not self._between for text in texts):
                self._sweep(self._values.with_packed(texts))
        for at, slot, layer in layers:
            new = layer.write()
            if new is not layer.text:
                written[at] = slot.replaced(values[at], new)
        whole = " ".join(written)
        if self._values.has_packed(whole):
            raise _Unfit
        made += map(_spelled, written) if _NOT_AS_IT_IS.search(whole) else written
        return template.went.written(made[1:]).encode()

    def _look(
        self,
        slots: Sequence[InSlot],
        values: Sequence[str],
        first: int,
        written: list[str],
        texts: list[Text],
    ) -> list[tuple[int, InSlot, OpenedText]]:
        """Adds the texts of values that have to be searched, and writes what is known; returns the layer that
        one of them holds, with its place.
        """

        def put(at: int, slot: InSlot, edits: Sequence[Edit]) -> None:
            if edits:
                written[at] = slot.edited(values[at], edits)

        layers: list[tuple[int, InSlot, OpenedText]] = []
        for at, slot in enumerate(slots, first):
            if not (raw := values[at]):
                continue
            known = self._values.known_in(slot, raw)
            if slot.names and slot.tells(decoded(raw)):
                raise _Unfit
            if known is None:
                layer = self._new(slot, raw, partial(put, at, slot), texts)
                if layer is not None:
                    layers.append((at, slot, layer))
            elif known.core:
                written[at] = known.raw
            elif self._is_quiet(known):
                if texts[-1] is not self._between:
                    texts.append(self._between)
            else:
                texts.append(known.again(partial(put, at, slot)))
        if len(layers) > 1 or any(layer.unread for _, _, layer in layers):
            raise _Unfit
        return layers

    def _is_quiet(self, known: Outcome) -> bool:
        if known.holds or not self._search.is_quiet(known.text):
            return False
        return not known.binary or self._values.is_clean(known.text)

    def _new(
        self, slot: InSlot, raw: str, put: Callable[[Sequence[Edit]], None], texts: list[Text]
    ) -> OpenedText | None:
        if slot.field.role is Role.PLAIN:
            if looks_plain(raw):
                return None
            raise _Unfit
        text, layer = layer_in(slot, raw, self._values.is_leaf)
        if layer is not None:
            texts += self._values.texts_of(layer)
        elif text and (own := self._values.text_in_slot(slot, raw, text, put)) is not None:
            texts.append(own)
        return layer

    def learn(self, line: bytes, before: Interaction, after: Interaction, made: bytes) -> None:
        """Remembers how a line is written that taught nothing.

        Args:
            line: the line, without its end.
            before: what stands there.
            after: what came of it.
            made: the line of that, without its number.
        """
        if len(line) > _LONGEST or before.response is None or after.response is None or before.error:
            return
        if before.extra or before.findings or after.extra or after.findings:
            return
        tags = line.count(b"<")
        worth = self._worth.get(tags) or self._worth.keep(tags, _Worth())
        text = line.decode()
        known = self._templates.get(tags, ())
        same = next((each for each in known if each.came.fill(text) is not None), None)
        if same is not None:
            if same.state == self._search.state or self._still_fits(same):
                return  # it is written so, and has values that are for who reads whole lines
            self._templates[tags].remove(same)
        if worth.is_waited():
            return
        asked, answered = self._side(before.request), self._side(before.response)
        if asked is None or answered is None:
            return
        differ = self._differing_words(asked, answered)
        if differ is None:
            return
        worth.try_again()
        template = self._template(before, after, (asked, answered), differ)
        raws = template.came.fill(text) if template is not None else None
        if template is None or raws is None:
            return
        try:
            if self._written(template, raws) != made:
                return
        except _NOT_SO:
            return
        self._templates.make_room(len(line))
        alike = self._templates.get(tags) or self._templates.keep(tags, [])
        alike.insert(0, template)
        del alike[_MOST_ALIKE:]

    def _side(self, message: HttpRequest | HttpResponse) -> _Side | None:
        if message.header("content-encoding") is not None or self._heads.outcome(message) is None:
            return None
        if not message.body:
            return _Side(message, None, ())
        body = in_slots(message.body, message.header("content-type") or "")
        slots = self._values.slots_of(body.template) if body is not None else None
        return None if slots is None else _Side(message, body, slots.every)

    def _differing_words(self, asked: _Side, answered: _Side) -> set[int] | None:
        """Which words of the protocol are not always the same in such a pair of messages; ``None`` if it came
        for the first time, so that a template may not be of use.
        """
        words = [*asked.words, *answered.words]
        kind = (asked.kind, answered.kind)
        pair = self._pairs.get(kind)
        if pair is None:
            self._pairs.keep(kind, _Pair(words))
            return None
        pair.differ.update(
            at for at, (one, other) in enumerate(zip(words, pair.words, strict=True)) if one != other
        )
        pair.words = words
        return pair.differ if all(map(looks_plain, words)) else None

    def _template(
        self, before: Interaction, after: Interaction, sides: tuple[_Side, _Side], differ: set[int]
    ) -> _LineTemplate | None:
        places: list[list[InSlot]] = []
        word = 0
        for side in sides:
            places.append([])
            for slot in side.slots:
                is_word = slot.field.role is Role.PLAIN
                if not is_word or word in differ:
                    places[-1].append(slot)
                word += is_word
        asked, answered = sides
        told = [name for name in _TOLD if name != "conn" or before.conn]
        lines = []
        for one in (before, after):
            assert one.response is not None
            try:
                marked = one.changed(
                    request=asked.marked(one.request, places[0]),
                    response=answered.marked(one.response, places[1]),
                )
            except ValueError:  # also if it is no UTF-8
                return None
            line = marked.to_json() | dict.fromkeys(told, _PLACE)
            lines.append(encode_line(line).decode().replace(f'"{_PLACE}"', _PLACE))
        came, went = lines[0][:-1].split(_PLACE), lines[1].split(_PLACE)
        if len(came) != len(told) + len(places[0]) + len(places[1]) + 1 or len(went) != len(came):
            return None
        went[:2] = [f"{went[0]}0{went[1]}"]  # a scrubbed line has no number yet
        heads = []
        for side in sides:
            outcome = self._heads.outcome(side.message)
            assert outcome is not None
            heads.append((replace(side.message, body=b""), outcome))
        state = self._search.state
        return _LineTemplate(Literals(came), Literals(went), told, places[0], places[1], heads, state)


def _as_written(name: str, raw: str) -> str:
    """A number or name as our writer writes it."""
    if _TOLD[name].fullmatch(raw) is None:
        raise _Unfit
    if name in ("at", "took"):
        seconds = float(raw)
        if seconds >= MOST_SECONDS:
            raise _Unfit
        return _ENCODER.encode(round(seconds, 6)).decode()
    return raw


def _said(raw: str) -> str:
    """What a part of a JSON string says; "<" is not in a slot."""
    said = _STRING.decode(f'"{raw}"') if "\\" in raw else raw
    if said is raw and _NOT_AS_IT_IS.search(raw):
        raise _Unfit
    if "<" in said or "\0" in said:
        raise _Unfit
    return said


def _spelled(text: str) -> str:
    """A text as a part of a JSON string."""
    return _ENCODER.encode(text).decode()[1:-1] if _NOT_AS_IT_IS.search(text) else text
