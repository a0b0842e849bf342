"""Two interactions side by side: how they differ, and their lines, aligned.

This is the one way in which a comparison is shown: the terminal UI, ``ews-inspector diff`` and its page paint
the same lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from inspector.cassette.model import Interaction
from inspector.diff.difference import Difference
from inspector.diff.interactions import Drift, LeftOut, compare, content_text
from inspector.diff.layout import Correspondence, document_lines
from inspector.diff.lines import Line
from inspector.diff.marking import Piece, elided, marked, shortened_path
from inspector.diff.reading import ByMeaning
from inspector.diff.texts import text_lines
from inspector.protocols.message import Direction
from inspector.protocols.registry import identify
from inspector.wire.http import HttpRequest, HttpResponse
from inspector.wire.printable import printable_line
from inspector.wire.soap import local_name
from inspector.wording import plural

_ARROW = "  →  "
_LETTERS = {"error": "E", "warning": "W", "info": "i"}
_LEAST_ROOM = 24
_MOST_IN_WORDS = 8  # differences of one message that are told before its lines
_START = frozenset(("method", "path", "query", "status"))  # what a message begins with


class SideBySide:
    """Two interactions that were compared.

    Args:
        first: the one that the other is held against.
        second: the other.
        reading: how values are read; what it has learnt of earlier interactions counts.
        volatile: as for :func:`~inspector.diff.interactions.compare`.

    Attributes:
        drifts: how they differ.
    """

    def __init__(
        self,
        first: Interaction,
        second: Interaction,
        reading: ByMeaning,
        volatile: Callable[[str], LeftOut | None] | None = None,
    ) -> None:
        self.first, self.second = first, second
        self._known = {direction: Correspondence(counts=reading.counts) for direction in Direction}
        self.drifts: Sequence[Drift] = tuple(
            compare(
                first,
                second,
                reading,
                volatile,
                lambda direction, one, other, differ: self._known[direction].add(one, other, differ),
            )
        )
        payload = identify(first.request).payload
        left_out = volatile(local_name(payload)) if volatile and payload is not None else None
        if left_out is not None:
            self._known[Direction.REQUEST].skip = left_out.element
            self._known[Direction.REQUEST].skip_attribute = left_out.attribute

    def lines(self, width: int, words: int = 0) -> Iterator[Line]:
        """Yields the lines of the requests, and then of the answers.

        Args:
            width: the columns of a line of one message; long values are cut to it around what differs.
            words: the columns of a difference in words, path by path, with which each message begins; 0
                leaves them out.
        """
        for direction, one, other in (
            (Direction.REQUEST, self.first.request, self.second.request),
            (Direction.RESPONSE, self.first.response, self.second.response),
        ):
            if direction is Direction.RESPONSE:
                yield Line("#")
            yield self._heading(direction, one, other)
            if words:
                yield from self._in_words(direction, words)
            if one is not None and other is not None:
                yield self._start(direction, one, other)
                yield from self._body(direction, one, other, width)

    def _in_words(self, direction: Direction, width: int) -> Iterator[Line]:
        mine = [drift for drift in self.drifts if drift.direction is direction]
        for drift in mine[:_MOST_IN_WORDS]:
            path, values = difference_line(drift, width - 6)
            yield Line("!", path)
            yield Line("#", (("      ", ""), *values))
        more = len(mine) - _MOST_IN_WORDS
        if more > 0:
            yield Line(
                "#", ((f"      … and {plural(more, 'difference')} more, in the lines below", "comment"),)
            )

    def _heading(
        self,
        direction: Direction,
        one: HttpRequest | HttpResponse | None,
        other: HttpRequest | HttpResponse | None,
    ) -> Line:
        title = (f"{direction.value.capitalize()}: ", "title")
        if one is None or other is None:
            missing = [side for side, each in (("the first", one), ("the second", other)) if each is None]
            verb = "has" if len(missing) == 1 else "have"
            return Line("#", (title, (f"{' and '.join(missing)} {verb} none", "warning")))
        count = sum(drift.direction is direction for drift in self.drifts)
        return Line("#", (title, (plural(count, "difference"), "error") if count else ("the same", "ok")))

    def _start(
        self, direction: Direction, one: HttpRequest | HttpResponse, other: HttpRequest | HttpResponse
    ) -> Line:
        ours, theirs = _start_line(one), _start_line(other)
        if any(each.direction is direction and each.difference.path in _START for each in self.drifts):
            return Line("~", *marked(ours, theirs, max(len(ours), len(theirs)), "outcome"))
        return Line("=", ((ours, "outcome"),), ((theirs, "outcome"),))

    def _body(
        self,
        direction: Direction,
        one: HttpRequest | HttpResponse,
        other: HttpRequest | HttpResponse,
        width: int,
    ) -> Iterator[Line]:
        known = self._known[direction]
        if known.roots is not None:
            yield from document_lines(known, width)
        elif one.body != other.body:
            before, after = content_text(one), content_text(other)
            if before is None or after is None:
                left, right = (
                    ((f"({plural(len(each.body), 'byte')} that are no text)", "comment"),)
                    for each in (one, other)
                )
                yield Line("~", left, right)
            else:
                yield from text_lines(before, after, "", width)


def marked_values(difference: Difference, room: int) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Returns both values of a difference with what differs marked.

    Args:
        difference: the difference.
        room: the characters that there are for each.
    """
    before, after = difference.recorded, difference.got
    if before is None or after is None:
        shown = ((elided(before or after or "", room), "removed" if after is None else "added"),)
        nothing = (("nothing", "comment"),)
        return (nothing, shown) if before is None else (shown, nothing)
    left, right = marked(before.strip(), after.strip(), room)
    return _calm(left, "removed"), _calm(right, "added")


def _calm(pieces: tuple[Piece, ...], colour: str) -> tuple[Piece, ...]:
    """Where nothing is the same there is nothing to be told apart by a mark."""
    return ((pieces[0][0], colour),) if len(pieces) == 1 and pieces[0][1].endswith("-mark") else pieces


def difference_line(drift: Drift, width: int) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Writes a difference: its severity and path, and both values.

    Args:
        drift: the difference.
        width: the columns that there are for each.
    """
    severity = drift.severity.value
    path = shortened_path(printable_line(drift.difference.path), width - 2)
    before, after = marked_values(drift.difference, max((width - len(_ARROW)) // 2, _LEAST_ROOM))
    values = (*before, (_ARROW, "quiet"), *after)
    return ((f"{_LETTERS[severity]} ", severity), (path, "tag")), values


def _start_line(message: HttpRequest | HttpResponse) -> str:
    if isinstance(message, HttpResponse):
        return f"HTTP {message.status}"
    return printable_line(f"{message.method} {message.target}")
