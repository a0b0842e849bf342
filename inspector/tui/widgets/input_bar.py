"""A line at the foot of a screen in which something is typed: a filter, a text to find, a file name."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, Static

from inspector.wire.printable import printable_line

_KEYS = "Enter does it   Esc leaves   → completes   ↑ ↓ what was entered before"


class InputBar(Vertical):
    """A label, the line, and below it what is wrong, or what can be done.

    Args:
        label: what is typed here.
        hint: an example, shown while the line is empty.
        check: says what is wrong with a text; an empty string if nothing is.
        suggester: completes what is typed.
        id: the widget's id.
    """

    HELP = "Type and press Enter. Up and down go through what was entered before; Escape leaves."
    DEFAULT_CSS = """
    InputBar { height: auto; background: $panel; display: none; }
    InputBar > Horizontal { height: 1; }
    InputBar Static { width: auto; padding: 0 1; color: $paint-key; }
    InputBar > .note { width: 100%; height: 1; color: $paint-quiet; }
    InputBar > .note.wrong { height: auto; max-height: 3; color: $paint-warning; text-style: bold; }
    InputBar Input { height: 1; border: none; padding: 0; background: $panel; width: 1fr; }
    InputBar Input:focus { border: none; }
    """

    class Said(Message):
        """What happened to the line, and the text that stands there."""

        def __init__(self, bar: InputBar, text: str = "") -> None:
            super().__init__()
            self.bar = bar
            self.text = text

        @property
        def control(self) -> InputBar:
            return self.bar

    class Entered(Said):
        """A text that is right was entered."""

    class Left(Said):
        """The line was left without entering anything."""

    class Typed(Said):
        """A text that is right stands there so far."""

    def __init__(
        self,
        label: str,
        hint: str = "",
        check: Callable[[str], str] = lambda text: "",
        suggester: Suggester | None = None,
        *,
        id: str,
    ) -> None:
        super().__init__(id=id)
        self._label = label
        self._hint = hint
        self._check = check
        self._suggester = suggester
        self._history: list[str] = []
        self._at = 0

    def compose(self) -> ComposeResult:
        """The three parts."""
        with Horizontal():
            yield Static(self._label, markup=False)
            yield Input(placeholder=self._hint, suggester=self._suggester, select_on_focus=False)
        yield Static(_KEYS, classes="note", markup=False)

    def open(self, text: str = "") -> None:
        """Opens the line with a text to go on from."""
        self.display = True
        field = self.query_one(Input)
        field.value = text
        field.cursor_position = len(text)
        self.screen.set_focus(field)  # at once: what is typed next is meant for the line
        self._at = len(self._history)

    def close(self) -> None:
        """Closes the line."""
        self.display = False

    def on_input_changed(self, event: Input.Changed) -> None:
        """Says what is wrong while it is typed."""
        event.stop()
        wrong = printable_line(self._check(event.value))
        note = self.query_one(".note", Static)
        note.update(f"✗ {wrong}" if wrong else _KEYS)
        note.set_class(bool(wrong), "wrong")
        if not wrong and self.display:
            self.post_message(self.Typed(self, event.value))

    def say(self, words: str) -> None:
        """Says something of what is typed, in front of what can be done.

        Args:
            words: what to say.
        """
        note = self.query_one(".note", Static)
        if not note.has_class("wrong"):
            note.update(printable_line(f"{words}   {_KEYS}"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hands the text on if nothing is wrong with it."""
        event.stop()
        if self._check(event.value):
            self.app.bell()
            return
        if event.value and event.value not in self._history[-1:]:
            self._history.append(event.value)
        self.close()
        self.post_message(self.Entered(self, event.value))

    def on_key(self, event: events.Key) -> None:
        """Escape leaves; up and down go through what was entered before."""
        if event.key == "escape":
            event.stop()
            self.close()
            self.post_message(self.Left(self))
        elif event.key in ("up", "down") and self._history:
            event.stop()
            self._at = max(min(self._at + (1 if event.key == "down" else -1), len(self._history)), 0)
            field = self.query_one(Input)
            field.value = self._history[self._at] if self._at < len(self._history) else ""
            field.cursor_position = len(field.value)
