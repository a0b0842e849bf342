"""The line on top: what is looked at, and how much of it."""

from __future__ import annotations

from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from inspector.tui.theme import style_of
from inspector.wire.printable import printable_line


class TitleBar(Widget):
    """A title on the left and a fact on the right."""

    DEFAULT_CSS = "TitleBar { height: 1; background: $panel; padding: 0 1; }"

    what: reactive[str] = reactive("")
    where: reactive[str] = reactive("")
    fact: reactive[str] = reactive("")
    found: reactive[str] = reactive("")
    """What a search found, such as ``3 of 17``; empty if nothing is searched for."""
    busy: reactive[str] = reactive("")
    """What is being done beside the screen, and how far it is; empty if nothing is."""

    def __init__(self, what: str, where: str = "", fact: str = "") -> None:
        super().__init__()
        self.set_reactive(TitleBar.what, what)
        self.set_reactive(TitleBar.where, where)
        self.set_reactive(TitleBar.fact, fact)

    def render(self) -> Text:
        """Writes both on one line; what does not fit is cut in the middle."""
        width = self.size.width
        title = style_of(self.app, "title")
        quiet = style_of(self.app, "quiet")
        text = Text(no_wrap=True, overflow="crop")
        text.append(printable_line(self.what), title)
        fact = printable_line(self.fact)
        said = printable_line(self.busy or self.found)
        if said:
            fact = f"{said}   {fact}" if len(said) + len(fact) + len(text) + 8 < width else said
        room = width - len(text) - len(fact) - 4
        where = printable_line(self.where)
        if where and room > 4:
            text.append("  " + (where if len(where) <= room else "…" + where[-room + 1 :]), quiet)
        text.append(" " * max(width - len(text) - len(fact), 1))
        text.append(fact, quiet)
        if said:
            begin = len(text) - len(fact)
            text.stylize(style_of(self.app, "key"), begin, begin + len(said))
        return text
