"""The lines of a comparison: what the terminal UI, the command line and a page show, each in its colours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from inspector.diff.marking import ADDED, REMOVED, Piece
from inspector.wording import plural

CONTEXT = 3
"""How many lines that are the same are shown around what differs."""
_EQUAL = frozenset("=?")
_SIDES = {"-": ("removed", REMOVED), "+": ("added", ADDED)}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a comparison.

    Args:
        sign: ``=`` the same, ``~`` changed, ``-`` only in the first, ``+`` only in the second, ``?`` differs
            but may, ``#`` a heading, ``!`` a difference in words, ``…`` lines that are folded away.
        left: the pieces of the first message's line.
        right: the pieces of the second's; of headings, words and folds there is only the left.
        inside: the lines that a fold stands for.
    """

    sign: str
    left: tuple[Piece, ...] = ()
    right: tuple[Piece, ...] = ()
    inside: tuple[Line, ...] = ()


def folded(lines: Iterable[Line], context: int = CONTEXT) -> Iterator[Line]:
    """Folds away what is the same, but for some lines around what differs.

    Args:
        lines: the lines.
        context: how many lines that are the same are kept before and after what differs.
    """
    first = True
    runs = [(equal, tuple(run)) for equal, run in groupby(lines, lambda line: line.sign in _EQUAL)]
    for at, (equal, run) in enumerate(runs):
        if not equal:
            yield from run
            first = run[-1].sign == "#"  # what follows a heading follows no difference
            continue
        last = at + 1 == len(runs) or runs[at + 1][1][0].sign == "#"
        begin, end = 0 if first else context, len(run) - (0 if last else context)
        if end - begin < 2:  # a line that says that one line is left out takes as much room
            yield from run
            continue
        yield from run[:begin]
        yield _fold(run[begin:end])
        yield from run[end:]


def _fold(run: Sequence[Line]) -> Line:
    may = sum(line.sign == "?" for line in run)
    told = plural(len(run) - may, "equal line") if may < len(run) else ""
    told += (", " if told else "") + f"{plural(may, 'line')} that may differ" if may else ""
    return Line("…", ((told, "comment"),), inside=tuple(run))


def stacked(line: Line) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    """Lays a line out for one column: of a change the first message's line, and below it the second's.

    Args:
        line: the line.

    Yields:
        A sign and pieces; what only one message has is painted in its colour.
    """
    if line.sign == "~":
        yield "-", _dyed(line.left, "-")
        yield "+", _dyed(line.right, "+")
    elif line.sign in _SIDES:
        yield line.sign, _dyed(line.left or line.right, line.sign)
    elif line.sign == "?":
        yield "?", tuple((text, "quiet") for text, _ in line.right or line.left)
    else:
        yield line.sign, line.right or line.left


def _dyed(pieces: Iterable[Piece], sign: str) -> tuple[Piece, ...]:
    colour, mark = _SIDES[sign]
    return tuple((text, role if role == mark else colour) for text, role in pieces)


def plain(pieces: Iterable[Piece]) -> str:
    """Returns the text of pieces, without the blanks around it."""
    return "".join(text for text, _ in pieces).strip()
