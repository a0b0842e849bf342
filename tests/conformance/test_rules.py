"""Each rule on messages that pass and on messages that fail it.

A case is a file in ``cases/CODE``: a SOAP message (``.xml``) or a session (``.jsonl``). Each ``bad-NAME``
has an ``ok-NAME`` beside it that differs only in what the rule looks at.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.cassette import Cassette
from inspector.conformance.engine import RuleEngine, all_rules
from inspector.conformance.finding import Direction, Finding
from inspector.conformance.schema import SchemaCheck
from inspector.protocols.message import Message, request_message, response_message
from inspector.protocols.registry import Identified, identify, operations
from inspector.wire.binary_xml import readable
from inspector.wire.http import HttpRequest, HttpResponse
from inspector.wire.soap import local_name, read_envelope

CASES = Path(__file__).parent / "cases"
BAD = sorted(CASES.glob("*/bad-*"))


def lone_message(content: bytes) -> Message:
    """Reads a message whose other half is not known."""
    envelope = read_envelope(content)
    assert envelope.payload is not None
    name = local_name(envelope.payload)
    on_ews = envelope.payload.get("ResponseClass") is not None
    for operation in operations():
        is_2 = operation.name == "PlayOnPhone2"
        if name == operation.response and (name != "PlayOnPhoneResponse" or is_2 == on_ews):
            asked = Identified(operation.endpoint, operation.name, operation)
            return Message(Direction.RESPONSE, HttpResponse(body=content), asked, envelope=envelope)
    path = "/EWS/Exchange.asmx"
    found = identify(HttpRequest(url=path, body=content))
    if found.operation is not None and found.operation.endpoint.value == "um":
        path = "/EWS/UM2007Legacy.asmx"
    request = HttpRequest(url=path, body=content)
    return request_message(request, identify(request))


def findings_in(case: Path) -> Iterator[Finding]:
    """Judges a case by the rules alone; those that compare it with the schema's verdict get that too."""
    engine, schema = RuleEngine(), SchemaCheck()
    compared = {rule.code for rule in all_rules() if rule.by_schema}
    if case.suffix == ".xml":
        yield from engine.judge_alone(lone_message(case.read_bytes()))
        return
    with Cassette(case) as cassette:
        for interaction in cassette:
            identified = identify(interaction.request)
            response = interaction.response
            asked = request_message(interaction.request, identified, interaction.at)
            answered = (
                response_message(response, identified, interaction.at + interaction.took)
                if response
                else None
            )
            says = schema.verdict(asked, schema.check(asked)) if case.parent.name in compared else None
            yield from engine.judge(asked, answered, says)


def codes_in(case: Path) -> set[str]:
    return {finding.code for finding in findings_in(case)}


@pytest.mark.parametrize("bad", BAD, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_rule_fires_on_what_breaks_it_and_on_nothing_else(bad: Path) -> None:
    code = bad.parent.name
    passing = codes_in(bad.with_name(bad.name.replace("bad-", "ok-", 1)))

    assert code not in passing
    assert codes_in(bad) - passing == {code}


def test_every_case_has_its_counterpart() -> None:
    files = {path.relative_to(CASES).as_posix() for path in CASES.glob("*/*")}
    counterpart = {"ok-": "bad-", "bad-": "ok-"}
    alone = {
        name
        for name in files
        for start, other in counterpart.items()
        if f"/{start}" in name and name.replace(f"/{start}", f"/{other}", 1) not in files
    }

    assert not alone


def test_every_rule_has_a_message_that_passes_and_one_that_fails() -> None:
    assert {rule.code for rule in all_rules()} == {path.parent.name for path in BAD}


def test_a_finding_says_where_the_document_says_so() -> None:
    for bad in BAD:
        for finding in findings_in(bad):
            if finding.code == bad.parent.name:
                assert finding.document and finding.section and finding.operation, bad


def test_codes_and_names_are_given_once() -> None:
    rules = all_rules()

    assert len({rule.code for rule in rules}) == len(rules)
    assert len({rule.name for rule in rules}) == len(rules)


@pytest.mark.parametrize("code", sorted({rule.code for rule in all_rules()}))
def test_a_page_shows_examples_that_are_taken_from_its_cases(code: str) -> None:
    page = next(rule.page for rule in all_rules() if rule.code == code)

    assert page.what.endswith(".")
    assert page.why and page.good and page.bad
    for example, beginning in ((page.good, "ok-"), (page.bad, "bad-")):
        seen = "\n".join(text_of_case(case) for case in sorted((CASES / code).glob(f"{beginning}*")))
        for line in example.splitlines():
            markup = line.strip()
            if markup.startswith("<") and markup.endswith(">") and "..." not in markup:
                assert markup in seen, f"{beginning}* of {code} does not show {markup}"


def text_of_case(case: Path) -> str:
    if case.suffix == ".xml":
        return case.read_text("utf-8")
    with Cassette(case) as cassette:
        messages = [message for each in cassette for message in (each.request, each.response) if message]
    return "\n".join(readable(message) or message.body.decode() for message in messages)
