"""Findings as cassettes keep them."""

from inspector.conformance.finding import Finding

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
