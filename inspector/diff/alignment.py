"""Which interaction of one cassette stands against which of another, in bounded memory.

Both are read once, side by side. Where they part, the next few of each are looked at for where they meet
again: an interaction that was added does not make all that follow it differ.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import cached_property
from hashlib import blake2b

from inspector.cassette.model import Interaction
from inspector.protocols.registry import identify

WINDOW = 100
"""How many interactions of each are looked at where they part."""

# What differs in a request from run to run: identifiers, and anything long that looks like one.
_IDENTIFIER = re.compile(
    rb"""(?<=["'>])[A-Za-z0-9+/=_-]{24,}(?=["'<])|(?:Id|ChangeKey)\s{0,9}=\s{0,9}["'][^"'<]*"""
)
_PREFIX = re.compile(rb"<(/?)[\w.-]{1,64}:|\sxmlns(?::[\w.-]{1,64})?\s{0,9}=\s{0,9}(?:\"[^\"]*\"|'[^']*')")

Pair = tuple[Interaction | None, Interaction | None]


class _Waiting:
    """An interaction whose counterpart is looked for."""

    def __init__(self, interaction: Interaction) -> None:
        self.interaction = interaction

    @cached_property
    def name(self) -> str:
        """What is asked."""
        one = self.interaction
        return one.operation or identify(one.request).name or f"{one.request.method} {one.request.path}"

    @cached_property
    def key(self) -> bytes:
        """The same for requests that ask the same, whatever the identifiers of the run are."""
        body = _PREFIX.sub(rb"<\1", _IDENTIFIER.sub(b"", self.interaction.request.body))
        said = b"\0".join((self.name.encode("utf-8", "surrogatepass"), b" ".join(body.split())))
        return blake2b(said, digest_size=16).digest()


def aligned(first: Iterable[Interaction], second: Iterable[Interaction]) -> Iterator[Pair]:
    """Pairs the interactions of two recordings.

    Args:
        first: those of the first, in order.
        second: those of the second.

    Yields:
        An interaction of each; ``None`` on one side where there is no counterpart.
    """
    left, right = _Side(first), _Side(second)
    while left.fill(1) or right.fill(1):
        if left.waiting and right.waiting and _same(left.waiting[0], right.waiting[0]):
            yield left.take(), right.take()
        else:
            yield from _parted(left, right)


class _Side:
    def __init__(self, interactions: Iterable[Interaction]) -> None:
        self._source = iter(interactions)
        self.waiting: deque[_Waiting] = deque()

    def fill(self, count: int) -> bool:
        while len(self.waiting) < count and (following := next(self._source, None)) is not None:
            self.waiting.append(_Waiting(following))
        return bool(self.waiting)

    def take(self) -> Interaction:
        return self.waiting.popleft().interaction


def _same(one: _Waiting, other: _Waiting) -> bool:
    asked, asks = one.interaction.request, other.interaction.request
    return (asked.body == asks.body and asked.path == asks.path) or one.key == other.key


def _parted(left: _Side, right: _Side) -> Iterator[Pair]:
    """Pairs what stands before the place where both meet again; half a window if they do not within one."""
    left.fill(WINDOW)
    right.fill(WINDOW)
    ours, theirs = [one.key for one in left.waiting], [one.key for one in right.waiting]
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    a, b = blocks[0].a, blocks[0].b
    if blocks[0].size == 0 and (len(ours) == WINDOW or len(theirs) == WINDOW):
        a, b = min(a, WINDOW // 2), min(b, WINDOW // 2)
    yield from _by_name(
        [left.waiting.popleft() for _ in range(a)], [right.waiting.popleft() for _ in range(b)]
    )


def _by_name(ours: list[_Waiting], theirs: list[_Waiting]) -> Iterator[Pair]:
    """Those that ask for the same operation stand against each other, in order."""
    pairs = SequenceMatcher(None, [one.name for one in ours], [one.name for one in theirs], autojunk=False)
    for _, a, b, c, d in pairs.get_opcodes():
        if b - a == d - c and all(x.name == y.name for x, y in zip(ours[a:b], theirs[c:d], strict=True)):
            yield from ((x.interaction, y.interaction) for x, y in zip(ours[a:b], theirs[c:d], strict=True))
        else:
            yield from ((one.interaction, None) for one in ours[a:b])
            yield from ((None, one.interaction) for one in theirs[c:d])
