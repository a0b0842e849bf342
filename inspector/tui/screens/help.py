"""The help: keys of the screen that it was called from, made from the table of actions."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from inspector.tui.actions import SCOPES, actions_of
from inspector.tui.theme import style_of


class HelpScreen(ModalScreen[None]):
    """Shows what can be done, and by which keys.

    Args:
        scopes: those of the screen that it was called from.
        about: a sentence on what has the focus.
        keymap: keys that the user has given to actions, by their ids.
    """

    BINDINGS = [Binding("escape,q,question_mark,enter", "dismiss", "Close")]  # noqa: RUF012 (Textual's own form)
    DEFAULT_CSS = """
    HelpScreen { align: center middle; }
    HelpScreen > VerticalScroll {
        width: 76; max-width: 96%; height: auto; max-height: 92%; padding: 0 2;
        background: $surface; border: round $primary;
        border-title-color: $foreground; border-subtitle-color: $foreground;
    }
    """

    def __init__(self, scopes: Sequence[str], about: str, keymap: dict[str, str]) -> None:
        super().__init__()
        self._scopes = scopes
        self._about = about
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        """The sentence, then a table for each scope that applies."""
        with VerticalScroll() as body:
            body.border_title = "Keys"
            body.border_subtitle = "q closes"
            yield Static(self._about + "\n", markup=False)
            for scope in dict.fromkeys((*self._scopes, "find", "lines", "app")):
                if actions_of(scope):
                    yield Static(self._table(scope))

    def on_mount(self) -> None:
        """Writes the tables anew in the colours of another theme."""
        self.app.theme_changed_signal.subscribe(self, lambda theme: self.refresh(recompose=True))

    def _table(self, scope: str) -> Table:
        key = style_of(self.app, "key")
        title = style_of(self.app, "title")
        table = Table.grid(padding=(0, 2))
        table.add_column(width=14, no_wrap=True)
        table.add_column()
        table.add_row(Text(SCOPES[scope], title), "")
        for action in actions_of(scope):
            keys = self._keymap.get(action.id, action.keys)
            table.add_row(Text(f"  {shown_keys(keys)}", key), Text(action.text))
        table.add_row("", "")
        return table


_SHOWN = {
    "question_mark": "?", "colon": ":", "slash": "/", "left_square_bracket": "[", "right_square_bracket": "]",
    "pagedown": "PgDn", "pageup": "PgUp", "escape": "Esc", "enter": "Enter", "space": "Space", "tab": "Tab",
    "up": "↑", "down": "↓", "left": "←", "right": "→",
    "home": "Home", "end": "End",
    "minus": "-", "plus": "+",
    "full_stop": ".", "comma": ",", "equals_sign": "=", "number_sign": "#", "semicolon": ";",
}  # fmt: skip


def shown_keys(keys: str) -> str:
    """Returns the keys of an action as they stand on a keyboard.

    >>> shown_keys("pagedown,ctrl+f")
    'PgDn Ctrl+f'
    """
    return " ".join(shown(each) for each in keys.split(","))


def shown(key: str) -> str:
    """Returns a key as it stands on a keyboard.

    >>> shown("question_mark"), shown("ctrl+t"), shown("shift+tab")
    ('?', 'Ctrl+t', 'Shift+Tab')
    """
    *modifiers, last = key.split("+")
    return "+".join([modifier.capitalize() for modifier in modifiers] + [_SHOWN.get(last, last)])
