"""A request that is edited, judged while it is written, and sent."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import click
from textual import work
from textual.app import ComposeResult, SuspendNotSupported
from textual.widgets import TextArea
from textual.worker import get_current_worker

from inspector.cassette import Interaction
from inspector.conformance.check import Checker
from inspector.conformance.finding import Finding
from inspector.errors import InspectorError, UsageError
from inspector.protocols.message import Message
from inspector.tui.actions import bindings
from inspector.tui.editing import Mark, marks_of, read_back, written
from inspector.tui.resending import Resending, Target
from inspector.tui.screens.base import InspectorScreen
from inspector.tui.screens.confirm import ConfirmScreen
from inspector.tui.screens.target import TargetScreen
from inspector.tui.theme import LETTERS
from inspector.tui.widgets.painted_lines import PaintedLines, Piece
from inspector.tui.widgets.request_editor import RequestEditor
from inspector.tui.widgets.text_lines import TextLines
from inspector.wire.printable import printable_line
from inspector.wording import plural


class MarkList(TextLines):
    """What the judge says of the text, a finding a line."""

    HELP = "What is wrong with the request. Enter goes to the line that it is about."
    DEFAULT_CSS = """
    MarkList { height: auto; max-height: 30%; background: $panel; }
    """


class EditScreen(InspectorScreen):
    """Edits a recorded request.

    Args:
        recorded: the interaction.
        resending: where it can be sent, and what was edited before.

    Raises:
        UsageError: it cannot be edited as a text.
    """

    BINDINGS = bindings("edit")
    HELP = "A request to change and to send: what is wrong with it is marked while you write."
    AUTO_FOCUS = "RequestEditor"
    scope: ClassVar[str] = "edit"

    def __init__(self, recorded: Interaction, resending: Resending) -> None:
        super().__init__()
        self.recorded = recorded
        self.resending = resending
        self.marks: list[Mark] = []
        self._original = written(recorded.request)
        self._checker: Checker | None = None
        self._wanted = self._problem = ""
        self._judging = False

    def body(self) -> ComposeResult:
        """The text, and what is wrong with it."""
        yield RequestEditor(self.resending.drafts.get(self._original, self._original))
        yield MarkList(id="marks")

    @property
    def editor(self) -> RequestEditor:
        """The text area."""
        return self.query_one(RequestEditor)

    def on_mount(self) -> None:
        """Judges what is there."""
        self.title_bar.what = f"Edit {self.recorded.n} {printable_line(self.recorded.operation)}"
        self._judge()

    def on_unmount(self) -> None:
        """Keeps the text for the next time."""
        self.resending.drafts[self._original] = self._wanted

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Judges what has been written."""
        event.stop()
        self._judge()

    def on_painted_lines_chosen(self, event: PaintedLines.Chosen) -> None:
        """Goes to the line of a finding."""
        if isinstance(event.lines, MarkList) and event.line < len(self.marks):
            self._go_to(self.marks[event.line].row)

    # Judging

    def _judge(self) -> None:
        self._wanted = self.editor.text
        self._tell("judging …")
        if not self._judging:
            self._judging = True
            self._judge_beside()

    @work(thread=True, group="judging")
    def _judge_beside(self) -> None:
        """Judges the latest text; what has been written meanwhile is judged next."""
        worker = get_current_worker()
        text = None
        while text != self._wanted and not worker.is_cancelled:
            text = self._wanted
            marks, problem = self._judgement(text)
            self.app.call_from_thread(self._show, text, marks, problem)

    def _judgement(self, text: str) -> tuple[list[Mark], str]:
        try:
            return marks_of(self._check, text, self.recorded.request), ""
        except UsageError as problem:
            return [], str(problem)

    def _check(self, message: Message) -> tuple[Finding, ...]:
        return self.checker.check_message(message)

    @property
    def checker(self) -> Checker:
        """The judge, made when it is first asked."""
        if self._checker is None:
            from inspector.conformance.project import project_of  # here: schemas take half a second to load

            self._checker = project_of().checker()
        return self._checker

    def _show(self, text: str, marks: Sequence[Mark], problem: str) -> None:
        if text != self._wanted or not self.is_attached:
            return  # something else has been written by now
        self._judging = False
        self._problem, self.marks = problem, list(marks)
        self.editor.mark(marks)
        listed = self.query_one(MarkList)
        listed.show([_wrong(problem)] if problem else map(_line, marks))
        listed.display = bool(marks or problem)
        self._tell()

    def _tell(self, doing: str = "") -> None:
        changed = "edited" if self.editor.text != self._original else "as recorded"
        if doing:
            verdict = doing
        elif self._problem:
            verdict = "no request"
        else:
            verdict = plural(len(self.marks), "finding") if self.marks else "nothing found"
        self.title_bar.fact = "  ".join((changed, verdict))

    def _go_to(self, row: int) -> None:
        self.editor.move_cursor((row, 0))
        self.editor.focus()

    # Actions

    def action_next_mark(self) -> None:
        """Goes to the next line with a finding."""
        rows = sorted({mark.row for mark in self.marks})
        if not rows:
            self.notify("Nothing was found.")
            return
        here = self.editor.cursor_location[0]
        self._go_to(next((row for row in rows if row > here), rows[0]))

    def action_recorded(self) -> None:
        """Puts back what was recorded; Ctrl+z takes that back."""
        editor = self.editor
        editor.replace(self._original, (0, 0), editor.document.end)

    def action_editor(self) -> None:
        """Opens the text in $EDITOR."""
        try:
            with self.app.suspend():
                text = click.edit(self.editor.text, extension=".xml", require_save=True)
        except SuspendNotSupported:
            self.notify("This terminal cannot be lent to another program.", severity="warning")
            return
        except click.ClickException as problem:
            self.notify(problem.message, title="No editor", severity="error")
            return
        if text is not None:
            editor = self.editor
            editor.replace(text, (0, 0), editor.document.end)

    def action_send(self) -> None:
        """Sends the request, to the running server or where the user says."""
        targets = self.resending.targets()
        if len(targets) == 1:
            self._send_to(targets[0])
        else:
            self.app.push_screen(TargetScreen(targets), self._send_to)

    def _send_to(self, target: Target | None) -> None:
        if target is None:
            return
        try:
            request, _ = read_back(self.editor.text, self.recorded.request)
        except UsageError as problem:
            self.notify(str(problem), title="Not sent", severity="error")
            return

        def send(yes: bool | None = True) -> None:
            if yes:
                self.shell.send_beside(
                    self.recorded,
                    lambda: self.resending.send(target, self.recorded, request),
                    f"edited, answered by {target.answered_by}",
                )

        if target.real:
            facts = self.resending.warning(request, target)
            self.app.push_screen(ConfirmScreen(f"Send to {target.answered_by}?", facts, danger=True), send)
        else:
            send()

    def action_keep(self) -> None:
        """Writes all edited requests that were sent, with their answers, as a new cassette."""
        if not self.resending.sent:
            self.notify("Nothing edited has been sent yet: Ctrl+s sends.", severity="warning")
            return
        self._keep(Path.cwd())

    @work(thread=True, group="keeping")
    def _keep(self, folder: Path) -> None:
        try:
            target = self.resending.keep(folder, self.checker)
        except InspectorError as problem:
            self.app.call_from_thread(self.notify, str(problem), title="Not written", severity="error")
            return
        told = f"{target.name} ({plural(len(self.resending.sent), 'interaction')})"
        self.app.call_from_thread(self.notify, told, title="Written")


def _line(mark: Mark) -> tuple[Piece, ...]:
    finding = mark.finding
    role = finding.severity.value
    return (
        (f"{LETTERS[role]} ", role),
        (f"line {mark.row + 1}  ", "quiet"),
        (f"{printable_line(finding.code)} ", role),
        (printable_line(finding.message), "text"),
    )


def _wrong(problem: str) -> tuple[Piece, ...]:
    return (("✗ ", "error"), (printable_line(problem), "error"))
