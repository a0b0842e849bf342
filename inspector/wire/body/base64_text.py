"""Base64 (RFC 4648) as a text holds it, with its alphabet, its padding and its lines."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from inspector.wire.body.edits import Edit
from inspector.wire.body.model import ByteLayer, Place, TextLayer
from inspector.wire.body.value import Value

_LONGEST_KEPT = 512
_SHORTEST = 12  # characters: shorter ones are words
_CUT_FROM = 64  # characters, of which one more than base64 has can be left of what was cut off
_COMPACT = re.compile(r"(?:[A-Za-z0-9+/]++|[A-Za-z0-9_-]++)={0,2}")
_SPACE = re.compile(r"\s+")


class Packed(NamedTuple):
    """A text that is base64.

    Args:
        text: the text.
        content: the bytes that it stands for.
        url_safe: it has the alphabet for URLs.
        padded: it ends as the padding asks.
        rest: the character that is left where it was cut off, of which no byte can be read.
    """

    text: str
    content: bytes
    url_safe: bool
    padded: bool
    rest: str = ""

    def packed(self, content: bytes) -> str:
        """Returns other bytes, written as the text is.

        Args:
            content: the bytes.
        """
        made = (base64.urlsafe_b64encode if self.url_safe else base64.b64encode)(content).decode()
        if not self.padded:
            made = made.rstrip("=")
        made += self.rest
        core = self.text.strip()
        if end := _SPACE.search(core):
            width = end.start()
            made = end[0].join(made[at : at + width] for at in range(0, len(made), width))
        lead = len(self.text) - len(self.text.lstrip())
        return self.text[:lead] + made + self.text[lead + len(core) :]


def packed_in(text: str) -> Packed | None:
    """Reads a text as base64 as a whole.

    Args:
        text: the text.

    Returns:
        What it holds; ``None`` if it is no base64.
    """
    global _last
    if len(text) <= _LONGEST_KEPT:
        return _kept(text)
    if _last[0] is not text:
        _last = (text, _read(text))
    return _last[1]


def _read(text: str) -> Packed | None:
    core = text.strip()
    if len(core) < _SHORTEST or " " in core[:24]:
        return None
    compact = "".join(core.split()) if _SPACE.search(core) else core
    if not _COMPACT.fullmatch(compact):
        return None
    bare = compact.rstrip("=")
    rest = bare[-1:] if len(bare) % 4 == 1 else ""
    if len(bare) < (_CUT_FROM if rest else _SHORTEST - 1):
        return None
    bare = bare.removesuffix(rest)
    url_safe = "-" in bare or "_" in bare
    usual = bare.replace("-", "+").replace("_", "/") if url_safe else bare
    try:
        content = binascii.a2b_base64(usual + "=" * (-len(bare) % 4))
    except ValueError:
        return None
    padded = compact.endswith("=") or len(compact) % 4 == 0
    return Packed(text, content, url_safe, padded and not rest, rest)


_kept = lru_cache(1024)(_read)  # an identifier is asked for several times
_last: tuple[str, Packed | None] = ("", None)  # of long ones, which are asked for several times in a row


class Base64(TextLayer):
    """A text that is base64 of something that was opened.

    Args:
        packed: the text.
        layer: what it holds.
        place: where it stands.
    """

    def __init__(self, packed: Packed, layer: ByteLayer, place: Place) -> None:
        super().__init__(packed.text, place)
        self._packed = packed
        self._layer = layer
        self.values = layer.values

    def write(self) -> str:
        made = self._layer.write()
        return self.text if made == self._packed.content else self._packed.packed(made)

    def rewritten(self, changed: list[tuple[Value, Sequence[Edit]]]) -> str:
        raise AssertionError("its values are those of what it holds")
