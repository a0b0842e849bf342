"""Findings as JSON, one object a line, each with the same fields in the same order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TextIO

from inspector.conformance.files import Judged, Verdict
from inspector.terminal import json_line

FIELDS = tuple(
    """
    file interaction direction operation document code name severity level section message path line schemas
    """.split()  # noqa: SIM905 - a list of names reads better as text
)
"""The fields of a line. ``interaction`` and ``line`` are null where there is none, texts are empty."""


def as_json(judged: Judged, verdict: Verdict) -> dict[str, Any]:
    """Returns a finding with all :data:`FIELDS`.

    Args:
        judged: what it was found in.
        verdict: the finding.
    """
    finding = verdict.finding
    whole: dict[str, Any] = {name: str(getattr(finding, name, "")) for name in FIELDS}
    whole["file"] = judged.file
    whole["interaction"] = judged.interaction or None
    whole["line"] = finding.line or None
    return whole


def write_json(results: Iterable[Judged], out: TextIO) -> None:
    """Writes each finding as a line.

    Args:
        results: what was judged.
        out: where to.
    """
    for judged in results:
        for verdict in judged.verdicts:
            out.write(json_line(as_json(judged, verdict)) + "\n")
