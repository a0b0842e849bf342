"""A menu of what can be written to a file or copied."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from inspector.errors import InspectorError
from inspector.tui.export import Export, write_new


class ExportScreen(ModalScreen[None]):
    """Lists exports; Enter writes the file into the working folder, y copies the content.

    Args:
        exports: what there is.
    """

    BINDINGS = [  # noqa: RUF012 (as Textual declares it)
        Binding("escape,q", "dismiss", "Close"),
        Binding("y", "copy", "Copy"),
        Binding("j", "down", "Down", show=False),
        Binding("k", "up", "Up", show=False),
    ]
    HELP = "Enter writes a file into the working folder, y copies to the clipboard."
    DEFAULT_CSS = """
    ExportScreen { align: center middle; }
    ExportScreen > Vertical {
        width: 70; max-width: 96%; height: auto; max-height: 90%; padding: 0 1;
        background: $surface; border: round $primary; border-title-color: $foreground;
    }
    ExportScreen OptionList, ExportScreen OptionList:focus {
        height: auto; max-height: 14; border: none; background: $surface; padding: 0;
    }
    ExportScreen Static { color: $paint-quiet; padding: 1 1 0 1; }
    """

    def __init__(self, exports: list[Export]) -> None:
        super().__init__()
        self._exports = exports

    def compose(self) -> ComposeResult:
        """The menu and how it is used."""
        with Vertical() as box:
            box.border_title = "Export"
            yield OptionList(*(each.title for each in self._exports), markup=False)
            yield Static(f"Enter writes into {Path.cwd()}\ny copies   q closes", markup=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Writes the file, beside the screen: it can be large."""
        self._write(self._exports[event.option_index], Path.cwd())

    @work(thread=True, exclusive=True)
    def _write(self, export: Export, folder: Path) -> None:
        try:
            written = write_new(export, folder)
        except InspectorError as problem:
            self.app.call_from_thread(self._told, str(problem), "Not written", "error")
            return
        self.app.call_from_thread(self._told, f"{written.name} ({written.stat().st_size:,} bytes)", "Written")

    def _told(
        self, message: str, title: str, severity: Literal["information", "error"] = "information"
    ) -> None:
        self.notify(message, title=title, severity=severity)
        if severity == "information" and self.is_attached:
            self.dismiss()

    def action_copy(self) -> None:
        """Copies the content."""
        at = self.query_one(OptionList).highlighted
        export = self._exports[at] if at is not None else None
        if export is None or export.make is None:
            self.notify("This goes to a file only: press Enter.", severity="warning")
            return
        try:
            content = export.make()
        except InspectorError as problem:
            self._told(str(problem), "Not copied", "error")
            return
        self.app.copy_to_clipboard(content.decode("utf-8", "replace"))
        self.notify(export.title, title="Copied")
        self.dismiss()

    def action_down(self) -> None:
        """Goes to the next line."""
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        """Goes to the line before."""
        self.query_one(OptionList).action_cursor_up()
