"""What the documents say of one operation after the other in the same words.

The cases are those statements; the section of each stands in its name.
"""

from __future__ import annotations

from inspector.protocols import Endpoint, Operation
from inspector.protocols.error_texts import ERROR_TEXTS
from tests.simulator.asking import EWS, UM, Answer, Asking
from tests.simulator.samples import SAMPLES, without_um
from tests.simulator.statements import each_operation

PATHS = {Endpoint.UM: UM, Endpoint.EWS: EWS}


def succeed(operation: Operation, asking: Asking) -> Answer:
    return asking.ask(PATHS[operation.endpoint], SAMPLES[operation.name].success(asking))


def fail(operation: Operation) -> Answer:
    asking, sample = Asking(), SAMPLES[operation.name]
    if sample.failure is not None:
        return asking.ask(PATHS[operation.endpoint], sample.failure(asking))
    asking = without_um()
    return asking.ask(PATHS[operation.endpoint], sample.success(asking))


def classes(answer: Answer) -> list[str]:
    return [element.get("ResponseClass") for element in answer.all("descendant-or-self::*[@ResponseClass]")]


@each_operation("test_a_success_is_answered_with_the_output_message")
def test_a_success_is_answered_with_the_output_message(operation: Operation) -> None:
    answer = succeed(operation, Asking())
    assert (answer.status, answer.fault) == (200, None)
    assert str(answer.payload.tag).rpartition("}")[2] == operation.response
    assert set(answer.codes) <= {"NoError"}


@each_operation("test_a_success_says_so")
def test_a_success_says_so(operation: Operation) -> None:
    answer = succeed(operation, Asking())
    assert (classes(answer), answer.codes) == (["Success"], ["NoError"])


@each_operation("test_a_failure_says_so")
def test_a_failure_says_so(operation: Operation) -> None:
    answer = fail(operation)
    assert (answer.status, classes(answer)) == (200, ["Error"])
    assert answer.code in ERROR_TEXTS
    assert answer.text(".//m:MessageText").startswith(ERROR_TEXTS[answer.code])


@each_operation("test_a_failure_is_a_fault")
def test_a_failure_is_a_fault(operation: Operation) -> None:
    answer = fail(operation)
    assert answer.status == 500
    assert answer.fault is not None


@each_operation("test_a_malformed_request_gets_the_fault_that_all_share")
def test_a_malformed_request_gets_the_fault_that_all_share(operation: Operation) -> None:
    body = SAMPLES[operation.name].success(Asking())
    answer = Asking().raw(PATHS[operation.endpoint], f"<s:Envelope><s:Body>{body}</s:Body>".encode())
    assert answer.status == 500
    assert answer.fault is not None
    assert (answer.fault.code, answer.fault.text) == ("ErrorInvalidRequest", "The request is invalid.")


@each_operation("test_an_answer_names_the_version_of_the_server")
def test_an_answer_names_the_version_of_the_server(operation: Operation) -> None:
    for version in ("Exchange2013", "Exchange2016"):
        header = succeed(operation, Asking(version=version)).envelope.header("ServerVersionInfo")
        assert header is not None
        assert (header.get("Version"), header.get("MajorVersion")) == (version, "15")


@each_operation("test_the_other_endpoint_does_not_have_the_operation")
def test_the_other_endpoint_does_not_have_the_operation(operation: Operation) -> None:
    asking = Asking()
    assert succeed(operation, asking).fault is None
    other = asking.ask(
        UM if operation.endpoint is Endpoint.EWS else EWS, SAMPLES[operation.name].success(asking)
    )
    assert other.fault is not None
    assert other.fault.detail_text("ResponseCode") in ("ErrorInvalidRequest", "ErrorSchemaValidation")
