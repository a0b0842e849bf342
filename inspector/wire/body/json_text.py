"""JSON (RFC 8259) as values: strings, numbers, words, and keys that are no plain names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from inspector.wire.body.edits import Edit, applied, respelled
from inspector.wire.body.model import Opener, Place, Plain, TextLayer, Value

__all__ = ["Json", "is_json"]

_HEAD = "\ufeff \t\r\n\0"
_OBJECT = re.compile(r'\{\s*+(?:"(?:[^"\\]++|\\.)*+"\s*+:|\}\s*+\Z)', re.DOTALL)
_LIST = re.compile(r'\[\s*+(?:\{\s*+["}]|"|\[)')
_TOKEN = re.compile(r'"((?:[^"\\]++|\\.)*+)("\s*+:|"|\Z|\\)|[{}\[\],:]|[^{}\[\],:"]++', re.DOTALL)
_ESCAPE = re.compile(
    r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4})|\\([\"\\/bfnrt])"
)
_SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_PLAIN_KEY = re.compile(r"@?[A-Za-z_$#][\w$.:#-]*+(?:@odata\.[A-Za-z.]+)?", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null")


def is_json(text: str, media_type: str = "") -> bool:
    """Whether a text is JSON, whole or broken.

    Args:
        text: the text.
        media_type: what is said of it; empty if nothing is.
    """
    head = text.lstrip(_HEAD)
    if head[:1] not in ("{", "["):
        return False
    return media_type.endswith("json") or (_OBJECT if head[0] == "{" else _LIST).match(head) is not None


class Json(TextLayer):
    """A text in JSON.

    Args:
        text: the text.
        place: where it stands.
        opener: opens what stands within its values.
    """

    def __init__(self, text: str, place: Place, opener: Opener) -> None:
        super().__init__(text, place)
        self._ascii = text.isascii()
        keys: list[tuple[str, Place]] = []  # of each open object or list: its key and its place
        key, here, counts = "", place, [0]
        for found in _TOKEN.finditer(text):
            token = found[0]
            if token in "{[":
                inside = Place(here, key or (str(counts[-1]) if keys else ""))
                counts[-1] += 1
                keys.append((key, here))
                counts.append(0)
                here, key = inside, key if token == "[" else ""
            elif token in "}]":
                if keys:
                    key, here = keys.pop()
                    counts.pop()
            elif found[2] is not None and found[2].endswith(":"):
                key = _decoded(found[1])
                if not _PLAIN_KEY.fullmatch(key) and key:
                    self._value("#key", key, found.start(1), found.end(1), Place(here, "#key"), keys, opener)
            elif found[1] is not None:
                text_of = _decoded(found[1])
                if text_of and not text_of.isspace():
                    step = key or str(counts[-1])
                    self._value(key, text_of, found.start(1), found.end(1), Place(here, step), keys, opener)
                counts[-1] += 1
            elif token not in ",:" and (bare := token.strip()):
                start = found.start() + token.index(bare)
                step = key or str(counts[-1])
                self._value(key, bare, start, start + len(bare), Place(here, step), keys, opener)
                counts[-1] += 1

    def _value(
        self,
        name: str,
        text: str,
        start: int,
        end: int,
        place: Place,
        keys: list[tuple[str, Place]],
        opener: Opener,
    ) -> None:
        parent = keys[-1][0] if keys else ""
        value = Plain(text, "json", self, start, end, place, name, parent)
        self.take(value, opener.within_text(value) if len(text) > 1 else None)

    def rewritten(self, changed: list[tuple[Value, Sequence[Edit]]]) -> str:
        every: list[Edit] = []
        for value, edits in changed:
            assert isinstance(value, Plain)
            raw = self.text[value.start : value.end]
            if value.start and self.text[value.start - 1] == '"':
                every.append((value.start, value.end, respelled(raw, _escapes(raw), edits, self._spelled)))
            else:
                made = applied(raw, edits)
                if not _NUMBER.fullmatch(made):  # what was a number and is none now
                    made = json.dumps(made, ensure_ascii=self._ascii)
                every.append((value.start, value.end, made))
        return applied(self.text, sorted(every))

    def _spelled(self, text: str) -> str:
        return json.dumps(text, ensure_ascii=self._ascii)[1:-1]

    def span_of(self, value: Value) -> tuple[int, int]:
        assert isinstance(value, Plain)
        return value.start, value.end


def _escapes(raw: str) -> Iterator[tuple[int, int, str]]:
    if "\\" in raw:
        for found in _ESCAPE.finditer(raw):
            yield found.start(), found.end(), _meaning(found)


def _meaning(found: re.Match[str]) -> str:
    if found[1]:
        return chr(0x10000 + ((int(found[1], 16) & 0x3FF) << 10) + (int(found[2], 16) & 0x3FF))
    if found[3]:
        return chr(int(found[3], 16))
    return _SHORT.get(found[4], found[4])


def _decoded(raw: str) -> str:
    return _ESCAPE.sub(_meaning, raw) if "\\" in raw else raw
