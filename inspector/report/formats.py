"""The table of report formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TextIO

from inspector.conformance.files import Judged
from inspector.report.concise import write_concise, write_github
from inspector.report.html import write_html
from inspector.report.json_lines import write_json
from inspector.report.junit import write_junit
from inspector.report.sarif import write_sarif
from inspector.report.text import write_text


@dataclass(frozen=True)
class ReportFormat:
    """A way to write findings down.

    Args:
        write: writes what was judged to a stream; reads it once, in order.
        excerpts: whether it shows the place in the message, which takes time to find.
    """

    write: Callable[[Iterable[Judged], TextIO], None]
    excerpts: bool = False


FORMATS: dict[str, ReportFormat] = {
    "text": ReportFormat(write_text, excerpts=True),
    "concise": ReportFormat(write_concise, excerpts=True),
    "github": ReportFormat(write_github, excerpts=True),
    "json": ReportFormat(write_json),
    "sarif": ReportFormat(write_sarif),
    "junit": ReportFormat(write_junit),
    "html": ReportFormat(write_html, excerpts=True),
}
"""The formats by the name that ``--format`` takes."""
