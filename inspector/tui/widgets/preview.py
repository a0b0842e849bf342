"""The messages of the interaction under the cursor, beside the list or below it, where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Container
from textual.geometry import Size

from inspector.cassette import Interaction
from inspector.conformance.finding import Direction, Finding

if TYPE_CHECKING:
    from textual.css.query import DOMQuery

    from inspector.tui.widgets.message_view import MessageView

WIDE = 150
"""The columns from which on there is room beside the list."""
TALL = 44
"""The lines from which on there is room below it."""


class Room:
    """Where a preview stands: the class that its screen has then."""

    BESIDE = "-beside"
    BELOW = "-below"
    NONE = "-none"


def room_for(size: Size) -> str:
    """Says where there is room for a preview.

    Args:
        size: columns and lines of the terminal.
    """
    if size.width >= WIDE:
        return Room.BESIDE
    return Room.BELOW if size.height >= TALL else Room.NONE


class Preview(Container):
    """Request and response of one interaction; they are there once there is something to show.

    What lays messages out is as much to load as the list itself, whose first rows do not wait for it.
    """

    DEFAULT_CSS = """
    Preview { display: none; width: 1fr; height: 1fr; }
    Preview #response { height: 2fr; }
    """

    async def fill(self) -> None:
        """Makes room for both messages, if that has not been done."""
        from inspector.tui.widgets.message_view import MessageView

        if not self.children:
            await self.mount(MessageView(Direction.REQUEST), MessageView(Direction.RESPONSE))

    @property
    def _views(self) -> DOMQuery[MessageView]:
        from inspector.tui.widgets.message_view import MessageView

        return self.query(MessageView)

    def show(self, found: Interaction | None, findings: tuple[Finding, ...]) -> None:
        """Shows another interaction.

        Args:
            found: the interaction; ``None`` for one that cannot be read.
            findings: its findings.
        """
        for view in self._views:
            view.visible = found is not None
            if found is not None:
                view.show(found, findings)

    def want(self, text: str) -> None:
        """Highlights a text, and goes to the first place of it.

        Args:
            text: the text; empty for none.
        """
        for view in self._views:
            view.want(text)
            if text and not view.has_focus:
                view.find(1, 0)
