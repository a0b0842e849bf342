"""JSON (RFC 8259) as values: strings, numbers, words, and keys that are no plain names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inspector.wire.body.edits import Edit, applied, respelled
from inspector.wire.body.model import FlatLayer, Opener, Place
from inspector.wire.body.value import Plain

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


@dataclass(slots=True)
class _Frame:
    """An object or a list that is open: its key, and the key of the object that it stands in."""

    is_list: bool
    name: str
    parent: str
    place: Place
    count: int = 0

    def step(self, key: str) -> str:
        """The step of the next value in it."""
        self.count += 1
        return str(self.count - 1) if self.is_list else key


class Json(FlatLayer):
    """A text in JSON.

    Args:
        text: the text.
        place: where it stands.
        opener: opens what stands within its values.
    """

    def __init__(self, text: str, place: Place, opener: Opener) -> None:
        super().__init__(text, place)
        self._ascii = text.isascii()
        self._opener = opener
        frames = [_Frame(False, "", "", place)]
        key = ""
        for found in _TOKEN.finditer(text):
            token, frame = found[0], frames[-1]
            if token in "{[":
                name = frame.name if frame.is_list else key
                parent = frame.parent if frame.is_list else frame.name
                inside = Place(frame.place, frame.step(key))
                frames.append(_Frame(token == "[", name, parent, inside))
            elif token in "}]":
                if len(frames) > 1:
                    frames.pop()
            elif found[2] is not None and found[2].endswith(":"):
                key = _decoded(found[1])
                if key and not _PLAIN_KEY.fullmatch(key):
                    self._value(key, "#key", frame, Place(frame.place, "#key"), found.start(1), found.end(1))
            elif found[1] is not None:
                self._member(_decoded(found[1]), key, frame, found.start(1), found.end(1))
            elif token not in ",:" and (bare := token.strip()):
                start = found.start() + token.index(bare)
                self._member(bare, key, frame, start, start + len(bare))

    def _member(self, text: str, key: str, frame: _Frame, start: int, end: int) -> None:
        place = Place(frame.place, frame.step(key))
        if text and not text.isspace():
            self._value(text, frame.name if frame.is_list else key, frame, place, start, end)

    def _value(self, text: str, name: str, frame: _Frame, place: Place, start: int, end: int) -> None:
        parent = frame.parent if frame.is_list else frame.name
        value = Plain(text, "json", self, start, end, place, name, parent)
        self.take(value, self._opener.within_text(value))

    def remade(self, value: Plain, raw: str, edits: Sequence[Edit]) -> str:
        if value.start and self.text[value.start - 1] == '"':
            return respelled(raw, _escapes(raw), edits, self._spelled)
        made = applied(raw, edits)
        was_number = _NUMBER.fullmatch(raw) and not _NUMBER.fullmatch(made)
        return json.dumps(made, ensure_ascii=self._ascii) if was_number else made

    def _spelled(self, text: str) -> str:
        return json.dumps(text, ensure_ascii=self._ascii)[1:-1]


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
