from __future__ import annotations

from dataclasses import replace

import pytest

from inspector.conformance.project import Project
from inspector.protocols.common.versions import server_version
from inspector.replay import Replayer, Source
from inspector.replay.strict import Strict
from inspector.wire.http import Headers, HttpRequest


@pytest.fixture
def strict(wire, cassette):
    recorded = cassette((0, wire.play(), wire.played("H")), (1, wire.poll("H"), wire.shows("Connected")))
    with Replayer([recorded]) as replayer:
        yield Strict(replayer, Project())


def test_a_good_request_is_answered(strict, wire):
    answer = strict.respond(wire.play(), 0.0)
    assert (answer.status, answer.origin.source) == (200, Source.RECORDED)


def test_a_request_that_is_not_valid_gets_the_schema_fault(strict, wire):
    request = wire.um("<PlayOnPhone><entryId>AAAA</entryId><Number>1</Number></PlayOnPhone>")
    answer = strict.respond(request, 0.0)
    fault = wire.read(answer).fault
    assert (answer.status, answer.origin.source) == (500, Source.REFUSED)
    assert fault.detail_text("ResponseCode") == "ErrorSchemaValidation"
    assert fault.detail_text("Message") == "The request failed schema validation."
    assert "Number" in fault.text
    assert any(finding["level"] == "XSD" for finding in answer.origin.findings)


def test_a_request_that_is_not_well_formed_gets_the_other_fault(strict, wire):
    request = HttpRequest(wire.headers, wire.play().body[:-15], url=wire.UM_URL)
    fault = wire.read(strict.respond(request, 0.0)).fault
    assert fault.detail_text("ResponseCode") == "ErrorInvalidRequest"


def test_a_refused_request_changes_nothing(strict, wire):
    strict.respond(wire.um("<PlayOnPhone><Number>1</Number></PlayOnPhone>"), 0.0)
    assert strict.inner.misses == []
    assert strict.inner.played == 0


def test_what_is_not_bad_enough_goes_to_the_journal(strict, wire):
    answer = strict.respond(replace(wire.play(), headers=Headers()), 0.0)
    assert answer.status == 200
    assert {finding["direction"] for finding in answer.origin.findings} == {"request"}


def test_exchange_2007_has_a_fault_of_its_own(wire, cassette):
    with Replayer([cassette((0, wire.play(), wire.played("H")))]) as replayer:
        strict = Strict(replayer, Project(), server_version("Exchange2007_SP1"))
        fault = wire.read(strict.respond(wire.um("<PlayOnPhone><X/></PlayOnPhone>"), 0.0)).fault
    assert fault.code == "Client"


def test_what_is_no_soap_passes(strict):
    answer = strict.respond(HttpRequest(method="GET", url="/EWS/Services.wsdl"), 0.0)
    assert answer.origin.source is Source.MISS
