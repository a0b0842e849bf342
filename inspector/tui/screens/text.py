"""A box over the screen with lines to read: a value taken apart, a rule explained."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen

from inspector.tui.decode import layers_of
from inspector.tui.widgets.painted_lines import Piece
from inspector.tui.widgets.text_lines import TextLines


class TextScreen(ModalScreen[None]):
    """Shows lines in a box.

    Args:
        title: what they are.
        lines: the lines.
    """

    BINDINGS = [  # noqa: RUF012 (as Textual declares it)
        Binding("escape,q,enter", "dismiss", "Close", priority=True),
        Binding("y", "copy", "Copy"),
    ]
    DEFAULT_CSS = """
    TextScreen { align: center middle; }
    TextScreen > Vertical {
        width: 94%; height: 86%; background: $surface; border: round $primary;
        border-title-color: $foreground; border-subtitle-color: $foreground;
    }
    TextScreen TextLines { background: $surface; }
    """

    def __init__(self, title: str, lines: Iterable[Sequence[Piece]]) -> None:
        super().__init__()
        self._title = title
        self._lines = TextLines(lines)

    def compose(self) -> ComposeResult:
        """The box."""
        with Vertical() as box:
            box.border_title = self._title.replace("[", "\\[")
            box.border_subtitle = "q closes, y copies"
            yield self._lines

    def action_copy(self) -> None:
        """Copies the lines."""
        self.app.copy_to_clipboard(self._lines.text)
        self.notify("Copied.")


def value_lines(values: Iterable[tuple[str, str]], width: int) -> list[tuple[Piece, ...]]:
    """Lays values out with all that is packed in them.

    Args:
        values: name and value of each.
        width: the columns of the screen.
    """
    lines: list[tuple[Piece, ...]] = []
    for name, value in values:
        for depth, layer in enumerate(layers_of(value, max(width * 94 // 100 - 10, 40))):
            head = f"{name}: {layer.kind}" if depth == 0 else f"holds {layer.kind}"
            lines += [((f"{'  ' * depth}{'▾ ' if depth else ''}{head}", "key"),)]
            lines += [(("  " * (depth + 1), ""), *line) for line in layer.lines]
        lines.append(())
    return lines
