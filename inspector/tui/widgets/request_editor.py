"""A request as a text area: tags and values in colour, lines with findings underlined."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.text import Text
from textual.widgets import TextArea

from inspector.tui.editing import Mark
from inspector.tui.theme import style_of
from inspector.wire.printable import printable_line

_COLOURS = (
    (re.compile(r"</?[\w:.-]{1,200}|/?>"), "tag"),
    (re.compile(r'"[^"<]{0,4000}"'), "value"),
)
_MOST = 4000  # characters of a line that are coloured


class _Visible(dict[int, str]):
    """What is not plainly visible, shown by one character, so that columns stay what they are."""

    def __missing__(self, code: int) -> str:
        shown = printable_line(chr(code))
        self[code] = shown if len(shown) == 1 else "\N{REPLACEMENT CHARACTER}"
        return self[code]


_VISIBLE = _Visible()


class RequestEditor(TextArea):
    """Edits a request."""

    HELP = (
        "Method and target, header fields, an empty line, the body. Lines with findings are underlined; "
        "what they are stands below."
    )
    DEFAULT_CSS = """
    RequestEditor {
        height: 1fr; border: none; padding: 0; background: $background;
        scrollbar-size: 1 1; scrollbar-size-horizontal: 0;
    }
    RequestEditor:focus { border: none; }
    """

    def __init__(self, text: str) -> None:
        super().__init__(text, show_line_numbers=True, soft_wrap=False, id="request")
        self._worst: dict[int, str] = {}

    def mark(self, marks: Sequence[Mark]) -> None:
        """Underlines the lines of findings.

        Args:
            marks: the findings.
        """
        worst: dict[int, Mark] = {}
        for mark in marks:
            there = worst.get(mark.row)
            if there is None or mark.finding.severity.rank > there.finding.severity.rank:
                worst[mark.row] = mark
        self._worst = {row: mark.finding.severity.value for row, mark in worst.items()}
        self.notify_style_update()  # what was painted is painted anew
        self.refresh()

    def get_line(self, line_index: int) -> Text:
        """Returns a line in its colours."""
        plain = self.document.get_line(line_index)
        line = Text(
            plain if plain.isascii() and plain.isprintable() else plain.translate(_VISIBLE),
            end="",
            no_wrap=True,
        )
        for pattern, role in _COLOURS:
            for found in pattern.finditer(plain, 0, _MOST):
                line.stylize(style_of(self.app, role), *found.span())
        if line_index in self._worst:
            line.stylize(style_of(self.app, self._worst[line_index]))
            line.stylize("underline", len(plain) - len(plain.lstrip()))
        return line
