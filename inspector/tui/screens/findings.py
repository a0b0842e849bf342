"""All findings of the cassette, and the rules that were looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.worker import get_current_worker

from inspector.conformance.finding import Finding
from inspector.errors import InspectorError
from inspector.tui.actions import bindings
from inspector.tui.cassette_view import CassetteView
from inspector.tui.export import reports
from inspector.tui.findings_list import GROUPS, FindingLine, ListedFinding, coverage, grouped
from inspector.tui.judging import judging
from inspector.tui.screens.base import InspectorScreen
from inspector.tui.screens.detail import DetailScreen
from inspector.tui.screens.export import ExportScreen
from inspector.tui.widgets.empty import Empty
from inspector.tui.widgets.painted_lines import PaintedLines, Piece, width_of
from inspector.wording import plural

_CHUNK = 200


class VerdictList(PaintedLines):
    """The findings, under headings."""

    HELP = "The findings. Enter shows the message with the finding at its line; x explains the rule."
    DEFAULT_CSS = "VerdictList { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__(id="verdicts")
        self.verdicts: list[FindingLine] = []

    def count(self) -> int:
        """Returns how many lines there are."""
        return len(self.verdicts)

    def widest(self) -> int:
        """Returns the columns of the widest line."""
        return max((sum(width_of(text) for text, _ in line.pieces) for line in self.verdicts), default=0)

    def pieces(self, y: int) -> Sequence[Piece]:
        """Returns a line."""
        return self.verdicts[y].pieces


class FindingsScreen(InspectorScreen):
    """Lists the findings, from each of which one goes to its message.

    Args:
        cassette_view: the cassette.
    """

    BINDINGS = bindings("findings")
    HELP = "What the documents have to say against this cassette."
    AUTO_FOCUS = "VerdictList"
    scope: ClassVar[str] = "findings"

    def __init__(self, cassette_view: CassetteView) -> None:
        super().__init__()
        self.cassette_view = cassette_view
        self.by = "code"
        self.showing_rules = False
        self.found: list[ListedFinding] = []

    def body(self) -> ComposeResult:
        """The list, or what to do if it is empty."""
        yield VerdictList()
        yield Empty()

    def on_mount(self) -> None:
        """Collects the findings."""
        self.title_bar.what = "Findings"
        self._collect()

    @work(thread=True, exclusive=True, group="collecting")
    def _collect(self) -> None:
        worker = get_current_worker()
        found: list[ListedFinding] = []
        for _ in self.cassette_view.read_on():
            if worker.is_cancelled:
                return
        for place in range(len(self.cassette_view)):
            if place % _CHUNK == 0 and worker.is_cancelled:
                return
            row = self.cassette_view.row(place)
            if row.findings:
                found += (
                    ListedFinding(place, row.n, finding) for finding in self.cassette_view.findings(place)
                )
        self.app.call_from_thread(self._collected, found)

    def _collected(self, found: list[ListedFinding]) -> None:
        self.found = found
        self._lay_out()

    def _lay_out(self) -> None:
        listing = self.query_one(VerdictList)
        lines = coverage(self.found) if self.showing_rules else grouped(self.found, self.by)
        listing.verdicts = list(lines)
        listing.lines_changed(keep_cursor=False)
        empty = self.query_one(Empty)
        empty.display = not listing.verdicts
        listing.display = bool(listing.verdicts)
        if listing.verdicts and self.focused is None:
            listing.focus()  # it lost the keys when it had nothing to show
        if not listing.verdicts:
            empty.say("The recording has no findings.", "J judges it by today's schemas and rules.")
        judged = "judged now" if self.cassette_view.judged is not None else "as recorded"
        errors = sum(each.finding.severity == "error" for each in self.found)
        self.title_bar.where = "rules" if self.showing_rules else f"by {self.by}"
        self.title_bar.fact = f"{plural(len(self.found), 'finding')}, {plural(errors, 'error')}, {judged}"

    def on_painted_lines_chosen(self) -> None:
        """Opens the message of a finding, or explains a rule."""
        line = self._line
        if line is not None and line.found is None:
            self.action_explain()
        else:
            self.action_open()

    @property
    def _line(self) -> FindingLine | None:
        listing = self.query_one(VerdictList)
        return listing.verdicts[listing.cursor] if listing.verdicts else None

    def action_open(self) -> None:
        """Shows the message of the finding."""
        line = self._line
        if line is None or line.found is None:
            return
        places = list(dict.fromkeys(found.place for found in self.found))
        at = places.index(line.found.place)
        screen = DetailScreen(self.cassette_view, places, at, line.found.finding)
        self.app.push_screen(screen)

    def action_group(self) -> None:
        """Groups by something else."""
        names = list(GROUPS)
        self.by = names[(names.index(self.by) + 1) % len(names)]
        self.showing_rules = False
        self._lay_out()

    def action_coverage(self) -> None:
        """Lists the rules, or the findings again."""
        self.showing_rules = not self.showing_rules
        self._lay_out()

    def action_explain(self) -> None:
        """Says what the rule of this line checks."""
        line = self._line
        if line is not None and line.found is not None:
            self.shell.explain(line.found.finding)
        elif line is not None and line.code:
            self.shell.explain_code(line.code)

    def action_export(self) -> None:
        """Offers the findings in the formats of ews-inspector validate."""
        self.app.push_screen(ExportScreen(reports(self.cassette_view)))

    def action_judge(self) -> None:
        """Judges the cassette by today's schemas and rules."""
        self._judge()

    @work(thread=True, exclusive=True, group="judging")
    def _judge(self) -> None:
        worker = get_current_worker()
        total = len(self.cassette_view)
        found: dict[int, tuple[Finding, ...]] = {}
        try:
            for done, found in judging(self.cassette_view):  # noqa: B007 (the last one is what counts)
                if done % _CHUNK == 0:
                    if worker.is_cancelled:
                        return
                    self.app.call_from_thread(
                        setattr, self.title_bar, "fact", f"judging … {done * 100 // total} %"
                    )
        except InspectorError as problem:  # what the project says makes no sense
            self.app.call_from_thread(self.app.notify, str(problem), title="Not judged", severity="error")
            return
        self.app.call_from_thread(self._judged, found)

    def _judged(self, found: dict[int, tuple[Finding, ...]]) -> None:
        self.cassette_view.adopt(found)
        self.app.notify(f"{sum(map(len, found.values())):,} findings.", title="Judged")
        self._collect()
