"""The list of interactions: one row each, looked up when it is seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from rich.cells import set_cell_size
from textual import work
from textual.message import Message
from textual.worker import get_current_worker

from inspector.flow import Step
from inspector.report.ladder import OF_STAGE, shortened
from inspector.tui.cassette_line import Row
from inspector.tui.cassette_view import CassetteView
from inspector.tui.list_query import ListGroup
from inspector.tui.theme import LETTERS
from inspector.tui.widgets.painted_lines import PaintedLines, Piece
from inspector.wire.printable import printable_line
from inspector.wording import plural, sized


class Column(NamedTuple):
    """A column of the list.

    Args:
        name: its heading.
        width: its columns, without the gap behind it.
        right: whether it is flushed right.
    """

    name: str
    width: int
    right: bool = False


def columns_for(width: int, numbers: int = 4, extra: frozenset[str] = frozenset()) -> list[Column]:
    """Says which columns fit a width, and how wide each is.

    What came of an interaction is always there. What gives way is what few need: the endpoint, then the size,
    then the opaque handle.

    Args:
        width: the columns of the terminal that the list has.
        numbers: the digits of the greatest number.
        extra: which of ``endpoint``, ``file`` and ``note`` tell interactions of this list apart.
    """
    fixed = [Column(" ", 1), Column("no", max(numbers, 3), True), Column("seconds", 9, True)]
    if "file" in extra and width >= 70:
        fixed.append(Column("file", min(max(width // 8, 10), 18)))
    if "endpoint" in extra and width >= 120:
        fixed.append(Column("endpoint", 10))
    tail = [Column("status", 6, True), Column("took", 7, True)]
    if width >= 110:
        tail.append(Column("size", 8, True))
    tail.append(Column("finds", 5))
    left = width - sum(column.width + 1 for column in fixed + tail)
    if "note" in extra and left >= 50:
        tail.append(Column("note", min(left // 4, 30)))
        left -= tail[-1].width + 1
    if left < 60:
        operation = min(max(left * 2 // 5, 10), 28)
        return [
            *fixed,
            Column("operation", operation),
            Column("outcome", max(left - operation - 2, 4)),
            *tail,
        ]
    operation = min(max(left * 9 // 25, 20), 34)
    outcome = min(max((left - operation) * 3 // 5, 14), 40)
    handle = max(left - operation - outcome - 3, 4)
    flexible = [Column("operation", operation), Column("outcome", outcome), Column("handle", handle)]
    return [*fixed, *flexible, *tail]


class InteractionList(PaintedLines):
    """The interactions of a cassette, or those that a filter lets through.

    The mark in front is a sign and a colour: what is worst in the interaction, by its letter.
    """

    HELP = "The interactions, one a line. Enter opens one; f filters; h follows a handle; c draws its flow."
    DEFAULT_CSS = "InteractionList { height: 1fr; overflow-x: hidden; }"

    class ColumnsChanged(Message):
        """There is another width, or a row was seen that makes another column worth its room."""

    def __init__(self, cassette_view: CassetteView) -> None:
        super().__init__(id="interactions")
        self.cassette_view = cassette_view
        self.places: Sequence[int] = range(len(cassette_view))
        self.marked: set[int] = set()
        self._apart = cassette_view.distinguished_by  # one choice of columns for all rows
        self._chosen_by = (0, self._apart)
        self.clock_time = False
        """Whether the time of the day is shown, rather than seconds since the recording began."""
        self.groups: tuple[ListGroup, ...] = ()
        self._folded: set[str] = set()  # names of groups
        self._lines: Sequence[int] = self.places  # rows of places; below 0: the heading of a group
        self._pending: set[int] = set()

    def count(self) -> int:
        """Returns how many lines the list has: interactions that are not folded away, and headings."""
        return len(self._lines)

    @property
    def row(self) -> int:
        """Which of the listed interactions the cursor stands on, from 0; on a heading the first below it."""
        if not self._lines:
            return 0
        line = self._lines[self.cursor]
        return line if line >= 0 else self.groups[-1 - line].begin

    @property
    def place(self) -> int | None:
        """The place in the cassette of the interaction under the cursor; ``None`` if the list is empty."""
        return self.places[self.row] if self.places else None

    @property
    def heading(self) -> ListGroup | None:
        """The group whose heading the cursor stands on."""
        line = self._lines[self.cursor] if self._lines else 0
        return self.groups[-1 - line] if line < 0 else None

    def to_row(self, row: int) -> None:
        """Moves the cursor to an interaction, and unfolds its group.

        Args:
            row: which of the listed interactions, from 0.
        """
        if self.groups:
            group = next((each for each in self.groups if each.begin <= row < each.end), None)
            if group is not None and group.name in self._folded:
                self._folded.discard(group.name)
                self._lay_out()
            self.cursor = self._lines.index(row)
        else:
            self.cursor = row

    @property
    def unit(self) -> int:
        """The interaction that a search starts from."""
        return self.row

    def reveal(self, unit: int) -> None:
        """Moves the cursor to an interaction."""
        self.to_row(unit)

    def fold(self, group: ListGroup) -> None:
        """Folds a group, or unfolds it."""
        self._folded ^= {group.name}
        self._lay_out()

    def fold_all(self) -> None:
        """Folds all groups; if one is folded, unfolds all."""
        self._folded = set() if self._folded else {group.name for group in self.groups}
        here = self.heading
        self._lay_out()
        if here is None:
            self.cursor = 0

    def _lay_out(self) -> None:
        if not self.groups:
            self._lines = range(len(self.places))
        else:
            lines: list[int] = []
            for number, group in enumerate(self.groups):
                lines.append(-1 - number)
                if group.name not in self._folded:
                    lines.extend(range(group.begin, group.end))
            self._lines = lines
        self.lines_changed()

    @property
    def columns(self) -> list[Column]:
        """The columns at the present width."""
        width = self.scrollable_content_region.width
        return columns_for(width, len(str(len(self.cassette_view))), self._apart)

    def show(
        self, places: Sequence[int], keep: int | None = None, groups: tuple[ListGroup, ...] = ()
    ) -> None:
        """Shows other interactions.

        Args:
            places: their places in the cassette.
            keep: the place to keep the cursor on, if it is shown.
            groups: what they stand under.
        """
        self.places, self.groups = places, groups
        self._folded &= {group.name for group in groups}
        self._lay_out()
        at = places.index(keep) if keep is not None and keep in places else 0
        if at or not groups:
            self.to_row(at)
        self.refresh()

    def choose_columns(self) -> None:
        """Chooses the columns anew, by what has been seen."""
        self._apart = self.cassette_view.distinguished_by
        self.refresh()

    def action_scroll_right(self) -> None:
        """Opens the interaction: the list has nothing to the right."""
        self.action_choose()

    def pieces(self, y: int) -> Sequence[Piece]:
        """Returns the cells of a row, or a heading."""
        at = self._lines[y]
        if at < 0:
            return self._heading(self.groups[-1 - at])
        place = self.places[at]
        row = self.cassette_view.row(place)
        chosen_by = (self.scrollable_content_region.width, self.cassette_view.distinguished_by)
        if chosen_by != self._chosen_by:  # the headings are painted anew too, and all rows
            self._chosen_by = chosen_by
            self.post_message(self.ColumnsChanged())
        cells = self._cells(row, place)
        line: list[Piece] = []
        for column in self.columns:
            text, role = cells[column.name]
            fitted = _fit(text, column)
            line += [(fitted, role), (" ", "")]
        return line

    def _heading(self, group: ListGroup) -> Sequence[Piece]:
        first, last = (self.cassette_view.row(self.places[row]) for row in (group.begin, group.end - 1))
        sign, role = ("▸ ", "key") if group.name in self._folded else ("▾ ", "quiet")
        counted = plural(group.end - group.begin, "interaction")
        told = f"  {counted}, {first.at:.3f} to {last.at:.3f} s"
        name = shortened(group.name or "the others", min(max(self.size.width - len(told) - 4, 12), 48))
        return ((sign, role), (name, "title"), (told, "quiet"))

    def _cells(self, row: Row, place: int) -> dict[str, Piece]:
        step, pending = self._step(place)
        handle = step.handles[-1].value if step and step.handles else ""
        failed = not pending and (step is None or step.failed)
        return {
            " ": ("◆" if place in self.marked else "✎" if row.note else " ", "key"),
            "no": (str(row.n), "quiet"),
            "seconds": (self._time(row), "time"),
            "file": (self.cassette_view.file_of(place), "quiet"),
            "endpoint": (row.endpoint, "quiet"),
            "operation": (row.operation, "operation"),
            "handle": (printable_line(handle), "handle"),
            "outcome": ("…", "quiet") if pending else _outcome(step, row),
            "status": _status(row, failed=failed),
            "took": (f"{row.took:.3f}", "quiet"),
            "size": (sized(row.size) if row.status else "", "quiet"),
            "finds": (f"{LETTERS[row.worst]} {row.findings}" if row.worst else "", row.worst),
            "note": (row.note, "comment"),
        }

    def _time(self, row: Row) -> str:
        if self.clock_time and self.cassette_view.began is not None:
            return f"{self.cassette_view.began + timedelta(seconds=row.at):%H:%M:%S}"
        return f"{row.at:.3f}" if row.at < 100_000 else f"{row.at:.0f}"

    def _step(self, place: int) -> tuple[Step | None, bool]:
        """What a flow knows of an interaction, and whether that is being worked out beside the screen."""
        if self.cassette_view.knows_step(place) or self.cassette_view.quick(place):
            return self.cassette_view.step(place), False
        if place not in self._pending:
            self._pending.add(place)
            self._work_out(place)
        return None, True

    @work(thread=True, group="steps")
    def _work_out(self, place: int) -> None:
        """Decodes a large interaction; the row shows then what it names."""
        self.cassette_view.step(place)
        self._pending.discard(place)
        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(self.refresh)


def _outcome(step: Step | None, row: Row) -> Piece:
    if step is None:
        return printable_line(row.error), "error"
    told = printable_line(step.summary.partition("\n")[0])
    if step.failed:
        return told, "error"
    return told, OF_STAGE[step.state.stage].value if step.state else "outcome"


def _status(row: Row, *, failed: bool) -> Piece:
    return str(row.status or "none"), "error" if failed or row.status >= 400 else "ok"


def _fit(text: str, column: Column) -> str:
    if len(text) > column.width or not text.isascii():
        text = shortened(text, column.width)
        return set_cell_size(text, column.width)
    return text.rjust(column.width) if column.right else text.ljust(column.width)
