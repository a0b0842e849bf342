"""Forms (application/x-www-form-urlencoded) as values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, unquote_plus

from inspector.wire.body.edits import Edit, respelled
from inspector.wire.body.model import FlatLayer, Opener, Place
from inspector.wire.body.value import Plain

FORM_TYPE = "application/x-www-form-urlencoded"
_SHAPE = re.compile(r"[A-Za-z_][\w.-]{0,40}=[^\s&=][^\s&]*+(?:&[\w.-]{1,40}=[^\s&]*+)*+\s*+\Z")
_PAIR = re.compile(r"([^&]*+)(?:&|\Z)")
_PLAIN_NAME = re.compile(r"[\w.$:\[\]-]{0,100}")
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+|\+")


def is_form(text: str, media_type: str = "") -> bool:
    """Whether a text is a form.

    Args:
        text: the text.
        media_type: what is said of it; empty if nothing is.
    """
    return media_type == FORM_TYPE or ("=" in text[:64] and _SHAPE.match(text) is not None)


class Form(FlatLayer):
    """A text that is a form.

    Args:
        text: the text.
        place: where it stands.
        opener: opens what stands within its values.
    """

    def __init__(self, text: str, place: Place, opener: Opener) -> None:
        super().__init__(text, place)
        for found in _PAIR.finditer(text):
            name, equals, _ = found[1].partition("=")
            start = found.start()
            own = unquote_plus(name)
            if not equals or not _PLAIN_NAME.fullmatch(own):
                self._value(own, "#name" if equals else "", start, start + len(name), opener)
            if equals:
                at = start + len(name) + 1
                self._value(unquote_plus(text[at : found.end(1)]), own, at, found.end(1), opener)

    def _value(self, text: str, name: str, start: int, end: int, opener: Opener) -> None:
        if text and not text.isspace():
            value = Plain(text, "form", self, start, end, Place(self.place, name or "#text"), name)
            self.take(value, opener.within_text(value))

    def remade(self, value: Plain, raw: str, edits: Sequence[Edit]) -> str:
        escapes = [(found.start(), found.end(), unquote_plus(found[0])) for found in _ESCAPES.finditer(raw)]
        return respelled(raw, escapes, edits, _spelled)


def _spelled(text: str) -> str:
    return quote(text, safe="-._~*", errors="surrogatepass")
