"""Where a filter expression is typed."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, Static

from inspector.filter import ATOMS, FilterError, parse_filter
from inspector.protocols.registry import operations
from inspector.wire.printable import printable_line

__all__ = ["FilterBar"]

_VALUES = {
    "op": [operation.name for operation in operations()],
    "sev": ["error", "warning", "info"],
    "doc": ["MS-OXWUMS", "MS-OXWSMSG", "MS-OXWSCOS", "MS-OXWSCEXT", "MS-ASEMAIL"],
    "ep": ["ews", "um", "activesync", "autodiscover", "schema", "other"],
    "s": ["200", "500", "5xx", "4xx"],
}


class _Completion(Suggester):
    """Completes the name of an atom, and the values of those that have a known set."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        head, tilde, tail = value.rpartition("~")
        if not tilde:
            return None
        name, space, begun = tail.partition(" ")
        if not space:
            return next(
                (f"{head}~{atom} " for atom in ATOMS if name and atom.startswith(name) and atom != name), None
            )
        if " " in begun:
            return None
        for candidate in _VALUES.get(name, ()):
            if candidate.lower().startswith(begun.lower()) and begun:
                return f"{head}~{name} {candidate}"
        return None


class FilterBar(Horizontal):
    """A line to type a filter in; a wrong one is explained while it is typed."""

    HELP = (
        "Type a filter, such as ~op GetCallInfo & ~s 500. Right completes, up and down go through the last "
        "ones, Escape leaves."
    )
    DEFAULT_CSS = """
    FilterBar { height: 1; background: $panel; display: none; }
    FilterBar.open { display: block; }
    FilterBar > Static { width: auto; padding: 0 1; color: $paint-key; }
    FilterBar > #filter-note { color: $paint-warning; max-width: 50%; }
    FilterBar > Input { height: 1; border: none; padding: 0; background: $panel; width: 1fr; }
    """

    class Entered(Message):
        """A filter that can be read was entered."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
        """The bar was left without entering a filter."""

    def __init__(self, label: str = "filter") -> None:
        super().__init__(id="filter-bar")
        self._label = label
        self._history: list[str] = []
        self._at = 0

    def compose(self) -> ComposeResult:
        """A label, the input, and a note of what is wrong."""
        yield Static(self._label, markup=False)
        yield Input(
            placeholder="~op GetCallInfo & (~s 500 | ~sev error)", suggester=_Completion(), id="filter-input"
        )
        yield Static("", id="filter-note", markup=False)

    def open(self, text: str) -> None:
        """Opens the bar with a text to go on from."""
        self.add_class("open")
        field = self.query_one(Input)
        field.value = text
        field.cursor_position = len(text)
        field.focus()
        self._at = len(self._history)

    def close(self) -> None:
        """Closes the bar."""
        self.remove_class("open")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Says what is wrong while it is typed."""
        event.stop()
        try:
            parse_filter(event.value)
            self._note("")
        except FilterError as problem:
            self._note(problem.what)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hands the filter on if it can be read."""
        event.stop()
        try:
            parse_filter(event.value)
        except FilterError:
            self.app.bell()
            return
        if event.value and event.value not in self._history[-1:]:
            self._history.append(event.value)
        self.close()
        self.post_message(self.Entered(event.value))

    def on_key(self, event: events.Key) -> None:
        """Escape leaves; up and down go through what was entered before."""
        if event.key == "escape":
            event.stop()
            self.close()
            self.post_message(self.Left())
        elif event.key in ("up", "down") and self._history:
            event.stop()
            self._at = max(min(self._at + (1 if event.key == "down" else -1), len(self._history)), 0)
            field = self.query_one(Input)
            field.value = self._history[self._at] if self._at < len(self._history) else ""
            field.cursor_position = len(field.value)

    def _note(self, text: str) -> None:
        self.query_one("#filter-note", Static).update(printable_line(text))
