"""Two values held against each other: what differs is marked, what is equal and long is left out.

Pure: pieces of text with the role that each has, whoever shows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from inspector.wire.printable import printable_line

Piece = tuple[str, str]
"""A text and its role, such as ``tag``; the text is printable."""

REMOVED, ADDED = "removed-mark", "added-mark"
"""The roles of the characters that differ, in the first and in the second."""

_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_BEFORE, _AFTER = re.compile(r"[A-Za-z]{1,16}\Z"), re.compile(r"[A-Za-z]{1,16}")
_SHORT_WORD = 16  # letters
_MOST_WORDS = 400  # that are aligned one by one; more differ as a whole
_LEAST_ROOM = 28  # a time fits in
_ALIKE = 0.5  # of the words of two values; those that have less in common differ as a whole


def elided(text: str, room: int) -> str:
    """Returns a value in not much more than so many characters: its beginning, its end, and its length.

    Args:
        text: the value.
        room: how many characters there are.

    >>> elided("AAMkAGRhOTRhNTVlLTk4MjItNGFlYi1iNzY0", 28)
    'AAMkAGRhOTRhNTVlLT…i1iNzY0'
    """
    room = max(room, _LEAST_ROOM)
    if len(text) <= room:
        return printable_line(text)
    end = room // 4
    return f"{printable_line(text[: room - end - 3])}…{printable_line(text[-end:])}"


def marked(
    one: str, other: str, room: int, role: str = "value"
) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Returns two values with the characters that differ marked; of long ones, what lies around the first.

    Args:
        one: the first.
        other: the second.
        room: how many characters there are for each.
        role: of what is equal.

    >>> marked("the red box", "the blue box", 40)[0]
    (('the ', 'value'), ('red', 'removed-mark'), (' box', 'value'))
    """
    room = max(room, _LEAST_ROOM)
    begin = _alike(one, other)
    end = _alike(one[begin:][::-1], other[begin:][::-1])
    begin, end = _whole_words(one, other, begin, end)
    pairs = list(_runs(one[begin : len(one) - end], other[begin : len(other) - end]))
    last = (one[len(one) - end :], False)
    ours = [(one[:begin], False), *((text, differs) for text, _, differs in pairs), last]
    theirs = [(one[:begin], False), *((text, differs) for _, text, differs in pairs), last]
    return (
        tuple(_painted(_fitted(ours, room), role, REMOVED)),
        tuple(_painted(_fitted(theirs, room), role, ADDED)),
    )


def shortened_path(path: str, room: int) -> str:
    """Returns a path in so many characters, cut in its middle, between two steps where it can be.

    Args:
        path: the path.
        room: how many characters there are.

    >>> shortened_path("Body/m:GetItemResponse/m:ResponseMessages/t:Message/t:ItemId/@Id", 40)
    'Body/m:GetItemResponse/…/t:ItemId/@Id'
    """
    if len(path) <= room:
        return path
    steps = path.split("/")
    first, last = 1, 1
    while first + last < len(steps):
        ways = [(first + 1, last), (first, last + 1)]
        if last <= first:
            ways.reverse()
        fitting = next((way for way in ways if len(_joined(steps, *way)) <= room), None)
        if fitting is None:
            break
        first, last = fitting
    shown = _joined(steps, first, last)
    if len(shown) > room and room > 3:
        half = (room - 1) // 2
        shown = f"{path[:half]}…{path[len(path) - (room - 1 - half) :]}"
    return shown


def _joined(steps: Sequence[str], first: int, last: int) -> str:
    return "/".join((*steps[:first], "…", *steps[len(steps) - last :]))


def _alike(one: str, other: str) -> int:
    """How many characters both begin with."""
    low, high = 0, min(len(one), len(other))
    while low < high:  # comparing slices is much faster than comparing characters
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _whole_words(one: str, other: str, begin: int, end: int) -> tuple[int, int]:
    """Short words differ as a whole: nobody reads that ``fals`` became ``tru``."""
    started = _BEFORE.search(one, max(begin - _SHORT_WORD, 0), begin)
    ended = _AFTER.match(one, len(one) - end, len(one) - end + _SHORT_WORD)
    back, on = len(started[0]) if started else 0, len(ended[0]) if ended else 0
    sizes = [len(text) - begin - end for text in (one, other)]
    short = min(sizes) > 0 and max(sizes) + back + on < _SHORT_WORD  # what was put in differs by itself
    return (begin - back, end - on) if short else (begin, end)


def _runs(one: str, other: str) -> Iterator[tuple[str, str, bool]]:
    """What differs and what is the same between two texts that begin and end with something else."""
    ours, theirs = _WORD.findall(one), _WORD.findall(other)
    if max(len(ours), len(theirs)) > _MOST_WORDS:
        yield one, other, True
        return
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    if matcher.ratio() < _ALIKE:
        yield one, other, True
        return
    for what, a, b, c, d in matcher.get_opcodes():
        yield "".join(ours[a:b]), "".join(theirs[c:d]), what != "equal"


def _fitted(parts: Sequence[tuple[str, bool]], room: int) -> Iterator[tuple[str, bool]]:
    """As much as there is room for: a little of what is the same, and then from the first difference on."""
    if sum(len(text) for text, _ in parts) <= room:
        yield from parts
        return
    (before, _), *rest = parts
    around = max(room // 4, room - sum(len(text) for text, _ in rest))
    if len(before) > around:
        before = "…" + before[len(before) - around + 1 :]
    yield before, False
    left = room - len(before)
    for text, differs in rest:
        if len(text) > left:
            yield text[: max(left - 1, 0)] + "…", differs
            return
        yield text, differs
        left -= len(text)


def _painted(parts: Iterable[tuple[str, bool]], role: str, mark: str) -> Iterator[Piece]:
    for text, differs in parts:
        if text:
            yield printable_line(text), mark if differs else role
