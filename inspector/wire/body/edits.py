"""Edits of a text, and how they are made in what the text was decoded from."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence

Edit = tuple[int, int, str]
"""Start and end of what is replaced, in characters, and what replaces it; an insertion has start == end."""

_STRIDE = 1 << 16  # characters compared at once


def applied(text: str, edits: Iterable[Edit]) -> str:
    """Returns a text with edits made.

    Args:
        text: the text.
        edits: in order, none within another.
    """
    made: list[str] = []
    last = 0
    for start, end, new in edits:
        made += (text[last:start], new)
        last = end
    return "".join(made) + text[last:]


def difference(before: str, after: str) -> list[Edit]:
    """Returns the one edit that makes one text of another, without what both begin and end with.

    Args:
        before: the text.
        after: what it becomes.
    """
    if before == after:
        return []
    start = _alike(before, after, min(len(before), len(after)), forward=True)
    back = _alike(before, after, min(len(before), len(after)) - start, forward=False)
    return [(start, len(before) - back, after[start : len(after) - back])]


def _alike(one: str, other: str, most: int, *, forward: bool) -> int:
    """How many characters two texts have in common at their beginning, or at their end."""

    def same(low: int, high: int) -> bool:
        if forward:
            return one[low:high] == other[low:high]
        return one[len(one) - high : len(one) - low] == other[len(other) - high : len(other) - low]

    low = 0
    while low < most and same(low, min(low + _STRIDE, most)):
        low = min(low + _STRIDE, most)
    high = min(low + _STRIDE, most)
    while low < high:  # they differ between the two
        middle = (low + high + 1) // 2
        if same(low, middle):
            low = middle
        else:
            high = middle - 1
    return low


def respelled(
    raw: str, escapes: Iterable[tuple[int, int, str]], edits: Sequence[Edit], spell: Callable[[str], str]
) -> str:
    """Returns a raw text in which edits of its decoded form are made; what is not edited keeps its spelling.

    Args:
        raw: the text as it is written.
        escapes: start and end of each escape in it, in order, and what it stands for.
        edits: edits of the decoded form, in order, none within another.
        spell: writes a new text with the escapes that it needs.
    """
    starts: list[int] = []  # of each escape, in the decoded form
    places: list[tuple[int, int, str]] = []
    shrunk = 0  # how many characters less the decoded form has so far
    for start, end, means in escapes:
        starts.append(start - shrunk)
        places.append((start, end, means))
        shrunk += end - start - len(means)
    if not places:
        return applied(raw, [(start, end, spell(new)) for start, end, new in edits])

    def placed(at: int, index: int, *, opening: bool) -> tuple[int, str]:
        """The raw place, and what of a torn escape has to be written there anew."""
        if index < 0:
            return at, ""
        start, end, means = places[index]
        inside = at - starts[index]
        if inside >= len(means):
            return end + inside - len(means), ""
        if inside == 0:
            return start, ""
        return (start, means[:inside]) if opening else (end, means[inside:])

    made: list[str] = []
    last = 0
    for start, end, new in edits:
        # Escapes that stand for nothing stay, where they are not within what is replaced.
        first = (bisect_right if start < end else bisect_left)(starts, start) - 1
        opens, before = placed(start, first, opening=True)
        closes, after = placed(end, bisect_left(starts, end) - 1, opening=False)
        made += (raw[last:opens], spell(before + new + after))
        last = closes
    return "".join(made) + raw[last:]
