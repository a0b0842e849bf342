"""A request or a response: start line, headers, body, findings in place; folded and unfolded by Enter."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual import work
from textual.message import Message
from textual.worker import get_current_worker

from inspector.cassette import Interaction
from inspector.conformance.finding import Direction, Finding
from inspector.tui.message_lines import (
    MAX_PRETTY,
    Body,
    MessageLine,
    entries_of,
    parts_of,
    raw_entries,
    read_body,
)
from inspector.tui.widgets.painted_lines import PaintedLines, Piece, width_of
from inspector.wire.http import HttpRequest, HttpResponse
from inspector.wording import plural, sized

_AT_ONCE = 48 * 1024  # bytes that are laid out before the key press is over

_TITLES = {Direction.REQUEST: "Request", Direction.RESPONSE: "Response"}


@dataclass(frozen=True)
class _Laid:
    """A message laid out: its lines, the columns of the widest, and how many parts it is shown in.

    While it is being laid out it has no part.
    """

    entries: list[MessageLine]
    widest: int
    parts: int = 1


class MessageView(PaintedLines):
    """One message of an interaction."""

    HELP = "A message. Enter folds and unfolds what the line begins; on a finding it explains it."
    DEFAULT_CSS = """
    MessageView { border: round $panel; width: 1fr; height: 1fr; border-title-color: $foreground; }
    MessageView:focus { border: round $primary; border-title-style: bold; }
    """

    class LaidOut(Message):
        """The message stands there whole."""

        def __init__(self, view: MessageView) -> None:
            super().__init__()
            self.view = view

        @property
        def control(self) -> MessageView:
            return self.view

    def __init__(self, direction: Direction) -> None:
        super().__init__(id=direction.value)
        self.direction = direction
        self.border_title = _TITLES[direction]
        self._interaction: Interaction | None = None
        # The message whose body was read last, and that, as it is read once for all widths.
        self._read: tuple[HttpRequest | HttpResponse | None, Body] | None = None
        self._entries: list[MessageLine] = []
        self._folded: set[int] = set()
        self._seen: list[int] = []
        self._made_for = 0
        self._findings: tuple[Finding, ...] = ()
        self._parts = 1
        self._turn = 0  # which laying out is the latest
        self._widest = 0
        self._wanted_finding: Finding | None = None
        self.raw = False
        self.part = 0

    def show(self, interaction: Interaction, findings: tuple[Finding, ...], *, raw: bool = False) -> None:
        """Shows the message of another interaction.

        Args:
            interaction: the interaction.
            findings: its findings.
            raw: whether it is shown as it stands.
        """
        self._interaction = interaction
        self._read = None
        self._findings = findings
        self.raw = raw
        self.part = 0
        self._wanted_finding = None
        self._begin(keep_cursor=False)

    def to_part(self, step: int) -> bool:
        """Shows the next part of a body that is not laid out, or the part before.

        Args:
            step: 1 or -1.

        Returns:
            Whether there is one.
        """
        if not 0 <= self.part + step < self._parts:
            return False
        self.part += step
        self._begin(keep_cursor=False)
        return True

    def lines_changed(self, *, keep_cursor: bool = True) -> None:
        """Lays the message out anew if the width has changed."""
        if self._interaction is not None and self._made_for != self._width:
            self._begin(keep_cursor=keep_cursor)
        else:
            super().lines_changed(keep_cursor=keep_cursor)

    @property
    def _width(self) -> int:
        return max(self.scrollable_content_region.width, 40)

    @property
    def _message(self) -> HttpRequest | HttpResponse | None:
        interaction = self._interaction
        if interaction is None:
            return None
        return interaction.request if self.direction is Direction.REQUEST else interaction.response

    def _begin(self, *, keep_cursor: bool) -> None:
        """Lays the message out: a large one beside the screen, so that keys go on to be heard."""
        self._made_for = self._width
        self._turn += 1
        message = self._message
        if (
            message is None or self.raw or not _AT_ONCE < len(message.body) <= MAX_PRETTY
        ):  # a part is soon made
            self._show(self._turn, self._laid_out(), keep_cursor=keep_cursor)
            return
        told = f"laying out {sized(len(message.body))} …"
        self._show(self._turn, _Laid([MessageLine(((told, "comment"),), 0)], len(told), 0), keep_cursor=False)
        self._lay_out_beside(self._turn, keep_cursor)

    @work(thread=True, exclusive=True, group="laying-out")
    def _lay_out_beside(self, turn: int, keep_cursor: bool) -> None:
        worker = get_current_worker()
        laid = self._laid_out()
        if not worker.is_cancelled:
            self.app.call_from_thread(self._show, turn, laid, keep_cursor=keep_cursor)

    def _laid_out(self) -> _Laid:
        interaction, message = self._interaction, self._message
        if interaction is None:
            return _Laid([], 0)
        if self.raw:
            entries = raw_entries(message, self.part, self._width - 3)
        else:
            known = self._read
            body = known[1] if known is not None and known[0] is message else read_body(message)
            self._read = (message, body)
            entries = entries_of(interaction, self.direction, self._findings, self._width, self.part, body)
        laid_out = any(entry.line is not None and entry.line.element is not None for entry in entries)
        widest = max((sum(width_of(text) for text, _ in entry.pieces) + 3 for entry in entries), default=0)
        return _Laid(entries, widest, 1 if message is None or laid_out else parts_of(message))

    def _show(self, turn: int, laid: _Laid, *, keep_cursor: bool) -> None:
        if turn != self._turn:
            return  # something else is shown by now
        before, folded, unit = _lines_of(self._entries), self._folded, self.unit
        self._entries, self._widest, self._parts = laid.entries, laid.widest, laid.parts
        self._folded = {i for i, entry in enumerate(self._entries) if entry.folded}
        lines = _lines_of(self._entries)
        same = (
            keep_cursor and len(lines) == len(before) > 0
        )  # another width, in which findings wrap otherwise
        if same:
            self._folded = {new for old, new in zip(before, lines, strict=True) if old in folded}
        self._unfold_seen()
        super().lines_changed(keep_cursor=keep_cursor)
        if same:
            at = max(bisect_right(before, unit) - 1, 0)
            self.reveal(lines[at] if unit == before[at] else lines[at] + 1)
        self.border_title = " · ".join(self._titled())
        if self._wanted_finding is not None:
            self.to(self._wanted_finding)
        if laid.parts:
            self.post_message(self.LaidOut(self))

    def _titled(self) -> Iterator[str]:
        message = self._message
        yield _TITLES[self.direction] + (", as it stands" if self.raw else "")
        if message is not None:
            yield sized(len(message.body))
        if self._parts > 1:
            yield f"part {self.part + 1:,} of {self._parts:,}, < >"
        count = sum(finding.direction is self.direction for finding in self._findings)
        if count:
            yield plural(count, "finding")

    def _unfold_seen(self) -> None:
        self._seen = []
        index = 0
        while index < len(self._entries):
            self._seen.append(index)
            index = self._entries[index].end + 1 if index in self._folded else index + 1

    def count(self) -> int:
        """Returns how many lines are not folded away."""
        return len(self._seen)

    def widest(self) -> int:
        """Returns the columns of the widest line of those that are laid out."""
        return self._widest

    def pieces(self, y: int) -> Sequence[Piece]:
        """Returns a line, with the sign that tells whether it folds."""
        index = self._seen[y]
        entry = self._entries[index]
        if entry.end <= index:
            return (("  ", ""), *entry.pieces)
        if index in self._folded:
            hidden = f" … {entry.end - index} lines" if entry.line is not None else ""  # headers are counted
            return (("▸ ", "key"), *entry.pieces, (hidden, "quiet"))
        return (("▾ ", "quiet"), *entry.pieces)

    @property
    def finding(self) -> Finding | None:
        """The finding on the line of the cursor."""
        return self._entries[self._seen[self.cursor]].finding if self._seen else None

    def to(self, finding: Finding) -> None:
        """Moves the cursor to a finding, once it is laid out."""
        self._wanted_finding = finding
        for y, index in enumerate(self._seen):
            if self._entries[index].finding == finding:
                self.cursor = y
                self._wanted_finding = None
                return

    @property
    def values(self) -> list[tuple[str, str]]:
        """Name and value of what stands on the line of the cursor, whole."""
        return self._entries[self._seen[self.cursor]].values if self._seen else []

    @property
    def body(self) -> bytes:
        """The body of the message, as it stands in the cassette."""
        return self._message.body if self._message is not None else b""

    def fold(self, y: int) -> bool:
        """Folds or unfolds what begins on a line.

        Args:
            y: the line, from 0.

        Returns:
            Whether anything begins there.
        """
        index = self._seen[y]
        if self._entries[index].end <= index:
            return False
        self._folded ^= {index}
        self._unfold_seen()
        super().lines_changed()
        return True

    def fold_all(self) -> None:
        """Folds the Body's child and the headers; if something is folded, unfolds all."""
        deep = {
            i
            for i, entry in enumerate(self._entries)
            if entry.end > i and (entry.line is None or _depth(entry) >= 2)
        }
        at_first = {i for i, entry in enumerate(self._entries) if entry.folded}
        self._folded = set() if self._folded - at_first else deep | at_first
        self._unfold_seen()
        super().lines_changed(keep_cursor=False)

    def units(self) -> int:
        """Returns how many lines there are, folded away or not."""
        return len(self._entries)

    def holds(self, unit: int, text: str) -> bool:
        """Says whether a line holds a text, or the whole of a value that is shown shortened."""
        entry = self._entries[unit]
        if text in "".join(piece for piece, _ in entry.pieces).lower():
            return True
        return any(text in value.lower() for _, value in entry.values)

    @property
    def unit(self) -> int:
        """The line of the cursor, counted with those that are folded away."""
        return self._seen[self.cursor] if self._seen else 0

    def reveal(self, unit: int) -> None:
        """Moves the cursor to a line, and unfolds what it is folded away under."""
        around = {i for i in self._folded if i < unit <= self._entries[i].end}
        if around:
            self._folded -= around
            self._unfold_seen()
            hits = self._hits
            super().lines_changed()
            self._hits = hits  # the entries are the same
        if unit in self._seen:
            self.cursor = self._seen.index(unit)

    def to_finding(self, step: int) -> bool:
        """Moves the cursor to the next finding, or the one before.

        Args:
            step: 1 or -1.

        Returns:
            Whether there is one.
        """
        self._folded -= {
            i for i in self._folded if any(e.finding for e in self._entries[i : self._entries[i].end + 1])
        }
        self._unfold_seen()
        super().lines_changed()
        here = self.finding
        at = self.cursor + step
        while 0 <= at < self.count():
            found = self._entries[self._seen[at]].finding
            if found is not None and found is not here:
                self.cursor = at
                return True
            at += step
        return False


def _lines_of(entries: Sequence[MessageLine]) -> list[int]:
    """The entries that are the message's own, and no findings."""
    return [i for i, entry in enumerate(entries) if entry.finding is None]


def _depth(entry: MessageLine) -> int:
    indent, role = entry.pieces[0]
    return len(indent) // 2 if not role else 0
