"""Our schemas against the published ones, on what the simulator is asked and answers, and on broken copies."""

import random

import pytest
from lxml import etree

from inspector.conformance.schema_sets import global_elements, operations_in
from inspector.protocols import Endpoint, identify
from inspector.simulator import Simulator
from inspector.wire.http import HttpRequest, HttpResponse
from inspector.wire.soap import local_name, read_envelope
from tests.schemas.broken_copies import MUTANTS_PER_MESSAGE, Sample, mutants
from tests.schemas.conftest import SCHEMAS, Judge
from tests.simulator.asking import Asking
from tests.simulator.tour import tour


class Overheard(Simulator):
    """A simulator that keeps what it was asked and what it answered on the EWS endpoint."""

    def __init__(self) -> None:
        super().__init__()
        self.payloads: list[etree._Element] = []

    def respond(self, request: HttpRequest, at: float) -> HttpResponse:
        response = super().respond(request, at)
        if identify(request).endpoint is Endpoint.EWS:
            for message in (request, response):
                payload = read_envelope(message.content).payload
                assert payload is not None
                self.payloads.append(payload)
        return response


@pytest.fixture(scope="module")
def payloads() -> list[etree._Element]:
    overheard = Overheard()
    assert tour(Asking(overheard)) == []
    return overheard.payloads


def test_the_tour_asks_for_each_operation_that_the_simulator_has_and_the_schemas_have_all(
    payloads: list[etree._Element],
) -> None:
    have = operations_in(global_elements(SCHEMAS / "ews.xsd"))
    names = {local_name(each) for each in payloads} - {"Fault"}
    answered = {name.removesuffix("Response").removesuffix("Request") for name in names}
    assert answered <= set(have)
    # What the schemas have and the simulator has not.
    assert set(have) - answered == {"CopyFolder", "CreateManagedFolder", "MoveFolder"}


@pytest.mark.needs_reference
def test_what_is_asked_and_answered_gets_the_verdict_of_the_published_schemas(
    payloads: list[etree._Element], judge: Judge
) -> None:
    for payload in payloads:
        ours, theirs = judge.verdicts(payload)
        assert ours == theirs, etree.tostring(payload).decode()


@pytest.mark.needs_reference
def test_broken_copies_get_the_verdict_of_the_published_schemas(
    payloads: list[etree._Element], judge: Judge
) -> None:
    """The kinds of messages once each: the simulator repeats itself more than a recording does."""
    # In the definitions of time zones less is required, as 2016 has it (docs/errata.md).
    others = [each for each in payloads if local_name(each) not in ("Fault", "GetServerTimeZonesResponse")]
    kinds = {etree.tostring(each)[:200]: each for each in others}
    chosen = random.Random(1).sample(sorted(kinds), min(120, len(kinds)))
    rejected = 0
    for text in chosen:
        sample = Sample(f"simulator {text!r}", kinds[text], ())
        for mutation, mutant in mutants(sample):
            ours, theirs = judge.verdicts(mutant)
            rejected += not theirs
            assert ours == theirs, (mutation, etree.tostring(mutant).decode())
    assert rejected > len(chosen) * MUTANTS_PER_MESSAGE / 4, "too few are broken to say anything"
