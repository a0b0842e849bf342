"""Bodies of XML that are written as others before, by the slots of their template: nothing is opened."""

from __future__ import annotations

from collections.abc import Sequence

from inspector.wire.body.charset import Text, decode_text
from inspector.wire.body.edits import Edit
from inspector.wire.body.markup import is_markup
from inspector.wire.body.markup_slots import Template, filled
from inspector.wire.body.media import media_of
from inspector.wire.body.model import Failure

__all__ = ["BodyInSlots", "in_slots"]


class BodyInSlots:
    """A body of XML that is written as others before.

    Args:
        content: the body.
        text: the same as text.
        template: how it is written.
        raws: what stands in its slots, as it is written.

    Attributes:
        template: the same.
        raws: the same.
    """

    def __init__(self, content: bytes, text: Text, template: Template, raws: list[str]) -> None:
        self.template = template
        self.raws = raws
        self._content = content
        self._text = text
        self._made: list[str] | None = None

    def put(self, at: int, edits: Sequence[Edit]) -> None:
        """Replaces parts of what stands in a slot, once.

        Args:
            at: which slot it is.
            edits: start, end and new text, in characters of what its raw text says.
        """
        if not edits:
            return
        if self._made is None:
            self._made = list(self.raws)
        self._made[at] = self.template.slots[at].edited(self.raws[at], edits)

    def write(self) -> bytes:
        """Returns the body with what was put; the very same object if nothing was."""
        if self._made is None:
            return self._content
        return self._text.encoded(self.template.written(self._made), markup=True)


def in_slots(content: bytes, content_type: str) -> BodyInSlots | None:
    """Returns a body of XML by the slots of its template, where others were written by it before.

    Args:
        content: the body, without content-encoding.
        content_type: the Content-Type field.

    Returns:
        The body; ``None`` if it has no template, or has to be opened for any other reason.
    """
    media_type = content_type.partition(";")[0].strip().lower()
    if not media_type.endswith("xml") or content[:1] != b"<" or b"\0" in content or media_of(content):
        return None
    text = decode_text(content, content_type)
    if isinstance(text, Failure) or text.codec != "utf-8" or text.errors != "strict":
        return None
    found = filled(text.text, text.text.count("<")) if is_markup(text.text) else None
    return None if found is None else BodyInSlots(content, text, *found)
