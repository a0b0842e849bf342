"""Objects as Node's ``util.inspect`` prints them, read back: texts, numbers, lists, objects; no more."""

from __future__ import annotations

import re
from typing import Any

_DEEPEST = 60
_BLANKS = re.compile(r"\s*")
_QUOTES = ("'", '"', "`")
_INSIDE = r"((?:[^{0}\\]++|\\.)*+)"
_TEXT = re.compile("|".join(f"{sign}{_INSIDE.format(sign)}{sign}" for sign in "'\"`"), re.S)
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|(.))", re.S)
_PLAIN_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_MORE = re.compile(r"\.\.\. (\d{1,12}) more characters?")
_KEY = re.compile(r"([A-Za-z_$][\w$]*|\[[^\]\n]{0,200}\]):")
_CLASS = re.compile(r"(?:[A-Za-z_$][\w$.]*(?:\(\d+\))? |\[[^\]\n]{0,200}\] |<[^>\n]{0,200}> ){1,4}(?=[{\[])")
_BARE = re.compile(r"(?:\[[^\]\n]{0,300}\]|<[^>\n]{0,300}>|[^,\n{}\[\]])*")


class Cut(str):
    """A text that was printed in part.

    Attributes:
        more: how many characters are missing.
    """

    more = 0


def inspected(text: str) -> Any:
    """Reads an object.

    Args:
        text: what was printed, without colours.

    Returns:
        A dict; ``None`` if it is no object.
    """
    reader = _Reader(text)
    try:
        found = reader.value(0)
    except _NoValue:
        return None
    return found if isinstance(found, dict) else None


class _NoValue(Exception):
    """What stands here is no value."""


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def value(self, depth: int) -> Any:
        if depth > _DEEPEST:
            raise _NoValue
        self._blanks()
        here = self._text[self._at : self._at + 1]
        if here in _QUOTES:
            return self._joined()
        if found := _CLASS.match(self._text, self._at):
            self._at = found.end()
            here = self._text[self._at : self._at + 1]
        if here == "{":
            return self._object(depth)
        if here == "[" and not _BARE_BRACKET.match(self._text, self._at):
            return self._list(depth)
        found = _BARE.match(self._text, self._at)
        if found is None or found.end() == self._at:
            raise _NoValue
        self._at = found.end()
        return _number(found[0].strip())

    def _object(self, depth: int) -> dict[str, Any]:
        named: dict[str, Any] = {}
        self._at += 1
        while not self._ends("}"):
            name = self._name()
            named[name] = self.value(depth + 1)
            self._skip(",")
        return named

    def _list(self, depth: int) -> list[Any]:
        found: list[Any] = []
        self._at += 1
        while not self._ends("]"):
            found.append(self.value(depth + 1))
            self._skip(",")
        return found

    def _name(self) -> str:
        if found := _KEY.match(self._text, self._at):
            self._at = found.end()
            return found[1]
        if _TEXT.match(self._text, self._at):
            name = self._joined()
            self._blanks()
            self._skip(":")
            return str(name)
        raise _NoValue

    def _joined(self) -> str:
        """A text, which Node breaks at its line ends: ``'one\\n' +`` and ``'two'`` on the next line."""
        parts: list[str] = []
        while True:
            found = _TEXT.match(self._text, self._at)
            if found is None:
                raise _NoValue
            part = found[found.lastindex or 0] or ""
            parts.append(_ESCAPE.sub(_character, part) if "\\" in part else part)
            self._at = found.end()
            self._blanks()
            if more := _MORE.match(self._text, self._at):
                self._at = more.end()
                cut = Cut("".join(parts))
                cut.more = int(more[1])
                return cut
            if self._text[self._at : self._at + 1] != "+":
                return _with_surrogates_joined("".join(parts))
            self._at += 1
            self._blanks()

    def _ends(self, sign: str) -> bool:
        self._blanks()
        if self._at >= len(self._text):
            raise _NoValue
        if self._text[self._at] != sign:
            return False
        self._at += 1
        return True

    def _skip(self, sign: str) -> None:
        self._blanks()
        if self._text[self._at : self._at + 1] == sign:
            self._at += 1

    def _blanks(self) -> None:
        found = _BLANKS.match(self._text, self._at)
        self._at = found.end() if found else self._at


_BARE_BRACKET = re.compile(r"\[(?:Function|Object|Array|Getter|Setter|Circular|class|AsyncFunction|Symbol)")


def _number(word: str) -> Any:
    return int(word) if word.isdecimal() and len(word) < 16 else None


def _character(escape: re.Match[str]) -> str:
    if code := escape[1] or escape[2]:
        return chr(int(code, 16))
    return _PLAIN_ESCAPES.get(escape[3], escape[3])


def _with_surrogates_joined(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if not text.isascii() else text
