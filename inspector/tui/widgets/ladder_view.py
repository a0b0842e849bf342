"""The ladder of a flow (inspector.report.ladder), with a cursor."""

from __future__ import annotations

from collections.abc import Sequence

from inspector.flow import Flow
from inspector.report.ladder import Line, Paint, draw
from inspector.tui.widgets.painted_lines import PaintedLines, Piece, width_of


class LadderView(PaintedLines):
    """A flow, drawn; the cursor stands on a message."""

    HELP = "The messages of one handle, in order. Enter opens the interaction of the line."
    DEFAULT_CSS = "LadderView { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__(id="ladder")
        self.flow: Flow | None = None
        self.collapse = True
        self._lines: list[Line] = []
        self._made_for = 0

    def show(self, flow: Flow) -> None:
        """Draws another flow."""
        self.flow = flow
        self._made_for = 0
        self.lines_changed(keep_cursor=False)

    def lines_changed(self, *, keep_cursor: bool = True) -> None:
        """Draws the flow anew if the width has changed."""
        width = self.scrollable_content_region.width
        if self.flow is not None and self._made_for != width:
            self._made_for = width
            self._lines = draw(self.flow, min(width - 1, 160), collapse=self.collapse, states=False)
        super().lines_changed(keep_cursor=keep_cursor)

    def toggle_polls(self) -> None:
        """Draws every poll, or runs of them as dots."""
        self.collapse = not self.collapse
        self._made_for = 0
        self.lines_changed()

    time: float = 0.0
    """Where the time cursor stands, in seconds since the start of the recording."""

    @property
    def drawn(self) -> list[Line]:
        """The lines of the ladder."""
        return self._lines

    def follow(self, at: float) -> None:
        """Moves the cursor to the last message that was sent by a time, without moving the time cursor.

        Args:
            at: seconds since the start of the recording.
        """
        if self.flow is None:
            return
        sent = {step.n for step in self.flow.steps if step.at <= at + 1e-9}
        lines = [i for i, line in enumerate(self._lines) if line.step in sent]
        if lines:
            first = min(i for i in lines if self._lines[i].step == self._lines[lines[-1]].step)
            with self.prevent(PaintedLines.Moved):
                self.cursor = first

    @property
    def step(self) -> int:
        """The number of the interaction on the line of the cursor; 0 if there is none."""
        return self._lines[self.cursor].step if self._lines else 0

    def count(self) -> int:
        """Returns how many lines are drawn."""
        return len(self._lines)

    def widest(self) -> int:
        """Returns the columns of the widest line."""
        return max((width_of(str(line)) for line in self._lines), default=0)

    def pieces(self, y: int) -> Sequence[Piece]:
        """Returns a line of the ladder."""
        return [
            (each.text, "" if each.paint is Paint.PLAIN else each.paint.value)
            for each in self._lines[y].segments
        ]
