"""A scrolling list of painted lines with a cursor: what lists, messages, ladders and diffs are made of.

Only lines that are seen are asked for, so that a list can have as many as it likes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from inspector.tui.actions import bindings
from inspector.tui.theme import style_of
from inspector.wire.printable import printable_line

Piece = tuple[str, str]
"""A text and the role that it is painted in (inspector.tui.theme). The text must be printable."""


class PaintedLines(ScrollView, can_focus=True):
    """Lines that a subclass gives one by one, with a cursor that keys and mouse move."""

    BINDINGS = bindings("lines")
    DEFAULT_CSS = (
        "PaintedLines { background: $background; scrollbar-size: 1 1; scrollbar-size-horizontal: 0; }"
    )

    cursor: reactive[int] = reactive(0, init=False)

    class CassetteLine(Message):
        """What happened to a line."""

        def __init__(self, lines: PaintedLines, line: int) -> None:
            super().__init__()
            self.lines = lines
            self.line = line

        @property
        def control(self) -> PaintedLines:
            return self.lines

    class Moved(CassetteLine):
        """The cursor stands on another line."""

    class Chosen(CassetteLine):
        """A line was chosen, by Enter or by a click on the line of the cursor."""

    wanted: str = ""
    """What is searched for, in lower case."""
    _hits: list[int] | None = None

    # What a subclass says

    def count(self) -> int:
        """Returns how many lines there are."""
        raise NotImplementedError

    def pieces(self, y: int) -> Sequence[Piece]:
        """Returns the pieces of a line.

        Args:
            y: the line, from 0.
        """
        raise NotImplementedError

    def widest(self) -> int:
        """Returns the columns of the widest line; the widget's own width if lines are cut to it."""
        return self.scrollable_content_region.width

    # What the lines do

    def lines_changed(self, *, keep_cursor: bool = True) -> None:
        """Shows the lines anew after their number or content has changed."""
        count = self.count()
        self._hits = None
        self.virtual_size = Size(self.widest(), count)
        self.set_reactive(PaintedLines.cursor, max(min(self.cursor, count - 1), 0) if keep_cursor else 0)
        if not keep_cursor:
            self.scroll_to(0, 0, animate=False, immediate=True)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Paints the line at a row of the widget."""
        scroll_x, scroll_y = self.scroll_offset
        width = self.scrollable_content_region.width
        line = y + scroll_y
        ground = self.rich_style
        if line >= self.count():
            return Strip.blank(width, ground)
        if line == self.cursor:
            ground += self._style("cursor" if self.has_focus else "blurred")
        # Rows are made printable where they are made; nothing else gets past this one place.
        segments = [
            Segment(printable_line(text), ground + self._style(role))
            for text, role in self.pieces(line)
            if text
        ]
        strip = self._with_matches(Strip(segments))
        shown = strip.crop_extend(scroll_x, scroll_x + width, ground)
        if strip.cell_length > scroll_x + width:
            more = Strip([Segment("»", ground + self._style("key"))])
            return Strip.join([shown.crop(0, width - 1), more])
        return shown

    def _with_matches(self, strip: Strip) -> Strip:
        """Paints the ground of what is searched for."""
        if not self.wanted:
            return strip
        text, lower = strip.text, strip.text.lower()
        at = lower.find(self.wanted)
        if at < 0:
            return strip
        if len(lower) != len(text):  # a letter whose lower case is two: the places are not the same
            return self._matched(strip)
        cuts: list[int] = []
        while at >= 0:
            behind = at + len(self.wanted)
            cuts += [cell_len(text[:at]), cell_len(text[:behind])]
            at = lower.find(self.wanted, behind)
        parts = strip.divide([*cuts, strip.cell_length])
        return Strip.join([self._matched(part) if i % 2 else part for i, part in enumerate(parts)])

    def _matched(self, strip: Strip) -> Strip:
        """A strip on the ground of a match, over that of its line."""
        return Strip(Segment.apply_style(strip, post_style=self._style("match")))

    # What is searched for: in units, which are the lines unless a subclass folds some away

    def units(self) -> int:
        """Returns how many units can hold a text."""
        return self.count()

    def holds(self, unit: int, text: str) -> bool:
        """Says whether a unit holds a text.

        Args:
            unit: from 0.
            text: in lower case.
        """
        return text in "".join(piece for piece, _ in self.pieces(unit)).lower()

    @property
    def unit(self) -> int:
        """The unit of the line of the cursor."""
        return self.cursor

    def reveal(self, unit: int) -> None:
        """Moves the cursor to a unit."""
        self.cursor = unit

    @property
    def hits(self) -> list[int]:
        """The units that hold what is searched for, in order."""
        if self._hits is None:
            self._hits = [i for i in range(self.units()) if self.holds(i, self.wanted)] if self.wanted else []
        return self._hits

    def want(self, text: str) -> None:
        """Highlights a text from now on, or nothing if it is empty.

        Args:
            text: the text; upper and lower case are the same.
        """
        self.wanted = text.lower()
        self._hits = None
        self.refresh()

    def find(self, step: int, begin: int | None = None) -> bool:
        """Moves the cursor to the next place of what is searched for.

        Args:
            step: 1 to go on, -1 to go back.
            begin: the unit that is looked at first; ``None``: the one beside the cursor's.

        Returns:
            Whether there is such a place before the end of the lines.
        """
        if step > 0:
            at = bisect_left(self.hits, self.unit + 1 if begin is None else begin)
        else:
            at = bisect_left(self.hits, self.unit if begin is None else begin + 1) - 1
        if not 0 <= at < len(self.hits):
            return False
        self.reveal(self.hits[at])
        return True

    def _style(self, role: str) -> Style:
        return style_of(self.app, role)

    def validate_cursor(self, line: int) -> int:
        """Keeps the cursor on a line that there is."""
        return max(min(line, self.count() - 1), 0)

    def watch_cursor(self, before: int, line: int) -> None:
        """Keeps the cursor in sight and tells who listens."""
        self.refresh_line(before)
        self.refresh_line(line)
        height = self.scrollable_content_region.height
        top = self.scroll_offset.y
        if line < top:
            self.scroll_to(y=line, animate=False, immediate=True)
        elif height and line >= top + height:
            self.scroll_to(y=line - height + 1, animate=False, immediate=True)
        self.post_message(self.Moved(self, line))

    def watch_has_focus(self, has_focus: bool) -> None:
        """Repaints the line of the cursor, which shows where keys go."""
        super().watch_has_focus(has_focus)
        self.refresh_line(self.cursor)

    def on_resize(self, event: events.Resize) -> None:
        """Fits the lines to the new width."""
        self.lines_changed()

    def on_click(self, event: events.Click) -> None:
        """Moves the cursor to the line; a second click on it chooses it."""
        line = event.y + self.scroll_offset.y
        if line >= self.count():
            return
        if line == self.cursor:
            self.action_choose()
        else:
            self.cursor = line

    def action_move(self, lines: int) -> None:
        """Moves the cursor by a number of lines."""
        self.cursor += lines

    def action_page(self, pages: int) -> None:
        """Moves the cursor by a number of pages."""
        self.cursor += pages * max(self.scrollable_content_region.height - 1, 1)

    def action_first(self) -> None:
        """Moves the cursor to the first line."""
        self.cursor = 0

    def action_last(self) -> None:
        """Moves the cursor to the last line."""
        self.cursor = self.count() - 1

    def action_choose(self) -> None:
        """Chooses the line of the cursor."""
        if self.count():
            self.post_message(self.Chosen(self, self.cursor))


@lru_cache(4096)
def width_of(text: str) -> int:
    """Returns the columns that a text takes in a terminal."""
    return cell_len(text)
