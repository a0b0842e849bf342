"""Bodies of XML that are written as others before, by the slots of their template: nothing is opened."""

from __future__ import annotations

from collections.abc import Sequence

from inspector.wire.body.charset import Text, is_utf8_alone
from inspector.wire.body.edits import Edit
from inspector.wire.body.file_signatures import media_of
from inspector.wire.body.markup import is_markup
from inspector.wire.body.markup_slots import Template, filled
from inspector.wire.encoding import media_type_of


class BodyInSlots:
    """A body of XML that is written as others before.

    Args:
        content: the body.
        template: how it is written.
        raws: what stands in its slots, as it is written.

    Attributes:
        template: the same.
        raws: the same.
    """

    __slots__ = ("_content", "_made", "raws", "template")

    def __init__(self, content: bytes, template: Template, raws: list[str]) -> None:
        self.template = template
        self.raws = raws
        self._content = content
        self._made: list[str] | None = None

    def put(self, at: int, edits: Sequence[Edit]) -> None:
        """Replaces parts of what stands in a slot, once.

        Args:
            at: which slot it is.
            edits: start, end and new text, in characters of what its raw text says.
        """
        if edits:
            self.put_raw(at, self.template.slots[at].edited(self.raws[at], edits))

    def put_raw(self, at: int, raw: str) -> None:
        """Replaces what stands in a slot.

        Args:
            at: which slot it is.
            raw: what is to stand there, as it is written.
        """
        if self._made is None:
            self._made = list(self.raws)
        self._made[at] = raw

    def write(self) -> bytes:
        """Returns the body with what was put; the very same object if nothing was."""
        if self._made is None:
            return self._content
        made = self.template.written(self._made)
        return Text(made, "utf-8").encoded(made, markup=True)


def in_slots(content: bytes, content_type: str) -> BodyInSlots | None:
    """Returns a body of XML by the slots of its template, where others were written by it before.

    Args:
        content: the body, without content-encoding.
        content_type: the Content-Type field.

    Returns:
        The body; ``None`` if it has no template, or has to be opened for any other reason.
    """
    if content[:1] != b"<" or b"\0" in content:
        return None
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    found = filled(text, text.count("<"))
    if found is None:
        return None
    template, raws = found
    is_xml = template.is_xml.get(content_type)
    if is_xml is None:
        is_xml = template.is_xml.keep(content_type, _is_xml(content, text, content_type))
    return BodyInSlots(content, template, raws) if is_xml else None


def _is_xml(content: bytes, text: str, content_type: str) -> bool:
    """Whether all of a template is XML in UTF-8: what tells that stands before the first slot."""
    media_type = media_type_of(content_type)
    return (
        media_type.endswith("xml")
        and not media_of(content)
        and is_markup(text)
        and "<meta" not in text.lower()
        and is_utf8_alone(content, content_type)
    )
