"""The formats in which it is told what a client uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TextIO

from inspector.report.usage.html import write_html
from inspector.report.usage.json_lines import write_changes_json, write_json
from inspector.report.usage.sarif import write_sarif
from inspector.report.usage.text import write_changes, write_text
from inspector.usage.compare import Change
from inspector.usage.inventory import Inventory
from inspector.usage.microsoft_graph.assess import Assessment

FORMATS: dict[str, Callable[[Inventory, Assessment | None, TextIO], None]] = {
    "text": write_text,
    "json": write_json,
    "html": write_html,
    "sarif": write_sarif,
}
"""Writers of a whole report by the name that ``--format`` takes."""

CHANGES: dict[str, Callable[[Iterable[Change], TextIO], None]] = {
    "text": write_changes,
    "json": write_changes_json,
}
"""Writers of what has changed between two recordings."""
