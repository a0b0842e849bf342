"""Findings as cassettes keep them."""

from typing import Any

from inspector.conformance.finding import Finding, readable_findings

STORED = {
    "code": "UMS001",
    "name": "lone-name",
    "severity": "error",
    "level": "MUST",
    "message": "it is wrong",
    "direction": "request",
}


def test_a_place_that_an_older_cassette_has_is_read_as_it_is_written_now() -> None:
    found = Finding.from_json(STORED | {"xpath": "/soap:Envelope/soap:Body/m:GetItem/*:Odd[2]/@Id"})
    assert found.path == "Body/m:GetItem/Odd[2]/@Id"
    assert Finding.from_json(found.to_json()) == found


def test_a_finding_that_cannot_be_read_is_left_out() -> None:
    listed: list[Any] = [{"code": 1}, STORED, STORED | {"severity": "dreadful"}]
    assert [finding.code for finding in readable_findings(listed)] == ["UMS001"]
