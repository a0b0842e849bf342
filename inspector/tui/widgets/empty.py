"""What stands where a list has nothing: why, and what to do."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from inspector.wire.printable import printable_line


class Empty(Vertical):
    """A sentence, and what to do, in the middle of the screen."""

    DEFAULT_CSS = """
    Empty { height: 1fr; align: center middle; display: none; }
    Empty > Static { width: 100%; text-align: center; padding: 0 2; }
    Empty > .what { text-style: bold; color: $paint-title; }
    Empty > .fix { color: $paint-quiet; margin-top: 1; }
    """

    def compose(self) -> ComposeResult:
        """Both lines."""
        yield Static("", classes="what", markup=False)
        yield Static("", classes="fix", markup=False)

    def say(self, what: str, fix: str) -> None:
        """Says something else.

        Args:
            what: why there is nothing.
            fix: what to do.
        """
        self.query_one(".what", Static).update(printable_line(what))
        self.query_one(".fix", Static).update(fix)
