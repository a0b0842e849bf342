"""The engine: which rules look at a message, and what becomes of what they find."""

import random
from collections.abc import Iterator
from dataclasses import replace
from operator import attrgetter
from pathlib import Path

from lxml import etree

from inspector.cassette import Cassette, Interaction
from inspector.conformance.engine import RuleEngine, _Rules, all_rules
from inspector.conformance.finding import Direction
from inspector.conformance.requirements import listed_documents
from inspector.conformance.schema import SchemaCheck
from inspector.protocols.lone_message import lone_message
from inspector.protocols.message import request_message, response_message
from inspector.protocols.registry import DOCUMENTS, identify, operation
from inspector.resources import cassettes_dir
from inspector.wire.http import HttpRequest, HttpResponse
from inspector.wire.xml import XmlError, parse_xml

CASES = Path(__file__).parent / "cases"


def test_every_document_with_rules_of_its_own_operations_has_statements():
    judged = [document for document in DOCUMENTS if len(document.rules) and document.operations]
    assert list(listed_documents()) == judged


def test_the_codes_of_a_document_begin_with_its_letters():
    assert all(each.code.startswith(document.codes) for document in DOCUMENTS for each in document.rules)


def test_rules_look_at_operations_that_there_are():
    assert all(operation(name) for rule in all_rules() for name in rule.on.operations)


def test_a_finding_says_what_where_and_by_which_section():
    case = CASES / "UMS003" / "bad-twice.xml"
    finding = RuleEngine().judge_alone(lone_message(case.read_bytes()))[0]

    assert (finding.code, finding.direction, finding.operation) == (
        "UMS003",
        Direction.REQUEST,
        "DisconnectPhoneCall",
    )
    assert (finding.document, finding.section) == ("MS-OXWUMS", "3.1.4.2.3.2")
    assert finding.path == "Body/m:DisconnectPhoneCall/m:PhoneCallId[2]"
    assert finding.line == 7


def test_an_answer_of_another_operation_is_judged_by_the_common_rules_only():
    case = CASES / "CDT006" / "bad-another.jsonl"
    findings = list(judged(case))

    assert {finding.code for finding in findings} == {"CDT006"}


def judged(case):
    engine = RuleEngine()
    with Cassette(case) as cassette:
        for each in cassette:
            asked = identify(each.request)
            assert each.response is not None
            yield from engine.judge(
                request_message(each.request, asked), response_message(each.response, asked)
            )


def test_what_is_no_message_of_ours_is_not_judged():
    request = HttpRequest(url="/owa/", body=b"<a/>")
    asked = identify(request)

    assert not list(
        RuleEngine().judge(
            request_message(request, asked), response_message(HttpResponse(body=b"<b/>"), asked)
        )
    )


def test_a_request_without_an_answer_is_judged():
    body = (CASES / "UMS001" / "bad-poll.xml").read_bytes()
    request = HttpRequest(url="https://mail.example.com/EWS/UM2007Legacy.asmx", body=body)
    asked = request_message(request, identify(request))

    assert [finding.code for finding in RuleEngine().judge(asked, None)] == ["UMS001"]


def every_case() -> Iterator[list[Interaction]]:
    """The sessions and messages of the cases and of the samples, as they are and each with a thing less."""
    dice = random.Random("a thing less")
    for path in [*sorted(CASES.glob("*/*")), *sorted(Path(cassettes_dir()).glob("*.jsonl"))]:
        if path.suffix == ".xml":
            request = HttpRequest(url="https://mail.example.com/EWS/Exchange.asmx", body=path.read_bytes())
            session = [Interaction(1, 0.0, request, HttpResponse(body=path.read_bytes()))]
        else:
            with Cassette(path) as cassette:
                session = list(cassette)
        yield session
        yield [
            replace(
                each,
                request=with_less(each.request, dice),
                response=each.response and with_less(each.response, dice),
            )
            for each in session
        ]


def with_less(message, dice):
    try:
        root = parse_xml(message.content)
    except XmlError:
        return message
    element = dice.choice(list(root.iter(etree.Element)))
    if dice.random() < 0.5 and element.getparent() is not None:
        element.getparent().remove(element)
    elif element.attrib:
        del element.attrib[dice.choice(list(element.attrib))]
    else:
        element.text = None
    return replace(message, body=etree.tostring(root))


def messages_of(session):
    schema = SchemaCheck()
    for each in session:
        identified = identify(each.request)
        asked = request_message(each.request, identified, each.at)
        told = each.response and response_message(each.response, identified, each.at + each.took, asked)
        yield asked, told, schema.verdict(asked, schema.check(asked))


def test_a_rule_has_nothing_to_say_of_what_it_is_not_asked_about(monkeypatch):
    sessions = [list(messages_of(session)) for session in every_case()]
    alone = [lone_message(path.read_bytes()) for path in sorted(CASES.glob("*/*.xml"))]

    def found():
        engines = [(RuleEngine(), session) for session in sessions]
        together = [[engine.judge(*each) for each in session] for engine, session in engines]
        return [*together, [RuleEngine().judge_alone(message) for message in alone]]

    asked = found()
    monkeypatch.setattr(
        _Rules,
        "that_concern",
        lambda self, message, history: [rule for rule in self.rules if rule.on.is_sent_to(message.endpoint)],
    )
    wanted = found()

    assert asked == wanted
    names = ("only_with", "only_without", "only_holding", "only_exchanging")
    promises = attrgetter(*names, "only_if", "by_head")
    promised = {rule.code for rule in all_rules() if any(promises(rule.on))}
    assert promised <= {each.code for session in wanted for judged in session for each in judged}
