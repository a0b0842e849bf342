"""The bodies of messages that are scrubbed: how each is read, and what came of those that come again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from inspector.bounded import Recent
from inspector.cassette.withheld import withheld_reason
from inspector.scrub.message_texts import Text
from inspector.scrub.template_slots import InSlot, Looked, values_in
from inspector.scrub.values import Values
from inspector.wire.body import BodyInSlots, OpenedBody, OpenedText, body_windows, in_slots, open_body
from inspector.wire.encoding import EncodingError
from inspector.wire.http import HttpRequest, HttpResponse

LARGE = 1_000_000
"""Bytes, from which a body is read in windows."""
_MOST_KNOWN, _LONGEST_KNOWN = 256, 32_768  # bodies, and bytes of one


class Bodies:
    """Reads bodies, and remembers what came of them.

    Args:
        values: makes texts of their values.
    """

    def __init__(self, values: Values) -> None:
        self._values = values
        self._known: Recent[tuple[str | None, bytes], tuple[tuple[int, ...], bytes, dict[str, str]]]
        self._known = Recent(_MOST_KNOWN)

    def of(
        self, message: HttpRequest | HttpResponse, content_type: str | None, *, anew: bool = False
    ) -> ScrubbedBody:
        """Returns the body of a message, read.

        Args:
            message: the message.
            content_type: its Content-Type; ``None`` if it has none.
            anew: it is read, whether it came before or not.
        """
        values = self._values
        values.replaced_here = {}
        body = self._read(message, content_type, anew)
        body.replaced = values.replaced_here
        return body

    def _read(
        self, message: HttpRequest | HttpResponse, content_type: str | None, anew: bool
    ) -> ScrubbedBody:
        values = self._values
        try:
            content = message.decoded().body
        except EncodingError as problem:
            return self._nothing_of(message.body, problem.what)
        if not content or withheld_reason(content) is not None:
            return ScrubbedBody(content)
        known = None if anew else self._known.get((content_type, content))
        if known is not None and known[0] == values.learned():
            self._known.move_to_end((content_type, content))
            values.replaced.update(known[2])
            return ScrubbedBody(known[1], known=True)
        if values.is_quiet(content):
            return _QuietBody(values, content, content_type)
        if len(content) > LARGE:
            return _LargeBody(values, content, content_type)
        if (slots := in_slots(content, content_type or "")) is not None:
            every = values.slots_of(slots.template)
            raws = slots.raws
            found = values_in(every, raws, values.is_leaf, values.known_in) if every is not None else None
            if found is not None:
                return _BodyInSlots(values, content, content_type, slots, found)
        return _SmallBody(values, content, content_type)

    def know(self, bodies: Iterable[ScrubbedBody]) -> None:
        """Remembers what came of bodies that taught nothing: clients ask the same again, and get the same."""
        for body in bodies:
            if body.known or body.withheld or not 0 < len(body.content) <= _LONGEST_KNOWN:
                continue
            made = (self._values.learned(), body.made, body.replaced)
            # Kept as a use, it would stay longer, and what it replaces might be told once less.
            self._known.change((body.content_type, body.content), made)

    def _nothing_of(self, content: bytes, reason: str) -> ScrubbedBody:
        body = ScrubbedBody(self._values.whole(content, reason))
        body.withheld.append(reason)
        return body


class ScrubbedBody:
    """A body while it is scrubbed: one that is empty, or withheld as a whole.

    Args:
        content: the body.

    Attributes:
        texts: what is looked through in it.
        withheld: why parts of it are withheld.
        decoded: whether content-encodings were taken off.
        known: whether it came before, and the content is what came of it.
        content_type: what its message says of it.
        made: what came of it, once it is written.
        replaced: what was replaced in it by its role.
    """

    def __init__(self, content: bytes, content_type: str | None = None, *, known: bool = False) -> None:
        self.content = self.made = content
        self.content_type = content_type
        self.known = known
        self.texts: list[Text] = []
        self.withheld: list[str] = []
        self.replaced: dict[str, str] = {}
        self.decoded = True

    def written(self, sweep: Callable[[Sequence[Text]], None]) -> bytes:
        """Returns the body with what was put into its texts.

        Args:
            sweep: searches texts, and puts into them what comes of all.
        """
        return self.content


class _SmallBody(ScrubbedBody):
    """A body that is held with all of its values."""

    def __init__(self, values: Values, content: bytes, content_type: str | None) -> None:
        super().__init__(content, content_type)
        self._values = values
        self._opened = open_body(content, content_type, is_leaf=values.is_leaf)
        self._is_withheld = values.withhold_unread(self._opened, self.withheld)
        if not self._is_withheld:
            self.texts = values.texts_of(self._opened)

    def written(self, sweep: Callable[[Sequence[Text]], None]) -> bytes:
        if self._is_withheld:
            return self._values.whole(self.content, self.withheld[-1])
        return self._values.finished(self._opened.write())


class _BodyInSlots(ScrubbedBody):
    """A body that is written as others before."""

    def __init__(
        self,
        values: Values,
        content: bytes,
        content_type: str | None,
        slots: BodyInSlots,
        found: Iterable[Looked],
    ) -> None:
        super().__init__(content, content_type)
        self._values = values
        self._slots = slots
        self._layer: tuple[InSlot, OpenedText] | None = None
        self._is_withheld = False
        for slot, text, known, layer in found:
            if known is not None and known.core:
                slots.put_raw(slot.at, known.raw)
                values.note(known.core, known.made)
                continue
            if layer is None:
                put = partial(slots.put, slot.at)
                own = known.again(put) if known else values.text_in_slot(slot, slots.raws[slot.at], text, put)
                if own is not None:
                    self.texts.append(own)
                continue
            self._layer = slot, layer
            self._is_withheld = values.withhold_unread(layer, self.withheld)
            if not self._is_withheld:
                self.texts += values.texts_of(layer)

    def written(self, sweep: Callable[[Sequence[Text]], None]) -> bytes:
        if self._is_withheld:
            return self._values.whole(self.content, self.withheld[-1])
        if self._layer is not None:
            slot, layer = self._layer
            made = layer.write()
            if made is not layer.text:
                self._slots.put_raw(slot.at, slot.replaced(self._slots.raws[slot.at], made))
        return self._values.finished(self._slots.write())


class _QuietBody(ScrubbedBody):
    """A body without a place for a secret: it is opened only if one was learned from what is beside it."""

    def __init__(self, values: Values, content: bytes, content_type: str | None) -> None:
        super().__init__(content, content_type)
        self._values = values

    def written(self, sweep: Callable[[Sequence[Text]], None]) -> bytes:
        if self._values.is_quiet(self.content):
            return self._values.finished(self.content)
        self._values.replaced_here = self.replaced
        body = _SmallBody(self._values, self.content, self.content_type)
        sweep(self._values.with_packed(body.texts))
        self.withheld = body.withheld
        return body.written(sweep)


class _LargeBody(ScrubbedBody):
    """A body that is read window by window, twice: what its end teaches is then found at its beginning."""

    def __init__(self, values: Values, content: bytes, content_type: str | None) -> None:
        super().__init__(content, content_type)
        self._values = values
        for opened in self._windows():
            values.texts_of(opened)

    def written(self, sweep: Callable[[Sequence[Text]], None]) -> bytes:
        values = self._values
        pieces = []
        for opened in self._windows():
            if values.withhold_unread(opened, self.withheld):
                return values.whole(self.content, self.withheld[-1])
            sweep(values.with_packed(values.texts_of(opened)))
            pieces.append(opened.write())
        return values.finished(b"".join(pieces))

    def _windows(self) -> Iterator[OpenedBody]:
        return body_windows(self.content, self.content_type, is_leaf=self._values.is_leaf)
