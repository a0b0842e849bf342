"""The line that tells how a recording goes, and in red what is wrong with it."""

from __future__ import annotations

from rich.text import Text
from textual.widget import Widget

from inspector.tui.live import Live
from inspector.tui.theme import style_of
from inspector.wire.printable import printable_line
from inspector.wording import plural


class LiveBar(Widget):
    """How a recording goes.

    Args:
        live: the recording.
    """

    DEFAULT_CSS = "LiveBar { height: auto; background: $panel; padding: 0 1; }"

    def __init__(self, live: Live) -> None:
        super().__init__()
        self._live = live
        self._shown: tuple[object, ...] = ()
        self.waiting: int | None = None
        """How many interactions wait to be shown while the list is paused; ``None`` if it is not."""

    def look(self) -> None:
        """Shows what there is to be known now."""
        shown = (self._live.count, self._live.problem, self.waiting)
        if shown != self._shown:
            self._shown = shown
            self.refresh(layout=True)

    def render(self) -> Text:
        """Where it records from and to, how much so far, and what is wrong."""
        live = self._live
        text, quiet = Text(), style_of(self.app, "quiet")
        text.append("● recording  ", style_of(self.app, "error"))
        where = f"{live.url} → {live.upstream or 'wherever the client asks'}"
        text.append(printable_line(where), style_of(self.app, "title"))
        text.append(f"  {live.count:,} so far", quiet)
        if self.waiting is not None:
            waits = f", {plural(self.waiting, 'interaction')} not shown" if self.waiting else ""
            text.append(f"  list paused{waits}", style_of(self.app, "warning"))
        if live.trust:
            text.append(f"\nfor https clients have to trust {printable_line(live.trust)}", quiet)
        if live.problem:
            text.append(f"\n✗ {printable_line(live.problem)}", style_of(self.app, "error"))
        return text
