"""Findings as SARIF 2.1.0."""

import io
import json
from typing import Any

import jsonschema
import pytest

from inspector.conformance.files import Judged, Verdict
from inspector.conformance.finding import Direction, Finding, Level, Severity
from inspector.report.sarif import write_sarif

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
# The parts of OASIS's schema that a log of ours uses; each object allows what the standard allows it.
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id", "shortDescription"],
                                            "properties": {
                                                "shortDescription": TEXT,
                                                "fullDescription": TEXT,
                                                "help": TEXT,
                                                "defaultConfiguration": {"properties": {"level": LEVEL}},
                                            },
                                        },
                                    }
                                },
                            }
                        },
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["message", "ruleId", "ruleIndex", "level", "locations"],
                            "properties": {
                                "level": LEVEL,
                                "message": TEXT,
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "locations": {
                                    "type": "array",
                                    "items": {
                                        "required": ["physicalLocation"],
                                        "properties": {
                                            "physicalLocation": {
                                                "required": ["artifactLocation"],
                                                "properties": {
                                                    "region": {
                                                        "properties": {
                                                            "startLine": {"type": "integer", "minimum": 1}
                                                        }
                                                    }
                                                },
                                            }
                                        },
                                    },
                                },
                            },
                        },
                    },
                    "invocations": {
                        "type": "array",
                        "items": {"required": ["executionSuccessful"]},
                    },
                },
            },
        },
    },
}


def finding(code: str = "UMS021", severity: Severity = Severity.ERROR, **more: Any) -> Finding:
    return Finding(
        code=code,
        name="call-id-returned",
        severity=severity,
        level=Level.MUST,
        message="the call identifier that is returned is empty",
        direction=Direction.RESPONSE,
        document="MS-OXWUMS",
        section="3.1.4.8.2.2",
        operation="PlayOnPhone",
        **more,
    )


def log_of(*judged: Judged) -> dict[str, Any]:
    out = io.StringIO()
    write_sarif(judged, out)
    log: dict[str, Any] = json.loads(out.getvalue())
    jsonschema.validate(log, SCHEMA)
    return log["runs"][0]


def test_a_finding_in_a_cassette_points_at_the_line_of_its_interaction():
    run = log_of(Judged("a b/session.jsonl", 3, (Verdict(finding(line=7, path="/soap:Envelope")),)))
    result = run["results"][0]

    place = result["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "a%20b/session.jsonl"}, "region": {"startLine": 4}}
    assert result["properties"]["bodyLine"] == 7
    assert "MS-OXWUMS section 3.1.4.8.2.2" in result["message"]["text"]


def test_a_finding_in_a_message_points_at_its_own_line():
    run = log_of(Judged("message.xml", verdicts=(Verdict(finding(line=7)),)))

    assert run["results"][0]["locations"][0]["physicalLocation"]["region"] == {"startLine": 7}


@pytest.mark.parametrize(
    ("severity", "level"),
    [(Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.INFO, "note")],
)
def test_severities_have_their_levels(severity: Severity, level: str):
    assert (
        log_of(Judged("a.xml", verdicts=(Verdict(finding(severity=severity)),)))["results"][0]["level"]
        == level
    )


def test_each_rule_stands_once_with_its_help_and_results_point_at_it():
    verdicts = tuple(Verdict(finding(code)) for code in ("UMS021", "UMS007", "UMS021"))
    run = log_of(Judged("a.jsonl", 1, verdicts))
    rules = run["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == ["UMS021", "UMS007"]
    assert [rules[each["ruleIndex"]]["id"] for each in run["results"]] == ["UMS021", "UMS007", "UMS021"]
    assert "MS-OXWUMS section 3.1.4.8.2.2, MUST" in rules[0]["help"]["text"]
    assert "Good:" in rules[0]["help"]["markdown"]
    assert rules[1]["defaultConfiguration"]["level"] == "warning"


def test_a_code_that_this_version_does_not_know_is_reported_all_the_same():
    assert (
        log_of(Judged("a.jsonl", 1, (Verdict(finding("OLD001")),)))["tool"]["driver"]["rules"][0]["id"]
        == "OLD001"
    )


def test_nothing_found_is_a_log_without_results():
    run = log_of(Judged("a.jsonl", 1))

    assert run["results"] == [] and run["invocations"] == [{"executionSuccessful": True}]


def test_a_file_that_cannot_be_read_makes_the_run_a_failure():
    run = log_of(Judged("a.jsonl", problem="a.jsonl: not a cassette"))

    assert run["invocations"][0]["executionSuccessful"] is False
    notes = run["invocations"][0]["toolExecutionNotifications"]
    assert notes[0]["message"]["text"] == "a.jsonl: not a cassette"
