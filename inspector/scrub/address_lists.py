"""Lists of people: ``"Berg, Anna" <anna@x.org>, Bob; carl@y.org``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_SIGN = re.compile(r'["<>,;]')


def people_replaced(text: str, name: Callable[[str], str], address: Callable[[str], str]) -> str:
    """Returns a list with its names and addresses replaced; all else in it stays.

    Args:
        text: the list.
        name: replaces a person's name.
        address: replaces what stands in angle brackets.
    """
    made: list[str] = []
    done = 0
    for start, end, in_brackets in _parts(text):
        part = text[start:end]
        made += (text[done:start], address(part) if in_brackets else part if "@" in part else name(part))
        done = end
    return "".join((*made, text[done:]))


def _parts(text: str) -> Iterator[tuple[int, int, bool]]:
    """Where names and addresses stand, and which of them are in angle brackets; one look at each sign."""
    between = ";" if _has_outside_quotes(text, ";") else ",;"
    at = 0
    while at < len(text):
        end = _end_of_entry(text, at, between)
        bracket = text.find("<", at, end)
        front = end if bracket < 0 else bracket
        yield from _trimmed(text, at, front, False)
        if bracket >= 0:
            close = text.find(">", bracket, end)
            yield from _trimmed(text, bracket + 1, end if close < 0 else close, True)
        at = end + 1


def _end_of_entry(text: str, at: int, between: str) -> int:
    quoted = bracketed = False
    for sign in _SIGN.finditer(text, at):
        char = sign[0]
        if char == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif char in "<>":
            bracketed = char == "<"
        elif char in between and not bracketed:
            return sign.start()
    return len(text)


def _has_outside_quotes(text: str, char: str) -> bool:
    return any(char in part for part in text.split('"')[::2])


def _trimmed(text: str, start: int, end: int, in_brackets: bool) -> Iterator[tuple[int, int, bool]]:
    part = text[start:end]
    front = len(part) - len(part.lstrip(" \t\r\n\"'"))
    part = part.strip(" \t\r\n\"'")
    if any(char.isalnum() for char in part):
        yield start + front, start + front + len(part), in_brackets
