"""A call's states over time, to scale, with a cursor and what is true at it."""

from __future__ import annotations

from rich.style import Style
from rich.text import Text
from textual.widget import Widget

from inspector.flow import Flow
from inspector.report.ladder import OF_STAGE, Paint, lane
from inspector.tui.theme import style_of

_BAR = 20


class CallLane(Widget):
    """Three lines: the cursor, the states, and the state at the cursor in words."""

    DEFAULT_CSS = "CallLane { height: 4; background: $surface; }"

    def __init__(self) -> None:
        super().__init__(id="time-lane")
        self._flow: Flow | None = None
        self._at = 0.0

    def show(self, flow: Flow, at: float) -> None:
        """Shows a flow with the cursor at a time, in seconds since the start of the recording."""
        self._flow, self._at = flow, at
        self.display = flow.call is not None
        self.refresh()

    def render(self) -> Text:
        """Draws the lane, and says what is true at the cursor."""
        text = Text(no_wrap=True, overflow="crop")
        if self._flow is None or self._flow.call is None:
            return text
        for line in lane(self._flow, self.size.width - 1, self._at)[:3]:
            for segment in line.segments:
                text.append(segment.text, self._style(segment.paint))
            text.append("\n")
        status = self._flow.call.status(self._at)
        text.append(f" {self._at:9.3f} s  ", self._style(Paint.TITLE))
        text.append(status.state.value, self._style(OF_STAGE[status.state.stage]))
        text.append(f" since {status.since:.3f} s", self._style(Paint.QUIET))
        if status.deadline is not None:
            left = status.deadline - self._at
            full = round(left / (status.deadline - status.since) * _BAR)
            text.append(f"  {'█' * full}{'░' * (_BAR - full)} {left:.3f} s left", self._style(Paint.TIMER))
        return text

    def _style(self, paint: Paint) -> Style:
        return style_of(self.app, paint.value)
