"""The start without a file: cassettes that were opened last, and the samples."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from inspector.errors import InputError
from inspector.resources import cassettes_dir
from inspector.tui.actions import bindings
from inspector.tui.screens.base import InspectorScreen
from inspector.tui.settings import read_recent
from inspector.tui.widgets.painted_lines import PaintedLines, Piece
from inspector.wire.printable import printable_line
from inspector.wording import sized

_MOST_HERE = 50
_HINT = (
    "Enter opens a cassette; S starts the simulator without one.\n"
    "To record one:  ews-inspector record --upstream URL -o FILE\n"
    "To see the whole loop at once:  ews-inspector demo"
)


class CassetteList(PaintedLines):
    """Files, under headings."""

    HELP = "Cassettes to open. Enter opens one."
    DEFAULT_CSS = "CassetteList { height: 1fr; padding: 1 2; }"

    def __init__(self, groups: Iterable[tuple[str, Sequence[Path]]]) -> None:
        super().__init__(id="cassettes")
        self.rows: list[tuple[str, Path | None]] = []
        for heading, paths in groups:
            if paths:
                self.rows += [(heading, None), *((path.name, path) for path in paths), ("", None)]

    def on_mount(self) -> None:
        """Puts the cursor on the first file."""
        self.lines_changed()
        self.cursor = next((i for i, (_, path) in enumerate(self.rows) if path), 0)

    @property
    def path(self) -> Path | None:
        """The file of the line under the cursor."""
        return self.rows[self.cursor][1] if self.rows else None

    def count(self) -> int:
        """Returns how many lines there are."""
        return len(self.rows)

    def pieces(self, y: int) -> Sequence[Piece]:
        """Returns a heading, or a file with its size and folder."""
        name, path = self.rows[y]
        if path is None:
            return ((name, "title"),)
        return (
            (f"  {printable_line(name):<32} ", "operation"),
            (f"{self.size_of(path):>9}  ", "quiet"),
            (printable_line(folder_of(path)), "quiet"),
        )

    def size_of(self, path: Path) -> str:
        """Returns the size of a file, in words."""
        try:
            return sized(path.stat().st_size)
        except OSError:
            return "gone"


class WelcomeScreen(InspectorScreen):
    """Offers cassettes to open."""

    BINDINGS = bindings("welcome")
    HELP = "Choose a cassette. To make one: ews-inspector record --upstream URL -o FILE"
    AUTO_FOCUS = "CassetteList"
    DEFAULT_CSS = "WelcomeScreen #hint { height: auto; padding: 1 2 0 2; color: $paint-quiet; }"
    scope: ClassVar[str] = "welcome"

    def body(self) -> ComposeResult:
        """The files."""
        here = sorted(Path.cwd().glob("*.jsonl"))[:_MOST_HERE]
        yield Static(_HINT, id="hint", markup=False)
        yield CassetteList(
            [("Opened last", read_recent()), ("In this folder", here), ("Samples", _samples())]
        )

    def on_mount(self) -> None:
        """Says what to do."""
        self.title_bar.what = "ews-inspector"
        self.title_bar.where = "choose a cassette"

    def on_painted_lines_chosen(self) -> None:
        """Opens the file of the line."""
        path = self.query_one(CassetteList).path
        if path is not None:
            self.shell.open(path)


def folder_of(path: Path) -> str:
    """Returns where a file lies, as short as it can be said."""
    for base, name in ((Path.cwd(), "."), (Path.home(), "~")):
        if path.parent.is_relative_to(base):
            return str(Path(name) / path.parent.relative_to(base))
    return str(path.parent)


def _samples() -> list[Path]:
    try:
        return sorted(cassettes_dir().glob("*.jsonl"))
    except InputError:  # a checkout without samples
        return []
