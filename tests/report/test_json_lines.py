"""JSON lines have the same fields in the same order, whatever a finding leaves empty."""

from inspector.conformance.files import Judged, Verdict
from inspector.conformance.finding import Direction, Finding, Level, Severity
from inspector.report.json_lines import FIELDS, as_json


def test_every_field_is_there_even_if_it_is_empty() -> None:
    finding = Finding(
        code="WIRE003",
        name="empty-body",
        severity=Severity.ERROR,
        level=Level.WIRE,
        message="the body is empty",
        direction=Direction.REQUEST,
    )
    line = as_json(Judged("a.xml"), Verdict(finding))
    assert tuple(line) == FIELDS
    assert line["document"] == line["path"] == line["schemas"] == "" and line["level"] == "WIRE"
