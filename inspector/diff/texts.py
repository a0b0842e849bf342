"""Texts that are compared line by line: what is no XML, and what the values of XML hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from inspector.diff.difference import Difference, Kind
from inspector.diff.lines import Line
from inspector.diff.marking import elided, marked

_MOST_LINES = 1000  # that are aligned; aligning costs their square
_LONG_LINE = 200  # characters; markup without line ends is shown with some
_BETWEEN_TAGS = re.compile(r">(?=<)")


def text_lines(one: str, other: str, indent: str, width: int) -> Iterator[Line]:
    """Lays two texts beside each other.

    Args:
        one: the first.
        other: the second.
        indent: what stands before each line.
        width: the columns of a line.
    """
    ours, theirs = _lines(one), _lines(other)
    room = width - len(indent)
    for what, a, b, c, d in _blocks(ours, theirs):
        for left, right in zip_longest(ours[a:b], theirs[c:d]):
            if left is None:
                yield Line("+", (), ((indent, ""), (elided(right, room), "text")))
            elif right is None:
                yield Line("-", ((indent, ""), (elided(left, room), "text")))
            elif what == "equal":
                shown = ((indent, ""), (elided(left, room), "text"))
                yield Line("=", shown, shown)
            else:
                before, after = marked(left, right, room, "text")
                yield Line("~", ((indent, ""), *before), ((indent, ""), *after))
    cut = max(one.count("\n"), other.count("\n")) + 1 - _MOST_LINES
    if cut > 0:
        yield Line("#", ((f"(the first {_MOST_LINES:,} lines; what follows is not compared)", "comment"),))


def line_differences(path: str, one: str, other: str) -> Iterator[Difference]:
    """Yields how two texts differ, line by line, each with the place at which it begins to.

    Args:
        path: where the texts stand.
        one: the first.
        other: the second.
    """
    ours, theirs = one.split("\n")[:_MOST_LINES], other.split("\n")[:_MOST_LINES]
    for what, a, b, c, d in _blocks(ours, theirs):
        if what == "equal":
            continue
        for offset, (left, right) in enumerate(zip_longest(ours[a:b], theirs[c:d])):
            if left is None:
                yield Difference(f"{path} line {c + offset + 1}", Kind.ADDED, None, right)
            elif right is None:
                yield Difference(f"{path} line {a + offset + 1}", Kind.MISSING, left, None)
            else:
                column = _first_difference(left, right) + 1
                yield Difference(f"{path} line {a + offset + 1} column {column}", Kind.CHANGED, left, right)


def _first_difference(one: str, other: str) -> int:
    shorter = min(len(one), len(other))
    return next((at for at in range(shorter) if one[at] != other[at]), shorter)


def _lines(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")[:_MOST_LINES]
    if text.lstrip()[:1] != "<" or all(len(line) <= _LONG_LINE for line in lines):
        return lines
    return [part for line in lines for part in _BETWEEN_TAGS.sub(">\n", line).split("\n")][:_MOST_LINES]


def _blocks(ours: Sequence[str], theirs: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    found = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    return [(str(what), a, b, c, d) for what, a, b, c, d in found]
